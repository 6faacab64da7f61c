"""Rows and cells of PDF tables: splits words by position, and tells tables from prose, lists and contents."""

import re
import statistics
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import field
from itertools import pairwise

from readtui.importers.pdf.lines import Line, from_top, lines_of
from readtui.importers.pdf.typesetting import MARKER
from readtui.importers.pdf.word import MONOSPACE, Word
from readtui.quick_dataclass import dataclass

Cell = list[Line]
Row = list[Cell]

_NARROWEST_STRIP = 0.75
_CHARACTERS_A_CELL = 250
_SHORT_CELL = 4
_FEWEST_ROWS = 3
_NUMBER = re.compile(r"[-–−+±~<>≈]{0,2}[$€£]?\s?\d[\d.,:/\s'’×%‰–-]*(?:%|[a-zA-Z€$£°µ]{0,4}[²³]?)?")
_NO_NUMBER = re.compile(r"[-–—]|n/?a", re.IGNORECASE)
_LEADERS = re.compile(r"\.{4,}|(?:\. ){3,}|…{2,}")
_PAGE = re.compile(r"\d{1,4}|[ivxlc]{1,6}")
_MATHEMATICS = re.compile(r"^[=+×·|(){}\[\]⇒→∑∫∏√]+$|[=+×·]$|^[=+×·]\s|[\ue000-\uf8ff]")
_NUMBERING = re.compile(r"(?:\d+|[A-Z])(?:\.\d+)*\.?")


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells, each a list of lines; every row has as many cells as the table has columns."""

    rows: list[Row]
    page: int
    words: list[Word] = field(default_factory=list)

    def as_line(self) -> Line:
        """The line that represents the table on its page, at the height of its first row."""
        size = sorted(word.size for word in self.words)[len(self.words) // 2]
        return Line(
            self.words,
            self.page,
            min(word.left for word in self.words),
            max(word.right for word in self.words),
            max(word.baseline for word in self.words),
            size,
            cells=self.rows,
        )


def lines_from(words: Sequence[Word], page: int) -> list[Line]:
    """The words of a part of a page as lines from top to bottom, joining pieces on one baseline."""
    return from_top(lines_of(words, page))


def columns_in(rows: Sequence[Sequence[Word]]) -> list[float]:
    """The boundaries between columns of rows of words; heads in the first rows may span columns."""
    skipped = range(1 if len(rows) < 4 else 2 if len(rows) < 6 else 3)
    return max((_strips(rows[count:]) for count in skipped), key=len)


def _strips(rows: Sequence[Sequence[Word]]) -> list[float]:
    """The middles of the white strips that divide the words of all rows."""
    words = [word for row in rows for word in row]
    narrowest = max([word.size for word in words]) * _NARROWEST_STRIP
    spans = sorted([(word.left, word.right) for word in words])
    found: list[float] = []
    reached = spans[0][1]
    for left, right in spans:
        if right > reached:
            if left - reached >= narrowest:
                found.append((left + reached) / 2)
            reached = right
    return found


def with_joined_rows(rows: Sequence[Row]) -> list[Row]:
    """Rows merged with those that only continue their cells: closer together, or without a first cell and numbers."""
    baselines = [max(cell[0].baseline for cell in row if cell) for row in rows]
    distances = [
        above - below for above, below, row in zip(baselines, baselines[1:], rows[1:], strict=False) if _filled(row) > 1
    ]
    usual = statistics.median(distances) if distances else 0.0
    found: list[Row] = []
    for index, row in enumerate(rows):
        is_near = index > 0 and baselines[index - 1] - baselines[index] < usual * 0.92
        has_number = any(_NUMBER.fullmatch(line.text) for cell in row for line in cell)
        if found and ((not row[0] and not has_number) or (_filled(row) == 1 and is_near)):
            found[-1] = [[*above, *cell] for above, cell in zip(found[-1], row, strict=True)]
        else:
            found.append(row)
    return found


def parted_row(row: Row) -> list[Row]:
    """A row as several, if each of its cells holds one line per row, or a number in each line."""
    lines = next(cell for cell in row if cell)
    filled = [cell for cell in row if cell]
    is_even = bool(row[0]) and len(filled) > 1 and all(len(cell) == len(lines) for cell in filled)
    if is_even and all(
        abs(one.baseline - other.baseline) < one.size / 2
        for cell in filled
        for one, other in zip(lines, cell, strict=True)
    ):
        return [[[cell[index]] if cell else [] for cell in row] for index in range(len(lines))]
    if not any(len(cell) > 1 and all(_NUMBER.fullmatch(line.text) for line in cell) for cell in filled):
        return [row]
    found: list[Row] = []
    for line in from_top([line for cell in row for line in cell]):
        beside = [[one for one in cell if abs(one.baseline - line.baseline) < line.size / 2] for cell in row]
        found.append(beside)
    return with_joined_rows(found)


def _filled(row: Row) -> int:
    return sum(map(bool, row))


def cells_of(lines: Sequence[Line], cuts: Sequence[float], page: int) -> Row:
    """One row's lines as cells between the cuts; words with no gap at a cut stay together in the left cell."""
    parts: list[list[Word]] = [[] for _ in range(len(cuts) + 1)]
    for line in lines:
        for column, word in zip(_columns_of_words(line, cuts), line.words, strict=True):
            parts[column].append(word)
    return [lines_from(part, page) if part else [] for part in parts]


