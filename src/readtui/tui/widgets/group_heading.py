"""Paints the heading of a group of rows: its name, a rule, and how many rows there are."""

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from readtui.layout.glyphs import text_cells
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.record_table import CURSOR

_FOLDED = "▸"
_LEAST_RULE = 3
_AROUND_NAME = 6
"""Cells for the cursor, the mark of a folded group, and the spaces around rule and count."""


def paint_group_heading(
    name: tuple[str, Style],
    count: int,
    width: int,
    palette: Palette,
    *,
    about: str = "",
    is_current: bool = False,
    is_folded: bool = False,
) -> list[Segment]:
    """One line. ``name`` and ``about``, which stands dimmed beside it, are free of control characters."""
    behind = palette.row if is_current else Style()
    counted = f"{count:,}"
    words, style = name
    room = max(1, width - _AROUND_NAME - len(counted))
    words = fitted(words, room)
    room_beside = room - text_cells(words)
    about = fitted(f"  {about}", room_beside - _LEAST_RULE) if about and room_beside > 3 * _LEAST_RULE else ""
    rule = "─" * max(0, room - cell_len(words) - cell_len(about))
    parts = (
        (f"{_FOLDED if is_folded else ' '} ", palette.dim),
        (words, style),
        (about, palette.dim),
        (f" {rule} ", palette.faint),
        (f"{counted} ", palette.dim),
    )
    cursor = Segment(CURSOR if is_current else " ", palette.cursor_gutter)
    return [cursor, *(Segment(text, style + behind) for text, style in parts)]
