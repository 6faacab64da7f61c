"""Lays out what the preview of an article shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.text import Text

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.article import ReadingState
from readtui.services.library import LibraryEntry
from readtui.services.reading.glance import Glance, glance
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.text.note_markdown import ReadNote, read_note
from readtui.text.note_words import note_words
from readtui.tui.article.line_marks import HIGHLIGHT, NOTE, TAG
from readtui.tui.library.rows import is_begun, progress_bar
from readtui.tui.library.sources import relative_day, source_name
from readtui.tui.matter.title_block import day_in_words
from readtui.tui.notes.note_lines import NoteStyles, line_text, note_lines
from readtui.tui.widgets.preview_pane import Sheet, spaced

_MOST_LINES = 9
_MOST_QUOTED, _QUOTE_LINES, _NOTE_LINES = 400, 3, 3
_MOST_TAGS = 12
_MOST_ANNOTATIONS = 6
_BAR = 16


@dataclass(frozen=True, slots=True)
class Details:
    """What must be read for the preview of an article. ``notes``: those of its latest annotations, parsed, by id."""

    glance: Glance
    notes: Mapping[str, ReadNote]


def details_of(seen: Glance) -> Details:
    """Parse the notes too."""
    notes = {one.id: read_note(one.note[:_MOST_QUOTED]) for one in seen.latest if one.note}
    return Details(seen, notes)


def read_details(entry: LibraryEntry, services: Services) -> Details:
    """Read how the article begins and what was last written on it."""
    try:
        return details_of(glance(services.library, entry.record, entry.annotations, _MOST_ANNOTATIONS))
    except ReadtuiError as fault:
        # Nobody has asked for this; what cannot be read is reported when it is opened.
        DEBUG_LOG.fault(fault, "swallowed")
        return details_of(Glance())


def article_lines(entry: LibraryEntry, details: Details | None, now: datetime, sheet: Sheet) -> list[Text]:
    """The lines about an article; without ``details``, which must be read, what the library's listing knows."""
    palette, record = sheet.palette, entry.record
    parts: list[Sequence[Text]] = [
        [*sheet.wrapped(Text(visible(record.title), palette.title)), *_facts(entry, sheet)],
        _state(entry, now, sheet),
    ]
    if record.tags:
        parts.append(sheet.wrapped(Text(" ").join(Text(f"#{visible(t)}", sheet.tag_style(t)) for t in record.tags)))
    if details is None:
        return spaced(parts)
    seen = details.glance
    if seen.beginning:
        style = palette.lead if seen.is_lead else palette.text
        parts.append(_limited(sheet.wrapped(Text(seen.beginning, style)), _MOST_LINES))
    if seen.note:
        parts.append(_note(seen.note, sheet))
    if seen.tags:
        parts.append(_tag_counts(seen.tags, sheet))
    parts += [_annotation(one, details.notes.get(one.id), sheet) for one in seen.latest]
    more = entry.annotations - len(seen.latest) - bool(seen.note)
    if more > 0:
        what = counted(more, "more annotation") if seen.latest else counted(more, "annotation")
        parts.append([Text(f"{NOTE} {what}", palette.dim)])
    return spaced(parts)


def group_lines(name: str, count: int, sheet: Sheet) -> list[Text]:
    """The lines about a group of articles."""
    return spaced(
        [sheet.wrapped(Text(name, sheet.palette.title)), [Text(counted(count, "article"), sheet.palette.dim)]]
    )


def _facts(entry: LibraryEntry, sheet: Sheet) -> list[Text]:
    """Who wrote it, where and when it was published, and how long it is."""
    metadata = entry.record.metadata
    who = [visible(metadata.creator), source_name(entry.record), visible(day_in_words(metadata.published))]
    size = [f"{entry.minutes:,} min", f"{entry.words:,} words" if entry.words else "", visible(metadata.language)]
    lines = (" · ".join(filter(None, facts)) for facts in (dict.fromkeys(who), size))
    return [line for facts in lines if facts for line in sheet.wrapped(Text(facts, sheet.palette.dim))]


def _state(entry: LibraryEntry, now: datetime, sheet: Sheet) -> list[Text]:
    """How far it is read and when, else since when it is there."""
    palette, record = sheet.palette, entry.record
    line = Text()
    if is_begun(entry):
        read, unread = progress_bar(entry.progress, _BAR)
        line.append(read, palette.quote_bar).append(unread, palette.faint)
        line.append(f" {int(entry.progress * 100)}% · ", palette.dim)
    elif (shelf := record.state) in (ReadingState.DONE, ReadingState.ARCHIVED):
        line.append(f"{shelf.heading} · ", palette.dim)
    what, when = ("read", entry.last_read) if entry.last_read else ("added", record.added)
    line.append(f"{what if line.plain else what.capitalize()} {relative_day(when, now)}", palette.dim)
    return sheet.wrapped(line)


def _tag_counts(tags: Sequence[tuple[str, int]], sheet: Sheet) -> list[Text]:
    """The tags of the annotations, each with its count."""
    line = Text()
    for number, (tag, count) in enumerate(tags[:_MOST_TAGS]):
        # A no-break space keeps the count at its tag.
        line.append("  " if number else "").append(f"#{visible(tag)}", sheet.tag_style(tag))
        line.append(f"\u00a0{count:,}", sheet.palette.dim)
    if len(tags) > _MOST_TAGS:
        line.append(f"  … {len(tags) - _MOST_TAGS:,} more", sheet.palette.dim)
    return sheet.wrapped(line)


def _annotation(annotation: Annotation, note: ReadNote | None, sheet: Sheet) -> list[Text]:
    """The quote in its color, the tags, and the beginning of the note."""
    palette = sheet.palette
    mark = palette.highlight(annotation.color)
    sign = NOTE if annotation.note else HIGHLIGHT if annotation.color else TAG
    narrow = Sheet(sheet.width - 2, palette, sheet.console, sheet.tag_style)
    quote = Text(visible(annotation.quoted_text[:_MOST_QUOTED]), mark.text if annotation.color else palette.quote)
    lines = _limited(narrow.wrapped(quote), _QUOTE_LINES)
    if annotation.tags:
        tags = Text(" ").join(Text(f"#{visible(tag)}", sheet.tag_style(tag)) for tag in annotation.tags)
        lines += _limited(narrow.wrapped(tags), 1)
    if note is not None:
        styles = NoteStyles(
            palette.note, palette.dim, palette.title, palette.code, palette.link, palette.quote, linked=palette.linked
        )
        lines += _limited([line_text(line) for line in note_lines(note, narrow.width, styles)], _NOTE_LINES)
    first = (Text(f"{sign} ", mark.gutter), *(Text("  ", palette.text) for _ in lines[1:]))
    return [before.append_text(line) for before, line in zip(first, lines, strict=True)]


def _note(note: str, sheet: Sheet) -> list[Text]:
    """The note on the whole article."""
    text = Text(f"{NOTE} ", sheet.palette.subheading).append(_first_words(note), sheet.palette.note)
    return _limited(sheet.wrapped(text), 2 * _NOTE_LINES)


def _first_words(note: str) -> str:
    return visible(note_words(" ".join(note[:_MOST_QUOTED].split())))


def _limited(lines: list[Text], most: int) -> list[Text]:
    """The first lines; the last one says that there are more."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    last.rstrip()
    if last.plain and not last.plain.endswith("…"):
        last.truncate(max(1, last.cell_len - 1))
        last.append("…", last.spans[-1].style if last.spans else last.style)
    return lines[:most]
