"""Applies an edit to the record on disk: sets only what the edit changed, and keeps the rest as it is there. Pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.card import Card
from readtui.model.change import Edit, Record
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.quick_dataclass import replaced

_RecordT = TypeVar("_RecordT", ArticleRecord, Annotation)
_STAMPS = ("versions", "modified")
_SETS = ("tags", "paths", "edited")
# Fields that have a meaning only together: a position is an offset into its text version.
_TOGETHER: Mapping[type, tuple[str, ...]] = {
    Annotation: ("quote", "position", "text_version", "anchor", "origin", "why"),
    ArticleRecord: ("text_version", "content", "words"),
    Card: ("state", "step", "stability", "difficulty", "due", "reviewed", "introduced", "reviews", "lapses", "buried"),
}
_NAMES = {
    "metadata": "details",
    "edited": "details",
    "text_version": "text",
    "reading_state": "reading state",
    "archived": "archiving",
    "discussed": "discussion",
    "quote": "passage",
    "position": "passage",
    "anchor": "state",
    "origin": "state",
    "why": "state",
    "is_thread": "thread",
    "sets": "thread",
    "content": "text",
    "deleted": "deletion",
    **dict.fromkeys(("state", "step", "stability", "difficulty", "due", "reviewed", "reviews", "lapses"), "grade"),
}


def merged(edit: Edit, on_disk: Record | None) -> Record:
    """The record on disk with the edit's changes; versions and ``modified`` stay as on disk.

    Adds and removes tags and paths one by one. If the edit creates a record that already exists, adds what the edit
    says and keeps the rest.
    """
    if on_disk is None:
        return edit.after
    if edit.before is on_disk or edit.before == on_disk:
        return replaced(edit.after, versions=on_disk.versions, modified=on_disk.modified)
    before = edit.before if edit.before is not None else _blank(edit.after, on_disk)
    result: Record = _merged_fields(before, edit.after, on_disk)
    is_live = not (before.deleted or edit.after.deleted)
    if is_live and isinstance(result, Annotation) and result.deleted and differing_fields(result, on_disk):
        # Another program deleted it while it was edited here. As in a merge, the live version wins.
        result = replace(result, deleted=None)
    return result


def overwrites_note(edit: Edit, on_disk: Record | None) -> bool:
    """Whether the edit would overwrite a note that another process wrote in the meantime."""
    before, after = edit.before, edit.after
    if not (isinstance(before, Annotation) and isinstance(after, Annotation) and isinstance(on_disk, Annotation)):
        return False
    return before.note != after.note and on_disk.note not in (before.note, after.note)


def changed_since(edit: Edit, on_disk: Record | None) -> list[str]:
    """What differs on disk from the record before the edit, by names that a person understands.

    What happens by itself must not prevent undoing something else. So the reading state, which the app sets, counts
    only if the edit is about it, and so does what reading a new text of the article has changed: nobody did that.
    """
    before, after = edit.before, edit.after
    if isinstance(before, ArticleRecord) and isinstance(after, ArticleRecord) and isinstance(on_disk, ArticleRecord):
        of_text = ("text_version", "content", "words", *(("metadata",) if on_disk.edited == before.edited else ()))
        is_reloaded = before.text_version != on_disk.text_version
        for group in (("reading_state",), *((of_text,) if is_reloaded else ())):
            before = _as_there(before, after, on_disk, group)
    elif isinstance(before, Annotation) and isinstance(after, Annotation) and isinstance(on_disk, Annotation):
        accepted = [one.origin.accepted if one.origin else None for one in (before, on_disk)]
        is_decided = accepted[0] != accepted[1] or before.is_kept_orphan != on_disk.is_kept_orphan
        if before.text_version != on_disk.text_version and not is_decided:
            before = _as_there(before, after, on_disk, _TOGETHER[Annotation])
    return differing_fields(before, on_disk)


def _as_there(before: _RecordT, after: _RecordT, on_disk: _RecordT, group: Collection[str]) -> _RecordT:
    """The record with these fields as they are on disk, if the edit changes none of them."""
    values: dict[str, Any] = {name: getattr(on_disk, name) for name in group}
    is_edited = any(getattr(before, name) != getattr(after, name) for name in group)
    return before if is_edited else replace(before, **values)


def differing_fields(one: Record | None, other: Record | None) -> list[str]:
    """The differing fields, by names that a person understands. Ignores version and time of change."""
    if one is None or other is None:
        return [] if one is other else ["existence"]
    # Of most fields, an edit has the same object.
    kind: Any = one.__class__
    names, values_of = _counting(kind)
    differing = [
        name
        for name, value, now in zip(names, values_of(one), values_of(other), strict=True)
        if value is not now and _differs(name, value, now)
    ]
    return list(dict.fromkeys(_NAMES.get(name, name) for name in differing))


def _counting_fields(record: Any) -> tuple[str, ...]:
    """The fields of a record, or of its metadata, that an edit is about."""
    return _counting(record.__class__)[0]


@lru_cache
def _counting(kind: type[Any]) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(one.name for one in fields(kind) if one.compare and one.name not in _STAMPS)
    return names, attrgetter(*names)


def _blank(record: Record, on_disk: Record) -> Record:
    """An empty record with the id and dates of ``record``, deleted if the one on disk is."""
    if isinstance(record, Annotation):
        return Annotation(record.id, record.article_id, record.created, record.modified, deleted=on_disk.deleted)
    if isinstance(record, ArticleRecord):
        return ArticleRecord(record.id, Metadata(""), record.added, record.modified, "", deleted=on_disk.deleted)
    if isinstance(record, View):
        return View(record.id, "", "", deleted=on_disk.deleted)
    if isinstance(record, Reply):
        return Reply(record.id, record.article_id, record.to, record.created, "", deleted=on_disk.deleted)
    if isinstance(record, Card):
        return Card(record.id, record.article_id, deleted=on_disk.deleted)
    return Tag(record.name, deleted=on_disk.deleted)


def _merged_fields(before: Any, after: Any, on_disk: Any) -> Any:
    changed = {name for name in _counting_fields(after) if _differs(name, getattr(before, name), getattr(after, name))}
    together = _TOGETHER.get(type(after), ())
    if changed.intersection(together):
        changed.update(together)
    values = {
        name: _merged_value(name, getattr(before, name), getattr(after, name), getattr(on_disk, name))
        for name in changed
    }
    return replace(on_disk, **values)


def _merged_value(name: str, before: Any, after: Any, on_disk: Any) -> Any:
    if isinstance(after, Metadata):
        return _merged_fields(before, after, on_disk)
    if name in _SETS:
        if on_disk == before:
            return after
        kept = (entry for entry in on_disk if entry in after or entry not in before)
        return tuple(dict.fromkeys([*kept, *(entry for entry in after if entry not in before)]))
    if name == "conflicts":
        if not _differs(name, on_disk, before):
            return after
        # Keep versions that a merge has added since: the edit did not decide about them.
        then, now = [_without_vector(version) for version in before], [_without_vector(version) for version in after]
        decided = [version for version in then if version not in now]
        there = [_without_vector(version) for version in on_disk]
        kept = (version for version in on_disk if _without_vector(version) not in decided)
        return (*kept, *(version for version in after if _without_vector(version) not in [*then, *there]))
    if name == "extra":
        removed = before.keys() - after.keys()
        kept_extra = {key: value for key, value in on_disk.items() if key not in removed}
        return kept_extra | {key: value for key, value in after.items() if key not in before or before[key] != value}
    return after


def _differs(name: str, one: Any, other: Any) -> bool:
    if name == "conflicts":
        # Each save of a record also gives its vector to the undecided versions.
        return [_without_vector(version) for version in one] != [_without_vector(version) for version in other]
    return bool(one != other)


def _without_vector(version: Mapping[str, object]) -> dict[str, object]:
    return {name: field for name, field in version.items() if name != "v"}
