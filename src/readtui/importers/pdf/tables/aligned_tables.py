"""Tables in PDF columns without rulings: rows with vertically aligned cells."""

import re
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from readtui.importers.pdf.lines import Column, Line
from readtui.importers.pdf.tables.cells import (
    Grid,
    LineCells,
    cells_of,
    columns_in,
    has_numbers,
    is_table,
    with_joined_rows,
)
from readtui.importers.pdf.tables.rulings import Ruling
from readtui.importers.pdf.word import MONOSPACE

_CAPTION = re.compile(r"(?:table|tabelle|tableau|tabla|tab\.)\s*[\dIVXA-Z][\d.]*\b", re.IGNORECASE)
_HAS_DIGIT = re.compile(r"\d")
_WIDE_GAP = 1.0
_ROW_DISTANCE = 2.8
_TIGHT = 1.5
_LONGEST_RUN = 200
_MOST_TRIMMED = 3
_STEPS = 4
_CAPTION_LINES = 4
_SAME_PLACE = 6.0


def with_tables(columns: Iterable[Column], rulings: Mapping[int, Sequence[Ruling]]) -> list[Column]:
    """The columns with one line for each table that only the positions of its cells reveal.

    Joins a table that continues at the top of the next column.
    """
    found: list[Column] = []
    for column in columns:
        lines = list(_with_tables(column.lines, rulings))
        before = found[-1].lines[-1] if found else None
        while before and before.cells and lines and _continue_table(before, found[-1].left, lines[0], column.left):
            del lines[0]
        if lines:
            found.append(Column(lines))
    return found


def _continue_table(table: Line, left: float, line: Line, line_left: float) -> bool:
    """Add the rows of a line in the next column to a table if they fit its cells; return whether they did."""
    shift = line_left - left
    edges = _edges(table.cells, 0)
    if not edges:
        return False
    if line.cells:
        rows = [[list(cell) for cell in row] for row in line.cells]
        others = _edges(rows, shift)
        fits = len(edges) == len(others) and all(
            min(abs(one[0] - other[0]), abs(one[1] - other[1])) < _SAME_PLACE
            for one, other in zip(edges, others, strict=True)
        )
    else:
        cuts = [(one[1] + other[0]) / 2 + shift for one, other in pairwise(edges)]
        rows = [list(cells_of([line], cuts, line.page))]
        crossed = any(word.left < cut < word.right for word in line.words for cut in cuts)
        fits = not crossed and _has_gap(line) and sum(map(bool, rows[0])) * 2 > len(edges)
    if fits:
        if len(rows) > 1 and _texts(rows[0]) == _texts(table.cells[0]):
            del rows[0]
        table.cells = [*table.cells, *rows]
        table.words += line.words
    return fits


def _texts(row: Sequence[Sequence[Line]]) -> list[str]:
    return [" ".join(line.text for line in cell) for cell in row]


def _edges(rows: Sequence[Sequence[Sequence[Line]]], shift: float) -> list[tuple[float, float]]:
    """The left and right edges of a table's columns, shifted left by ``shift``; none if a column is empty."""
    columns = [[line for row in rows for line in row[index]] for index in range(len(rows[0]))]
    if not all(columns):
        return []
    return [(min(line.left for line in lines) - shift, max(line.right for line in lines) - shift) for lines in columns]


def _with_tables(lines: Sequence[Line], rulings: Mapping[int, Sequence[Ruling]]) -> Iterator[Line]:
    at = 0
    known = LineCells()
    while at < len(lines):
        end = at
        while end < len(lines) and end - at < _LONGEST_RUN and _continues_rows(lines, at, end):
            end += 1
        found = _table_in(lines, at, end, rulings.get(lines[at].page, ()), known) if end - at > 1 else None
        if found:
            first, last, grid = found
            yield from lines[at:first]
            yield grid.as_line()
            at = last
        else:
            after = at + max(1, (end - at) // _STEPS)
            yield from lines[at:after]
            at = after


def _continues_rows(lines: Sequence[Line], start: int, at: int) -> bool:
    """Whether a line has gaps like those between cells and follows the rows before it, or completes one of
    their cells.
    """
    line, above = lines[at], lines[at - 1]
    if line.cells or line.style & MONOSPACE:
        return False
    if at == start:
        return _has_gap(line)
    distance = above.baseline - line.baseline
    if _has_gap(line):
        return distance < line.size * _ROW_DISTANCE
    is_part = line.right - line.left < (above.right - above.left) * 0.5 and _has_gap(above)
    return is_part and distance < line.size * _TIGHT


def _has_gap(line: Line) -> bool:
    return any(word.left - before.right >= line.size * _WIDE_GAP for before, word in pairwise(line.words))


def _table_in(
    lines: Sequence[Line], at: int, end: int, rulings: Sequence[Ruling], known: LineCells
) -> tuple[int, int, Grid] | None:
    """First line, end and cells of a table among lines with gaps; a few outer lines may not belong to it."""
    for last in range(end, max(at + 1, end - _MOST_TRIMMED), -1):
        for first in range(at, min(last - 1, at + _MOST_TRIMMED)):
            run = lines[first:last]
            if not _has_gap(run[0]) or not (_has_gap(run[-1]) or _is_tight(run)):
                continue
            is_sure = _has_caption(lines, first, last, known) or _has_ruled_head(run, rulings)
            if not is_sure and sum(_HAS_DIGIT.search(known.text(line)) is not None for line in run) * 3 < len(run):
                continue
            cuts = columns_in([line.words for line in run])
            rows = with_joined_rows([known.row(line, cuts) for line in run]) if cuts else []
            if rows and is_table(rows, is_closed=False) and (is_sure or has_numbers(rows)):
                return first, last, Grid(rows, run[0].page, [word for line in run for word in line.words])
    return None


def _is_tight(run: Sequence[Line]) -> bool:
    """Whether the last line is closer to the one above than rows are to each other."""
    distances = [above.baseline - below.baseline for above, below in pairwise(run) if _has_gap(below)]
    return bool(distances) and run[-2].baseline - run[-1].baseline < statistics.median(distances) * 0.92


def _has_caption(lines: Sequence[Line], first: int, last: int, known: LineCells) -> bool:
    near = [*lines[max(0, first - _CAPTION_LINES) : first], *lines[last : last + 1]]
    return any(_CAPTION.match(known.text(line)) for line in near)


def _has_ruled_head(run: Sequence[Line], rulings: Sequence[Ruling]) -> bool:
    """Whether a ruling is right below the first row and nearly as wide as the rows."""
    left, right = min(line.left for line in run), max(line.right for line in run)
    return any(
        one.is_level
        and run[1].baseline + run[1].size * 0.5 < one.place < run[0].baseline
        and min(one.end, right) - max(one.start, left) > (right - left) * 0.8
        and one.end - one.start < (right - left) * 2.5
        for one in rulings
    )
