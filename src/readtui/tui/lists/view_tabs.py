"""The saved views of annotations as tabs over the list, with counts where they are cheap."""

from collections.abc import Iterable, Sequence
from functools import partial

from readtui.errors import ReadtuiError
from readtui.model.listed_article import ListedArticle
from readtui.model.view import Lists, View
from readtui.services.finding.counting import Counting
from readtui.tui.context import Context
from readtui.tui.lists.list_screen import ListScreen
from readtui.tui.screens.saved_views import other_query
from readtui.tui.thread_pool import in_thread
from readtui.tui.widgets.tab_line import Tab

_ALL = "All"
_OF_TAGS = frozenset({"tag"})


class ViewTabs:
    """The first tab lists everything; the others are views. The current one is that whose query is in the filter."""

    def __init__(self, app: Context, screen: ListScreen) -> None:
        self._app = app
        self._screen = screen
        self._views: Sequence[View] = ()
        self._counts: dict[str, int] = {}
        self._counted: dict[str, int] = {}
        self._chosen = 0

    async def load(self) -> None:
        """Read the views. If the query of the current one has changed, filter by the new one."""
        self._counted = {}
        try:
            views = await in_thread(self._app.services.views.all)
        except ReadtuiError as error:
            self._app.tell_error(error)
            return
        current = self._views[number - 1] if (number := self._current) else None
        self._views = [view for view in views if view.lists is Lists.ANNOTATIONS]
        if query := other_query(current, self._views):
            self._screen.filter_line.fill(query)

    async def count_all(self, listed: Sequence[ListedArticle]) -> None:
        """Count what the views list, as far as no annotation must be read for it."""
        queries, counting = [view.query for view in self._views], Counting(self._app.services.library)
        self._counts = await in_thread(partial(_counts, queries, listed, counting)) | self._counted
        self.show()

    def count(self, query: str, listed: int) -> None:
        """So many annotations are listed, all that there are, with this query in the filter."""
        self._counted[query] = self._counts[query] = listed
        self.show()

    def show(self) -> None:
        """Show the tabs; without views there are none."""
        tabs = [Tab(_ALL, self._counts.get("")), *(Tab(one.name, self._counts.get(one.query)) for one in self._views)]
        self._screen.tab_line.show(tabs, self._current)

    @property
    def _current(self) -> int | None:
        query = self._screen.filter_line.value
        if not query:
            return 0
        fitting = [number for number, view in enumerate(self._views, 1) if view.query.strip() == query]
        # Several views may have the same query.
        return self._chosen if self._chosen in fitting else fitting[0] if fitting else None

    def do_annotations_next_view(self) -> None:
        """Show the next saved view."""
        self._step(1)

    def do_annotations_previous_view(self) -> None:
        """Show the previous saved view."""
        self._step(-1)

    def _step(self, steps: int) -> None:
        if not self._views:
            key = self._app.keymap.key("annotations.views")
            self._app.tell(f"No saved views yet. Press {key} to save the filter as one.")
            return
        current, count = self._current, len(self._views) + 1
        # From a filter that is no view, to the first view or the last.
        self.choose((current + steps) % count if current is not None else (1 if steps > 0 else count - 1))

    def choose(self, number: int) -> None:
        """Filter by the query of a tab."""
        if number > len(self._views):
            return
        self._chosen = number
        if number == 0:
            self._screen.filter_line.clear()
        else:
            self._screen.filter_line.fill(self._views[number - 1].query)
        self.show()


def _counts(queries: Iterable[str], listed: Sequence[ListedArticle], counting: Counting) -> dict[str, int]:
    """How many annotations each of the queries lists that can be counted without reading any."""
    counts = {query: count for query in queries if (count := counting.by_tags(query, listed)) is not None}
    return {"": sum(one.annotations for one in listed), **counts}
