"""Converts a change to a JSON value, one line of the history, and back."""

from collections.abc import Callable
from typing import Any

from readtui.codec import fields
from readtui.codec.cards import card_from_json, card_to_json
from readtui.codec.records import (
    annotation_from_json,
    annotation_to_json,
    article_record_from_json,
    article_record_to_json,
    tag_from_json,
    tag_to_json,
)
from readtui.codec.views import view_from_json, view_to_json
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.card import Card
from readtui.model.change import Change, Edit, Record
from readtui.model.view import View

_READERS: dict[str, Callable[[object], Record]] = {
    "annotation": annotation_from_json,
    "article": article_record_from_json,
    "tag": tag_from_json,
    "view": view_from_json,
    "review": card_from_json,
}


def record_to_json(record: Record) -> dict[str, Any]:
    """Any record as it is stored in its table."""
    if isinstance(record, Annotation):
        return annotation_to_json(record)
    if isinstance(record, View):
        return view_to_json(record)
    if isinstance(record, Card):
        return card_to_json(record)
    return article_record_to_json(record) if isinstance(record, ArticleRecord) else tag_to_json(record)


def change_to_json(change: Change) -> dict[str, Any]:
    """The change with each record before and after."""
    value: dict[str, Any] = {"id": change.id, "at": change.at, "what": change.what}
    if change.undoes:
        value["undoes"] = change.undoes
    if change.redoes:
        value["redoes"] = change.redoes
    if change.by_itself:
        value["byItself"] = True
    value["edits"] = [_edit_to_json(edit) for edit in change.edits]
    return value


def change_from_json(value: object) -> Change:
    """Read a change from a line of the history. Raises DamagedError."""
    found = fields.mapping(value, "history", "change")
    where = fields.named("change", found.get("id"))
    return Change(
        id=fields.identifier(found, where, "id"),
        at=fields.line(found, where, "at"),
        what=fields.line(found, where, "what"),
        edits=tuple(_edit_from_json(edit, where) for edit in fields.objects(found, where, "edits")),
        undoes=fields.line(found, where, "undoes", ""),
        redoes=fields.line(found, where, "redoes", ""),
        by_itself=found.get("byItself") is True,
    )


def is_of_newer_version(value: object) -> bool:
    """Whether an unreadable line is a change to a kind of record that only a newer version knows."""
    edits = value.get("edits") if isinstance(value, dict) else None
    kinds = [edit.get("type") for edit in edits if isinstance(edit, dict)] if isinstance(edits, list) else []
    return any(isinstance(kind, str) and kind not in _READERS for kind in kinds)


def _edit_to_json(edit: Edit) -> dict[str, Any]:
    before = None if edit.before is None else record_to_json(edit.before)
    return {"type": _kind(edit.after), "before": before, "after": record_to_json(edit.after)}


def _kind(record: Record) -> str:
    if isinstance(record, Annotation):
        return "annotation"
    if isinstance(record, ArticleRecord):
        return "article"
    if isinstance(record, Card):
        return "review"
    return "view" if isinstance(record, View) else "tag"


def _edit_from_json(value: dict[str, object], where: str) -> Edit:
    kind = fields.line(value, where, "type")
    if kind not in _READERS:
        raise fields.wrong_value(where, "type", "one of " + ", ".join(_READERS), kind)
    read = _READERS[kind]
    before = value.get("before")
    return Edit(before=None if before is None else read(before), after=read(value.get("after")))
