"""The tabs over the list: the shelves, and the saved views of articles beside them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from readtui.errors import QueryError, ReadtuiError
from readtui.model.article import ReadingState
from readtui.model.view import Lists, View
from readtui.search.query.parsing import parse
from readtui.services.library import Library, LibraryEntry
from readtui.tui.context import Context
from readtui.tui.lists.library_state import LibraryState
from readtui.tui.screens.saved_views import other_query
from readtui.tui.thread_pool import in_thread
from readtui.tui.widgets.tab_line import Tab

if TYPE_CHECKING:
    from readtui.tui.lists.library import LibraryScreen

SHELVES = (*ReadingState, None)
_CHOICE = "library.tab"
_ALL = "all"
_FIRST = (ReadingState.TO_READ, ReadingState.READING, None)


class LibraryTabs:
    """A view is the current tab as long as its query is in the filter; it lists articles of all shelves."""

    def __init__(self, state: LibraryState, app: Context, screen: "LibraryScreen") -> None:
        self._state = state
        self._app = app
        self._screen = screen
        self._views: Sequence[View] = ()
        self._view_counts: Mapping[str, int] = {}
        self._cursors: dict[int, str] = {}
        self._chosen = 0

    def begin(self, choices: Mapping[str, str], counts: Mapping[ReadingState | None, int]) -> None:
        """Begin on the shelf of the last time, or on the first one that has an article."""
        kept = choices.get(_CHOICE)
        wanted = [one for one in SHELVES if (one or _ALL) == kept]
        self._state.shelf = next((one for one in (*wanted, *_FIRST) if counts[one]), ReadingState.TO_READ)

    async def load(self) -> None:
        """Read the views, and count what each of them lists.

        If the query of the current one has changed, filter by the new one.
        """
        library, entries = self._app.services.library, self._state.listed()
        try:
            views = await in_thread(self._app.services.views.all)
            current = self._views[self.current - len(SHELVES)] if self.current >= len(SHELVES) else None
            self._views = [view for view in views if view.lists is Lists.ARTICLES]
            if query := other_query(current, self._views):
                self._screen.filter_line.fill(query)
            if self._views:
                self._view_counts = await in_thread(partial(_counts, self._views, library, entries))
        except ReadtuiError as error:
            self._app.tell_error(error)
        self.show()

    def show(self) -> None:
        """Show the tabs with their counts."""
        if not self._state.arranged.total:
            self._screen.tab_line.show((), None)
            return
        counts = self._state.arranged.counts
        shelves = [Tab(shelf.heading if shelf else "All", counts.get(shelf, 0)) for shelf in SHELVES]
        views = [Tab(view.name, self._view_counts.get(view.id)) for view in self._views]
        self._screen.tab_line.show([*shelves, *views], self.current)

    @property
    def current(self) -> int:
        """The number of the current tab."""
        query, shelf = self._screen.filter_line.value, SHELVES.index(self._state.shelf)
        fitting = [
            number for number, view in enumerate(self._views, len(SHELVES)) if query and view.query.strip() == query
        ]
        # Several views may have the same query.
        return self._chosen if self._chosen in fitting else fitting[0] if fitting else shelf

    @property
    def shelf(self) -> ReadingState | None:
        """The shelf that is listed."""
        return self._state.shelf if self.current < len(SHELVES) else None

    def do_library_next_tab(self) -> None:
        self._step(1)

    def do_library_previous_tab(self) -> None:
        self._step(-1)

    def _step(self, steps: int) -> None:
        self.choose((self.current + steps) % (len(SHELVES) + len(self._views)))

    def choose(self, number: int) -> None:
        """Show the shelf or the view of a tab, with the cursor where it was there."""
        state, line, before = self._state, self._screen.filter_line, self.current
        if number == before or number >= len(SHELVES) + len(self._views):
            return
        self._cursors[before] = self._screen.table.current_key
        self._chosen = number
        state.held.clear()
        if number >= len(SHELVES):
            line.fill(self._views[number - len(SHELVES)].query)
        else:
            state.shelf = SHELVES[number]
            if before >= len(SHELVES):
                line.clear()
            keep = partial(self._app.services.choices.keep_choices, {_CHOICE: state.shelf or _ALL})
            self._app.background.do(keep)
        self._screen.show_again(self._cursors.get(number, ""))


def _counts(views: Sequence[View], library: Library, entries: Sequence[LibraryEntry]) -> dict[str, int]:
    """How many articles each view lists, by the view's id. A query of a newer version is not counted."""
    counts = {}
    for view in views:
        try:
            counts[view.id] = len(library.passing(entries, parse(view.query)))
        except QueryError:
            continue
    return counts
