"""The library as rows: which columns fit, their contents, and the sort order."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from rich.segment import Segment

from readtui.model.article import ArticleRecord, ReadingState
from readtui.services.annotating.versions import other_versions
from readtui.services.library import LibraryEntry
from readtui.text.clean import visible
from readtui.text.folding import folding
from readtui.tui.article.line_marks import NOTE
from readtui.tui.palettes.palette import Palette
from readtui.tui.widgets.cells import padded

CURSOR = "▌"
MARK = "*"
UNDECIDED = "!"
"""Stands before what was changed differently on two devices."""
_GAP = 2
_BAR = 9
_DAYS_IN_WORDS = 7
_MOST_OF_A_DAY = 10
_MANY_WORDS = 100_000
_MOST_MINUTES = 90


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: at least ``cells`` wide, at most ``widest``. The highest ``gives_way`` is dropped
    first.
    """

    name: str
    heading: str
    cells: int
    widest: int
    gives_way: int
    right: bool = False


TITLE = Column("title", "Title", 28, 400, 0)
COLUMNS = (
    TITLE,
    Column("source", "Source", 14, 26, 7),
    Column("words", "Words", 6, 6, 6, right=True),
    Column("minutes", "Min", 5, 5, 3, right=True),
    Column("progress", "Progress", _BAR + 5, _BAR + 5, 1),
    Column("tags", "Tags", 14, 34, 5),
    Column("annotations", "Notes", 5, 5, 2, right=True),
    Column("last_read", "Last read", 11, 11, 4),
)
_TITLE_BEFORE_OTHERS = 52

_SORT_KEYS: dict[str, Callable[[LibraryEntry], object]] = {
    # Many files can be added within one second; a folder's are added in name order.
    "added": lambda entry: (entry.record.added, entry.record.metadata.source),
    "title": lambda entry: folding("")(entry.record.title),
    "source": lambda entry: folding("")(source_name(entry.record)),
    "words": lambda entry: entry.words,
    "minutes": lambda entry: entry.minutes,
    "progress": lambda entry: entry.progress,
    "tags": lambda entry: (not entry.record.tags, [folding("")(tag) for tag in entry.record.tags]),
    "annotations": lambda entry: entry.annotations,
    "last_read": lambda entry: (entry.last_read, entry.record.added, entry.record.metadata.source),
}
SORTS = tuple(_SORT_KEYS)
_ASCENDING = ("title", "source", "tags")


@dataclass(frozen=True, slots=True)
class Order:
    """The column to sort by, and the direction."""

    by: str = "last_read"
    descending: bool = True

    def next(self) -> "Order":
        """Sort by the next column, in its usual direction."""
        by = SORTS[(SORTS.index(self.by) + 1) % len(SORTS)]
        return Order(by, by not in _ASCENDING)

    def reversed(self) -> "Order":
        """The same column in the other direction."""
        return Order(self.by, not self.descending)

    @property
    def arrow(self) -> str:
        """↑ for ascending, ↓ for descending."""
        return "↓" if self.descending else "↑"

    def __str__(self) -> str:
        return f"{self.by.replace('_', ' ')} {self.arrow}"

    def sort(self, entries: Sequence[LibraryEntry]) -> list[LibraryEntry]:
        return sorted(entries, key=_SORT_KEYS[self.by], reverse=self.descending)  # type: ignore[arg-type]


def source_name(record: ArticleRecord) -> str:
    """A short name of the source: the host of a page, else the file name."""
    source = record.metadata.source
    host = urlsplit(source).hostname if "://" in source else None
    return visible(host.removeprefix("www.") if host else os.path.basename(source) or source)


def relative_day(moment: str, now: datetime) -> str:
    """A moment (ISO 8601, UTC) in everyday words: today, yesterday, 3 days ago, 5 Mar, 2024-03-05."""
    if not moment:
        return ""
    try:
        day = datetime.fromisoformat(moment).astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        # Written by another program.
        return moment[:_MOST_OF_A_DAY]
    days = (now.date() - day.date()).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < _DAYS_IN_WORDS:
        return f"{days} days ago"
    return f"{day.day} {day:%b}" if day.year == now.year else f"{day:%Y-%m-%d}"


