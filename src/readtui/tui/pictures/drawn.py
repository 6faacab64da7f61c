"""Draws decoded pictures as rows of segments: half blocks over blank cells and, over these, the terminal's graphics.

A row of a picture has hundreds of colors. It is written as a few long texts instead of hundreds of segments, in a
fiftieth of the time. Rich counts the blank cells below them, as for placed graphemes.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from readtui.tui.article.placed_text import drawn_over

if TYPE_CHECKING:
    from readtui.importers.images.wanted import Wanted

_CHUNK = 8
"""The cells that are drawn together: a dialog that covers some of them blanks all of them."""

_HALF = "▀"
_COLORS = "\x1b[38;2;{};{};{};48;2;{};{};{}m"
_END = "\x1b[0m"


def half_block_rows(cells: bytes, wanted: "Wanted", style: Style) -> list[list[Segment]]:
    """The rows of a picture of which each cell shows two pixels."""
    columns, size = wanted.columns, 1 if wanted.is_indexed else 3
    row_bytes = columns * size
    rows: list[list[Segment]] = []
    for row in range(wanted.rows):
        top = cells[2 * row * row_bytes : (2 * row + 1) * row_bytes]
        bottom = cells[(2 * row + 1) * row_bytes : (2 * row + 2) * row_bytes]
        segments: list[Segment] = []
        for first in range(0, columns, _CHUNK):
            last = min(columns, first + _CHUNK)
            drawn = (_indexed if wanted.is_indexed else _colored)(top, bottom, range(first, last))
            segments += drawn_over(" " * (last - first), drawn + _END, style)
        rows.append(segments)
    return rows


def _colored(top: bytes, bottom: bytes, cells: Sequence[int]) -> str:
    parts: list[str] = []
    before = b""
    for cell in cells:
        at = 3 * cell
        colors = top[at : at + 3] + bottom[at : at + 3]
        if colors != before:
            parts.append(_COLORS.format(*colors))
            before = colors
        parts.append(_HALF)
    return "".join(parts)


def _indexed(top: bytes, bottom: bytes, cells: Sequence[int]) -> str:
    return "".join(f"\x1b[38;5;{top[cell]};48;5;{bottom[cell]}m{_HALF}" for cell in cells)


def with_graphics(row: Sequence[Segment], graphics: str, style: Style) -> list[Segment]:
    """The row with graphics over all of its cells."""
    cells = sum(segment.cell_length for segment in row)
    return [*row, *drawn_over(" " * cells, graphics, style, is_all=True)[1:]]
