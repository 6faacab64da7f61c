"""The dialog that shows the output of a hook."""

from collections.abc import Awaitable, Callable, Iterable

from textual import work
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from readtui.errors import ReadtuiError
from readtui.layout.line import make_run
from readtui.layout.widths import CellWidths
from readtui.layout.wrap import wrap
from readtui.tui.daemon_thread import in_thread
from readtui.tui.dialogs.dialog import ScrolledDialog, bindings
from readtui.tui.hooks.hook_process import ProgramOutput
from readtui.tui.widgets.placed_strip import filled
from readtui.tui.widgets.placed_text import written


class HookPanel(ScrolledDialog[str | None]):
    """Runs ``run`` and shows what it returns. Closing the panel cancels it. The result is the text for the note, if the
    user wants it there.
    """

    DEFAULT_CSS = """
    HookPanel .hook-panel--waiting { height: 1; color: $foreground 60%; }
    HookPanel:light .hook-panel--waiting { color: $foreground 75%; }
    """
    BINDINGS = bindings(
        {
            "escape,q,enter": "leave",
            "down,j": "scroll_lines(1)",
            "up,k": "scroll_lines(-1)",
            "space,pagedown,ctrl+d": "page(1)",
            "b,pageup,ctrl+u": "page(-1)",
            "g,home": "end(False)",
            "G,end": "end(True)",
            "y": "copy",
            "a": "to_note",
        }
    )

    def __init__(
        self, title: str, run: Callable[[], Awaitable[ProgramOutput]], copy: Callable[[str], None], widths: CellWidths
    ) -> None:
        self._text = LongText(widths)
        super().__init__(title, self._text)
        self._run = run
        self._copy = copy
        self._output = ""
        self._waiting = Static("Running…", markup=False, classes="hook-panel--waiting")

    def sheet(self) -> Iterable[Widget]:
        yield self._waiting
        yield self._text

    def on_mount(self) -> None:
        self._text.display = False
        self.show_keys([("Esc", "stop")])
        self.run_worker(self._fill(), group="hook")

    def on_resize(self) -> None:
        """Leave the text above the panel readable."""
        self._text.most_rows = max(3, self.size.height // 2)

    async def _fill(self) -> None:
        try:
            ran = await self._run()
        except ReadtuiError as error:
            self._show("")
            self.tell_error(error)
            return
        self._show(ran.output)
        fault = ran.fault or (None if ran.output else ReadtuiError("no output"))
        if fault is not None:
            self.tell_error(fault)

    def _show(self, output: str) -> None:
        self._output = output
        self._waiting.display, self._text.display = False, bool(output)
        keys = [("↑ ↓", "scroll"), ("y", "copy"), ("a", "add to the note")] if output else []
        self.show_keys([*keys, ("Esc", "close")])
        self._text.show(output)

    def action_copy(self) -> None:
        if self._output:
            self._copy(self._output)
            self.dismiss(None)

    def action_to_note(self) -> None:
        """Close with the output as text for the note."""
        if self._output:
            self.dismiss(self._output)


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
        self._lines = await in_thread(wrapped_lines, *wanted, self._widths)
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
