"""A list with a cursor that paints only the visible rows, however many there are."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

PaintedRow = list[list[Segment]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its key (empty for a heading, which the cursor skips) and its height in lines."""

    key: str
    height: int = 1


class RecordTable(ScrollView, can_focus=True, inherit_bindings=False):
    """``paint(index, width, is_current)`` returns the lines of a row, each at most ``width`` cells."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RecordTable {
        height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; scrollbar-color: $foreground 18%;
        scrollbar-color-hover: $primary; scrollbar-color-active: $primary;
    }
    RecordTable:ansi {
        scrollbar-background: ansi_default; scrollbar-background-hover: ansi_default;
        scrollbar-background-active: ansi_default; scrollbar-color: ansi_bright_black;
        scrollbar-color-hover: ansi_bright_black; scrollbar-color-active: ansi_bright_black;
    }
    """

    class Moved(Message):
        """The cursor is on another row."""

    class Opened(Message):
        """A row was double-clicked."""

    def __init__(self, paint: Callable[[int, int, bool], PaintedRow]) -> None:
        super().__init__()
        self._paint = paint
        self._rows: list[Row] = []
        self._starts: list[int] = [0]
        self._stops: list[int] = []
        self._cursor = 0
        self._awaited = ""
        self._strips: dict[tuple[int, int, bool], list[Strip]] = {}

    @property
    def current_key(self) -> str:
        """The key of the row under the cursor; empty if there is none."""
        return self._rows[self._stops[self._cursor]].key if self._stops else ""

    @property
    def current_index(self) -> int | None:
        """The index of the row under the cursor among all rows; None if there is none."""
        return self._stops[self._cursor] if self._stops else None

    def indexes_of(self, keys: Collection[str]) -> list[int]:
        """The indexes of the rows with these keys, among all rows."""
        return [index for index in self._stops if self._rows[index].key in keys] if keys else []

    @property
    def current_number(self) -> int:
        """The position of the cursor among the rows it can be on, from 1; 0 if there is none."""
        return self._cursor + 1 if self._stops else 0

    def set_rows(self, rows: Sequence[Row], key: str = "", *, more: bool = False) -> None:
        """Show other rows. The cursor goes to ``key``, else stays on its key, else at its position.

        ``more``: ``add_rows`` will add others; the cursor goes to its key when that arrives.
        """
        wanted = key or self._awaited or self.current_key
        self._rows = list(rows)
        self._starts = [0, *accumulate(row.height for row in rows)]
        self._stops = [index for index, row in enumerate(rows) if row.key]
        place = self._place_of(wanted, 0)
        self._cursor = max(0, min(self._cursor, len(self._stops) - 1)) if place is None else place
        self._awaited = wanted if more and place is None else ""
        self._strips.clear()
        self._changed()

    def add_rows(self, rows: Sequence[Row], *, more: bool) -> None:
        """Show rows below the others; ``more``: others follow.

        The cursor stays, unless the key that it was to be on is among them and the user has not moved it since.
        """
        count, known = len(self._rows), len(self._stops)
        self._rows += rows
        self._starts += islice(accumulate((row.height for row in rows), initial=self._starts[-1]), 1, None)
        self._stops += (index for index, row in enumerate(rows, count) if row.key)
        place = self._place_of(self._awaited, known) if self._awaited else None
        if place is not None:
            self._cursor = place
        if place is not None or not more:
            self._awaited = ""
        if place is not None or not known:
            self._changed()
        else:
            self.virtual_size = Size(self.size.width, self._starts[-1])
            self.refresh()

    def _place_of(self, key: str, first: int) -> int | None:
        """The position of the row with this key, at or after ``first``."""
        rows, stops = self._rows, self._stops
        return next((place for place in range(first, len(stops)) if rows[stops[place]].key == key), None)

    def _changed(self) -> None:
        self.virtual_size = Size(self.size.width, self._starts[-1])
        self.refresh()
        self._show_cursor()
        self.post_message(self.Moved())

    def repaint(self) -> None:
        self._strips.clear()
        self.refresh()

    def move(self, rows: int) -> None:
        """Move the cursor by ``rows``."""
        self.move_to(self._cursor + rows)

    def move_page(self, direction: int) -> None:
        """Move the cursor by a page, 1 down or -1 up."""
        if self._stops:
            top = self._starts[self._stops[self._cursor]] + direction * max(1, self.size.height - 2)
            self.move_to(self._place_at(top) if direction > 0 else min(self._cursor - 1, self._place_at(top)))

    def move_to(self, place: int) -> None:
        """Move the cursor to a position, counted from 0 and limited to the last row."""
        self._awaited = ""
        place = max(0, min(place, len(self._stops) - 1))
        if place != self._cursor:
            self._cursor = place
            self.refresh()
            self.post_message(self.Moved())
        self._show_cursor()

    def last(self) -> None:
        self.move_to(len(self._stops) - 1)

    def _place_at(self, line: int) -> int:
        """The last position that begins at or before a line."""
        index = bisect_right(self._starts, max(0, line), hi=len(self._rows)) - 1
        return max(0, bisect_right(self._stops, index) - 1)

    def _show_cursor(self) -> None:
        if not self._stops:
            return
        index = self._stops[self._cursor]
        top, bottom = self._starts[index], self._starts[index + 1]
        # A heading right above the row comes into sight with it.
        while index and not self._rows[index - 1].key:
            index -= 1
            top = self._starts[index]
        height = self.size.height
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False)
        elif height and bottom > self.scroll_offset.y + height:
            self.scroll_to(y=bottom - height, animate=False)

    def on_resize(self) -> None:
        """Paint for the new width and keep the cursor visible."""
        self.virtual_size = Size(self.size.width, self._starts[-1])
        self._strips.clear()
        self._show_cursor()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row; a second click opens it."""
        line = self.scroll_offset.y + event.y
        if not self._stops or line >= self._starts[-1]:
            return
        self.move_to(self._place_at(line))
        if event.chain == 2:
            self.post_message(self.Opened())

    def render_line(self, y: int) -> Strip:
        """The strip of one line of the screen."""
        line, width = self.scroll_offset.y + y, self.size.width
        if line >= self._starts[-1]:
            return Strip.blank(width, self.rich_style)
        index = bisect_right(self._starts, line, hi=len(self._rows)) - 1
        is_current = bool(self._stops) and self._stops[self._cursor] == index
        painted = self._strips.get((index, width, is_current))
        if painted is None:
            style = self.rich_style
            painted = [Strip(line).adjust_cell_length(width, style) for line in self._paint(index, width, is_current)]
            self._strips[index, width, is_current] = painted
        return painted[line - self._starts[index]]
