"""Searches all articles, or all quotes, notes and tags, while the user types."""

from collections.abc import Iterator
from contextlib import ExitStack

from rich.segment import Segment
from textual.app import ComposeResult
from textual.widgets import Input

from readtui.errors import ReadtuiError, StoppedError, UsageError
from readtui.search.full_text.asked import parse
from readtui.services.finding.search import Hit, LibrarySearch, Scope, Words
from readtui.text.counted import counted
from readtui.tui.annotations.headings import Heading, paint_heading
from readtui.tui.context import FoundWords
from readtui.tui.library.welcome import Welcome
from readtui.tui.screens.list_screen import ListScreen
from readtui.tui.search.rows import HitRow, make_rows, paint_hit
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.key_footer import KeyFooter
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.record_table import PaintedRow, RecordTable
from readtui.tui.widgets.which_key import WhichKey
from readtui.tui.work.streaming import Streaming, Turn

_MOST_HITS = 2_000


class SearchScreen(ListScreen):
    """The search line, and below it the hits by article. ``notes``: begin with quotes, notes and tags."""

    MODE = "search"
    DEFAULT_CSS = """
    SearchScreen RecordTable { padding: 0 2; }
    """

    def __init__(self, *, notes: bool) -> None:
        super().__init__()
        self._in_notes = notes
        self.hits: list[Hit] = []
        """The hits in the list, in order."""
        self._shown: list[Heading | HitRow] = []
        self._streaming = Streaming[list[Hit]](self._show_some)
        self._open_until = ExitStack()
        self._searching: LibrarySearch | None = None

    def compose(self) -> ComposeResult:
        yield PageHeader(self.palette)
        yield FilterLine("words, “words in sequence”")
        yield RecordTable(self._paint)
        yield Welcome(self.palette)
        yield WhichKey()
        yield KeyFooter()

    def on_mount(self) -> None:
        """Begin with the cursor in the line."""
        super().on_mount()
        self._show_state("")
        self.filter_line.open()

    def on_unmount(self) -> None:
        """Stop searching."""
        self._streaming.stop()
        self._open_until.close()

    def begin(self, *, notes: bool) -> None:
        """Search texts, or notes, from now on, with the cursor in the line."""
        if notes != self._in_notes:
            self._in_notes = notes
            self._search()
        self.filter_line.open()

    @property
    def mode(self) -> str:
        """While the user types, keys go to the line."""
        return "searching" if self.filter_line.has_cursor else self.MODE

    # ------------------------------------------------------------------ searching

    async def load(self) -> None:
        """Search again: the library may have changed."""
        if self.filter_line.value:
            self._search()

    async def show_rows(self, key: str = "") -> None:
        """Search for what is typed."""
        self._search()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while the user types; a new search ends the one before."""
        if self.filter_line in event.input.ancestors:
            self._search()

    def _search(self) -> None:
        self._streaming.stop()
        try:
            finds = Words(parse(self.filter_line.text))
        except UsageError:
            self._show([], is_complete=True)
            return
        self._show_state("searching …")
        self.run_worker(self._run(finds, self._streaming.begin()), group="search")

    async def _run(self, finds: Words, turn: Turn[list[Hit]]) -> None:
        hits: list[Hit] = []
        try:
            await self._streaming.run(turn, lambda turn: self._find(finds, turn, hits))
        except StoppedError:
            return
        except ReadtuiError as error:
            self.readtui.tell_error(error)
            return
        self._show(hits, is_complete=len(hits) < _MOST_HITS)

    def _show_some(self, hits: list[Hit]) -> None:
        self._show(hits, is_complete=False)

    def _find(self, finds: Words, turn: Turn[list[Hit]], hits: list[Hit]) -> None:
        """Put the first hits into ``hits``, in the order of the list, and emit those that are there already."""
        if self._searching is None:
            self._searching = self._open_until.enter_context(self.readtui.services.search())

        def passed(_: int) -> None:
            turn.check()

        scope = Scope(passed=passed)
        found: Iterator[Hit] = (
            self._searching.in_notes(finds, scope) if self._in_notes else self._searching.in_texts(finds, scope)
        )
        for hit in found:
            hits.append(hit)
            if len(hits) == _MOST_HITS:
                break
            if turn.is_due:
                turn.emit(list(hits))

    # ------------------------------------------------------------------ showing

    def _show(self, hits: list[Hit], *, is_complete: bool) -> None:
        self.hits = hits
        rows, self._shown = make_rows(hits)
        self.table.set_rows(rows)
        articles = len({hit.record.id for hit in hits})
        more = "" if is_complete else "more than "
        count = f"{more}{counted(len(hits), 'hit')} in {counted(articles, 'article')}" if hits else ""
        self._show_state(count, has_ended=True)

    def _show_state(self, right: str, *, has_ended: bool = False) -> None:
        where = "quotes, notes and tags" if self._in_notes else "all articles"
        self.query_one(PageHeader).show("Search", where, right)
        welcome, key = self.query_one(Welcome), self.readtui.keymap.key
        self.table.display = bool(self.hits)
        if self.hits or (self.filter_line.value and not has_ended):
            welcome.hide()
        elif self.filter_line.value:
            keys = [(key("search.other"), "search in articles" if self._in_notes else "search in your notes")]
            welcome.show("Nothing found", "All words must stand in one paragraph.", keys)
        else:
            keys = [
                ("ferry pier", "both words in one paragraph, the last by its beginning"),
                ("“ferry left”", "the words in sequence"),
                ("Ferry", "with a capital letter, only this spelling"),
            ]
            welcome.show("Search your notes" if self._in_notes else "Search all articles", "Type words:", keys)

    def _paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        shown, palette = self._shown[index], self.palette()
        if isinstance(shown, Heading):
            heading: list[list[Segment]] = paint_heading(shown, width, palette, is_first=index == 0)
            return heading
        lines: list[list[Segment]] = paint_hit(shown.hit, width, palette, is_current=is_current)
        return lines

    # ------------------------------------------------------------------ commands

    def do_list_open(self) -> None:
        """Go to the hit in its article."""
        if not self.table.current_key:
            return
        hit = self.hits[int(self.table.current_key)]
        if hit.annotation:
            self.readtui.screens.open_reader(hit.record.id, at_annotation=hit.annotation)
        else:
            self.readtui.screens.open_reader(hit.record.id, found=FoundWords(self.filter_line.text, hit.start))

    def do_search_other(self) -> None:
        """Search in notes instead of articles, or the other way round."""
        self._in_notes = not self._in_notes
        self._search()

    def do_searching_other(self) -> None:
        self.do_search_other()

    def do_searching_accept(self) -> None:
        """Move the focus to the hits."""
        self.do_filter_accept()

    def do_searching_leave(self) -> None:
        """Leave the line; without hits, go back."""
        if self.hits:
            self.do_filter_accept()
        else:
            self.do_list_back()
