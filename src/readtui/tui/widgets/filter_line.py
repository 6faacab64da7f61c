"""One line to type a filter into."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static


class FilterLine(Horizontal):
    """Hidden until it is opened; it stays visible as long as it filters. Its Input posts ``Input.Changed``."""

    DEFAULT_CSS = """
    FilterLine { height: 1; padding: 0 2; display: none; }
    FilterLine Static { width: 2; color: $primary; text-style: bold; }
    FilterLine Input { width: 1fr; height: 1; border: none; padding: 0; background: $background; }
    FilterLine Input:focus { border: none; background: $background; }
    FilterLine:ansi Input { background: ansi_default; color: ansi_default; }
    FilterLine:ansi Input:focus { background: ansi_default; }
    """

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self._input = Input(placeholder=placeholder, compact=True, select_on_focus=False)

    def compose(self) -> ComposeResult:
        """A mark and the field."""
        yield Static("/")
        yield self._input

    @property
    def value(self) -> str:
        """What is typed, without space around it."""
        return self._input.value.strip()

    @property
    def has_cursor(self) -> bool:
        """Whether keys go here."""
        return self._input.has_focus

    def open(self) -> None:
        """Show it and take the keys."""
        self.display = True
        self._input.focus()

    def leave(self) -> None:
        """Give the keys away; an empty filter is hidden."""
        self.display = bool(self.value)

    def clear(self) -> None:
        """Empty and hide it."""
        self._input.value = ""
        self.display = False
