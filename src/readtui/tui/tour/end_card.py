"""The dialog at the end of the tour: what was learned, and what to do next."""

from collections.abc import Callable
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType

from readtui.tui.dialogs.scrolled import ScrolledDialog
from readtui.tui.tour.progress import Progress
from readtui.tui.widgets.preview_pane import spaced

_NEXT = (
    ("{app.help}", "every key of the screen that you are on"),
    ("{app.palette}", "every command, article and tag by name"),
    ("readtui add", "in the shell, brings files, folders and web pages into your library"),
)
_COLUMN, _GAP = 12, 2
_LOW = 16
_OTHER_ROWS, _OTHER_ROWS_WHERE_LOW = 9, 5
"""Rows of the sheet around the lines, and of the tour's panel."""


class TourEndDialog(ScrolledDialog[bool]):
    """The result says whether to leave the tour."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q", "leave(True)", show=False),
        Binding("escape", "leave(False)", show=False),
        Binding("down,j", "scroll_lines(1)", show=False),
        Binding("up,k", "scroll_lines(-1)", show=False),
    ]

    def __init__(self, progress: Progress, key: Callable[[str], str]) -> None:
        super().__init__("That was the tour")
        self._progress = progress
        self._key = key

    def on_mount(self) -> None:
        self.show_keys([("Enter", "leave the tour"), ("Esc", "stay")])

    def on_resize(self) -> None:
        """Lay the lines out for the new size."""
        super().on_resize()
        lines = self._lines(self.room - _GAP)
        self.show_lines(lines)
        others = _OTHER_ROWS_WHERE_LOW if self.size.height < _LOW else _OTHER_ROWS
        self.scroll.styles.height = max(1, min(len(lines), self.size.height - others))

    def _lines(self, width: int) -> list[Text]:
        console = self.app.console
        key, strong = self._key, Style(bold=True)
        learned = [
            row
            for number, step in enumerate(self._progress.steps)
            if number in self._progress.done
            for row in self._row("  ".join(map(key, step.commands)), step.learned, width)
        ]
        coming = [
            row
            for slot, does in _NEXT
            for row in self._row(key(slot[1:-1]) if slot.startswith("{") else slot, does, width)
        ]
        parts = [[Text("You can now", strong), *learned]] if learned else []
        # On a low screen, what one sees first is what to do.
        parts.insert(0 if self.size.height < _LOW else len(parts), [Text("Next", strong), *coming])
        parts.append(list(Text("The tour's library is deleted when you leave.", self.part("dim")).wrap(console, width)))
        return spaced(parts)

    def _row(self, keys: str, does: str, width: int) -> list[Text]:
        first, *rest = Text(does).wrap(self.app.console, max(10, width - _COLUMN - _GAP))
        line = Text().append(keys.rjust(_COLUMN), self.part("key")).append(" " * _GAP).append_text(first)
        return [line, *(Text(" " * (_COLUMN + _GAP)).append_text(other) for other in rest)]

    def action_leave(self, leaves: bool) -> None:
        """Close."""
        self.dismiss(leaves)
