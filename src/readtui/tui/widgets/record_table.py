"""A list with a cursor that paints only the visible rows, however many there are."""

from abc import ABC, abstractmethod
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partialmethod
from itertools import accumulate, chain, compress, count, islice
from operator import attrgetter
from typing import Protocol

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip

from readtui.quick_dataclass import dataclass
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.cells import apart, fitted

PaintedRow = list[list[Segment]]
CURSOR, AWAY = "▌", "▏"
"""Beside the row under the cursor: where keys go to the list, and where they go elsewhere."""
"""Stands at the left edge of the current row."""
MARK = "*"
"""Stands before a row that was marked for an action."""
UNDECIDED = "!"
"""Stands before what was changed differently on two devices."""
_SCROLLBAR = 1
_MOST_KEPT = 500
"""Rows that are kept painted; a screen shows fewer."""
_height, _can_stop = attrgetter("height"), attrgetter("can_stop")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its key (empty for one that the cursor never stops at) and its height in lines.

    ``group`` names rows that can be folded away together, and tells rows with the same key apart. A row that ``heads``
    its group stays, one line high; the cursor passes over it while its group is unfolded, unless it is sent there.
    """

    key: str
    height: int = 1
    group: str = ""
    heads: bool = False

    @property
    def can_stop(self) -> bool:
        """Whether the cursor ever stops at it."""
        return bool(self.key)

    @property
    def known_key(self) -> str:
        """The key, which takes no time to be known."""
        return self.key


class AnyRow(Protocol):
    """A row, also one whose key is read when it is first needed: ``known_key`` is empty until then."""

    @property
    def key(self) -> str: ...
    @property
    def known_key(self) -> str: ...
    @property
    def height(self) -> int: ...
    @property
    def group(self) -> str: ...
    @property
    def heads(self) -> bool: ...
    @property
    def can_stop(self) -> bool: ...


class LazyRows(ABC):
    """Neighbouring rows of one group, each of which is made when somebody looks at it. None heads the group.

    ``heights``: the height of each. ``known_keys``: their keys, as far as they take no time to be known.
    """

    __slots__ = ("group", "heights")

    def __init__(self, group: str, heights: bytes) -> None:
        self.group = group
        self.heights = heights

    def __len__(self) -> int:
        return len(self.heights)

    @abstractmethod
    def __getitem__(self, place: int) -> AnyRow: ...

    def __iter__(self) -> Iterator[AnyRow]:
        return map(self.__getitem__, range(len(self.heights)))

    @property
    @abstractmethod
    def known_keys(self) -> Iterable[str]: ...


RowBlock = Sequence[AnyRow] | LazyRows
_known_key = attrgetter("known_key")


class Rows:
    """Many rows, most of which are made when somebody looks at them."""

    def __init__(self, *blocks: RowBlock) -> None:
        self.blocks: list[RowBlock] = []
        # Block n begins with the row firsts[n].
        self._firsts = array("q", [0])
        self.add(*blocks)

    def add(self, *blocks: RowBlock) -> None:
        """Add rows below the others."""
        for block in filter(len, blocks):
            self.blocks.append(block)
            self._firsts.append(self._firsts[-1] + len(block))

    def __len__(self) -> int:
        return self._firsts[-1]

    def __getitem__(self, index: int) -> AnyRow:
        number = bisect_right(self._firsts, index) - 1
        return self.blocks[number][index - self._firsts[number]]

    def __iter__(self) -> Iterator[AnyRow]:
        return chain.from_iterable(self.blocks)

    def with_keys(self, keys: Collection[str]) -> Iterator[int]:
        """The indexes of the rows with these keys, as far as their keys are known."""
        for first, block in zip(self._firsts, self.blocks, strict=False):
            known = block.known_keys if isinstance(block, LazyRows) else map(_known_key, block)
            yield from (index for index, key in enumerate(known, first) if key in keys)

    def extent(self, index: int) -> tuple[int, int]:
        """The first row of those around a row that are in its group, and the first one behind them."""
        group, first, last = self[index].group, index, index + 1
        while first and (around := self._around(first - 1))[2] == group:
            first = around[0]
        while last < len(self) and (around := self._around(last))[2] == group:
            last = around[1]
        return first, last

    def _around(self, index: int) -> tuple[int, int, str]:
        """Rows of the same block and group as a row, from the first to before the last, and their group."""
        number = bisect_right(self._firsts, index) - 1
        block = self.blocks[number]
        if isinstance(block, LazyRows):
            return self._firsts[number], self._firsts[number + 1], block.group
        return index, index + 1, block[index - self._firsts[number]].group


@dataclass(frozen=True, slots=True)
class RowLook:
    """How a row of a list is painted. ``width``: in cells."""

    width: int
    palette: Palette
    is_current: bool = False
    is_marked: bool = False
    is_folded: bool = False


class RecordTable(ScrollView, can_focus=True, inherit_bindings=False):
    """``paint(index, width, is_current)`` returns the lines of a row, each at most ``width`` cells.

    The last column is for the scrollbar, there or not: rows do not move when it comes.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RecordTable {
        height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; scrollbar-color: $foreground 42%;
        scrollbar-color-hover: $primary; scrollbar-color-active: $primary;
    }
    RecordTable:light { scrollbar-color: $foreground 55%; }
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
        self._rows = Rows()
        # Arrays, because a list of 100,000 rows would take megabytes.
        self._starts = array("q", [0])
        self._stops = array("q")
        self._cursor = 0
        self._awaited = ("", "")
        self._folds_all = False
        self._unlike: set[str] = set()
        self._strips: dict[tuple[int, int, bool], list[Strip]] = {}

    @property
    def current_key(self) -> str:
        """The key of the row under the cursor; empty if there is none."""
        return self._rows[self._stops[self._cursor]].key if self._stops else ""

    def key_of(self, index: int) -> str:
        """The key of a row, given by its index among all rows."""
        return self._rows[index].key

    def group_of(self, index: int) -> str:
        """The group of a row, given by its index among all rows; empty if it has none."""
        return self._rows[index].group

    @property
    def row_count(self) -> int:
        """The number of rows, also of those that are folded away."""
        return len(self._rows)

    @property
    def is_as_at_first(self) -> bool:
        """Whether the cursor is on the first row, and nothing is folded."""
        is_at_top = self.has_focus and not self.scroll_offset.y and self._cursor == self._nearest(0)
        return bool(self._stops) and is_at_top and not (self._folds_all or self._unlike)

    @property
    def current_group(self) -> str:
        """The group of the row under the cursor; empty if it has none."""
        return self._rows[self._stops[self._cursor]].group if self._stops else ""

    @property
    def current_index(self) -> int | None:
        """The index of the row under the cursor among all rows; None if there is none."""
        return self._stops[self._cursor] if self._stops else None

    def keys_below(self) -> set[str]:
        """The keys of the rows below the heading under the cursor; if it is on another row, that of the row."""
        index = self.current_index
        if index is None or not self._rows[index].heads:
            return {self.current_key} if self._stops else set()
        return {self._rows[below].key for below in range(index + 1, self._rows.extent(index)[1])}

    def indexes_of(self, keys: Collection[str]) -> list[int]:
        """The indexes of the rows with these keys, among all rows, also of those that are folded away."""
        return list(self._rows.with_keys(keys)) if keys else []

    @property
    def current_number(self) -> int:
        """The position of the cursor among the rows it can be on, from 1; 0 if there is none."""
        return self._cursor + 1 if self._stops else 0

    def set_rows(self, rows: Sequence[AnyRow] | Rows, key: str = "", *, more: bool = False) -> None:
        """Show other rows. The cursor goes to ``key`` in any group, else stays on its row, else at its position.

        ``more``: ``add_rows`` will add others; the cursor goes to its key when that arrives.
        """
        wanted = (key, "") if key else self._awaited if self._awaited[0] else (self.current_key, self.current_group)
        self._rows = Rows(*_blocks(rows))
        self._arrange()
        place = self._place_of(wanted, 0)
        self._cursor = self._nearest(self._cursor) if place is None else place
        self._awaited = wanted if more and place is None else ("", "")
        self._strips.clear()
        self._changed()

    def add_rows(self, rows: Sequence[AnyRow] | Rows, *, more: bool) -> None:
        """Show rows below the others; ``more``: others follow.

        The cursor stays, unless the key that it was to be on is among them and the user has not moved it since.
        """
        count, known = len(self._rows), len(self._stops)
        blocks = _blocks(rows)
        self._rows.add(*blocks)
        self._starts.extend(islice(accumulate(self._heights(blocks), initial=self._starts[-1]), 1, None))
        self._stops.extend(self._stops_among(blocks, count))
        place = self._place_of(self._awaited, known) if self._awaited[0] else None
        if place is not None:
            self._cursor = place
        elif not known:
            self._cursor = self._nearest(0)
        if place is not None or not more:
            self._awaited = ("", "")
        if place is not None or not known:
            self._changed()
        else:
            self.virtual_size = Size(self.size.width, self._starts[-1])
            self.refresh()

    def _arrange(self) -> None:
        """Find out where each row begins, and where the cursor can stop."""
        blocks = self._rows.blocks
        self._starts = array("q", accumulate(self._heights(blocks), initial=0))
        self._stops = array("q", self._stops_among(blocks, 0))

    def _heights(self, blocks: Sequence[RowBlock]) -> Iterable[int]:
        return chain.from_iterable(map(self._heights_in, blocks))

    def _heights_in(self, block: RowBlock) -> Iterable[int]:
        if isinstance(block, LazyRows):
            return bytes(len(block)) if self.is_folded(block.group) else block.heights
        if not (self._folds_all or self._unlike):
            return map(_height, block)
        return (int(row.heads) if self.is_folded(row.group) else row.height for row in block)

    def _stops_among(self, blocks: Sequence[RowBlock], first: int) -> Iterable[int]:
        return chain.from_iterable(map(self._stops_in, blocks, accumulate(map(len, blocks), initial=first)))

    def _stops_in(self, block: RowBlock, first: int) -> Iterable[int]:
        if isinstance(block, LazyRows):
            return range(first, first if self.is_folded(block.group) else first + len(block))
        if not (self._folds_all or self._unlike):
            return compress(count(first), map(_can_stop, block))
        return (
            index
            for index, row in enumerate(block, first)
            if row.can_stop and (row.heads or not self.is_folded(row.group))
        )

    def _place_of(self, wanted: tuple[str, str], first: int) -> int | None:
        """The position of the row with this key and group (any group if that is empty), at or after ``first``."""
        rows, stops, (key, group) = self._rows, self._stops, wanted
        for index in rows.with_keys((key,)) if key else ():
            place = bisect_left(stops, index)
            is_stop = first <= place < len(stops) and stops[place] == index
            if is_stop and (not group or rows[index].group == group):
                return place
        return None

    def _changed(self) -> None:
        self.virtual_size = Size(self.size.width, self._starts[-1])
        self.refresh()
        self._show_cursor()
        self.post_message(self.Moved())

    # ------------------------------------------------------------------ folding

    def is_folded(self, group: str) -> bool:
        """Whether only the heading of this group is shown."""
        return bool(group) and (group in self._unlike) != self._folds_all

    def fold(self) -> None:
        """Fold the group under the cursor, or unfold it. The cursor goes to the heading if its row is hidden."""
        group, index = self.current_group, self.current_index
        if not group or index is None:
            return
        self._unlike ^= {group}
        first, last = self._rows.extent(index)
        blocks, starts = [list(map(self._rows.__getitem__, range(first, last)))], self._starts
        changed = array("q", accumulate(self._heights(blocks), initial=starts[first]))
        shift = changed[-1] - starts[last]
        self._starts = starts[:first] + changed + array("q", (start + shift for start in starts[last + 1 :]))
        stops = self._stops
        before, after = bisect_left(stops, first), bisect_left(stops, last)
        self._stops = stops[:before] + array("q", self._stops_among(blocks, first)) + stops[after:]
        self._refold(index)

    def fold_all(self) -> None:
        """Fold all groups or, if all are folded, unfold all, also those that ``add_rows`` will add."""
        index = self.current_index or 0
        self._folds_all, self._unlike = bool(self._unlike) or not self._folds_all, set()
        self._arrange()
        self._refold(index)

    def fold_at_first(self, groups: Collection[str]) -> None:
        """Fold these groups, before ``set_rows`` shows them."""
        self._unlike |= set(groups)

    def unfold_all(self) -> None:
        """Forget which groups are folded, before ``set_rows`` shows other groups."""
        self._folds_all, self._unlike = False, set()

    def _refold(self, index: int) -> None:
        """Keep the cursor on the row with this index, or put it on the heading of the group that hides it."""
        self._cursor = max(0, bisect_right(self._stops, index) - 1)
        self._strips.clear()
        self._changed()

    def move_group(self, direction: int) -> None:
        """Move the cursor to the next heading (1), or to that of its group or before it (-1)."""
        place = self._cursor + direction
        while 0 <= place < len(self._stops):
            if self._rows[self._stops[place]].heads:
                self.move_to(place)
                return
            place += direction

    def repaint(self, rows: Iterable[int] | None = None, *, keys: Collection[str] = ()) -> None:
        """Paint the rows with these indexes or keys again, or all."""
        if rows is None and not keys:
            self._strips.clear()
        else:
            changed = set(rows or ())
            for painted in [one for one in self._strips if one[0] in changed or self._rows[one[0]].key in keys]:
                del self._strips[painted]
        self.refresh()

    # ------------------------------------------------------------------ moving

    def move(self, direction: int) -> None:
        """Move the cursor to the next row (1) or the previous one (-1)."""
        place = self._beyond_headings(self._cursor + direction, direction)
        if place is not None:
            self.move_to(place)

    def _beyond_headings(self, place: int, direction: int) -> int | None:
        """The first position from ``place`` on where the cursor may stop by itself; None if there is none."""
        while 0 <= place < len(self._stops):
            row = self._rows[self._stops[place]]
            if not row.heads or self.is_folded(row.group):
                return place
            place += direction
        return None

    def _nearest(self, place: int) -> int:
        """The nearest position where the cursor may stop by itself, preferably below."""
        place = max(0, min(place, len(self._stops) - 1))
        for direction in (1, -1):
            if (found := self._beyond_headings(place, direction)) is not None:
                return found
        return place

    def move_page(self, direction: int) -> None:
        """Move the cursor by a page, 1 down or -1 up."""
        if self._stops:
            top = self._starts[self._stops[self._cursor]] + direction * max(1, self.size.height - 2)
            place = self._place_at(top) if direction > 0 else min(self._cursor - 1, self._place_at(top))
            self.move_to(self._nearest(place))

    def move_to(self, place: int) -> None:
        """Move the cursor to a position, counted from 0 and limited to the last row."""
        self._awaited = ("", "")
        place = max(0, min(place, len(self._stops) - 1))
        if place != self._cursor:
            left, self._cursor = self._cursor, place
            for row in (self._stops[left], self._stops[place]):
                self.refresh_lines(self._starts[row], self._starts[row + 1] - self._starts[row])
            self.post_message(self.Moved())
        self._show_cursor()

    def first(self) -> None:
        self.move_to(self._nearest(0))

    def last(self) -> None:
        self.move_to(len(self._stops) - 1)

    do_list_down, do_list_up = partialmethod(move, 1), partialmethod(move, -1)
    do_list_page_down, do_list_page_up = partialmethod(move_page, 1), partialmethod(move_page, -1)
    do_list_group_next, do_list_group_previous = partialmethod(move_group, 1), partialmethod(move_group, -1)
    do_list_first, do_list_last, do_list_fold, do_list_fold_all = first, last, fold, fold_all

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
        while index and (self._rows[index - 1].heads or not self._rows[index - 1].can_stop):
            index -= 1
            top = self._starts[index]
        height = self.size.height
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)
        elif height and bottom > self.scroll_offset.y + height:
            self.scroll_to(y=bottom - height, animate=False, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Paint the scrollbar only if its thumb moves, by an eighth of a cell: else all of its lines would be for each
        row.
        """
        if self.show_vertical_scrollbar and self._thumb(old_value) == self._thumb(new_value):
            self.vertical_scrollbar.set_reactive(ScrollBar.position, new_value)
        super().watch_scroll_y(old_value, new_value)

    def _thumb(self, top: float) -> int:
        """Where the scrollbar's thumb begins, in eighths of a cell, if this line is the first in sight."""
        height, lines = self.size.height, self.virtual_size.height
        return int(8 * (height - max(1, height * height / lines)) * top / max(1, lines - height)) if lines else 0

    def on_resize(self) -> None:
        """Paint for the new width and keep the cursor visible."""
        self.virtual_size = Size(self.size.width, self._starts[-1])
        self._strips.clear()
        self._show_cursor()

    def on_focus(self) -> None:
        """Show that keys go to the list."""
        self._repaint_cursor()

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self._repaint_cursor()

    def _repaint_cursor(self) -> None:
        if (index := self.current_index) is not None:
            self.repaint([index])

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row; a second click opens it. A click on a heading folds or unfolds its group."""
        line = self.scroll_offset.y + event.y
        if not self._stops or line >= self._starts[-1]:
            return
        self.move_to(self._place_at(line))
        index = self.current_index
        if index is not None and self._rows[index].heads:
            self.fold()
        elif event.chain == 2:
            self.post_message(self.Opened())

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of these lines. Textual's cache is of places on the screen; a row that scrolls is elsewhere."""
        whole, style = self.size.width, self.rich_style
        first, filters, (_, background) = self.scroll_offset.y, self.get_line_filters(), self.background_colors
        if len(self._strips) > _MOST_KEPT:
            self._strips.clear()
        blank, end = Strip.blank(whole, style), self._starts[-1] - first
        strips = [self._strip(first + y, whole, style) if y < end else blank for y in crop.line_range]
        for one in filters:
            strips = [strip.apply_filter(one, background) for strip in strips]
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def _strip(self, line: int, whole: int, style: Style) -> Strip:
        width = max(1, whole - _SCROLLBAR)
        index = bisect_right(self._starts, line, hi=len(self._rows)) - 1
        is_current = bool(self._stops) and self._stops[self._cursor] == index
        painted = self._strips.get((index, width, is_current))
        if painted is None:
            lines = self._paint(index, width, is_current)
            if is_current and not self.has_focus:
                lines = [[one._replace(text=AWAY) if one.text == CURSOR else one for one in line] for line in lines]
            painted = [
                Strip(apart(line)).adjust_cell_length(width, style).extend_cell_length(whole, style) for line in lines
            ]
            self._strips[index, width, is_current] = painted
        return painted[line - self._starts[index]]


_BEFORE_WORDS, _BEFORE_BELOW = 4, 4
_GAP = "  "
Part = tuple[str, Style]


def paint_two_lines(glyph: Part, words: Part, right: str, below: Sequence[Part], look: RowLook) -> PaintedRow:
    """Lines as wide as the list; one, if there is nothing ``below``. The texts are free of control characters.

    The last part of ``below`` that does not fit is shortened.
    """
    width, palette = look.width, look.palette
    room = width - _BEFORE_WORDS - cell_len(right) - (len(_GAP) if right else 0) - 1
    text = fitted(words[0], room)
    mark = (MARK, palette.title) if look.is_marked else (" ", palette.text)
    space = " " * (width - _BEFORE_WORDS - cell_len(text) - cell_len(right) - 1)
    first = [mark, glyph, (" ", palette.text), (text, words[1]), (space, palette.text), (right, palette.dim)]
    lines = [row_line(first, look)]
    if below:
        parts: list[Part] = [(" " * (_BEFORE_BELOW - 1), palette.text)]
        room = width - _BEFORE_BELOW - 1
        for number, (said, style) in enumerate(below):
            before = _GAP if number else ""
            shown = fitted(said, room - len(before))
            if not shown:
                break
            parts += [(before, palette.text), (shown, style)]
            room -= len(before) + cell_len(shown)
        lines.append(row_line(parts, look))
    return lines


def row_line(parts: Sequence[Part], look: RowLook) -> list[Segment]:
    """The parts behind the cursor's mark, on a line as wide as the list. What was found keeps its own background."""
    palette = look.palette
    behind = palette.row if look.is_current else Style()
    padding = " " * (look.width - 1 - sum(cell_len(text) for text, _ in parts)), palette.text
    cursor = Segment(CURSOR if look.is_current else " ", palette.cursor_gutter)
    styled = ((text, style if style is palette.hit else style + behind) for text, style in (*parts, padding) if text)
    return [cursor, *(Segment(text, style) for text, style in styled)]


def _blocks(rows: Sequence[AnyRow] | Rows) -> Sequence[RowBlock]:
    return rows.blocks if isinstance(rows, Rows) else [list(rows)]
