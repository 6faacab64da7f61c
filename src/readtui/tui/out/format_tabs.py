"""The export formats in a row, with the chosen one marked."""

from collections.abc import Callable, Sequence

from rich.text import Text
from textual.widget import Widget

from readtui.tui.palettes.palette import Palette


class FormatTabs(Widget):
    """Shows the format names. A mark and a line below show the choice, so it needs no color.

    ``palette`` returns the current palette.
    """

    DEFAULT_CSS = """
    FormatTabs { height: 2; padding: 0 2; }
    """

    def __init__(self, palette: Callable[[], Palette]) -> None:
        super().__init__()
        self._palette = palette
        self._names: Sequence[str] = ()
        self._chosen = 0

    def show(self, names: Sequence[str], chosen: int) -> None:
        """Show these names, with the one at index ``chosen`` marked."""
        self._names, self._chosen = names, chosen
        self.refresh()

    def render(self) -> Text:
        chosen_style, other_style = self._palette().kicker, self._palette().dim
        names, below = Text(no_wrap=True, end=""), Text(no_wrap=True, end="")
        for index, name in enumerate(self._names):
            chosen = index == self._chosen
            cell = Text(name, chosen_style if chosen else other_style)
            below.append(("━" if chosen else " ") * cell.cell_len + "    ", chosen_style)
            names.append_text(cell).append("    ")
        return Text.assemble(names, "\n", below, no_wrap=True, end="")
