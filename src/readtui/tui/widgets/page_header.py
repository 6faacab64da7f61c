"""The top of a screen: the way here, as words that lead back, its title, a count, and a thin rule."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from readtui.quick_dataclass import dataclass
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.cells import fitted

BETWEEN = " › "
_LEFT_OUT = "…"
_LONGEST, _SHORTEST = 28, 10
_LEAST_SHARE = 4


@dataclass(frozen=True, slots=True)
class Crumb:
    """A word of the trail: the cells where it begins and ends, and the number of its screen, the first one being 0."""

    text: str
    start: int
    end: int
    number: int


def fitted_trail(names: Sequence[str], room: int) -> list[Crumb]:
    """The names in at most ``room`` cells, each followed by ``BETWEEN``.

    Long names are shortened; then the first ones are left out, with a mark that leads to the last of them.
    """
    for longest in (_LONGEST, _SHORTEST):
        shown = [fitted(name, longest) for name in names]
        if sum(cell_len(name) + len(BETWEEN) for name in shown) <= room:
            return _placed(shown, 0)
    while len(shown) > 1:
        del shown[0]
        if sum(cell_len(name) + len(BETWEEN) for name in (_LEFT_OUT, *shown)) <= room:
            first = len(names) - len(shown)
            return _placed([_LEFT_OUT, *shown], first - 1)
    return _placed([_LEFT_OUT], len(names) - 1) if names and room >= len(_LEFT_OUT + BETWEEN) else []


def _placed(shown: Sequence[str], first: int) -> list[Crumb]:
    crumbs: list[Crumb] = []
    start = 0
    for number, text in enumerate(shown, first):
        crumbs.append(Crumb(text, start, start + cell_len(text), number))
        start += cell_len(text) + len(BETWEEN)
    return crumbs


class TrailLine(Widget):
    """A widget with the trail at the beginning of its first line. A click on a screen's name posts ``Chosen``."""

    class Chosen(Message):
        """A screen of the trail was clicked; the first one has the number 0."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self) -> None:
        super().__init__()
        self._trail: tuple[str, ...] = ()
        self._crumbs: Sequence[Crumb] = ()
        self._trail_cell = 0
        self._pointed: int | None = None

    def show_trail(self, names: Sequence[str]) -> None:
        """Show which screens lead here, by names that are single lines and shown as they are."""
        if tuple(names) != self._trail:
            self._trail = tuple(names)
            self.refresh()

    def append_trail(self, line: Text, room: int, quiet: Style, between: Style, *, wanted: int = 0) -> None:
        """Append what fits into ``room`` cells. The name under the mouse is underlined.

        The trail gives way to what comes after it, which has ``wanted`` cells, but keeps a quarter of the room; half of
        it, if the beginning of the last name fits there.
        """
        self._trail_cell = line.cell_len
        last = sum(cell_len(part) for part in (*(fitted(one, _SHORTEST) for one in self._trail[-1:]), BETWEEN))
        last += len(_LEFT_OUT + BETWEEN) if len(self._trail) > 1 else 0
        least = last if last <= room // 2 else room // _LEAST_SHARE
        self._crumbs = fitted_trail(self._trail, max(least, room - wanted))
        for crumb in self._crumbs:
            line.append(crumb.text, quiet + Style(underline=True) if crumb.number == self._pointed else quiet)
            line.append(BETWEEN, between)

    def hide_trail(self) -> None:
        """The line shows something else."""
        self._crumbs = ()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Underline the name under the mouse."""
        self._point(self._under(event))

    def on_leave(self) -> None:
        """Underline nothing."""
        self._point(None)

    def on_click(self, event: events.Click) -> None:
        """Lead to the screen that was clicked."""
        if (number := self._under(event)) is not None:
            self.post_message(self.Chosen(number))

    def _under(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y:
            return None
        cell = offset.x - self._trail_cell
        return next((crumb.number for crumb in self._crumbs if crumb.start <= cell < crumb.end), None)

    def _point(self, number: int | None) -> None:
        if number != self._pointed:
            self._pointed = number
            self.refresh()


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
        room = width - cell_len(title)
        fault = fitted(f"{self._fault} · " if self._fault and right else self._fault, room - _GAP)
        room -= cell_len(fault)
        right = fitted(right, room - _GAP)
        room -= cell_len(right) + (_GAP if right else 0)
        line = Text(no_wrap=True, overflow="crop", end="")
        wanted = _GAP + cell_len(detail) if detail else 0
        self.append_trail(line, room, palette.dim, palette.faint, wanted=wanted)
        room -= line.cell_len
        line.append(title, palette.kicker)
        if detail and room >= _LEAST_DETAIL:
            line.append("  " + fitted(detail, room - _GAP), palette.dim)
        line.append(" " * (width - line.cell_len - cell_len(fault) - cell_len(right)))
        line.append(fault, palette.review)
        self._right_cell = line.cell_len
        line.append(right, palette.dim)
        line.append("\n" + "─" * width, palette.faint)
        return line
