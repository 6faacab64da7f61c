"""The message in the middle of a screen with an empty list."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Center, Middle
from textual.widgets import Static

from readtui.quick_dataclass import dataclass
from readtui.tui.colors.palette import Palette

_GAP = 3
_AROUND = 4
_LEAST_CELLS = 16


@dataclass(frozen=True, slots=True)
class WelcomeWords:
    """A title, a sentence, pairs of a key and its action, and a dim last line."""

    title: str
    sentence: str
    keys: Sequence[tuple[str, str]]
    more: str = ""


class Welcome(Middle):
    """A title, a sentence, and useful keys in the middle of the screen. ``palette`` returns the current palette."""

    DEFAULT_CSS = """
    Welcome { height: 1fr; display: none; }
    Welcome Static { width: auto; max-width: 100%; padding: 0 2; }
    """

    def __init__(self, palette: Callable[[], Palette]) -> None:
        super().__init__()
        self._palette = palette
        self._words = WelcomeWords("", "", ())
        self._text = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """One centered block of text."""
        with Center():
            yield self._text

    def show(self, title: str, sentence: str, keys: Sequence[tuple[str, str]], more: str = "") -> None:
        """Show the message. ``keys`` are pairs of a key and its action; ``more`` is a dim last line."""
        self._words = WelcomeWords(title, sentence, keys, more)
        self.display = True
        self._lay_out()

    def hide(self) -> None:
        """The list has rows."""
        self.display = False

    def on_resize(self) -> None:
        """Lay the message out for the new size."""
        self._lay_out()

    def _lay_out(self) -> None:
        width, height = self.size
        if self.display and width > _AROUND:
            lines = welcome_lines(self._words, width - _AROUND, height, self._palette(), self.app.console)
            self._text.update(Text("\n").join(lines))


def welcome_lines(words: WelcomeWords, width: int, height: int, palette: Palette, console: Console) -> list[Text]:
    """The message in so many cells. If it is too high, it loses its last line, then the rule, then empty lines."""

    def wrapped(text: str, cells: int) -> list[Text]:
        return list(Text(text, palette.text).wrap(console, max(_LEAST_CELLS, cells)))

    heads = list(Text(words.title, palette.kicker).wrap(console, width))
    rule = Text("─" * min(width, cell_len(words.title)), palette.faint)
    keys: list[Text] = []
    indent = max((cell_len(key) for key, _ in words.keys), default=0) + _GAP
    for key, does in words.keys:
        first, *rest = wrapped(does, width - indent)
        before = Text(" " * (indent - _GAP - cell_len(key))).append(key, palette.kicker).append(" " * _GAP)
        keys += [before.append_text(first), *(Text(" " * indent).append_text(line) for line in rest)]
    empty, sentence = Text(), wrapped(words.sentence, width)
    more = [empty, *Text(words.more, palette.dim).wrap(console, width)] if words.more else []
    shapes = (
        [*heads, rule, empty, *sentence, empty, *keys, *more],
        [*heads, rule, empty, *sentence, empty, *keys],
        [*heads, empty, *sentence, empty, *keys],
        [*heads, *sentence, empty, *keys],
        [*sentence, *keys],
    )
    return next((lines for lines in shapes if len(lines) <= height), shapes[-1])
