"""Shows the annotation under the cursor in full, beside the list or below it."""

from collections.abc import Callable

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from readtui.tui.annotations.preview_lines import Sheet

Lines = Callable[[Sheet], list[Text]]


class AnnotationPreview(VerticalScroll, can_focus=False):
    """Lays its text out again whenever its width changes."""

    DEFAULT_CSS = """
    AnnotationPreview { scrollbar-size-vertical: 0; }
    AnnotationPreview Static { width: 1fr; height: auto; }
    """

    def __init__(self, sheet: Callable[[int], Sheet]) -> None:
        super().__init__()
        self._sheet = sheet
        self._lines: Lines = lambda _: []
        self._text = Static("", markup=False)

    def compose(self) -> list[Static]:
        return [self._text]

    def show(self, lines: Lines, *, at_top: bool = True) -> None:
        """Show other lines; ``lines`` lays them out. ``at_top``: scroll to the first one."""
        self._lines = lines
        self._lay_out()
        if at_top:
            self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Lay the text out for the new width."""
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if width > 0:
            self._text.update(Text("\n").join(self._lines(self._sheet(width))))

    def scroll_by_half(self, pages: int) -> None:
        """Scroll down by ``pages`` half pages; negative numbers scroll up."""
        self.scroll_relative(y=pages * max(1, self.size.height // 2), animate=False, immediate=True)
