"""The dialog at the end of the tour: what was learned, and what to do next."""

from collections.abc import Callable, Iterable
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType

from readtui.tui.dialogs.scrolled import ScrolledDialog
from readtui.tui.tour.progress import Progress
from readtui.tui.widgets.preview_pane import spaced

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
        done = [step for number, step in enumerate(progress.steps) if number in progress.done]
        self._learned = [("  ".join(map(key, step.commands)), step.learned) for step in done]
        self._next = [
            (key("app.help"), "every key of the screen that you are on"),
            (key("app.palette"), "every command, article and tag by name"),
            ("readtui add", "in the shell, brings files, folders and web pages into your library"),
        ]

    def on_mount(self) -> None:
        self.show_keys([("Enter", "leave the tour"), ("Esc", "stay")])

    def on_resize(self) -> None:
        """Lay the lines out for the new size."""
        super().on_resize()
        width, is_low = self.room - _GAP, self.size.height < _LOW
        parts = [self._rows("You can now", self._learned, width)] if self._learned else []
        # On a low screen, what one sees first is what to do.
        parts.insert(0 if is_low else len(parts), self._rows("Next", self._next, width))
        ends = Text("The tour's library is deleted when you leave.", self.part("dim"))
        lines = spaced([*parts, list(ends.wrap(self.app.console, width))])
        self.show_lines(lines)
        others = _OTHER_ROWS_WHERE_LOW if is_low else _OTHER_ROWS
        self.scroll.styles.height = max(1, min(len(lines), self.size.height - others))

    def _rows(self, title: str, rows: Iterable[tuple[str, str]], width: int) -> list[Text]:
        lines = [Text(title, Style(bold=True))]
        for keys, does in rows:
            column = Text(keys.rjust(_COLUMN), self.part("key"))
            for line in Text(does).wrap(self.app.console, max(10, width - _COLUMN - _GAP)):
                lines.append(Text().append_text(column).append(" " * _GAP).append_text(line))
                column = Text(" " * _COLUMN)
        return lines

    def action_leave(self, leaves: bool) -> None:
        """Close."""
        self.dismiss(leaves)