class LineCells:
    """Caches the texts and cells of single lines, which the search for tables requests many times."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}
        self._known: dict[tuple[int, int, tuple[int, ...]], Row] = {}

    def text(self, line: Line) -> str:
        if id(line) not in self._texts:
            self._texts[id(line)] = line.text
        return self._texts[id(line)]

    def row(self, line: Line, cuts: Sequence[float]) -> Row:
        """The line as a row, as ``cells_of`` returns it."""
        key = (id(line), len(cuts), tuple(_columns_of_words(line, cuts)))
        if key not in self._known:
            self._known[key] = cells_of([line], cuts, line.page)
        return self._known[key]


def _columns_of_words(line: Line, cuts: Sequence[float]) -> list[int]:
    columns: list[int] = []
    column = 0
    before: Word | None = None
    for word in line.words:
        at = bisect_left(cuts, (word.left + word.right) / 2)
        if before is None or (at > column and word.left - before.right >= word.size * _NARROWEST_STRIP * 0.6):
            column = at
        columns.append(column)
        before = word
    return columns


def is_table(rows: Sequence[Row], *, is_closed: bool) -> bool:
    """Whether rows of cells are a table. ``is_closed``: rulings separate its columns, so long texts and empty cells are
    fine.
    """
    pairs = sum(_filled(row) > 1 for row in rows)
    cells = [cell for row in rows for cell in row if cell]
    if pairs < 2 or len(cells) < len(rows) * len(rows[0]) * (0.4 if is_closed else 0.55):
        return False
    texts = [" ".join(line.text for line in cell) for cell in cells]
    if sum(map(len, texts)) > len(cells) * _CHARACTERS_A_CELL or any(map(_LEADERS.search, texts)):
        return False
    if sum(cell[0].style & MONOSPACE > 0 for cell in cells) * 2 > len(cells):
        return False
    if is_closed:
        return len(rows) > 2 or len(cells) * 4 >= len(rows) * len(rows[0]) * 3
    is_full = len(rows) >= _FEWEST_ROWS and pairs * 5 >= len(rows) * 3
    return is_full and not (_is_prose(rows) or _is_list(rows) or _is_formula(texts))


def column_of(rows: Sequence[Row], column: int) -> list[str]:
    """The texts of a column's cells that are not empty."""
    return [" ".join(line.text for line in row[column]) for row in rows if row[column]]


def has_numbers(rows: Sequence[Row]) -> bool:
    """Whether a column after the first holds only numbers, apart from its head."""
    for column in range(1, len(rows[0])):
        texts = [text for text in column_of(rows[1:], column) if not _NO_NUMBER.fullmatch(text)]
        numbers = sum(_NUMBER.fullmatch(text) is not None for text in texts)
        if len(texts) * 2 >= len(rows) - 1 and numbers >= max(2, len(texts) * 0.7):
            return True
    return False


def _is_prose(rows: Sequence[Row]) -> bool:
    """Whether two of the columns could be running text: lines of several words that fill them."""
    columns = 0
    for column in range(len(rows[0])):
        lines = [line for row in rows for line in row[column]]
        if not lines:
            continue
        width = max(line.right for line in lines) - min(line.left for line in lines)
        filled = sum(line.right - line.left > width * 0.75 for line in lines)
        words = sum(len(line.words) for line in lines)
        columns += words >= len(lines) * _SHORT_CELL and filled * 2 > len(lines)
    return columns > 1


def _is_list(rows: Sequence[Row]) -> bool:
    """Whether the rows are a list with markers, or a table of contents with page numbers."""
    starts = [next(cell for cell in row if cell)[0].words[0].text for row in rows]
    marked = sum(bool(MARKER.fullmatch(text) or _NUMBERING.fullmatch(text)) for text in starts)
    if marked * 5 > len(rows) * 4 and (len(rows[0]) == 2 or not has_numbers(rows)):
        return True
    ends = [next(cell for cell in reversed(row) if cell)[-1].words[-1].text for row in rows]
    pages = [text for text in ends if _PAGE.fullmatch(text)]
    numbers = [int(text) for text in pages if text.isdigit()]
    is_rising = len(pages) * 5 >= len(rows) * 4 and all(one <= other for one, other in pairwise(numbers))
    return is_rising and (len(rows[0]) == 2 or marked * 2 >= len(rows))


def _is_formula(texts: Sequence[str]) -> bool:
    """Whether many cells are mathematical signs, or pieces of large brackets."""
    return sum(_MATHEMATICS.search(text) is not None for text in texts) * 6 > len(texts)
