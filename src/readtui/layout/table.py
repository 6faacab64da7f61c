"""Lays out a table: tabs separate cells, line ends separate rows; column widths depend on text and available width."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from readtui.layout.glyphs import text_cells
from readtui.layout.line import BAR_CELLS, Decor, DecorKind, Line, Run, make_run
from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.layout.wrap import wrap

SEPARATOR = " │ "
_NUMBER = re.compile(
    r"(?:[~≈<>≤≥±]\s?)?\(?[+\-−–]?(?:[$€£¥₹]\s?)?[+\-−–]?"
    r"(?:(?:\d{1,3}(?:[.,'’\u0020\u00a0\u2009\u202f]\d{3})+|\d+)(?:[.,]\d+)?|[.,]\d+)(?:[eE][+\-−]?\d+)?"
    r"(?:\s?(?:%|‰|°[CF]?|[$€£¥₹]))?\)?(?:\s?(?:\*{1,3}|\[\w{1,3}\]))?"
)
_NO_NUMBER = frozenset(("", "-", "–", "—", "−", "…", ".", "*", "?", "n/a", "N/A"))
_SAMPLED_ROWS = 500
_NARROWEST = 4


@dataclass(frozen=True, slots=True)
class Columns:
    """The column widths in cells; none if the columns do not fit side by side into ``measure`` cells.

    ``of_numbers``: the indices of columns that have only numbers below the header; ``terminal``: how it measures.
    """

    widths: tuple[int, ...]
    measure: int
    of_numbers: frozenset[int] = frozenset()
    terminal: CellWidths = UNKNOWN_TERMINAL

    @property
    def cells(self) -> tuple[int, ...]:
        """The start column of each."""
        starts = [0]
        for width in self.widths[:-1]:
            starts.append(starts[-1] + width + len(SEPARATOR))
        return tuple(starts)


def measure_columns(
    text: str, start: int, end: int, width: int, *, has_header: bool, terminal: CellWidths = UNKNOWN_TERMINAL
) -> Columns:
    """Natural widths; the widest columns shrink until the table fits ``width`` cells. Looks at the first rows only."""
    widths: list[int] = []
    rows = text[start:end].split("\n", _SAMPLED_ROWS)[:_SAMPLED_ROWS]
    for row in rows:
        for index, value in enumerate(row.split("\t")):
            natural = max(1, text_cells(value, terminal))
            if index == len(widths):
                widths.append(natural)
            elif natural > widths[index]:
                widths[index] = natural
    room = max(len(widths), width - len(SEPARATOR) * (len(widths) - 1))
    while sum(widths) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            return Columns((), width, terminal=terminal)
        others = sorted(widths)[-2] if len(widths) > 1 else _NARROWEST
        cut = min(sum(widths) - room, max(1, widths[widest] - others), widths[widest] - _NARROWEST)
        widths[widest] -= cut
    return Columns(tuple(widths), width, _columns_of_numbers(rows[has_header:]), terminal)


def _columns_of_numbers(rows: Sequence[str]) -> frozenset[int]:
    numbers: set[int] = set()
    others: set[int] = set()
    for row in rows:
        for index, value in enumerate(row.split("\t")):
            if index not in others and value.strip() not in _NO_NUMBER:
                (numbers if _NUMBER.fullmatch(value.strip()) else others).add(index)
    return frozenset(numbers - others)


def table_lines(text: str, start: int, end: int, columns: Columns, *, has_header: bool) -> list[Line]:
    """The rows of ``start``:``end`` as lines; if asked, the first row is a header with a rule below it."""
    lines: list[Line] = []
    row_start = start
    while row_start <= end:
        row_end = text.find("\n", row_start, end)
        row_end = end if row_end < 0 else row_end
        is_header = has_header and row_start == start
        lines.extend(_row_lines(text, row_start, row_end, columns, is_header=is_header))
        if is_header and row_end < end and columns.widths:
            rule = "─┼─".join("─" * width for width in columns.widths)
            lines.append(Line(row_end, row_end, decor=(Decor(0, rule, DecorKind.TABLE),)))
        row_start = row_end + 1
    return lines


def _row_lines(text: str, start: int, end: int, columns: Columns, *, is_header: bool) -> list[Line]:
    cells: list[list[tuple[int, int]]] = []
    cell_start = start
    if not columns.widths:
        return _stacked_lines(text, start, end, columns, is_header=is_header)
    for width in columns.widths:
        if cell_start > end:
            cells.append([])
            continue
        cell_end = text.find("\t", cell_start, end)
        cell_end = end if cell_end < 0 else cell_end
        cells.append(wrap(text, cell_start, cell_end, width, columns.terminal))
        cell_start = cell_end + 1
    lines = []
    for level in range(max(len(parts) for parts in cells)):
        runs = tuple(
            _placed(
                _run(text, parts[level], cell, columns), text, columns, index, is_whole=is_header or len(parts) == 1
            )
            for index, (parts, cell) in enumerate(zip(cells, columns.cells, strict=True))
            if level < len(parts) and parts[level][0] < parts[level][1]
        )
        bars = tuple(Decor(cell - BAR_CELLS, "│", DecorKind.TABLE) for cell in columns.cells[1:])
        line_start = min((run.start for run in runs), default=start)
        line_end = max((run.end for run in runs), default=start)
        lines.append(Line(line_start, line_end, runs, bars, is_header=is_header))
    return lines


def _placed(run: Run, text: str, columns: Columns, index: int, *, is_whole: bool) -> Run:
    """Align a run in its column: numbers to the right unless they wrap."""
    room = columns.cells[index] + columns.widths[index] - run.end_cell
    if index not in columns.of_numbers or not is_whole or room <= 0:
        return run
    return _run(text, (run.start, run.end), run.cell + room, columns)


def _run(text: str, part: tuple[int, int], cell: int, columns: Columns) -> Run:
    return make_run(text, *part, cell, widths=columns.terminal)


def _stacked_lines(text: str, start: int, end: int, columns: Columns, *, is_header: bool) -> list[Line]:
    """A row with its cells stacked."""
    lines = []
    cell_start = start
    while cell_start <= end:
        cell_end = text.find("\t", cell_start, end)
        cell_end = end if cell_end < 0 else cell_end
        indent = 0 if cell_start == start else 2
        parts = wrap(text, cell_start, cell_end, columns.measure - indent, columns.terminal)
        lines += [Line(*part, (_run(text, part, indent, columns),), is_header=is_header) for part in parts]
        cell_start = cell_end + 1
    return lines
