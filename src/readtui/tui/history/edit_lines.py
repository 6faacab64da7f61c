"""Says what a change did to each record, in words and quotes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rich.text import Text

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.card import Card
from readtui.model.change import Change, Edit, Record
from readtui.model.reply import Reply
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.tui.annotations.rows import glyph
from readtui.tui.notes.voices import REPLY, name_of
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.preview_pane import Sheet

_MOST_EDITS = 60
_MOST_OF_A_TEXT = 240
_ADDED, _REMOVED = "+", "−"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that an edit did: ``before`` became ``after``; one of them may be empty."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EditShown:
    """An edit, and what it did. ``verb``: added, deleted, restored; empty for a change of what stays."""

    record: Record
    verb: str
    differences: Sequence[Difference]


def shown_edits(change: Change) -> tuple[list[EditShown], int]:
    """The first edits of a change, and how many more there are. Raises DamagedError if they cannot be read."""
    shown = [_shown(edit) for edit in islice(change.edits, _MOST_EDITS)]
    return shown, len(change.edits) - len(shown)


def edit_lines(shown: Sequence[EditShown], more: int, titles: Mapping[str, str], sheet: Sheet) -> list[Text]:
    """The edits below the titles of their articles."""
    palette = sheet.palette
    lines: list[Text] = []
    place: str | None = None
    for one in shown:
        where = _article_of(one.record)
        if where != place:
            place = where
            name = titles.get(where, "An article that no longer exists") if where else "Codebook"
            lines += [*([Text()] if lines else []), *sheet.wrapped(Text(name, palette.title))]
        lines += _edit_lines(one, sheet)
    return [*lines, Text(f"… and {counted(more, 'more place')}", palette.dim)] if more > 0 else lines


def _edit_lines(one: EditShown, sheet: Sheet) -> Iterator[Text]:
    palette, record = sheet.palette, one.record
    verb_style = palette.removed if one.verb == "deleted" else palette.inserted if one.verb else palette.dim
    if isinstance(record, Annotation):
        words = visible(record.quoted_text[:_MOST_OF_A_TEXT]) if record.quote else "the whole article"
        mark = Text(glyph(record) + " ", palette.highlight(record.color).gutter)
        head = mark.append(fitted(words, max(8, sheet.width - 2)), palette.text)
    elif isinstance(record, Reply):
        head = Text(f"{REPLY} ", palette.dim).append(name_of(record.creator, sheet.identity), palette.text)
    elif isinstance(record, Tag):
        head = Text(f"# {fitted(visible(record.name), sheet.width - 2)}", palette.tag)
    elif isinstance(record, View):
        head = Text(f"/ {fitted(visible(record.name), sheet.width - 2)}", palette.text)
    elif isinstance(record, Card):
        head = Text("  when it is asked in review", palette.dim)
    else:
        head = Text()
    if head:
        yield head
    if one.verb:
        yield Text("  ").append(one.verb, verb_style)
    for each in one.differences:
        yield from _difference_lines(each, sheet)


def _difference_lines(one: Difference, sheet: Sheet) -> Iterator[Text]:
    palette, room = sheet.palette, max(8, sheet.width - 4 - len(one.name))
    if one.before and one.after and len(one.before) + len(one.after) + 3 <= room:
        line = Text(f"  {one.name} ", palette.dim).append(one.before, palette.removed).append(" → ", palette.dim)
        yield line.append(one.after, palette.inserted)
        return
    for sign, text, style in ((_REMOVED, one.before, palette.removed), (_ADDED, one.after, palette.inserted)):
        if text:
            yield Text(f"  {sign} {one.name} ", palette.dim).append(fitted(text, room - 2), style)


def _shown(edit: Edit) -> EditShown:
    before, after = edit.before, edit.after
    was_there = before is not None and not before.deleted
    if after.deleted and was_there:
        verb = "deleted"
    elif not after.deleted and not was_there:
        verb = "added" if before is None else "restored"
    else:
        verb = ""
    old = _facts(before) if before is not None and verb != "added" else {}
    new = _facts(after)
    differences = [] if verb == "deleted" else list(_differences(old, new))
    return EditShown(after, verb, differences)


def _differences(old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]]) -> Iterator[Difference]:
    for name in dict.fromkeys((*old, *new)):
        before = [one for one in old.get(name, ()) if one not in new.get(name, ())]
        after = [one for one in new.get(name, ()) if one not in old.get(name, ())]
        if before or after:
            yield Difference(name, " ".join(before), " ".join(after))


def _facts(record: Record) -> dict[str, Sequence[str]]:
    """What a person can change of a record, in words."""
    match record:
        case Annotation():
            facts = {
                "color": _some(record.color or ""),
                "tags": _tags(record.tags),
                "note": _some(record.note),
                "passage": _some(record.quoted_text),
                "state": () if record.anchor.value == "exact" else (record.anchor.value,),
                "thread": ("asks for an answer",) if record.is_thread else (),
            }
        case Reply():
            facts = {"reply": _some(record.text), "thread": (record.sets.value,) if record.sets else ()}
        case ArticleRecord():
            metadata = record.metadata
            facts = {
                "title": _some(metadata.title),
                "author": _some(metadata.creator),
                "address": _some(metadata.source),
                "tags": _tags(record.tags),
                "state": (record.reading_state.value,),
                "archived": ("archived",) if record.archived else (),
                "text": _some(record.text_version),
            }
        case Tag():
            facts = {
                "color": _some(record.color or ""),
                "description": _some(record.description),
                "key": (str(record.pin),) if record.pin else (),
            }
        case View():
            facts = {"name": _some(record.name), "query": _some(record.query)}
        case Card():
            facts = {}
    return facts


def _some(text: str) -> Sequence[str]:
    return (visible(" ".join(text[:_MOST_OF_A_TEXT].split())),) if text else ()


def _tags(tags: Iterable[str]) -> Sequence[str]:
    return tuple(f"#{visible(tag)}" for tag in tags)


def _article_of(record: Record) -> str:
    if isinstance(record, Annotation | Card | Reply):
        return record.article_id
    return record.id if isinstance(record, ArticleRecord) else ""
