"""The message in the middle of a screen with an empty list."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Center, Middle
from textual.widgets import Static

from readtui.tui.palettes.palette import Palette


class Welcome(Middle):
    """A title, a sentence, and useful keys in the middle of the screen.

    ``palette`` returns the current palette.
    """

    DEFAULT_CSS = """
    Welcome { height: 1fr; display: none; }
    Welcome Static { width: auto; max-width: 100%; padding: 0 2; }
    """

    def __init__(self, palette: Callable[[], Palette]) -> None:
        super().__init__()
        self._palette = palette
        self._text = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """One centered block of text."""
        with Center():
            yield self._text

    def show(self, title: str, sentence: str, keys: Sequence[tuple[str, str]], more: str = "") -> None:
        """Show the message. ``keys`` are pairs of a key and its action; ``more`` is a dim last line."""
        palette = self._palette()
        text = Text()
        text.append(title + "\n", palette.kicker)
        text.append("─" * cell_len(title) + "\n\n", palette.faint)
        text.append(sentence + "\n")
        widest = max((len(key) for key, _ in keys), default=0)
        for key, does in keys:
            text.append("\n" + key.rjust(widest), palette.kicker)
            text.append("   " + does)
        if more:
            text.append("\n\n" + more, palette.dim)
        self._text.update(text)
        self.display = True

    def hide(self) -> None:
        """The list has rows."""
        self.display = False
