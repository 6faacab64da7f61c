"""A laid-out line: its text, and the cells of each part."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import accumulate

from readtui.layout.glyphs import SOFT_HYPHEN, character_cells, glyphs, is_simple, is_single
from readtui.layout.pictures import PictureRow
from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.quick_dataclass import dataclass

BAR_CELLS = 2
"""The distance from a table's bar to the start of its next cell."""


class DecorKind(StrEnum):
    """A kind of text on a line that is not part of the article."""

    LABEL = "label"
    QUOTE_BAR = "quote-bar"
    RULE = "rule"
    TITLE_RULE = "title-rule"
    FOLD = "fold"
    TABLE = "table"
    CONTINUATION = "continuation"
    HYPHEN = "hyphen"
    HEAD_TITLE = "head-title"
    FACTS = "facts"
    CARD_KEY = "card-key"
    CARD_WORDS = "card-words"
    CARD_TITLE = "card-title"
    OLD_LABEL = "old-label"
    OLD_WORDS = "old-words"
    OLD_GONE = "old-gone"


@dataclass(frozen=True, slots=True)
class Decor:
    """Text added by the layout. ``cell``: its column; ``target``: the address that it leads to, if any; of old words,
    which these are.
    """

    cell: int
    text: str
    kind: DecorKind
    target: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A half-open range of the article's text that starts in column ``cell``.

    ``offsets``, ``columns`` and ``shown`` list the graphemes of a run that needed measuring; they are empty if every
    code point takes one cell. ``columns`` has one more entry, the end of the run. ``disputed``: the half-open
    ranges of graphemes on whose width terminals differ, each to be drawn at its own place. ``mark`` is written before
    the run and ``closing`` after it; both take no cell.
    """

    start: int
    end: int
    cell: int
    offsets: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    shown: tuple[str, ...] = ()
    mark: str = ""
    disputed: tuple[tuple[int, int], ...] = ()
    closing: str = ""

    @property
    def end_cell(self) -> int:
        """The column after the run."""
        return self.columns[-1] if self.columns else self.cell + self.end - self.start

    def cell_of(self, offset: int) -> int:
        """The column of the grapheme that contains ``offset``; the run's end for an offset after it."""
        offset = min(max(offset, self.start), self.end)
        if not self.columns:
            return self.cell + offset - self.start
        if offset == self.end:
            return self.columns[-1]
        return self.columns[max(0, bisect_right(self.offsets, offset) - 1)]

    def offset_of(self, cell: int) -> int:
        """The start of the grapheme in column ``cell``, or of the nearest one."""
        if not self.columns:
            return min(max(self.start, self.start + cell - self.cell), max(self.start, self.end - 1))
        index = min(max(0, bisect_right(self.columns, cell) - 1), len(self.offsets) - 1)
        return self.offsets[index]

    def written(self, text: str, start: int, end: int) -> str:
        """The characters to write for ``start``:``end``, both within the run and at grapheme starts."""
        mark = self.mark if start <= self.start else ""
        closing = self.closing if end >= self.end else ""
        if not self.columns:
            return mark + text[start:end] + closing
        first, last = self._indices(start, end)
        return mark + "".join(self.shown[first:last]) + closing

    def parts(self, text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
        """What to write for ``start``:``end``, cut so that each stretch of ``disputed`` is a part.

        Such a part comes with the cells that it takes; the others come with 0.
        """
        if not self.disputed:
            yield self.written(text, start, end), 0
            return
        first, last = self._indices(start, end)
        plain = self.mark if start <= self.start else ""
        for begin, stop in self.disputed:
            begin, stop = max(begin, first), min(stop, last)
            if begin >= stop:
                continue
            if plain := plain + "".join(self.shown[first:begin]):
                yield plain, 0
            yield "".join(self.shown[begin:stop]), self.columns[stop] - self.columns[begin]
            plain, first = "", stop
        closing = self.closing if end >= self.end else ""
        if plain := plain + "".join(self.shown[first:last]) + closing:
            yield plain, 0

    def _indices(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range of the graphemes in ``start``:``end``."""
        last = len(self.offsets) if end >= self.end else bisect_right(self.offsets, end) - 1
        return bisect_right(self.offsets, start) - 1, last


@dataclass(frozen=True, slots=True)
class Line:
    """One row. ``start``:``end`` is the range of its code points, empty on a row without text.

    ``picture``: the row of a picture in it. Such a row is a gap in the text.
    """

    start: int
    end: int
    runs: tuple[Run, ...] = ()
    decor: tuple[Decor, ...] = ()
    is_gap: bool = False
    is_header: bool = False
    picture: PictureRow | None = None

    def cell_of(self, offset: int) -> int:
        """The column of the grapheme that contains ``offset``, or of the nearest one on this line."""
        cell = self.runs[0].cell if self.runs else 0
        for run in self.runs:
            if offset < run.start:
                return cell
            cell = run.cell_of(offset)
            if offset < run.end:
                return cell
        return cell

    def offset_at(self, cell: int) -> int:
        """The start of the grapheme in column ``cell``, or of the nearest one on this line."""
        nearest = self.start
        for run in self.runs:
            if cell < self._room_before(run):
                break
            nearest = run.offset_of(cell)
        return nearest

    def _room_before(self, run: Run) -> int:
        """The column where the space for a run begins; in a table, where its cell begins, even if right-aligned."""
        if len(self.runs) == 1 or not self.decor:
            return run.cell
        bars = (decor.cell for decor in self.decor if decor.kind is DecorKind.TABLE and decor.cell < run.cell)
        return min(run.cell, max(bars, default=-BAR_CELLS) + BAR_CELLS)


def make_run(text: str, start: int, end: int, cell: int, mark: str = "", widths: CellWidths = UNKNOWN_TERMINAL) -> Run:
    """Measure a range that starts in column ``cell``. ``mark`` is written before it and takes no cell."""
    if is_simple(text, start, end):
        return Run(start, end, cell, mark=mark)
    if is_single(text, start, end):
        part = text[start:end]
        cells = accumulate(map(character_cells, part), initial=cell)
        return Run(start, end, cell, tuple(range(start, end)), tuple(cells), tuple(part), mark)
    offsets: list[int] = []
    columns: list[int] = []
    shown: list[str] = []
    disputed: list[int] = []
    column = cell
    for glyph in glyphs(text, start, end, widths):
        if glyph.is_disputed:
            disputed.append(len(offsets))
        offsets.append(glyph.start)
        columns.append(column)
        shown.append(glyph.shown)
        column += glyph.cells
    return Run(
        start, end, cell, tuple(offsets), (*columns, column), tuple(shown), mark, _stretches(disputed, shown, widths)
    )


def _stretches(disputed: Sequence[int], shown: Sequence[str], widths: CellWidths) -> tuple[tuple[int, int], ...]:
    """The half-open ranges of graphemes to draw at a place of their own: words, if the terminal has been asked."""
    if widths == UNKNOWN_TERMINAL:
        return tuple((index, index + 1) for index in disputed)
    stretches: list[tuple[int, int]] = []
    end = 0
    for index in disputed:
        if index < end:
            continue
        start, end = index, index + 1
        while start and not shown[start - 1].isspace() and (not stretches or start > stretches[-1][1]):
            start -= 1
        while end < len(shown) and not shown[end].isspace():
            end += 1
        stretches.append((start, end))
    return tuple(stretches)


def hyphen_after(text: str, run: Run) -> tuple[Decor, ...]:
    """A visible hyphen if the line was broken at a soft one."""
    if run.end > run.start and text[run.end - 1] == SOFT_HYPHEN:
        return (Decor(run.end_cell, "-", DecorKind.HYPHEN),)
    return ()


def gap_row(offset: int, *decor: Decor) -> Line:
    """A row at ``offset`` that shows nothing of the text."""
    return Line(offset, offset, decor=decor, is_gap=True)
