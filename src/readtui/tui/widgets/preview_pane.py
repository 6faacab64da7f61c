"""What is under the cursor in full, beside a list or below it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.style import Style
from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from readtui.tui.palettes.palette import Palette


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the lines are laid out for. ``console`` wraps them."""

    width: int
    palette: Palette
    console: Console
    tag_style: Callable[[str], Style]

    def wrapped(self, text: Text) -> list[Text]:
        return list(text.wrap(self.console, max(8, self.width), overflow="fold"))


Lines = Callable[[Sheet], list[Text]]


class PreviewPane(VerticalScroll, can_focus=False):
    """Lays its text out again whenever its width changes. ``sheet`` returns what to lay out for, given a width."""

    DEFAULT_CSS = """
    PreviewPane { scrollbar-size-vertical: 0; border-top: solid $foreground 35%; padding: 0 1 0 3; }
    PreviewPane Static { width: 1fr; height: auto; }
    PreviewPane:ansi { border-top: solid ansi_default; }
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


def spaced(parts: Iterable[Sequence[Text]]) -> list[Text]:
    """The parts with an empty line between them."""
    lines: list[Text] = []
    for part in parts:
        if part:
            lines += [Text(), *part] if lines else part
    return lines
