"""The kinds of records in a library: where each is stored, and how it is converted to JSON and back."""

from collections.abc import Callable
from typing import Any

from readtui.codec.cards import card_from_json, card_to_json
from readtui.codec.records import (
    annotation_from_json,
    annotation_to_json,
    article_record_from_json,
    article_record_to_json,
    tag_from_json,
    tag_to_json,
    view_from_json,
    view_to_json,
)
from readtui.codec.replies import reply_from_json, reply_to_json
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.card import Card
from readtui.model.change import Record
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind: its class, its name in the history, and its table.

    ``later_counts``: of two versions, the later counts; there are no conflicts. ``key``: the field with the record's
    id. ``from_json`` raises DamagedError.
    """

    of: type[Any]
    name: str
    table: str
    to_json: Callable[[Any], dict[str, Any]]
    from_json: Callable[[object], Any]
    later_counts: bool = False
    key: str = "id"


KINDS = (
    RecordKind(ArticleRecord, "article", "article", article_record_to_json, article_record_from_json),
    RecordKind(Annotation, "annotation", "annotations", annotation_to_json, annotation_from_json),
    RecordKind(Reply, "reply", "replies", reply_to_json, reply_from_json),
    RecordKind(Card, "review", "review", card_to_json, card_from_json, later_counts=True),
    RecordKind(Tag, "tag", "tags", tag_to_json, tag_from_json, key="name"),
    RecordKind(View, "view", "views", view_to_json, view_from_json),
)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_TABLE = {kind.table: kind for kind in KINDS}
_BY_TYPE = {kind.of: kind for kind in KINDS}


def kind_of(record: Record) -> RecordKind:
    return _BY_TYPE[type(record)]


def record_to_json(record: Record) -> dict[str, Any]:
    """Any record as it is stored in its table."""
    return _BY_TYPE[type(record)].to_json(record)