def progress_bar(fraction: float, cells: int = _BAR) -> tuple[str, str]:
    """The read and unread parts of a bar, exact to half a cell; never full before the end is reached."""
    halves = int(max(0.0, min(1.0, fraction)) * cells * 2)
    read = "━" * (halves // 2) + ("╸" if halves % 2 else "")
    return read, "─" * (cells - len(read))


def fit_columns(width: int) -> dict[Column, int]:
    """The columns that fit into ``width`` cells, with their widths; the title gets the remaining cells."""
    shown = list(COLUMNS)
    while len(shown) > 1 and sum(column.cells for column in shown) + _GAP * (len(shown) - 1) > width:
        shown.remove(max(shown, key=lambda column: column.gives_way))
    spare = width - sum(column.cells for column in shown) - _GAP * (len(shown) - 1)
    cells = {column: column.cells for column in shown}
    cells[TITLE] += min(spare, _TITLE_BEFORE_OTHERS - TITLE.cells)
    spare -= min(spare, _TITLE_BEFORE_OTHERS - TITLE.cells)
    for column in shown:
        if column is not TITLE:
            grown = min(spare, column.widest - column.cells)
            cells[column] += grown
            spare -= grown
    cells[TITLE] += spare
    return cells


def paint_headings(width: int, order: Order, palette: Palette) -> list[Segment]:
    """Paint the column headings, with an arrow at the column sorted by."""
    segments = [Segment("  ", palette.text)]
    for column, cells in fit_columns(width - 2).items():
        heading = f"{column.heading} {order.arrow}" if column.name == order.by else column.heading
        style = palette.text if column.name == order.by else palette.dim
        segments += [Segment(padded(heading, cells, right=column.right), style), Segment(" " * _GAP, palette.text)]
    return segments


def paint_entry(
    entry: LibraryEntry, width: int, palette: Palette, now: datetime, *, is_current: bool, is_marked: bool = False
) -> list[Segment]:
    """Paint one row of the table, exactly ``width`` cells.

    A marked one has a star before its title, one with several versions an exclamation mark.
    """
    behind = palette.cursor if is_current else palette.text
    if is_marked:
        mark = Segment(MARK, palette.title)
    else:
        mark = Segment(UNDECIDED, palette.review) if other_versions(entry.record) else Segment(" ", behind)
    segments = [Segment(CURSOR if is_current else " ", palette.cursor_gutter), mark]
    for column, cells in fit_columns(width - 2).items():
        if column.name == "progress":
            segments += _progress_segments(entry, cells, palette)
        else:
            text = _cell(entry, column.name, now)
            style = palette.title if column is TITLE else palette.tag if column.name == "tags" else palette.dim
            segments.append(Segment(padded(text, cells, right=column.right), style))
        segments.append(Segment(" " * _GAP, behind))
    if not is_current:
        return segments
    return [segments[0], *(Segment(text, style + behind if style else behind) for text, style, _ in segments[1:])]


def _cell(entry: LibraryEntry, name: str, now: datetime) -> str:
    record = entry.record
    match name:
        case "title":
            return visible(record.title)
        case "source":
            return source_name(record)
        case "words":
            return f"{entry.words:,}" if entry.words < _MANY_WORDS else f"{entry.words // 1000:,}k"
        case "minutes":
            minutes = entry.minutes
            return str(minutes) if minutes <= _MOST_MINUTES else f"{round(minutes / 60)} h"
        case "tags":
            return " ".join(f"#{visible(tag)}" for tag in record.tags)
        case "annotations":
            return f"{f'{NOTE} ' if entry.is_noted else ''}{entry.annotations or ''}"
        case _:
            return relative_day(entry.last_read, now)


def _progress_segments(entry: LibraryEntry, cells: int, palette: Palette) -> list[Segment]:
    """A bar with the share that was read. An article that is done or archived says that instead."""
    if entry.record.archived:
        return [Segment(padded("archived", cells), palette.dim)]
    whole_percent = int(entry.progress * 100)
    read, unread = progress_bar(entry.progress if whole_percent else 0)
    said = f"{whole_percent}%" if whole_percent else ""
    if entry.record.reading_state is ReadingState.DONE:
        said = ReadingState.DONE.value
    return [
        Segment(read, palette.quote_bar),
        Segment(unread, palette.faint),
        Segment(padded(said, cells - len(read) - len(unread), right=True), palette.dim),
    ]
