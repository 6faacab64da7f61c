"""A line of tabs above a list, with a rule below."""

from collections.abc import Callable, Sequence

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from readtui.quick_dataclass import dataclass
from readtui.text.clean import visible
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.cells import fitted

_GAP = 3
_LONGEST = 28
_MORE_BEFORE, _MORE_AFTER = "‹ ", " ›"


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab's name, and how many rows its list has; None if that is not known."""

    name: str
    count: int | None = None


class TabLine(Widget):
    """Shows the tabs around the current one. It is hidden as long as there is only one tab.

    Its rule stands in for that of the page's header: it gives the screen the class ``-tabbed``.

    ``palette`` returns the current palette.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = "TabLine { height: 2; padding: 0 2; display: none; }"

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, palette: Callable[[], Palette]) -> None:
        super().__init__()
        self._palette = palette
        self._tabs: Sequence[Tab] = ()
        self._current: int | None = None
        self._places: list[tuple[int, int, int]] = []

    def show(self, tabs: Sequence[Tab], current: int | None) -> None:
        """Show these tabs; ``current`` is the number of the chosen one, None if the list is none of them."""
        if (tabs, current) != (self._tabs, self._current):
            self._tabs, self._current = tabs, current
            self.display = len(tabs) > 1
            self.screen.set_class(self.display, "-tabbed")
            self.refresh()

    def render(self) -> Text:
        palette, (width, height) = self._palette(), self.content_size
        line, self._places = line_of_tabs(self._tabs, self._current, width, palette)
        return line.append("\n" + "─" * width, palette.faint) if height > 1 else line

    def on_click(self, event: events.Click) -> None:
        """Choose a tab with the mouse."""
        offset = event.get_content_offset(self)
        for start, end, number in self._places:
            if offset is not None and offset.y == 0 and start <= offset.x < end:
                self.post_message(self.Chosen(number))


def line_of_tabs(
    tabs: Sequence[Tab], current: int | None, width: int, palette: Palette
) -> tuple[Text, list[tuple[int, int, int]]]:
    """As many tabs as have room, the current one among them; and of each the cells where it begins and ends, and its
    number.
    """
    labels = [_label(tab, number == current, palette) for number, tab in enumerate(tabs)]
    first = _first_shown([label.cell_len for label in labels], current or 0, width)
    line = Text(_MORE_BEFORE if first else "", palette.dim, no_wrap=True, overflow="crop", end="")
    places: list[tuple[int, int, int]] = []
    for number, label in enumerate(labels[first:], first):
        is_last = number == len(labels) - 1
        room = width - line.cell_len - (0 if is_last else len(_MORE_AFTER))
        if label.cell_len > room:
            if number > first:
                line.append(_MORE_AFTER.rjust(width - line.cell_len), palette.dim)
                break
            label.truncate(max(0, room))
        places.append((line.cell_len, line.cell_len + label.cell_len, number))
        line.append(label)
        if not is_last:
            line.append(" " * min(_GAP, width - line.cell_len - len(_MORE_AFTER)))
    return line, places


def _label(tab: Tab, is_current: bool, palette: Palette) -> Text:
    style = palette.tab if is_current else palette.text
    label = Text().append(fitted(visible(tab.name), _LONGEST), style)
    return label.append("" if tab.count is None else f" {tab.count:,}", palette.dim)


def _first_shown(widths: Sequence[int], current: int, width: int) -> int:
    """The first tab to show so that the current one is whole."""
    room = width - (len(_MORE_AFTER) if current < len(widths) - 1 else 0)
    first = 0
    while first < current:
        used = sum(widths[first : current + 1]) + _GAP * (current - first) + (len(_MORE_BEFORE) if first else 0)
        if used <= room:
            break
        first += 1
    return first
