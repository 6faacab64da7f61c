"""Shows lines that are made for the width that they have, once that is known."""

from collections.abc import Callable

from rich.text import Text
from textual.geometry import Size
from textual.widget import Widget

from readtui.tui.notes.note_lines import Pieces, line_text


class AboutView(Widget):
    """As high as its lines: a screen that has just been shown does not know its width yet, so it must not make them."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "AboutView { width: 1fr; height: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self._make: Callable[[int], list[Pieces]] = lambda _: []

    def show(self, make: Callable[[int], list[Pieces]]) -> None:
        """Show the lines that ``make`` returns for a width in cells."""
        self._make = make
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The number of lines in that width."""
        return len(self._make(max(1, width)))

    def render(self) -> Text:
        """The lines in the present width."""
        return Text("\n").join(map(line_text, self._make(max(1, self.content_size.width))))
