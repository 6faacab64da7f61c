"""A thin bar at the edge: which part of the text is on the screen."""

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from readtui.tui.themes import Palette


class PositionBar(Widget):
    """One column, fed with two shares of the text."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "PositionBar { width: 1; height: 1fr; }"

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.palette = palette
        self._rows = (0, 0)

    def show(self, start: float, end: float) -> None:
        """The visible part begins at ``start`` and ends at ``end`` (0 to 1)."""
        height = max(1, self.size.height)
        first = min(height - 1, round(start * height))
        last = max(first + 1, round(end * height))
        if (first, last) != self._rows:
            self._rows = (first, last)
            self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of the rows asked for; nothing is drawn when everything is visible."""
        first, last = self._rows
        is_all = first == 0 and last >= self.size.height
        bar = Strip([Segment("┃", self.palette.faint)], 1)
        blank = Strip([Segment(" ", self.palette.text)], 1)
        return [bar if first <= row < last and not is_all else blank for row in range(crop.y, crop.bottom)]
