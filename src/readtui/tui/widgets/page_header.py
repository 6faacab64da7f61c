"""The top of a screen: its title, a count, and a thin rule."""

from collections.abc import Callable

from rich.cells import cell_len
from rich.text import Text
from textual.widget import Widget

from readtui.tui.palettes.palette import Palette
from readtui.tui.widgets.cells import fitted

_LEAST_DETAIL = 6


class PageHeader(Widget):
    """A title, a detail beside it, a text at the right edge, and a rule below. The detail is shortened first.

    ``palette`` returns the current palette.
    """

    DEFAULT_CSS = """
    PageHeader { height: 3; padding: 1 2 0 2; }
    """

    def __init__(self, palette: Callable[[], Palette]) -> None:
        super().__init__()
        self._palette = palette
        self._shown = ("", "", "")

    def show(self, title: str, detail: str = "", right: str = "") -> None:
        """Show another header. All three texts are single lines, shown as they are."""
        if (title, detail, right) != self._shown:
            self._shown = (title, detail, right)
            self.refresh()

    def render(self) -> Text:
        title, detail, right = self._shown
        width = self.content_size.width
        palette = self._palette()
        line = Text(no_wrap=True, overflow="crop", end="")
        line.append(title, palette.kicker)
        right = fitted(right, max(0, width - line.cell_len - 2))
        room = width - line.cell_len - cell_len(right) - 4
        if detail and room >= _LEAST_DETAIL:
            line.append("  " + fitted(detail, room), palette.dim)
        line.append(" " * max(1, width - line.cell_len - cell_len(right)))
        line.append(right, palette.dim)
        line.append("\n" + "─" * width, palette.faint)
        return line
