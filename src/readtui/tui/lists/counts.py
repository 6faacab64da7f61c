"""Counts the words or the tags of what passes a query."""

import asyncio
from functools import partial

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widget import Widget

from readtui.errors import ReadtuiError
from readtui.model.view import Lists
from readtui.search.query.completion import Known, known_in
from readtui.search.query.terms import EVERYTHING, all_of, has_tag_term, to_text
from readtui.services.finding.counts import Counts
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.lists.count_rows import (
    CountAsked,
    CountColumns,
    CountList,
    Sort,
    What,
    count,
    fit_counts,
    paint_count,
    paint_headings,
    sort_at,
)
from readtui.tui.lists.list_screen import Emptiness, ListScreen, ListStreaming
from readtui.tui.widgets.record_table import PaintedRow, Row

_TITLES = {What.TEXTS: "Words in articles", What.NOTES: "Words in quotes and notes", What.TAGS: "Tags of passages"}
_COUNTED = {
    What.TEXTS: ("words", "articles"),
    What.NOTES: ("words", "quotes and notes"),
    What.TAGS: ("tags", "annotations"),
}
_NEXT = {What.TEXTS: What.NOTES, What.NOTES: What.TAGS, What.TAGS: What.TEXTS}
_NEXT_SORT = {Sort.COUNT: Sort.ARTICLES, Sort.ARTICLES: Sort.NAME, Sort.NAME: Sort.COUNT}


