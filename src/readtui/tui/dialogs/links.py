"""The dialog that chooses one of several links."""

from collections.abc import Iterable, Sequence

from rich.text import Text
from textual import events
from textual.widget import Widget

from readtui.tui.dialogs.dialog import Dialog, bindings
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.choice_rows import ChoiceRows
from readtui.tui.widgets.screen_lifetime import once_painted

_LEAST_ROWS = 3


class LinksDialog(Dialog[int | None]):
    """Lists links, or other pairs: the linked words and the target in words. ``opens``: what a digit does.

    The result is the index of the chosen link, counted from 0; None if canceled.
    """

    WIDEST = 140
    DEFAULT_CSS = "LinksDialog .dialog--sheet > * { max-width: 140; }"
    BINDINGS = bindings({"escape": "leave", "enter": "choose", "down,j,tab": "move(1)", "up,k,shift+tab": "move(-1)"})

    def __init__(self, title: str, links: Sequence[tuple[str, str]], *, opens: str = "open") -> None:
        super().__init__(title)
        self._links = links
        self._opens = opens
        self._chosen = 0
        self._rows = ChoiceRows()

    def sheet(self) -> Iterable[Widget]:
        yield self._rows

    def on_mount(self) -> None:
        self.show_keys([(f"1–{min(9, len(self._links))}", self._opens), ("↑ ↓ Enter", "choose"), ("Esc", "cancel")])

    def on_resize(self) -> None:
        """Show as many links, and as much of each, as fit."""
        super().on_resize()
        once_painted(self, self._show)

    def on_key(self, event: events.Key) -> None:
        """Choose with a single digit."""
        if (number := self.number_of(event, len(self._links))) is not None:
            event.stop()
            self.dismiss(number)

    def action_move(self, steps: int) -> None:
        """Move to the next or previous link, wrapping around."""
        self._chosen = (self._chosen + steps) % len(self._links)
        self._show()

    def action_choose(self) -> None:
        self.dismiss(self._chosen)

    def on_choice_rows_picked(self, event: ChoiceRows.Picked) -> None:
        """Take the row that was clicked."""
        self._chosen = event.number
        self.action_choose()

    def _show(self) -> None:
        """Show the links around the marked one; ``›`` marks the one that Enter takes."""
        width = self._rows.content_size.width
        height = max(_LEAST_ROWS, self.size.height // 2 - 4)
        first = max(0, min(self._chosen - height // 2, len(self._links) - height))
        lines: list[Text] = []
        for number, (words, where) in enumerate(self._links[first : first + height], start=first):
            is_marked = number == self._chosen
            line = self.numbered(number, is_chosen=is_marked)
            line.append(fitted(words, width // 2), self.part("chosen" if is_marked else "name"))
            line.append(" → ", self.part("dim"))
            line.append(fitted(where, width - line.cell_len), self.part("dim"))
            lines.append(line)
        self._rows.show(lines, range(first, first + len(lines)))
