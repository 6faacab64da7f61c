"""The first lines of a screen: what it shows, how much of it, and a thin rule."""

from rich.text import Text
from textual.widget import Widget

from readtui.tui.widgets.cells import fitted

_LEAST_DETAIL = 6


class PageHeader(Widget):
    """A title, a detail beside it, what is shown at the right end, and a rule below. The detail gives way first."""

    COMPONENT_CLASSES = {"page-header--title", "page-header--detail", "page-header--rule"}
    DEFAULT_CSS = """
    PageHeader { height: 3; padding: 1 2 0 2; }
    PageHeader .page-header--title { color: $primary; text-style: bold; }
    PageHeader .page-header--detail { color: $foreground 65%; }
    PageHeader .page-header--rule { color: $foreground 22%; }
    PageHeader:ansi .page-header--title { color: ansi_default; }
    PageHeader:ansi .page-header--detail { color: ansi_default; }
    PageHeader:ansi .page-header--rule { color: ansi_default; text-style: dim; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown = ("", "", "")

    def show(self, title: str, detail: str = "", right: str = "") -> None:
        """Show another header. All three are one line each and shown as they are."""
        if (title, detail, right) != self._shown:
            self._shown = (title, detail, right)
            self.refresh()

    def render(self) -> Text:
        """Two lines."""
        title, detail, right = self._shown
        width = self.content_size.width
        quiet = self.get_component_rich_style("page-header--detail", partial=True)
        line = Text(no_wrap=True, overflow="crop", end="")
        line.append(title, self.get_component_rich_style("page-header--title", partial=True))
        right_text = Text(fitted(right, max(0, width - line.cell_len - 2)), quiet)
        room = width - line.cell_len - right_text.cell_len - 4
        if detail and room >= _LEAST_DETAIL:
            line.append("  " + fitted(detail, room), quiet)
        line.append(" " * max(1, width - line.cell_len - right_text.cell_len))
        line.append_text(right_text)
        line.append("\n" + "─" * width, self.get_component_rich_style("page-header--rule", partial=True))
        return line
