"""The library screen: a table of articles."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from readtui.errors import ReadtuiError
from readtui.model.view import Lists
from readtui.search.query.completing import Known, known_in
from readtui.services.annotating.versions import other_versions
from readtui.services.finding.query import AnnotationQuery
from readtui.services.library import LibraryEntry
from readtui.text.clean import visible
from readtui.text.counted import counted
from readtui.tui.library.adding import AddingSources
from readtui.tui.library.changing import ChangingArticles
from readtui.tui.library.rows import UNDECIDED, Order, paint_entry, paint_headings
from readtui.tui.library.state import LibraryState, name_of
from readtui.tui.library.welcome import Welcome
from readtui.tui.screens.list_screen import ListScreen
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.key_footer import KeyFooter
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.record_table import PaintedRow, RecordTable, Row
from readtui.tui.widgets.which_key import WhichKey

_ResultT = TypeVar("_ResultT")


class _Headings(Widget):
    """The column headings."""

    DEFAULT_CSS = "_Headings { height: 1; padding: 0 2; }"

    def render(self) -> Text:
        """The columns that fit, with an arrow at the column sorted by."""
        screen = self.screen
        if not isinstance(screen, LibraryScreen):
            return Text()
        segments = paint_headings(self.size.width, screen.state.order, screen.readtui.palette)
        return Text.assemble(*((text, style or "") for text, style, _ in segments), no_wrap=True, end="")


class LibraryScreen(ListScreen):
    """Lists all articles, or only those whose ids are in ``only``, sorted by ``order``."""

    MODE = "library"
    changing: ChangingArticles
    adding: AddingSources

    DEFAULT_CSS = """
    LibraryScreen RecordTable { margin: 0 1 0 2; }
    LibraryScreen.-airy _Headings { margin: 1 0; }
    """

    def __init__(self, only: Sequence[str] | None) -> None:
        super().__init__()
        self.state = LibraryState(only)
        self.changing = ChangingArticles(self.state, self.readtui, self)
        self.adding = AddingSources(self.readtui, self)
        self._known = Known()
        self._due = 0

    def compose(self) -> ComposeResult:
        """Header, filter, headings and table. In an empty library the welcome replaces the table."""
        yield PageHeader(self.palette)
        yield FilterLine("words, #tag, author:name, lang:de, is:reading …")
        yield _Headings()
        yield RecordTable(self._paint)
        yield Welcome(self.palette)
        yield WhichKey()
        yield KeyFooter()

    @property
    def narrowed_list(self) -> tuple[Lists, str]:
        return Lists.ARTICLES, self.filter_line.value

    # ------------------------------------------------------------------ showing

    async def load(self) -> None:
        """Read the library's listing. Raises StorageError."""
        library = self.readtui.services.library
        self.state.entries = await asyncio.to_thread(library.entries)
        tags = await asyncio.to_thread(library.tag_counts)
        self._known = known_in((entry.record for entry in self.state.entries), tags)
        await self.show_rows()
        self._due = await asyncio.to_thread(self.readtui.services.reviewing.count_due, datetime.now().astimezone())
        self._show_header()

    async def show_rows(self, key: str = "") -> None:
        """Show the articles that pass the filter, sorted, with the cursor on the article ``key``."""
        if self.state.entries is None:
            return
        listed = self.state.listed()
        wanted, passing = self.filter_line.query_typed(self._known), self.readtui.services.library.passing
        self.state.shown = await asyncio.to_thread(lambda: self.state.order.sort(passing(listed, wanted)))
        self.table.set_rows([Row(entry.record.id) for entry in self.state.shown], key)
        self._show_welcome(bool(listed))
        self._show_header()

    def _show_header(self) -> None:
        entries, shown, key = self.state.entries or [], len(self.state.shown), self.readtui.keymap.key
        listed = len(self.state.listed())
        count = f"{shown:,} of {counted(listed, 'article')}" if shown != listed else counted(listed, "article")
        if self.state.only is not None and listed < len(entries):
            detail = f"only the articles you opened · {key('library.show_all')}: all {len(entries)}"
        else:
            detail = visible(self.readtui.services.folder.name)
        marked = len(self.state.shown_marks())
        undecided = sum(bool(other_versions(entry.record)) for entry in self.state.shown)
        versions = f"{UNDECIDED} {undecided:,} with versions: {key('app.undecided')} · " if undecided else ""
        due = f"{key('app.review')}: {self._due:,} due · " if self._due else ""
        right = f"{f'{marked:,} marked · ' if marked else due}{versions}{count} · {self.state.order}"
        if progress := self.readtui.importing.progress:
            right = f"{progress} · {key('library.show_all')}: stop"
        self.query_one(PageHeader).show("Library", detail, right)

    def _show_welcome(self, has_articles: bool) -> None:
        welcome, key = self.query_one(Welcome), self.readtui.keymap.key
        if self.state.shown:
            welcome.hide()
        elif has_articles:
            clear = (key("library.show_all"), "clear the filter")
            again = (key("library.filter"), "edit the filter")
            welcome.show("Nothing found", f"No article matches “{visible(self.filter_line.value)}”.", [clear, again])
        else:
            welcome.show(
                "A library for reading",
                "Your library is empty. Press a key to begin:",
                [
                    (key("library.add"), "add a file, a folder or a URL"),
                    (key("app.help"), "show every key of this screen"),
                    (key("library.back"), "quit"),
                ],
                "From the shell:  readtui sample_articles/",
            )
        self.table.display = self.query_one(_Headings).display = bool(self.state.shown)
        if not self.state.shown and not self.filter_line.has_cursor:
            self.set_focus(None)
        elif self.state.shown and self.focused is None:
            self.table.focus()

    def _paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        now = datetime.now().astimezone()
        entry, palette = self.state.shown[index], self.readtui.palette
        is_marked = entry.record.id in self.state.marked
        return [paint_entry(entry, width, palette, now, is_current=is_current, is_marked=is_marked)]

    def palette_changed(self) -> None:
        super().palette_changed()
        self.query_one(_Headings).refresh()

    @property
    def current(self) -> LibraryEntry | None:
        """The article under the cursor."""
        number = self.table.current_number
        return self.state.shown[number - 1] if number and self.state.shown else None

    def show_marks(self) -> None:
        """Show which articles are marked, and how many."""
        self.table.repaint()
        self._show_header()

    # ------------------------------------------------------------------ commands

    def do_library_views(self) -> None:
        """Open, save, rename or delete saved views."""
        self.ask_for_view(Lists.ARTICLES)

    def do_list_open(self) -> None:
        entry = self.current
        if entry is not None:
            self.readtui.screens.open_reader(entry.record.id)

    def do_library_sort(self) -> None:
        self._sort(self.state.order.next())

    def do_library_sort_reverse(self) -> None:
        self._sort(self.state.order.reversed())

    def _sort(self, order: Order) -> None:
        self.state.order = order
        self.query_one(_Headings).refresh()
        self.arrange_rows()

    def do_library_show_all(self) -> None:
        """Stop adding; else clear the filter; else show all articles instead of those the library was opened on."""
        if self.readtui.importing.stop():
            return
        if self.filter_line.value:
            self.filter_line.clear()
        elif self.state.only is not None:
            self.state.only = None
            self.arrange_rows()

    def do_library_export(self) -> None:
        """Export the chosen articles; the listed articles are offered as another scope."""
        chosen = self.state.chosen(self.current)
        if chosen:
            listed = AnnotationQuery(articles=tuple(shown.record.id for shown in self.state.shown))
            is_all = len(self.state.shown) == len(self.state.entries or [])
            others = [] if is_all else [(listed, counted(len(self.state.shown), "listed article"))]
            articles = AnnotationQuery(articles=tuple(entry.record.id for entry in chosen))
            self.readtui.screens.show_export(articles, name_of(chosen), *others)

    def do_library_settle(self) -> None:
        """Open the moved and lost passages of the library."""
        self.readtui.screens.show_settling()

    def ask(self, dialog: Screen[_ResultT], then: Callable[[_ResultT | None], None] | None = None) -> None:
        """Show a dialog; ``then`` receives its answer."""
        self.app.push_screen(dialog, then)

    def edit_file(self, path: Path) -> ReadtuiError | None:
        """Let the user's editor edit a file; return its failure. Raises ReadtuiError if the editor cannot run."""
        from readtui.tui.outside.editor import edit_file

        return edit_file(self.app, path)

    # ------------------------------------------------------------------ adding

    def import_changed(self) -> None:
        """Show the progress in the header."""
        self._show_header()

    def imported(self, added: Sequence[str]) -> None:
        """Show the added articles, with the cursor on the first one."""
        if self.state.only is not None:
            self.state.only |= set(added)
        self.filter_line.clear()
        self.run_worker(self._show_added(added[0]), group="load", exclusive=True)

    async def _show_added(self, article_id: str) -> None:
        try:
            await self.load()
        except ReadtuiError as error:
            self.readtui.tell_error(error)
        else:
            await self.show_rows(article_id)
