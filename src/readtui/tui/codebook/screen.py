"""The codebook: all tags of the library as a tree, with counts, colors and descriptions."""

import asyncio
from collections.abc import Sequence

from rich.segment import Segment
from rich.text import Text
from textual.app import ComposeResult
from textual.widget import Widget

from readtui.model.view import Lists
from readtui.search.query.terms import has_tag_term, to_text
from readtui.services.tags.tree import TagNode
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.tui.codebook.changing import ChangingTags
from readtui.tui.codebook.rows import Columns, fit_columns, paint_headings, paint_tag
from readtui.tui.codebook.state import CodebookState
from readtui.tui.screens.list_screen import ListScreen
from readtui.tui.widgets.record_table import UNDECIDED, PaintedRow, RecordTable, Row


class _Headings(Widget):
    """The column headings."""

    DEFAULT_CSS = "_Headings { height: 1; padding: 0 2; }"

    def render(self) -> Text:
        screen = self.screen
        if not isinstance(screen, CodebookScreen):
            return Text()
        segments = paint_headings(screen.columns(self.size.width), screen.readtui.palette)
        return Text.assemble(*((text, style or "") for text, style, _ in segments), no_wrap=True, end="")


class CodebookScreen(ListScreen):
    """The tree, the filter above it, and the keys that change tags."""

    MODE = "codebook"
    DEFAULT_CSS = """
    CodebookScreen RecordTable { margin: 0 1 0 2; }
    CodebookScreen.-airy _Headings { margin: 1 0; }
    """
    changing_tags: ChangingTags

    def __init__(self) -> None:
        super().__init__()
        self.state = CodebookState()
        self.changing_tags = ChangingTags(self.state, self.readtui, self)
        self._is_loaded = False
        self._next = ""
        self._columns: dict[int, Columns] = {}

    def compose(self) -> ComposeResult:
        """Header, filter, headings and tree. Without tags, the welcome replaces the tree."""
        yield from self.frame("part of a name or description", _Headings(), RecordTable(self._paint))

    @property
    def filter_grammar(self) -> Sequence[tuple[str, str]]:
        """The filter takes plain words."""
        return ()

    @property
    def current(self) -> TagNode | None:
        """The tag under the cursor."""
        return self.state.node(self.table.current_key) if self.table.current_key else None

    def go_to(self, name: str) -> None:
        """Put the cursor on this tag as soon as the list is read again."""
        self._next = name

    def columns(self, width: int) -> Columns:
        """The columns of the listed tags for a width."""
        if width not in self._columns:
            self._columns[width] = fit_columns(self.state.rows, width)
        return self._columns[width]

    # ------------------------------------------------------------------ showing

    async def load(self) -> None:
        """Read all tags. Raises StorageError."""
        self.state.nodes = await asyncio.to_thread(self.readtui.services.codebook.tree)
        self._is_loaded = True
        await self.show_rows()

    async def show_rows(self, key: str = "") -> None:
        """Show the tags that pass the filter, with the cursor on ``key``."""
        if not self._is_loaded:
            return
        self.state.narrow(self.filter_line.value)
        self._columns.clear()
        wanted = self.state.node(key or self._next) or self.state.nearest(self.table.current_key)
        self._next = ""
        self.table.set_rows([Row(row.node.name) for row in self.state.rows], wanted.name if wanted else "")
        self.query_one(_Headings).refresh()
        self._show_header()
        self._show_welcome()

    def _show_header(self) -> None:
        count, passing = len(self.state.nodes), self.state.passing
        shown = f"{passing:,} of {counted(count, 'tag')}" if passing != count else counted(count, "tag")
        detail = self.library_name
        undecided = sum(node.versions > 1 for node in self.state.nodes)
        key = self.readtui.keymap.key("app.undecided")
        versions = f"{UNDECIDED} {undecided:,} with versions: {key} · " if undecided else ""
        self.show_header("Codebook", detail, f"{versions}{shown}" if count else "")

    def _show_welcome(self) -> None:
        welcome, key = self.welcome, self.readtui.keymap.key
        has_rows = bool(self.state.rows)
        if has_rows:
            welcome.hide()
        elif self.state.nodes:
            keys = [(key("codebook.show_all"), "clear the filter"), (key("codebook.filter"), "edit the filter")]
            welcome.show(*self.filter_line.why_nothing("No tag matches"), keys)
        else:
            keys = [(key("codebook.create"), "create a tag here"), (key("reader.tag"), "tag a sentence, in an article")]
            welcome.show("No tags yet", "A tag is a word of your own on passages and articles:", keys)
        filtering = ("show_all", "filter") if self.state.nodes else ()
        self.tell_rows(of_use=None if has_rows else (*filtering, "create", "undo", "redo", "back"))
        self.show_content(has_rows)

    def _paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        row = self.state.rows[index]
        line: list[Segment] = paint_tag(row, self.columns(width), width, self.readtui.palette, is_current=is_current)
        return [line]

    def palette_changed(self) -> None:
        super().palette_changed()
        self.query_one(_Headings).refresh()

    # ------------------------------------------------------------------ commands

    def do_list_open(self) -> None:
        """List the passages that have the tag or one nested in it; if only articles have it, the articles."""
        node = self.current
        if node is None:
            return
        if not node.within:
            self.readtui.tell(f"#{visible(node.name)} is not in use yet.")
            return
        lists = Lists.ANNOTATIONS if node.passages else Lists.ARTICLES
        self.readtui.screens.show_list(lists, to_text(has_tag_term(node.name)))

    def do_filter_complete(self) -> None:
        """Complete the name under the cursor."""
        if self.table.current_key:
            self.filter_line.fill(self.table.current_key)

    def do_codebook_show_all(self) -> None:
        self.filter_line.clear()

    def do_codebook_split(self) -> None:
        """List the passages with the tag, to choose those that get another one."""
        node, key = self.current, self.readtui.keymap.key
        if node is None:
            return
        if not node.passages:
            self.readtui.tell(f"No passage has #{visible(node.name)}: there is nothing to split.")
            return
        self.readtui.screens.show_list(Lists.ANNOTATIONS, to_text(has_tag_term(node.name)))
        mark, split = key("annotations.mark"), key("annotations.split")
        self.readtui.tell(
            f"Mark passages with {mark}, then press {split} to give them another tag instead of #{visible(node.name)}."
        )

    def do_codebook_together(self) -> None:
        self.readtui.screens.show_tag_table(by_article=False)

    def do_codebook_by_article(self) -> None:
        self.readtui.screens.show_tag_table(by_article=True)
