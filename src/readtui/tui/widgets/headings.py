"""The headings of a group of rows and of a table's columns; a click on a column sorts by it."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.widget import Widget

from readtui.layout.glyphs import text_cells
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.record_table import RowLook, row_line

_FOLDED = "▸"
_LEAST_RULE = 3
_AROUND_NAME = 6
"""Cells for the cursor, the mark of a folded group, and the spaces around rule and count."""


def paint_group_heading(name: tuple[str, Style], count: int, look: RowLook, *, about: str = "") -> list[Segment]:
    """One line. ``name`` and ``about``, which stands dimmed beside it, are free of control characters."""
    palette = look.palette
    counted = f"{count:,}"
    words, style = name
    room = look.width - _AROUND_NAME - len(counted)
    words = fitted(words, room)
    room_beside = room - text_cells(words)
    about = fitted(f"  {about}", room_beside - _LEAST_RULE) if about and room_beside > 3 * _LEAST_RULE else ""
    rule = "─" * (room - cell_len(words) - cell_len(about))
    parts = (
        (f"{_FOLDED if look.is_folded else ' '} ", palette.dim),
        (words, style),
        (about, palette.dim),
        (f" {rule} ", palette.faint),
        (f"{counted} ", palette.dim),
    )
    return row_line(parts, look)


class ColumnHeadings(Widget):
    """``paint`` returns the line for a width; ``clicked`` is called with a cell, counted on from line to line if there
    are several, and the width.
    """

    DEFAULT_CSS = "ColumnHeadings { height: 1; padding: 0 2; }"

    def __init__(
        self,
        paint: Callable[[int], Sequence[Segment]],
        clicked: Callable[[int, int], object] = lambda cell, width: None,
        *,
        classes: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(classes=classes, id=id)
        self._paint = paint
        self._clicked = clicked

    def render(self) -> Text:
        parts = ((text, style or "") for text, style, _ in self._paint(self.size.width))
        return Text.assemble(*parts, no_wrap=True, end="")

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None:
            self._clicked(offset.y * self.size.width + offset.x, self.size.width)
