"""Paints an article as a row of two lines: its title, and below it what tells it apart."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from readtui.model.article import ReadingState
from readtui.services.annotating.versions import other_versions
from readtui.services.library import LibraryEntry
from readtui.text.clean import visible
from readtui.tui.article.line_marks import NOTE
from readtui.tui.library.order import Sort
from readtui.tui.library.sources import longer_source_name, relative_day, source_name
from readtui.tui.palettes.palette import Palette
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.record_table import CURSOR, MARK, UNDECIDED, PaintedRow

SIGNS = {ReadingState.TO_READ: "●", ReadingState.READING: "◐", ReadingState.DONE: "✓", ReadingState.ARCHIVED: "○"}
HEIGHT = 2
_BAR = 8
_GUTTER = 4
_NARROW = 56
"""Below this width, a bar would take too much of the title."""
_MOST_MINUTES = 90
_LONGEST_NAME = 30
_LEAST_TAG = 4


@dataclass(frozen=True, slots=True)
class Columns:
    """What stands at the right edge of a list: cells for minutes and annotations; titles that several articles have."""

    cells: int = 0
    twins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Look:
    """How a row is painted. ``by``: what the list is sorted by."""

    width: int
    palette: Palette
    tag_style: Callable[[str], Style]
    columns: Columns
    now: datetime
    by: Sort = Sort.RECENT
    is_current: bool = False
    is_marked: bool = False


def columns_for(entries: Iterable[LibraryEntry]) -> Columns:
    """The right edge for these articles: no wider than they need."""
    cells, titles = 0, Counter[str]()
    for entry in entries:
        cells = max(cells, len(_minutes(entry)), len(_annotations(entry)))
        titles[entry.record.title] += 1
    return Columns(cells, frozenset(title for title, count in titles.items() if count > 1))


def progress_bar(fraction: float, cells: int = _BAR) -> tuple[str, str]:
    """The read and unread parts of a bar, exact to half a cell; never full before the end is reached."""
    halves = int(max(0.0, min(1.0, fraction)) * cells * 2)
    read = "━" * (halves // 2) + ("╸" if halves % 2 else "")
    return read, "─" * (cells - len(read))


def is_begun(entry: LibraryEntry) -> bool:
    """Whether some of the article is read and some is not."""
    return entry.progress >= 0.01 and entry.record.state in (ReadingState.TO_READ, ReadingState.READING)


def paint_entry(entry: LibraryEntry, look: Look) -> PaintedRow:
    """Paint the two lines, exactly ``look.width`` cells. A marked article has a star in front, one with several
    versions an exclamation mark.
    """
    return [_first_line(entry, look), _second_line(entry, look)]


def title_style(entry: LibraryEntry, palette: Palette) -> Style:
    """Bold as long as the article is unread, dim once it has been read."""
    match entry.record.state:
        case ReadingState.TO_READ:
            return palette.title
        case ReadingState.READING:
            return palette.text
        case _:
            return palette.dim


def sign_style(shelf: ReadingState, palette: Palette) -> Style:
    return palette.quote_bar if shelf in (ReadingState.TO_READ, ReadingState.READING) else palette.dim


def _first_line(entry: LibraryEntry, look: Look) -> list[Segment]:
    palette, shelf = look.palette, entry.record.state
    mark, mark_style = " ", palette.text
    if look.is_marked:
        mark, mark_style = MARK, palette.title
    elif other_versions(entry.record):
        mark, mark_style = UNDECIDED, palette.review
    right: list[tuple[str, Style]] = [(f" {_minutes(entry):>{look.columns.cells}} ", palette.dim)]
    if is_begun(entry) and look.width >= _NARROW:
        read, unread = progress_bar(entry.progress)
        right = [("  ", palette.text), (read, palette.quote_bar), (unread, palette.faint), *right]
    room = max(1, look.width - _GUTTER - _cells(right))
    title = padded(visible(entry.record.title), room)
    left = ((mark, mark_style), (SIGNS[shelf], sign_style(shelf, palette)), (" ", palette.text))
    return _line(look, *left, (title, title_style(entry, palette)), *right)


def _second_line(entry: LibraryEntry, look: Look) -> list[Segment]:
    palette = look.palette
    annotations = f" {_annotations(entry):>{look.columns.cells}} "
    right = [(annotations, palette.text if entry.is_noted else palette.dim)]
    if is_begun(entry) and look.width < _NARROW:
        right = [(f" {int(entry.progress * 100)}%", palette.dim), *right]
    room = max(1, look.width - _GUTTER - _cells(right))
    about = about_entry(entry, look, room)
    tags = _tags(entry.record.tags, room - cell_len(about), look, bool(about))
    gap = " " * (room - cell_len(about) - _cells(tags))
    return _line(look, (" " * (_GUTTER - 1), palette.text), (about, palette.dim), *tags, (gap, palette.text), *right)


def about_entry(entry: LibraryEntry, look: Look, room: int) -> str:
    """Author, source and age, as far as they are known, in at most ``room`` cells. The age is never cut."""
    record = entry.record
    is_twin = record.title in look.columns.twins
    author, source = visible(record.metadata.creator), (longer_source_name if is_twin else source_name)(record)
    if author.casefold() == source.casefold():
        author = ""
    if look.width < _NARROW and author and not is_twin:
        source = ""
    day = relative_day(_moment(entry, look.by), look.now)
    names = " · ".join(filter(None, (fitted(author, _LONGEST_NAME), fitted(source, _LONGEST_NAME))))
    if not names or not day:
        return fitted(names or day, room)
    return fitted(f"{fitted(names, max(0, room - cell_len(day) - 3))} · {day}", room)


def _moment(entry: LibraryEntry, by: Sort) -> str:
    """The time that matters in this order."""
    if by is Sort.ADDED:
        return entry.record.added
    if by is Sort.PUBLISHED:
        return entry.record.metadata.published
    return entry.last_read or entry.record.added


def _minutes(entry: LibraryEntry) -> str:
    minutes = entry.minutes
    return f"{minutes}m" if minutes <= _MOST_MINUTES else f"{round(minutes / 60)}h"


def _annotations(entry: LibraryEntry) -> str:
    return f"{NOTE}{entry.annotations:,}" if entry.annotations else ""


def _tags(tags: Sequence[str], room: int, look: Look, follows: bool) -> list[tuple[str, Style]]:
    """As many of the tags as have room, each in its color."""
    parts: list[tuple[str, Style]] = []
    for number, tag in enumerate(tags):
        before = (" " if number else " · ") if number or follows else ""
        name = f"#{visible(tag)}"
        if len(before) + cell_len(name) > room:
            if room - len(before) >= _LEAST_TAG:
                parts += [(before, look.palette.dim), (fitted(name, room - len(before)), look.tag_style(tag))]
            break
        parts += [(before, look.palette.dim), (name, look.tag_style(tag))]
        room -= len(before) + cell_len(name)
    return parts


def _cells(parts: Iterable[tuple[str, Style]]) -> int:
    return sum(cell_len(text) for text, _ in parts)


def _line(look: Look, *parts: tuple[str, Style]) -> list[Segment]:
    """The parts after the cursor's mark."""
    palette = look.palette
    behind = palette.cursor if look.is_current else Style()
    cursor = Segment(CURSOR if look.is_current else " ", palette.cursor_gutter)
    return [cursor, *(Segment(text, style + behind) for text, style in parts if text)]
