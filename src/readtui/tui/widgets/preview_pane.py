"""What is under the cursor in full, beside a list or below it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.style import Style
from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from readtui.layout.glyphs import is_single
from readtui.layout.wrap import wrap
from readtui.tui.palettes.palette import Palette


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the lines are laid out for. ``console`` wraps them."""

    width: int
    palette: Palette
    console: Console
    tag_style: Callable[[str], Style]

    def wrapped(self, text: Text) -> list[Text]:
        width, plain = max(8, self.width), text.plain
        if is_single(plain, 0, len(plain)):
            return list(text.wrap(self.console, width, overflow="fold"))
        lines = [text[start:end] for start, end in _broken(plain, width)]
        for line in lines:
            # Room behind the words for graphemes that take more cells than Rich counts.
            line.pad_right(max(0, width - line.cell_len))
        return lines


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


def _broken(text: str, width: int) -> Iterator[tuple[int, int]]:
    """The lines of a text, as half-open ranges, that fit on every terminal."""
    start = 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        yield from wrap(text, start, end, width)
        start = end + 1


def spaced(parts: Iterable[Sequence[Text]]) -> list[Text]:
    """The parts with an empty line between them."""
    lines: list[Text] = []
    for part in parts:
        if part:
            lines += [Text(), *part] if lines else part
    return lines
