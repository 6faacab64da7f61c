"""The hits in all articles, or in all quotes, notes and tags, while the user types."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from readtui.errors import UsageError
from readtui.search.query.parser import parse as parse_query
from readtui.search.query.syntax import EVERYTHING
from readtui.services.finding.search import Order, sought
from readtui.services.wording import sentence
from readtui.tui.destination import FoundWords
from readtui.tui.lists.hit_rows import (
    HitContent,
    HitSource,
    SearchRequest,
    hit_preview,
    labels,
    narrowing_prompt,
    search_header,
    why_no_hits,
)
from readtui.tui.lists.list_screen import FilterSpec, Header, ListRequest, ListScreen, ListSpec, RowBatch, RowSource
from readtui.tui.screens.record_screen import Emptiness
from readtui.tui.work.stream import StreamTurn


class SearchContent:
    """The hits by article, or as a concordance. ``notes``: begin with quotes, notes and tags.

    With ``words``, begin with a concordance of them; ``within``: a query that narrows the search.
    """

    def __init__(self, screen: ListScreen, *, notes: bool, words: str = "", within: str = "") -> None:
        self._screen = screen
        self._context = screen.context
        self._words, self._begun = words, words or screen.context.screens.sought
        self._asked = SearchRequest(Order.ARTICLE if words else None, in_notes=notes, within=parse_query(within))
        self._source = HitSource(self._context.services, screen.until_closed)
        self.found = HitContent()

    @property
    def spec(self) -> ListSpec:
        return ListSpec(
            "search",
            FilterSpec("words, “words in sequence”", mode="searching", text=self._begun, is_open=not self._words),
            RowSource(self._ask, self._take, lasts=True),
            lambda index, look: self.found.paint(index, look),
            self._header,
            self._emptiness,
            preview=hit_preview(self._context.services, lambda: self.found),
            footer=lambda: labels(self._asked.order),
        )

    def begin(self, *, notes: bool, words: str = "", within: str = "") -> None:
        """Search texts, or notes, from now on: with the cursor in the line, or for ``words`` in what passes a query."""
        if words:
            self._screen.filter_line.fill(words, is_search=True)
            self._change(SearchRequest(Order.ARTICLE, in_notes=notes, within=parse_query(within)))
        else:
            self._change(replace(self._asked, in_notes=notes))
            self._screen.filter_line.open()

    def _change(self, asked: SearchRequest) -> None:
        if asked != self._asked:
            self._asked = asked
            self._screen.arrange_rows()

    async def _ask(self, wanted: ListRequest) -> Callable[[StreamTurn[HitContent]], None]:
        """Search, or show the hits in another order. With a mistake in a regular expression, they stay."""
        asked, line = self._asked, self._screen.filter_line
        self._context.screens.sought = line.text
        try:
            finds = sought(line.text, is_regex=asked.is_regex)
        except UsageError as mistake:
            is_mistake = asked.is_regex and bool(line.value)
            line.show_mistake(sentence(mistake.message) if is_mistake else "")
            shown = self.found if is_mistake else HitContent(order=asked.order, is_complete=True)
            return lambda turn: turn.emit(shown)
        line.show_mistake()
        if not self.found.hits:
            self._screen.welcome.hide()
        return partial(self._source.stream, asked, finds, is_new=wanted.is_new)

    def _take(self, found: HitContent) -> RowBatch:
        turned, self.found = found.order is not self.found.order, found
        if turned and self._screen.preview is not None:
            self._screen.preview.place()
        return RowBatch(found.rows, is_last=found.is_complete)

    def _header(self) -> Header:
        return search_header(self._asked, self.found, is_searching=self._screen.is_asking)

    def _emptiness(self) -> Emptiness | None:
        return None if self._screen.is_asking else why_no_hits(self._asked, self._screen.filter_line)

    def do_list_open(self) -> None:
        """Go to the hit in its article."""
        hit = self.found.hit(self._screen.table.current_key)
        if hit is None:
            return
        if hit.annotation:
            self._context.screens.open_reader(hit.record.id, at_annotation=hit.annotation)
        else:
            found = FoundWords(self._screen.filter_line.text, hit.start, self._asked.is_regex)
            self._context.screens.open_reader(hit.record.id, found=found)

    def do_list_other(self) -> None:
        """Search in notes instead of articles, or the other way round."""
        self._change(replace(self._asked, in_notes=not self._asked.in_notes))

    def do_list_regex(self) -> None:
        """Take what is typed for a regular expression, or for words again."""
        self._change(replace(self._asked, is_regex=not self._asked.is_regex))

    def do_search_concordance(self) -> None:
        """Show every hit on a line, with the words found in one column; or below their articles again."""
        self._change(self._asked.turned())

    def do_search_sort(self) -> None:
        self._change(self._asked.sorted_otherwise())

    def do_search_narrow(self) -> None:
        """Ask for a query; search only the articles or annotations that pass it."""
        self._screen.ask(narrowing_prompt(self._asked.within), self._narrow)

    def _narrow(self, line: str | None) -> None:
        if line is not None:
            self._change(replace(self._asked, within=parse_query(line)))

    def do_search_show_all(self) -> None:
        everything = replace(self._asked, within=EVERYTHING)
        self._screen.leave() if self._asked == everything else self._change(everything)

    def do_searching_leave(self) -> None:
        leave = self._screen.do_list_accept if self.found.hits else self._screen.do_list_back
        leave()
