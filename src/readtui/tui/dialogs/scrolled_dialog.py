"""The base of dialogs with a text that may be longer than the screen."""

from collections.abc import Iterable, Sequence

from rich.text import Text
from textual.containers import VerticalScroll
from textual.screen import ScreenResultType
from textual.widget import Widget
from textual.widgets import Static

from readtui.tui.dialogs.dialog import Dialog


class ScrolledDialog(Dialog[ScreenResultType]):
    """Subclasses show their lines with ``show_lines``, limit the height of ``scroll``, and bind keys to the actions."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    ScrolledDialog VerticalScroll, ScrolledDialog VerticalScroll Static { height: auto; }
    """

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.scroll = VerticalScroll(can_focus=False)
        self._body = Static(markup=False)

    def sheet(self) -> Iterable[Widget]:
        with self.scroll:
            yield self._body
        yield self.scroll

    def show_lines(self, lines: Sequence[Text]) -> None:
        """Show these lines as the text."""
        self._body.update(Text("\n").join(lines))

    def action_scroll_lines(self, lines: int) -> None:
        """Scroll down by so many lines; negative numbers scroll up."""
        self.scroll.scroll_relative(y=lines, animate=False, immediate=True)

    def action_page(self, pages: int) -> None:
        """Scroll by pages, keeping a line for context."""
        self.action_scroll_lines(pages * max(1, self.scroll.size.height - 1))

    def action_end(self, last: bool) -> None:
        """Go to the first or last line."""
        self.scroll.scroll_to(y=self.scroll.max_scroll_y if last else 0, animate=False, immediate=True)
