"""A thin bar at the edge that shows which part of the text is visible."""

from rich.segment import Segment
from textual.strip import Strip

from readtui.tui.article.page import Pane
from readtui.tui.palettes.palette import Palette


class PositionBar(Pane):
    """One column that shows the visible part; empty when the whole text is visible."""

    DEFAULT_CSS = "PositionBar { width: 1; height: 1fr; }"

    def __init__(self, palette: Palette) -> None:
        super().__init__(palette)
        self._shares = (0.0, 0.0)

    def show(self, start: float, end: float) -> None:
        """The visible part runs from ``start`` to ``end`` (0 to 1)."""
        self._shares = (start, end)
        self.show_rows()

    def make_rows(self) -> list[Strip]:
        height = self.size.height
        if not height:
            return []
        bar = Strip([Segment("┃", self.palette.faint)], 1)
        blank = Strip([Segment(" ", self.palette.text)], 1)
        start, end = self._shares
        first = min(height - 1, round(start * height))
        last = min(height, max(first + 1, round(end * height)))
        if last - first == height:
            return [blank] * height
        return [blank] * first + [bar] * (last - first) + [blank] * (height - last)
