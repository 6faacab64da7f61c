"""What stands in the middle of a screen that has nothing to list yet."""

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Center, Middle
from textual.widgets import Static


class Welcome(Middle):
    """A title, a sentence, and the keys that help, in the middle of the screen."""

    COMPONENT_CLASSES = {"welcome--title", "welcome--key", "welcome--quiet"}
    DEFAULT_CSS = """
    Welcome { height: 1fr; display: none; }
    Welcome Static { width: auto; max-width: 100%; }
    Welcome > .welcome--title { color: $primary; text-style: bold; }
    Welcome > .welcome--key { color: $primary; text-style: bold; }
    Welcome > .welcome--quiet { color: $foreground 65%; }
    Welcome:ansi > .welcome--title { color: ansi_default; }
    Welcome:ansi > .welcome--key { color: ansi_default; }
    Welcome:ansi > .welcome--quiet { color: ansi_default; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """One block of text, centred."""
        with Center():
            yield self._text

    def show(self, title: str, sentence: str, keys: Sequence[tuple[str, str]], more: str = "") -> None:
        """Show it. ``keys``: pairs of a key and what it does; ``more`` is a last, quiet line."""
        key_style = self.get_component_rich_style("welcome--key", partial=True)
        quiet = self.get_component_rich_style("welcome--quiet", partial=True)
        text = Text()
        text.append(title + "\n", self.get_component_rich_style("welcome--title", partial=True))
        text.append("─" * max(len(title), 1) + "\n\n", quiet)
        text.append(sentence + "\n")
        widest = max((len(key) for key, _ in keys), default=0)
        for key, does in keys:
            text.append("\n" + key.rjust(widest), key_style)
            text.append("   " + does)
        if more:
            text.append("\n\n" + more, quiet)
        self._text.update(text)
        self.display = True

    def hide(self) -> None:
        """There is something to list."""
        self.display = False
