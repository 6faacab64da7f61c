"""Draws panes side by side, updating only the rows that have changed.

Where nothing covers the panes, rows go straight to the terminal, in a fraction of the time that Textual needs to
compose the screen. Textual paints the same rows whenever it needs to.
"""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from textual.containers import Horizontal
from textual.errors import NoWidget
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from readtui.tui.colors.palette import Palette
from readtui.tui.terminal_interface import Drawing

_UNKNOWN = Strip([], 0)
_WHEEL_LINES = 3
_FROM_EDGE = 4
_MESSAGE_ROWS = 4


class Pane(Widget):
    """A widget made of strips, one per row. ``moves_along`` means that its rows scroll with the text."""

    ALLOW_SELECT = False
    moves_along = True

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.palette = palette
        self._rows: list[Strip] = []
        self._drawn_on = -1
        self._extent: Size | None = None

    @property
    def size(self) -> Size:
        """The cells that it paints."""
        return super().size if self._extent is None else self._extent

    def stand_for(self, size: Size) -> None:
        """Paint so many cells for a picture, on no screen."""
        self._extent = size

    @property
    def is_drawn(self) -> bool:
        """Whether the terminal is known to show the rows."""
        page = self.parent
        return isinstance(page, Page) and self._drawn_on == page.drawing.taken

    @is_drawn.setter
    def is_drawn(self, is_drawn: bool) -> None:
        page = self.parent
        self._drawn_on = page.drawing.taken if is_drawn and isinstance(page, Page) else -1

    @abstractmethod
    def make_rows(self) -> list[Strip]:
        """The strips of all rows, each as wide as the widget."""

    def set_palette(self, palette: Palette) -> None:
        self.palette = palette
        self.show_rows()

    def on_resize(self) -> None:
        self.show_rows()

    def on_unmount(self) -> None:
        """Let go of what was painted: Python would have to search thousands of objects to find that nothing needs them.

        The panes have their own, for what they keep.
        """
        self._rows = []

    def on_mouse_scroll_down(self) -> None:
        self.turn_wheel(_WHEEL_LINES)

    def on_mouse_scroll_up(self) -> None:
        self.turn_wheel(-_WHEEL_LINES)

    def turn_wheel(self, lines: int) -> None:
        """Scroll what the pane shows down by ``lines`` (negative: up)."""

    def show_rows(self) -> None:
        """Draw the rows that have changed."""
        before, self._rows = self._rows, self.make_rows()
        if len(before) != len(self._rows):
            self.is_drawn = False
            changed = list(range(len(self._rows)))
        else:
            changed = [
                number
                for number, (old, new) in enumerate(zip(before, self._rows, strict=True))
                if old is not new and old != new
            ]
        page = self.parent
        if isinstance(page, Page) and page.draw(self, self._rows, changed):
            self.is_drawn = True
        elif changed:
            self.is_drawn = self.is_drawn and isinstance(page, Page) and page.is_late
            width = self.size.width
            self.refresh(*(Region(0, row, width, height) for row, height in _stretches(changed)))

    def rows_moved(self, lines: int) -> None:
        """The terminal has moved the rows up by ``lines`` (negative: down)."""
        unknown = [_UNKNOWN] * abs(lines)
        self._rows = self._rows[lines:] + unknown if lines > 0 else unknown + self._rows[:lines]

    def render_lines(self, crop: Region) -> list[Strip]:
        """The requested strips. Bypasses Textual's style cache, which is not needed here."""
        if len(self._rows) != self.size.height:
            self._rows, self.is_drawn = self.make_rows(), False
        strips = self._rows[crop.y : crop.bottom]
        if crop.x == 0 and crop.width == self.size.width:
            return strips
        return [strip.crop(crop.x, crop.right) for strip in strips]


class Page(Horizontal):
    """Holds panes of its own height that together fill the width of the screen."""

    def __init__(self, drawing: Drawing, id: str | None = None) -> None:
        super().__init__(id=id)
        self.drawing = drawing
        self._frames = 0
        self._draws = False
        self._is_held = False

    @contextmanager
    def frame(self) -> Iterator[None]:
        """Write everything drawn inside the block to the terminal at once."""
        if not self._frames:
            self._draws = self._can_draw()
        self._frames += 1
        try:
            yield
        finally:
            self._frames -= 1
            if not self._frames:
                # The cursor stays where Textual has it.
                self.drawing.write_out(*self.app.cursor_position)

    def move_rows(self, lines: int) -> bool:
        """Have the terminal move all rows up by ``lines`` (negative: down); return whether it does. Only within a
        frame.
        """
        panes = [child for child in self.children if child.display]
        can_move = 0 < abs(lines) < self.size.height and all(
            isinstance(pane, Pane) and pane.moves_along and pane.is_drawn for pane in panes
        )
        if not can_move or not self._draws:
            return False
        self.drawing.move(self.region, lines)
        for pane in panes:
            if isinstance(pane, Pane):
                pane.rows_moved(lines)
        return True

    def draw(self, pane: Pane, strips: Sequence[Strip], changed: Sequence[int]) -> bool:
        """Draw the changed rows of a pane, or all if the terminal's contents are unknown; return whether they were
        drawn.
        """
        with self.frame():
            region = pane.region
            if not self._draws or not strips or region.size != (strips[0].cell_length, len(strips)):
                return False
            console = self.app.console
            for row in changed if pane.is_drawn else range(len(strips)):
                self.drawing.row(region.x, region.y + row, strips[row].render(console))
            return True

    def wait_for_layout(self) -> None:
        """The panes are about to move: let Textual paint until they are in place."""
        self._is_held = True
        self.call_after_refresh(self._release)

    def forget(self) -> None:
        """Something else is drawn over the panes."""
        for pane in self.children:
            if isinstance(pane, Pane):
                pane.is_drawn = False

    def _release(self) -> None:
        self._is_held = False

    @property
    def is_late(self) -> bool:
        """Whether the terminal is behind: Textual paints what has changed before anything is drawn past it again."""
        return self.drawing.is_held and self._is_uncovered()

    def _can_draw(self) -> bool:
        return self.drawing.is_ready and not self.drawing.is_held and self._is_uncovered()

    def _is_uncovered(self) -> bool:
        screen = self.screen
        if self._is_held or self.app.screen is not screen:
            return False
        region = self.region
        if any(widget.region.overlaps(region) for widget in screen.children if widget is not self):
            return False
        # Messages have their own region in the corner, above the status line.
        return all(self._has(region.right - _FROM_EDGE, region.bottom - row) for row in range(1, _MESSAGE_ROWS + 1))

    def _has(self, column: int, row: int) -> bool:
        try:
            widget, _ = self.screen.get_widget_at(column, row)
        except NoWidget:
            return False
        return self in widget.ancestors


def _stretches(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Sorted row numbers as pairs: the first of a run, and its length."""
    first = last = rows[0]
    for row in rows[1:]:
        if row != last + 1:
            yield first, last + 1 - first
            first = row
        last = row
    yield first, last + 1 - first
