"""The list of words or tags with their numbers, in what passes a query."""

from collections.abc import Callable
from functools import partial

from rich.segment import Segment

from readtui.model.view import Lists
from readtui.search.query.completion import KnownValues, known_in
from readtui.search.query.syntax import EVERYTHING, all_of, has_tag_term, to_text
from readtui.services.finding.counts import Counts
from readtui.tui.lists.count_rows import (
    CountList,
    CountRequest,
    CountTable,
    Sort,
    What,
    count,
    count_header,
    places_preview,
    why_nothing,
)
from readtui.tui.lists.list_screen import FilterSpec, Header, ListRequest, ListScreen, ListSpec, RowBatch, RowSource
from readtui.tui.screens.record_screen import Emptiness
from readtui.tui.widgets.headings import ColumnHeadings
from readtui.tui.widgets.record_table import Row
from readtui.tui.work.stream import StreamTurn


class CountsContent:
    """Words or tags. ``lists``, ``query``: what was listed when the screen was opened."""

    def __init__(self, screen: ListScreen, lists: Lists, query: str) -> None:
        self._screen = screen
        self._context = screen.context
        self._query = query
        self._asked = CountRequest(What.of(lists), leaves_out=True)
        self._sort = Sort.COUNT
        self._counted: tuple[CountRequest, int] | None = None
        self._table = CountTable(CountList(), self._sort)

    @property
    def spec(self) -> ListSpec:
        return ListSpec(
            "counts",
            FilterSpec("lang:de, #tag, author:woolf, has:note …", text=self._query),
            RowSource(self._ask, self._take, known=self._known, failed=self._failed, lasts=True),
            lambda index, look: self._table.paint(index, look),
            self._header,
            self._emptiness,
            preview=places_preview(self._context.services, lambda index: self._table.sought(index)),
            headings=lambda: ColumnHeadings(self._headings, self._sort_at),
        )

    def begin(self, lists: Lists, query: str) -> None:
        """Count what another list shows."""
        self._asked = CountRequest(What.of(lists), leaves_out=self._asked.leaves_out)
        self._screen.filter_line.fill(query)
        self._screen.arrange_rows()

    async def _ask(self, wanted: ListRequest) -> Callable[[StreamTurn[CountList]], None] | None:
        """Count, unless that was done and the library has not changed."""
        what, library = self._asked.what, self._context.services.library
        asked = CountRequest(what, self._screen.query_typed, self._asked.leaves_out and what is not What.TAGS)
        counted_now = (asked, self._context.services.repository.listing_stamp())
        if self._counted == counted_now:
            return None
        self._counted = counted_now
        return partial(count, Counts(library), asked, self._sort)

    def _take(self, found: CountList) -> RowBatch:
        """The cursor stays on top of the list until the user moves it."""
        return self._rows_of(found, found.rows[0].name if found.rows and not self._screen.table.current_index else "")

    def _rows_of(self, found: CountList, key: str = "") -> RowBatch:
        self._table = CountTable(found, self._sort)
        return RowBatch([Row(row.name) for row in found.rows], key, is_last=found.is_complete)

    def _failed(self) -> None:
        self._counted = None

    def _known(self) -> KnownValues:
        library = self._context.services.library
        return known_in(library.records(), library.tag_counts(), library.creators())

    def _header(self) -> Header:
        detail, key = self._screen.filter_line.value, self._screen.key("counts.skip_frequent")
        return count_header(self._asked, self._table.found, detail, key, is_counting=self._screen.is_asking)

    def _emptiness(self) -> Emptiness | None:
        if self._screen.is_asking or not self._table.found.is_complete:
            return None
        return why_nothing(self._asked.what, is_filtered=bool(self._screen.filter_line.value))

    def _headings(self, _: int) -> list[Segment]:
        return self._table.headings(self._screen.row_width, self._context.look.palette)

    def do_list_open(self) -> None:
        """List the places of the word, or the passages with the tag, within what was counted."""
        name, found = self._screen.table.current_key, self._table.found
        if not name:
            return
        query = found.asked.query
        if found.asked.what is What.TAGS:
            self._context.screens.show_list(Lists.ANNOTATIONS, to_text(all_of(query, has_tag_term(name))))
        else:
            notes = found.asked.what is What.NOTES
            within = "" if query == EVERYTHING else to_text(query)
            # The space ends the word: it is not the beginning of others.
            self._context.screens.show_search(notes=notes, words=f"{name} ", within=within)

    def do_list_other(self) -> None:
        """Count the words of articles, those of quotes and notes, or tags."""
        self._change(CountRequest(self._asked.what.following, leaves_out=self._asked.leaves_out))

    def do_counts_skip_frequent(self) -> None:
        """Leave out the most frequent words of a language, or count them too."""
        if self._asked.what is What.TAGS:
            self._screen.tell("Only counts of words can leave out frequent words.")
        else:
            self._change(CountRequest(self._asked.what, leaves_out=not self._asked.leaves_out))

    def _change(self, asked: CountRequest) -> None:
        self._asked = asked
        self._screen.show_batch(self._rows_of(CountList(asked)))
        self._screen.arrange_rows()

    def do_counts_sort(self) -> None:
        self._sort_by(self._sort.following)

    def _sort_by(self, sort: Sort) -> None:
        self._sort = sort
        self._screen.show_batch(self._rows_of(self._table.found.sorted(sort)))

    def _sort_at(self, cell: int, _: int) -> None:
        """Sort by the column whose heading is at a cell."""
        if (sort := self._table.sort_at(cell, self._screen.row_width)) is not None:
            self._sort_by(sort)
