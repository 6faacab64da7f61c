"""Plain text of any length that scrolls; only the visible lines are drawn."""

from functools import partial

from textual import work
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from readtui.layout.line import make_run
from readtui.layout.widths import CellWidths
from readtui.layout.wrap import wrap
from readtui.tui.thread_pool import in_thread
from readtui.tui.widgets.placed_strip import filled
from readtui.tui.widgets.placed_text import written

_TAB_CELLS = 4


def wrapped_lines(text: str, width: int, widths: CellWidths) -> list[str]:
    """The text, which is clean, in lines of at most ``width`` cells. What goes on keeps the indentation."""
    lines: list[str] = []
    for paragraph in text.expandtabs(_TAB_CELLS).split("\n"):
        words = paragraph.lstrip(" ")
        indent = min(len(paragraph) - len(words), width // 2)
        for start, end in wrap(words, 0, len(words), width - indent, widths):
            lines.append(" " * indent + make_run(words, start, end, 0, widths=widths).written(words, start, end))
    return lines


class LongText(ScrollView, can_focus=False):
    """As high as its text, but at most ``most_rows``."""

    DEFAULT_CSS = """
    LongText { height: auto; scrollbar-size-vertical: 1; scrollbar-background: $surface; scrollbar-gutter: stable; }
    """

    def __init__(self, widths: CellWidths) -> None:
        super().__init__()
        self.most_rows = 12
        self._widths = widths
        self._text = ""
        self._lines: list[str] = []
        self._wrapped: tuple[str, int] = ("", 0)

    def show(self, text: str) -> None:
        """Show another text from its beginning, as soon as it is wrapped."""
        self._text = text
        self.scroll_home(animate=False)
        self._wrap()

    def on_resize(self) -> None:
        """Wrap the text for the new width."""
        self._wrap()

    @work(exclusive=True, group="wrap")
    async def _wrap(self) -> None:
        wanted = (self._text, self.scrollable_content_region.width)
        if wanted == self._wrapped or wanted[1] < 1:
            return
        self._lines = await in_thread(partial(wrapped_lines, *wanted, self._widths))
        self._wrapped = wanted
        self.virtual_size = Size(wanted[1], len(self._lines))
        self.styles.height = max(1, min(len(self._lines), self.most_rows))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A row of the visible part."""
        number, width = self.scroll_offset.y + y, self.scrollable_content_region.width
        style = self.rich_style
        line = self._lines[number] if number < len(self._lines) else ""
        return filled(written(line, style, self._widths), width, style)
