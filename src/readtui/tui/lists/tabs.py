"""Tabs over a list: the shelves of the library or all annotations, and the saved views beside them."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial, partialmethod

from readtui.bootstrap import Services
from readtui.errors import QueryError, ReadtuiError
from readtui.model.article import ArticleFacts, ReadingState
from readtui.model.view import Lists, View
from readtui.search.query.parser import parse
from readtui.services.finding.counts import Counts
from readtui.services.library import Library, LibraryEntry
from readtui.tui.context import Screens
from readtui.tui.daemon_thread import in_thread
from readtui.tui.lists.library_state import LibraryState, count_states, name_of_shelf
from readtui.tui.lists.list_screen import ListScreen
from readtui.tui.widgets.tab_line import Tab
from readtui.tui.work.background import Background

SHELVES = (ReadingState.TO_READ, ReadingState.READING, ReadingState.DONE, ReadingState.ARCHIVED, None)
_DISCUSSED = (*SHELVES, ReadingState.DISCUSSED)
_CHOICE = "library.tab"
_ALL = "all"
_FIRST = (ReadingState.TO_READ, ReadingState.READING, None)


class ViewTabs:
    """The saved views of a list, after its ``first`` tabs. One is current as long as its query is in the filter."""

    def __init__(self, services: Services, screen: ListScreen, lists: Lists, first: int) -> None:
        self._services = services
        self._screen = screen
        self._lists = lists
        self.first = first
        self._chosen = 0
        self.all: Sequence[View] = ()

    async def load(self) -> None:
        """Read the views. If the query of the current one has changed, filter by the new one. Raises ReadtuiError."""
        views = await in_thread(self._services.views.all)
        current = None if (number := self.current) is None else self.all[number - self.first]
        self.all = [view for view in views if view.lists is self._lists]
        if query := _other_query(current, self.all):
            self._screen.filter_line.fill(query)

    @property
    def count(self) -> int:
        """How many tabs there are."""
        return self.first + len(self.all)

    @property
    def current(self) -> int | None:
        query = self._screen.filter_line.value
        fitting = [number for number, view in enumerate(self.all, self.first) if query and view.query.strip() == query]
        # Several views may have the same query.
        return self._chosen if self._chosen in fitting else fitting[0] if fitting else None

    def choose(self, number: int) -> None:
        """The tab with this number is chosen: filter by its query, if it is a view."""
        self._chosen = number
        if number >= self.first:
            self._screen.filter_line.fill(self.all[number - self.first].query)


def _other_query(view: View | None, views: Iterable[View]) -> str:
    """The query that a view has among ``views``, if that is another one: a tag in it may have a new name; else ""."""
    queries = (one.query for one in views if view is not None and one.id == view.id and one.query != view.query)
    return next(queries, "")


class AnnotationTabs:
    """The first tab lists everything; the others are views. With another filter, none is the current one."""

    lists = Lists.ANNOTATIONS

    def __init__(self, services: Services, screen: ListScreen) -> None:
        self._services = services
        self._screen = screen
        self._views = ViewTabs(services, screen, self.lists, 1)
        self._counts: dict[str, int] = {}
        self._counted: dict[str, int] = {}

    async def load(self) -> None:
        """Read the views. If the query of the current one has changed, filter by the new one."""
        self._counted = {}
        try:
            await self._views.load()
        except ReadtuiError as error:
            self._screen.tell_error(error)

    async def count_all(self, listed: Sequence[ArticleFacts]) -> None:
        """Count what the views list, as far as no annotation must be read for it."""
        queries, counting = [view.query for view in self._views.all], Counts(self._services.library)
        self._counts = await in_thread(_counts_by_tags, queries, listed, counting) | self._counted
        self.show()

    def count(self, query: str, listed: int) -> None:
        """So many annotations are listed, all that there are, with this query in the filter."""
        self._counted[query] = self._counts[query] = listed
        self.show()

    def show(self) -> None:
        """Show the tabs; without views there are none."""
        tabs = [
            Tab("All", self._counts.get("")),
            *(Tab(one.name, self._counts.get(one.query)) for one in self._views.all),
        ]
        self._screen.tab_line.show(tabs, self._current)

    def widen(self) -> None:
        """A query has no other tab to go to."""

    @property
    def _current(self) -> int | None:
        return self._views.current if self._screen.filter_line.value else 0

    def _step(self, steps: int) -> None:
        if not self._views.all:
            key = self._screen.key("annotations.views")
            self._screen.tell(f"No saved views yet. Press {key} to save the filter as one.")
            return
        current, count = self._current, self._views.count
        # From a filter that is no view, to the first view or the last.
        self.choose((current + steps) % count if current is not None else (1 if steps > 0 else count - 1))

    do_annotations_next_view, do_annotations_previous_view = partialmethod(_step, 1), partialmethod(_step, -1)

    def choose(self, number: int) -> None:
        if number >= self._views.count:
            return
        self._views.choose(number)
        if number == 0:
            self._screen.filter_line.clear()
        self.show()


def _counts_by_tags(queries: Sequence[str], facts: Sequence[ArticleFacts], counting: Counts) -> dict[str, int]:
    """How many annotations each of the queries lists that can be counted without reading any."""
    listed = [one.listed for one in facts] if queries else []
    counts = {query: count for query in queries if (count := counting.by_tags(query, listed)) is not None}
    return {"": sum(one.annotations for one in facts), **counts}


class LibraryTabs:
    """A view is the current tab as long as its query is in the filter; it lists articles of all shelves."""

    lists = Lists.ARTICLES

    def __init__(
        self, state: LibraryState, services: Services, background: Background, screens: Screens, screen: ListScreen
    ) -> None:
        self._state = state
        self._services = services
        self._background = background
        self._screens = screens
        self._screen = screen
        self._views = ViewTabs(services, screen, self.lists, len(SHELVES))
        self._view_counts: Mapping[str, int] = {}
        self._cursors: dict[int, str] = {}
        self._shelves: Sequence[ReadingState | None] = SHELVES
        self._kept = ""

    def begin(self, choices: Mapping[str, str]) -> None:
        """Begin on the shelf of the last time, or on the first one that has an article."""
        self._kept = choices.get(_CHOICE, "")
        self._state.shelf = self._first_shelf(count_states(self._state.all()))
        self._look_for_documents()

    def _first_shelf(self, counts: Mapping[ReadingState | None, int]) -> ReadingState | None:
        wanted = [one for one in _DISCUSSED if (one or _ALL) == self._kept]
        return next((one for one in (*wanted, *_FIRST) if counts.get(one)), ReadingState.TO_READ)

    def is_as_at_first(self) -> bool:
        """Whether the next start begins on the tab that is shown, and on this screen."""
        is_first_screen = not self._screens.trail(self._screen)
        is_shelf = self.current < len(self._shelves)
        return is_first_screen and is_shelf and self._state.shelf is self._first_shelf(self._state.arranged.counts)

    async def load(self) -> None:
        """Read the views, and count what each of them lists.

        If the query of the current one has changed, filter by the new one.
        """
        library, entries = self._services.library, self._state.listed()
        try:
            await self._views.load()
            if views := self._views.all:
                self._view_counts = await in_thread(_counts, views, library, entries)
        except ReadtuiError as error:
            self._screen.tell_error(error)
        self.show()

    def show(self) -> None:
        if not self._state.arranged.total:
            self._screen.tab_line.show((), None)
            return
        counts = self._state.arranged.counts
        self._look_for_documents()
        shelves = [Tab(name_of_shelf(shelf), counts.get(shelf, 0)) for shelf in self._shelves]
        views = [Tab(view.name, self._view_counts.get(view.id)) for view in self._views.all]
        self._screen.tab_line.show([*shelves, *views], self.current)

    def _look_for_documents(self) -> None:
        """Have a tab for them once there are such."""
        state = self._state
        self._shelves = _DISCUSSED if state.has_discussed or state.shelf is ReadingState.DISCUSSED else SHELVES
        self._views.first = len(self._shelves)

    @property
    def current(self) -> int:
        view = self._views.current
        return self._shelves.index(self._state.shelf) if view is None else view

    def widen(self) -> None:
        """Go to the shelf with all articles."""
        self._state.shelf = None

    @property
    def shelf(self) -> ReadingState | None:
        return self._state.shelf if self.current < len(self._shelves) else None

    def _step(self, steps: int) -> None:
        self.choose((self.current + steps) % self._views.count)

    do_library_next_tab, do_library_previous_tab = partialmethod(_step, 1), partialmethod(_step, -1)

    def go_where_something_matches(self) -> None:
        """If nothing on this tab passes the filter, go to one with something that does, or to annotations that do."""
        if self._state.arranged.notes:
            self._screens.show_list(Lists.ANNOTATIONS, self._screen.filter_line.value)
            return
        shelf, count = self._state.elsewhere
        if count and not self._state.arranged.rows:
            self.choose(self._shelves.index(shelf))

    def choose(self, number: int) -> None:
        """Show the shelf or the view of a tab, with the cursor where it was there."""
        state, line, before = self._state, self._screen.filter_line, self.current
        if number == before or number >= self._views.count:
            return
        self._cursors[before] = self._screen.table.current_key
        state.held.clear()
        self._views.choose(number)
        if number < len(self._shelves):
            state.shelf = self._shelves[number]
            if before >= len(self._shelves):
                line.clear()
            self._kept = state.shelf or _ALL
            keep = partial(self._services.repository.keep_choices, {_CHOICE: self._kept})
            self._background.do(keep)
        self._screen.arrange_rows(self._cursors.get(number, ""))


def _counts(views: Sequence[View], library: Library, entries: Sequence[LibraryEntry]) -> dict[str, int]:
    """How many articles each view lists, by the view's id. A query of a newer version is not counted."""
    counts = {}
    for view in views:
        with suppress(QueryError):
            counts[view.id] = len(library.passing(entries, parse(view.query)))
    return counts