class _Headings(Widget):
    """The column headings."""

    DEFAULT_CSS = "_Headings { height: 1; padding: 0 2; }"

    def render(self) -> Text:
        screen = self.screen
        segments = screen.headings(self.size.width) if isinstance(screen, CountsScreen) else []
        return Text.assemble(*((text, style or "") for text, style, _ in segments), no_wrap=True, end="")

    def on_click(self, event: events.Click) -> None:
        """Sort by the column that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and isinstance(self.screen, CountsScreen):
            self.screen.sort_at(offset.x, self.size.width)


class CountsScreen(ListScreen):
    """Words or tags, with their numbers. ``lists``, ``query``: what was listed when the screen was opened."""

    MODE = "counts"
    HINT = "lang:de, #tag, author:woolf, has:note …"
    streaming: ListStreaming[CountList]
    DEFAULT_CSS = """
    CountsScreen RecordTable { margin: 0 1 0 2; }
    CountsScreen.-airy _Headings { margin: 1 0; }
    """

    def __init__(self, lists: Lists, query: str) -> None:
        super().__init__()
        self._begin_with = query
        self._asked = CountAsked(_what(lists))
        self._found = CountList()
        self._sort = Sort.COUNT
        self._known = Known()
        self._counted: tuple[CountAsked, int] | None = None
        self._columns: dict[int, CountColumns] = {}
        self.streaming = ListStreaming(self, self.show_counted, self._ended, goes_on=True)

    def compose(self) -> ComposeResult:
        yield from self.frame(self.HINT, _Headings(), self.table_with_preview())

    def on_mount(self) -> None:
        """Begin with the query of the list that the screen was opened from."""
        if self._begin_with:
            self.filter_line.fill(self._begin_with)

    def begin(self, lists: Lists, query: str) -> None:
        """Count what another list shows."""
        self._asked = CountAsked(_what(lists), leaves_out=self._asked.leaves_out)
        self.filter_line.fill(query)
        self.arrange_rows()

    # ------------------------------------------------------------------ counting

    async def load(self) -> None:
        """Count again, if the library has changed. Raises StorageError."""
        await self.show_rows()
        self._known = await asyncio.to_thread(self._known_values)

    def _known_values(self) -> Known:
        library = self.context.services.library
        return known_in(library.records(), library.tag_counts(), library.creators())

    async def show_rows(self, key: str = "") -> None:
        """Count what passes the filter."""
        query = self.filter_line.query_typed(self._known)
        asked = CountAsked(self._asked.what, query, self._asked.leaves_out and self._asked.what is not What.TAGS)
        stamp = self.context.services.listing.listing_stamp()
        if self._counted == (asked, stamp):
            return
        self._counted = (asked, stamp)
        self._show_state("counting …")
        self.streaming.run(partial(count, Counts(self.context.services.library), asked, self._sort))

    def _ended(self, fault: ReadtuiError | None) -> None:
        if fault is not None:
            self._counted = None

    # ------------------------------------------------------------------ showing

    def show_counted(self, found: CountList) -> None:
        """Show what was counted so far; the cursor stays on top of the list until the user moves it."""
        self._show(found, found.rows[0].name if found.rows and not self.table.current_index else "")

    def _show(self, found: CountList, key: str = "") -> None:
        self._found = found
        self._columns.clear()
        self.table.set_rows([Row(row.name) for row in found.rows], key)
        self.query_one(_Headings).refresh()
        self._show_state()

    @property
    def first_title(self) -> str:
        return _TITLES[self._asked.what]

    def _show_state(self, right: str = "") -> None:
        found = self._found
        detail = visible(self.filter_line.value)
        if self._asked.leaves_out and self._asked.what is not What.TAGS:
            detail = " · ".join(filter(None, (detail, "without frequent words")))
        self.show_header(_TITLES[self._asked.what], detail, right or self._counts(found))
        why = None
        if not found.rows and found.is_complete and not right:
            what, where = _COUNTED[self._asked.what]
            passing = " that match" if self.filter_line.value else ""
            why = Emptiness(
                "Nothing to count",
                f"There are no {what} in the {where}{passing}.",
                [("counts.filter", "count something else"), ("counts.other", "words or tags")],
                ("filter", "show_all", "other"),
            )
        self.show_emptiness(why, has_rows=bool(found.rows))

    def _counts(self, found: CountList) -> str:
        if found.asked.what is What.TAGS:
            return counted(found.different, "tag")
        if not found.is_complete:
            return f"counting … {counted(found.passed, 'article')}"
        about = "" if found.is_exact else "about "
        return f"{counted(found.total, 'word')}, {about}{found.different:,} different"

    def headings(self, width: int) -> list[Segment]:
        """The names of the columns."""
        return paint_headings(self._found, self._fitted(width), self._sort, self.context.look.palette)

    def _fitted(self, width: int) -> CountColumns:
        if width not in self._columns:
            self._columns[width] = fit_counts(self._found, width)
        return self._columns[width]

    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        row, palette = self._found.rows[index], self.context.look.palette
        line: list[Segment] = paint_count(row, self._found, self._fitted(width), width, palette, is_current=is_current)
        return [line]

    def palette_changed(self) -> None:
        super().palette_changed()
        self.query_one(_Headings).refresh()

    # ------------------------------------------------------------------ commands

    def do_list_open(self) -> None:
        """List the places of the word, or the passages with the tag, within what was counted."""
        name, found = self.table.current_key, self._found
        if not name:
            return
        query = found.asked.query
        if found.asked.what is What.TAGS:
            self.context.screens.show_list(Lists.ANNOTATIONS, to_text(all_of(query, has_tag_term(name))))
        else:
            notes = found.asked.what is What.NOTES
            within = "" if query == EVERYTHING else to_text(query)
            # The space ends the word: it is not the beginning of others.
            self.context.screens.show_search(notes=notes, words=f"{name} ", within=within)

    def do_counts_other(self) -> None:
        """Count the words of articles, those of quotes and notes, or tags."""
        self._change(CountAsked(_NEXT[self._asked.what], leaves_out=self._asked.leaves_out))

    def do_counts_skip_frequent(self) -> None:
        """Leave out the most frequent words of a language, or count them too."""
        if self._asked.what is What.TAGS:
            self.tell("This works only in counts of words.")
        else:
            self._change(CountAsked(self._asked.what, leaves_out=not self._asked.leaves_out))

    def _change(self, asked: CountAsked) -> None:
        self._asked = asked
        self._found = CountList(asked)
        self._show(self._found)
        self.arrange_rows()

    def do_counts_sort(self) -> None:
        """Sort by count, by the number of articles, or by name."""
        self._sort = _NEXT_SORT[self._sort]
        self._show(self._found.sorted(self._sort))

    def sort_at(self, cell: int, width: int) -> None:
        """Sort by the column whose heading is at a cell."""
        if (sort := sort_at(self._fitted(width), cell)) is not None:
            self._sort = sort
            self._show(self._found.sorted(sort))


def _what(lists: Lists) -> What:
    """What to count of a list: the words of articles, or the tags of annotations."""
    return What.TAGS if lists is Lists.ANNOTATIONS else What.TEXTS
