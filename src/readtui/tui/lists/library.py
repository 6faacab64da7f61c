"""The list of all articles."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from readtui.search.query.parser import parse
from readtui.tui.annotation_import.note_import import NoteImport
from readtui.tui.daemon_thread import in_thread
from readtui.tui.lists.article_actions import Additions, ArticleActions
from readtui.tui.lists.article_order import ArticleOrder, ArticleSort, usual_order
from readtui.tui.lists.article_rows import SIGNS_OF_ROWS
from readtui.tui.lists.library_state import (
    ArticleMarks,
    FirstLook,
    LibraryRows,
    LibraryState,
    Wish,
    details_key,
    emptiness,
    find,
    known_values,
    library_footer,
    library_header,
    lines_of,
    look_around,
    paint_row,
    read_shown,
)
from readtui.tui.lists.list_screen import FilterSpec, ListRequest, ListScreen, ListSpec, RowBatch, RowSource
from readtui.tui.lists.sort_dialog import ListOrdering, Sorting
from readtui.tui.lists.tabs import LibraryTabs
from readtui.tui.screens.preview import PreviewSpec
from readtui.tui.terminal_interface import LeftLibrary
from readtui.tui.work.stream import StreamTurn

_NEVER_HIGH = 1_000
"""Below the list, the preview is there only if the user asks for it."""


class LibraryContent:
    """All articles, or only those whose ids are in ``only``, on shelves."""

    def __init__(self, screen: ListScreen, only: Sequence[str] | None) -> None:
        self._screen = screen
        self._context = context = screen.context
        host, services, work, saving = context.host, context.services, context.work, context.work.saving
        self.state = state = LibraryState(only)
        self.tabs = LibraryTabs(state, services, work.background, context.screens, screen)
        self._importing = NoteImport(host, services, work.events, saving, screen)
        actions = ArticleActions(state, host, services, saving, work.background, work.tags, context.screens, screen)
        additions = Additions(state, services, work.events, work.importing, screen)
        sorting = self._sorting = Sorting(state, services, work.background, screen)
        self._actions = {"actions": actions, "additions": additions, "importing": self._importing, "sorting": sorting}
        self._marks = ArticleMarks(services.library.reading, services.library.identity, screen)
        leave = partial(LeftLibrary, services.folder, context.look.console)
        self._first_look = FirstLook(self.tabs.is_as_at_first, leave, context.terminal, self._marks, state, screen)
        self._key, self._due = "", 0

    @property
    def spec(self) -> ListSpec:
        read, library = partial(read_shown, self._context.services), self._context.services.library
        return ListSpec(
            "library",
            FilterSpec("words, #tag, author:name, lang:de, is:reading …"),
            RowSource(self._ask, self._take, self._learn, lambda: known_values(library, self.state.all())),
            lambda index, look: paint_row(self.state, index, self._marks, look),
            lambda: library_header(self.state, self._screen, self._due),
            lambda: emptiness(self.state, self._screen),
            self._actions,
            PreviewSpec(self.state.row, lines_of, details_key, read, (0, 1, -1), _NEVER_HIGH, waits=True),
            self.tabs,
            footer=lambda: library_footer(self.state.at(self._screen.table.current_index)),
            signs=SIGNS_OF_ROWS,
        )

    async def _ask(self, wanted: ListRequest) -> Callable[[StreamTurn[LibraryRows]], None] | None:
        """The articles on the shelf that pass the filter. Raises StorageError."""
        state, library = self.state, self._context.services.library
        if wanted.is_new:
            await self._read_entries(wanted)
        if state.entries is None:
            return None
        self._key, listed, query = wanted.key, state.listed(), self._screen.query_typed
        wish = Wish(self.tabs.shelf, state.order, state.grouping, state.only or (), frozenset(state.held))
        return partial(find, library, listed, query, wish)

    async def _read_entries(self, wanted: ListRequest) -> None:
        state, is_first = self.state, self.state.entries is None
        state.take(await in_thread(self._context.services.library.all_entries))
        self._screen.marks.keys.intersection_update(one.id for one in state.all())
        if is_first:
            self._sorting.begin(wanted.choices)
            if state.only is None and not self._screen.filter_line.value:
                self.tabs.begin(wanted.choices)

    def _take(self, arranged: LibraryRows) -> RowBatch:
        self.state.arranged = arranged
        return RowBatch(arranged.rows, self._key)

    async def _learn(self) -> None:
        """What is due, and what views list."""
        services = self._context.services
        self._context.work.tags.learn(await in_thread(services.library.tag_entries))
        await self.tabs.load()
        reviewed = parse(self._context.settings.review.query)
        await look_around(self.state, self._importing, self._screen)
        self._due = await in_thread(services.reviewing.count_due, datetime.now().astimezone(), reviewed)
        self._screen.renew_header()
        await self._first_look.take_over()

    def do_list_open(self) -> None:
        """Read the article; unfold a group, or fold it."""
        table = self._screen.table
        entry = self.state.at(table.current_index)
        if entry is not None:
            self.state.held.add(entry.record.id)
            self._context.screens.open_reader(entry.record.id)
        elif table.current_index is not None:
            table.fold()
        else:
            self.tabs.go_where_something_matches()

    def do_list_accept(self) -> None:
        """Go to the filtered list, if need be on another tab, or among the annotations."""
        self._screen.do_list_accept()
        self.tabs.go_where_something_matches()

    def do_library_show_all(self) -> None:
        """Stop adding; else clear the filter; else show all articles instead of those the library was opened on."""
        if self._context.work.importing.stop() or self._importing.stop():
            return
        if self._screen.filter_line.value:
            self._screen.filter_line.clear()
        elif self.state.only is not None:
            self.state.only = None
            self._sorting.arrange(ListOrdering(ArticleOrder(), self.state.grouping))
        else:
            self._screen.leave()

    def show_only(self, ids: Sequence[str]) -> None:
        """Show these articles and no others, in this order."""
        self.state.only, self.state.shelf = tuple(ids), None
        self.state.order = usual_order(ArticleSort.GIVEN)
        self._screen.filter_line.clear()
        self._screen.arrange_rows()
