"""What remains of a record that was deleted for good: a tombstone, so that no other copy brings it back."""

from dataclasses import replace
from typing import TypeAlias

from readtui.model.annotation import Annotation
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.model.view import View

Emptiable: TypeAlias = Annotation | Reply | Tag | View


def emptied(record: Emptiable, now: str) -> Emptiable:
    """The tombstone of a record, without anything that a person wrote but the name of a tag, which is its key.

    ``now`` is the time of its deletion, so that a record that was restored meanwhile counts as changed since.
    """
    match record:
        case Annotation():
            return Annotation(record.id, record.article_id, record.created, now, versions=record.versions, deleted=now)
        case Reply(id=key, article_id=article_id, to=to, created=created, versions=versions):
            return Reply(key, article_id, to, created, now, versions=versions, deleted=now)
        case Tag():
            return Tag(record.name, modified=now, versions=record.versions, deleted=now)
        case View():
            return replace(record, name="", query="", modified=now, deleted=now, conflicts=(), extra={})


def is_emptied(record: Emptiable) -> bool:
    """Whether it is such a tombstone."""
    match record:
        case Annotation():
            is_bare = record.is_empty and record.quote is None and not record.extra
        case Reply():
            is_bare = not (record.text or record.sets or record.creator or record.extra)
        case Tag():
            is_bare = not (record.color or record.description or record.pin or record.extra)
        case View():
            is_bare = not (record.name or record.query)
    return record.deleted is not None and is_bare
