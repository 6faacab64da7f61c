"""The export formats in a row, the chosen one marked."""

from collections.abc import Sequence

from rich.text import Text
from textual.widget import Widget


class FormatTabs(Widget):
    """Shows the names; a mark and a line below stand for the choice, so that no color is needed to see it."""

    COMPONENT_CLASSES = {"format-tabs--chosen", "format-tabs--other"}
    DEFAULT_CSS = """
    FormatTabs { height: 2; padding: 0 2; }
    FormatTabs .format-tabs--chosen { color: $primary; text-style: bold; }
    FormatTabs .format-tabs--other { color: $foreground 65%; }
    FormatTabs:ansi .format-tabs--chosen { color: ansi_default; }
    FormatTabs:ansi .format-tabs--other { color: ansi_default; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._names: Sequence[str] = ()
        self._chosen = 0

    def show(self, names: Sequence[str], chosen: int) -> None:
        """Show these names, the one at index ``chosen`` marked."""
        self._names, self._chosen = names, chosen
        self.refresh()

    def render(self) -> Text:
        """The names, and a line below the chosen one."""
        chosen_style = self.get_component_rich_style("format-tabs--chosen", partial=True)
        other_style = self.get_component_rich_style("format-tabs--other", partial=True)
        names, below = Text(no_wrap=True, end=""), Text(no_wrap=True, end="")
        for index, name in enumerate(self._names):
            chosen = index == self._chosen
            cell = Text(name, chosen_style if chosen else other_style)
            below.append(("━" if chosen else " ") * cell.cell_len + "    ", chosen_style)
            names.append_text(cell).append("    ")
        return Text.assemble(names, "\n", below, no_wrap=True, end="")
