"""The top of a screen: how the user came here, its title, a count, and a thin rule."""

from collections.abc import Callable

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.message import Message

from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.trail import TrailLine

_LEAST_DETAIL = 6
_GAP = 2


class PageHeader(TrailLine):
    """The trail, a title, a detail beside it, a fault and a text at the right edge, and a rule below.

    The trail is shortened first, then the detail, then the text at the right. ``palette`` returns the current palette.
    """

    DEFAULT_CSS = """
    PageHeader { height: 3; padding: 1 2 0 2; }
    """

    class RightChosen(Message):
        """The text at the right edge was clicked."""

    def __init__(self, palette: Callable[[], Palette], title: str = "") -> None:
        super().__init__()
        self._palette = palette
        self._shown = (title, "", "")
        self._fault = ""
        self._right_cell = 0

    def show_fault(self, fault: str) -> None:
        """Show what is wrong, as long as it is; "" if nothing is."""
        if fault != self._fault:
            self._fault = fault
            self.refresh()

    def show(self, title: str, detail: str = "", right: str = "") -> None:
        """Show another header. All three texts are single lines, shown as they are."""
        if (title, detail, right) != self._shown:
            self._shown = (title, detail, right)
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Report a click on the text at the right; those on the trail are its own."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y == 0 and offset.x >= self._right_cell:
            self.post_message(self.RightChosen())

    def render(self) -> Text:
        title, detail, right = self._shown
        width = self.content_size.width
        palette = self._palette()
        title = fitted(title, width)
        room = max(0, width - cell_len(title))
        fault = fitted(f"{self._fault} · " if self._fault and right else self._fault, max(0, room - _GAP))
        room -= cell_len(fault)
        right = fitted(right, max(0, room - _GAP))
        room -= cell_len(right) + (_GAP if right else 0)
        line = Text(no_wrap=True, overflow="crop", end="")
        wanted = _GAP + cell_len(detail) if detail else 0
        self.append_trail(line, room, palette.dim, palette.faint, wanted=wanted)
        room -= line.cell_len
        line.append(title, palette.kicker)
        if detail and room >= _LEAST_DETAIL:
            line.append("  " + fitted(detail, room - _GAP), palette.dim)
        line.append(" " * max(0, width - line.cell_len - cell_len(fault) - cell_len(right)))
        line.append(fault, palette.review)
        self._right_cell = line.cell_len
        line.append(right, palette.dim)
        line.append("\n" + "─" * width, palette.faint)
        return line
