"""The headings of a table's columns; a click on one sorts by it."""

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.widget import Widget


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
        """Sort by the column that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None:
            self._clicked(offset.y * self.size.width + offset.x, self.size.width)
