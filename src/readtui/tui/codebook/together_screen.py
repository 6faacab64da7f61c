"""The table of tags that stand on the same passages."""

import asyncio

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual.app import ComposeResult
from textual.widget import Widget

from readtui.model.view import Lists
from readtui.search.query.terms import all_of, has_tag_term, to_text
from readtui.services.tags.together import Together
from readtui.services.tags.tree import TagNode
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.text.folding import folding
from readtui.tui.library.rows import CURSOR
from readtui.tui.library.welcome import Welcome
from readtui.tui.screens.list_screen import ListScreen
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.key_footer import KeyFooter
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.record_table import PaintedRow, RecordTable, Row
from readtui.tui.widgets.which_key import WhichKey

_CELLS = 10
_LEAST_NAME, _MOST_NAME = 8, 26


class _Headings(Widget):
    """The tags across."""

    DEFAULT_CSS = "_Headings { height: 1; margin: 0 2; }"

    def render(self) -> Text:
        screen = self.screen
        return screen.headings(self.size.width) if isinstance(screen, TogetherScreen) else Text()


class TogetherScreen(ListScreen):
    """Tags down and across, and the number of passages that have both."""

    MODE = "together"
    DEFAULT_CSS = """
    TogetherScreen RecordTable { margin: 0 2; }
    TogetherScreen.-airy _Headings { margin: 1 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._pairs: Together = {}
        self._across: list[TagNode] = []
        self._down: list[TagNode] = []
        self._column = 0

    def compose(self) -> ComposeResult:
        yield PageHeader(self.palette)
        yield FilterLine("part of a name")
        yield _Headings()
        yield RecordTable(self._paint)
        yield Welcome(self.palette)
        yield WhichKey()
        yield KeyFooter()

    async def load(self) -> None:
        """Count the pairs. Raises StorageError."""
        codebook = self.readtui.services.codebook
        self._pairs = await asyncio.to_thread(codebook.together)
        self._across = [node for node in await asyncio.to_thread(codebook.tree) if node.levels in self._pairs]
        await self.show_rows()

    async def show_rows(self, key: str = "") -> None:
        """Show the tags that pass the filter."""
        fold = folding(self.filter_line.value)
        self._down = [node for node in self._across if fold(self.filter_line.value) in fold(node.name)]
        self._column = min(self._column, max(0, len(self._across) - 1))
        self.table.set_rows([Row(node.name) for node in self._down], key)
        welcome = self.query_one(Welcome)
        self.table.display = self.query_one(_Headings).display = bool(self._down)
        if self._down:
            welcome.hide()
        else:
            welcome.show("No tags stand together", "A pair is two tags on one passage.", [])
        self._show_place()

    def _show_place(self) -> None:
        pair = self._pair()
        both = counted(self._count(*pair), "passage") if pair else ""
        detail = f"#{visible(pair[0].name)} and #{visible(pair[1].name)}" if pair else ""
        self.query_one(PageHeader).show("Tags together", detail, both)
        self.table.repaint()
        self.query_one(_Headings).refresh()

    def _pair(self) -> tuple[TagNode, TagNode] | None:
        number = self.table.current_number
        return (self._down[number - 1], self._across[self._column]) if number and self._down else None

    def _count(self, one: TagNode, other: TagNode) -> int:
        return self._pairs.get(one.levels, {}).get(other.levels, 0)

    def _shown(self, width: int) -> tuple[int, range]:
        """The cells of a name, and the columns that fit, with the current one among them."""
        longest = max((2 * node.depth + cell_len(visible(node.label)) for node in self._down), default=0)
        name = min(_MOST_NAME, max(_LEAST_NAME, width // 3), max(_LEAST_NAME, longest))
        fit = max(1, (width - name - 2) // _CELLS)
        first = max(0, min(self._column - fit // 2, len(self._across) - fit))
        return name, range(first, min(first + fit, len(self._across)))

    def headings(self, width: int) -> Text:
        """The names of the columns that fit; the current one is bright."""
        name, columns = self._shown(width)
        line = Text(" " * (name + 2), no_wrap=True, end="")
        for column in columns:
            style = self.readtui.palette.title if column == self._column else self.readtui.palette.dim
            line.append(padded(fitted(visible(self._across[column].label), _CELLS - 2), _CELLS, right=True), style)
        return line

    def _paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        node, palette = self._down[index], self.readtui.palette
        name, columns = self._shown(width)
        behind = palette.cursor if is_current else palette.text
        label = "  " * node.depth + visible(node.label)
        line = [
            Segment(CURSOR if is_current else " ", palette.cursor_gutter),
            Segment(" " + padded(label, name), (palette.title if is_current else palette.text) + behind),
        ]
        most = max(self._pairs[node.levels].values())
        for column in columns:
            count = self._count(node, self._across[column])
            style = palette.faint if not count else palette.title if 2 * count >= most else palette.text
            text = padded(f"{count:,}" if count else "·", _CELLS, right=True)
            cell = style + behind if is_current else style
            if is_current and column == self._column:
                cell = style + palette.hit
            space = len(text) - len(text.lstrip())
            line += [Segment(text[:space], behind), Segment(text[space:], cell)]
        used = name + 2 + _CELLS * len(columns)
        return [[*line, Segment(" " * max(0, width - used), behind)]]

    def on_record_table_moved(self) -> None:
        """Say which pair is under the cursor."""
        self._show_place()

    def do_together_right(self) -> None:
        self._column = min(self._column + 1, max(0, len(self._across) - 1))
        self._show_place()

    def do_together_left(self) -> None:
        self._column = max(0, self._column - 1)
        self._show_place()

    def do_list_open(self) -> None:
        """List the passages that have both tags."""
        pair = self._pair()
        if pair and self._count(*pair):
            query = all_of(has_tag_term(pair[0].name), has_tag_term(pair[1].name))
            self.readtui.screens.show_list(Lists.ANNOTATIONS, to_text(query))

    def do_together_show_all(self) -> None:
        self.filter_line.clear()
