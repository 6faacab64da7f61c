"""The left outline: the article's sections, with the current one marked."""

from bisect import bisect_right
from functools import partialmethod

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from readtui.layout.widths import UNKNOWN_TERMINAL
from readtui.model.article import Article
from readtui.model.block import Role
from readtui.text.sections import Headings
from readtui.tui.article.arrangement import OUTLINE_CELLS
from readtui.tui.article.page import Pane
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.glyph_filter import in_columns
from readtui.tui.widgets.placed_strip import filled, strip_of
from readtui.tui.widgets.record_table import CURSOR

_WIDEST, _MARK = 72, 3
_MOST_MEASURED = 500


class Outline(Pane, can_focus=True):
    """A list of headings that paints only the visible rows, as near to the text as the widget reaches."""

    moves_along = False
    DEFAULT_CSS = "Outline { height: 1fr; }"

    class Chosen(Message):
        """The user chose the heading of the block with this index. ``stays_open``: the outline stays."""

        def __init__(self, block_index: int, *, stays_open: bool = False) -> None:
            super().__init__()
            self.block_index = block_index
            self.stays_open = stays_open

    def __init__(self, article: Article, headings: Headings, palette: Palette) -> None:
        super().__init__(palette)
        self.widths = UNKNOWN_TERMINAL
        """How the terminal measures."""
        self.is_alone = False
        """Whether it stands in place of the text instead of beside it."""
        self._article = article
        self._headings = headings
        self._shown = 0
        self._chosen = 0
        self._present = 0
        self._top = 0
        self._measured = (-1, 0)

    def set_article(self, article: Article, headings: Headings) -> None:
        """Show the headings of another text."""
        self._article, self._headings = article, headings
        self._chosen = self._present = self._top = 0
        self._measured = (-1, 0)
        self.show_rows()

    def set_present(self, block_index: int) -> None:
        """Mark the section that holds a block, among the headings found so far."""
        found = self._headings.found
        present = max(0, bisect_right(found, block_index) - 1)
        if present == self._present and len(found) == self._shown:
            return
        self._present, self._shown = present, len(found)
        if self._is_walked_in:
            self.show_rows()
        else:
            self.choose(present)

    @property
    def wanted(self) -> int:
        """The cells that the headings found so far would take."""
        if len(self._headings.found) != self._measured[0]:
            titles = map(self._title, self._headings.found[:_MOST_MEASURED])
            cells = _MARK + max((cell_len(indent + title) for indent, title in titles), default=0)
            self._measured = (len(self._headings.found), min(_WIDEST, cells))
        return self._measured[1]

    def choose(self, number: int) -> None:
        """Put the cursor on heading ``number``, counted from 0 and limited to the list."""
        self._chosen = max(0, min(number, len(self._headings.found) - 1))
        height = max(1, self.size.height - 2)
        if not self._top <= self._chosen < self._top + height:
            self._top = max(0, self._chosen - height // 2)
        self.show_rows()

    def choose_next(self, count: int) -> None:
        """Move the cursor down by ``count`` headings; negative numbers move up."""
        self.choose(self._chosen + count)

    def choose_last(self) -> None:
        self.choose(len(self._headings.all) - 1)

    def choose_present(self) -> None:
        """Put the cursor on the section being read."""
        self._headings.look_on(float("inf"))
        self.choose(self._present)

    do_outline_down, do_outline_up = partialmethod(choose_next, 1), partialmethod(choose_next, -1)
    do_outline_first, do_outline_last = partialmethod(choose, 0), choose_last

    def do_outline_jump(self) -> None:
        """Ask to go to the heading under the cursor."""
        if found := self._headings.found:
            self.post_message(self.Chosen(found[self._chosen]))

    @property
    def _is_walked_in(self) -> bool:
        return self.is_attached and self.screen.focused is self

    def on_resize(self) -> None:
        """Keep the cursor visible."""
        self._top = 0
        self.choose(self._chosen)

    def on_focus(self) -> None:
        self.show_rows()

    def on_blur(self) -> None:
        self.choose(self._present)

    def on_click(self, event: events.Click) -> None:
        """Go to the heading under the mouse."""
        number, found = self._top + event.y - 1, self._headings.found
        if event.y > 0 and number < len(found):
            self.post_message(self.Chosen(found[number], stays_open=not self.is_alone))

    def turn_wheel(self, lines: int) -> None:
        last = max(0, len(self._headings.found) - self.size.height + 2)
        self._top = max(0, min(self._top + lines, last))
        self.show_rows()

    def make_rows(self) -> list[Strip]:
        """The headings around the cursor, below a title that shows whether keys go here."""
        width, height = self.size
        if not height:
            return []
        rows = (filled(self._row(row - 1), width, self.palette.text) for row in range(height))
        return [strip_of(in_columns(list(row), self.widths), width) for row in rows]

    def _row(self, row: int) -> list[Segment]:
        width = self.size.width if self.is_alone else min(max(OUTLINE_CELLS, self.wanted), self.size.width)
        return [Segment(" " * (self.size.width - width), self.palette.text), *self._heading(row, width)]

    def _heading(self, row: int, width: int) -> list[Segment]:
        palette, headings = self.palette, self._headings.found
        number = self._top + row
        if not headings and row == 0:
            return [Segment("  no headings", palette.dim)]
        if row < 0:
            style = palette.subheading if self._is_walked_in else palette.dim
            return [Segment("  ", palette.text), Segment("Outline", style)]
        if number >= len(headings):
            return []
        indent, title = self._title(headings[number])
        place = self._place(headings[number])
        room = width - _MARK - len(indent) - len(place)
        if cell_len(title) > room:
            title = set_cell_size(title, room - 1).rstrip() + "…"
        is_present = number == self._present
        style = palette.heading if is_present else palette.dim
        if self._is_walked_in and number == self._chosen:
            words = indent + set_cell_size(title, max(1, room))
            here = palette.heading if is_present else palette.text
            return [
                Segment(f"{CURSOR} ", palette.cursor_gutter),
                Segment(words, here + palette.row),
                Segment(place, palette.dim + palette.row),
            ]
        mark = "▸ " if is_present else "  "
        if place:
            title = set_cell_size(title, max(1, room))
        return [
            Segment(mark, palette.cursor_gutter),
            Segment(indent, palette.text),
            Segment(title, style),
            Segment(place, palette.dim),
        ]

    def _place(self, index: int) -> str:
        """Where in the text a heading stands, if there is room for it."""
        if not self.is_alone:
            return ""
        return f"{100 * self._article.blocks[index].start // max(1, len(self._article.text)):>5}% "

    def _title(self, index: int) -> tuple[str, str]:
        """How far the heading of a block is indented, and its words."""
        block = self._article.blocks[index]
        level = 1 if block.role is Role.TITLE else max(1, block.level)
        return "  " * min(level - 1, 4), self._article.text[block.start : block.end].replace("\n", " ")
