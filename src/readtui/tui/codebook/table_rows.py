"""Paints a table of tags: numbers, with blocks that are darker for larger ones."""

from dataclasses import dataclass
from math import ceil, sqrt

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from readtui.text.clean import visible
from readtui.tui.codebook.table_state import TableState
from readtui.tui.codebook.tables import INDENT, Down, TableRow
from readtui.tui.palettes.palette import Palette
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.record_table import CURSOR

SHADES = "░▒▓█"
_BLOCK = 2
_LEAST_CELL, _WIDE_CELL = 8, 11
_WIDE = 100
_LEAST_NAME, _MOST_TAG, _MOST_TITLE = 8, 26, 44
_FEW = 8
_BEFORE_NAME = 2
"""Cursor, space."""


@dataclass(frozen=True, slots=True)
class TableWidths:
    """The cells of a name, of the total and of a column; the columns that fit; and the cells that are left."""

    name: int
    total: int
    cell: int
    columns: range
    left: int


def fit_table(state: TableState, width: int) -> TableWidths:
    """What fits into ``width`` cells, with the current column among it."""
    most_name, share = (_MOST_TAG, 3) if state.down is Down.TAGS else (_MOST_TITLE, 2.5)
    widest = state.table.widest if state.is_nested else state.table.widest_name
    name = min(most_name, max(_LEAST_NAME, int(width / share)), max(_LEAST_NAME, widest))
    most_total = max((row.total for row in state.table.rows), default=0)
    total = max(len("All"), len(f"{most_total:,}")) + 1
    cell = max(_WIDE_CELL if width >= _WIDE else _LEAST_CELL, len(f"{state.table.most:,}") + _BLOCK + 2)
    fit = max(1, (width - _BEFORE_NAME - name - total) // cell)
    columns = state.columns_shown(fit)
    return TableWidths(name, total, cell, columns, max(0, width - _BEFORE_NAME - name - total - cell * len(columns)))


def shade_of(count: int, most: int) -> int:
    """How dark a number is, 1 to 4; 0 for none. Large ones are compressed, so that a single one leaves room."""
    if not count or not most:
        return 0
    share = count / most
    return ceil(len(SHADES) * (share if most <= _FEW else sqrt(share)))


def legend(most: int) -> str:
    """Which numbers each shade stands for; shades without numbers are left out."""
    parts = []
    first = 1
    for shade, block in enumerate(SHADES, 1):
        # The last number of this shade; see ``shade_of``.
        share = shade / len(SHADES)
        last = int(most * share + 1e-9) if most <= _FEW else int(most * share * share + 1e-9)
        if last >= first:
            parts.append(f"{block} {first:,}" if last == first else f"{block} {first:,}–{last:,}")
            first = last + 1
    return "   ".join(parts)


def paint_headings(state: TableState, widths: TableWidths, palette: Palette) -> list[Segment]:
    """The names of the columns that fit; the current one is bright, and the one sorted by has an arrow."""
    line = [Segment(" " * (_BEFORE_NAME + widths.name) + padded("All", widths.total, right=True), palette.dim)]
    for column in widths.columns:
        node = state.table.columns[column]
        mark = "▾" if state.sorted_by == node.levels else ""
        label = short_name(node.name, widths.cell - 2) + mark
        style = palette.title if column == state.column else palette.dim
        line.append(Segment(padded(label, widths.cell, right=True), style))
    return line


def column_at(widths: TableWidths, cell: int) -> int | None:
    """The number of the column at a cell of a row; None beside them."""
    number = (cell - _BEFORE_NAME - widths.name - widths.total) // widths.cell
    return widths.columns[number] if 0 <= number < len(widths.columns) else None


def short_name(name: str, cells: int) -> str:
    """As much of a tag's name as has room: if it is nested, all of it or what can be told from its last level."""
    *outer, label = name.split("/")
    names = [name, *([f"{outer[-1]}/{label}", f"/{label}"] if outer else [])]
    return next((name for name in map(visible, names) if cell_len(name) <= cells), fitted(visible(label), cells))


def paint_legend(state: TableState, widths: TableWidths, width: int, palette: Palette) -> list[Segment]:
    """Which numbers the shades stand for, and on the right which of the columns are shown."""
    shades = fitted(f"{' ' * _BEFORE_NAME}{legend(state.table.most)} passages", width)
    count, shown = len(state.table.columns), widths.columns
    place = f"tags {shown.start + 1:,}–{shown.stop:,} of {count:,}" if len(shown) < count else ""
    space = width - cell_len(shades) - cell_len(place)
    return [Segment(shades + (" " * space + place if space >= _BLOCK else ""), palette.dim)]


def paint_table_row(
    row: TableRow, state: TableState, widths: TableWidths, palette: Palette, *, is_current: bool
) -> list[Segment]:
    """One line of the table."""
    behind = palette.cursor if is_current else palette.text

    def styled(style: Style) -> Style:
        return style + behind if is_current else style

    if state.is_nested:
        label = " " * INDENT * row.depth + visible(row.label)
    else:
        label = visible(row.label) if row.levels is None else short_name(row.key, widths.name)
    line = [
        Segment(CURSOR if is_current else " ", palette.cursor_gutter),
        Segment(" " + padded(label, widths.name), styled(palette.title if is_current else palette.text)),
        Segment(padded(f"{row.total:,}", widths.total, right=True), styled(palette.dim)),
    ]
    for column in widths.columns:
        node = state.table.columns[column]
        count = row.counts.get(node.levels, 0)
        number = f"{count:,}" if count else "–" if row.is_about(node) else "·"
        block = SHADES[shade_of(count, state.table.most) - 1] * _BLOCK if count else " " * _BLOCK
        space = Segment(" " * (widths.cell - len(number) - 1 - _BLOCK), behind)
        style = styled(palette.text if count else palette.dim)
        if is_current and column == state.column:
            # Not the block: reversed, the darkest would vanish.
            style = palette.hit
        line += [space, Segment(number, style), Segment(" ", behind), Segment(block, styled(palette.tag))]
    return [*line, Segment(" " * widths.left, behind)]
