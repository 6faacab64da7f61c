"""Searches all articles, or all quotes, notes and tags, while the user types."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

from textual.widgets import Input

from readtui.errors import ReadtuiError, UsageError
from readtui.model.article import is_waiting
from readtui.search.query.parser import parse as parse_query
from readtui.search.query.terms import EVERYTHING, Query, to_text
from readtui.services.finding.concordance import Order
from readtui.services.finding.search import Finds, Hit, LibrarySearch, Scope, sought
from readtui.services.wording import sentence, waiting_for
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.commands.command import Command
from readtui.tui.destination import FoundWords
from readtui.tui.dialogs.prompt import PromptDialog
from readtui.tui.lists.hit_rows import HitList, listed
from readtui.tui.lists.list_screen import ListScreen, ListStreaming
from readtui.tui.widgets.record_table import PaintedRow
from readtui.tui.work.stream import Turn

_MOST_HITS, _MOST_LINES = 2_000, 10_000
_WORDS = (
    ("ferry pier", "both words in one paragraph, the last by its beginning"),
    ("“ferry left”", "the words in sequence"),
    ("Ferry", "with a capital letter, only this spelling"),
)
_PATTERNS = (
    ("ferr(y|ies)", "either ending"),
    (r"\d+ km", "a number before a word"),
    (r"\bsea", "only where a word begins"),
)
_SORTED: Mapping[Order | None, str] = {Order.LEFT: "sorted by the left", Order.RIGHT: "sorted by the right"}
_NEXT: Mapping[Order | None, Order] = {
    None: Order.LEFT,
    Order.ARTICLE: Order.LEFT,
    Order.LEFT: Order.RIGHT,
    Order.RIGHT: Order.ARTICLE,
}


class SearchScreen(ListScreen):
    """The search line, and below it the hits by article. ``notes``: begin with quotes, notes and tags.

    With ``words``, begin with a concordance of them; ``within``: a query that narrows the search.
    """

    MODE = "search"
    HINT = "words, “words in sequence”"
    streaming: ListStreaming[HitList]
    DEFAULT_CSS = """
    SearchScreen RecordTable { margin: 0 1 0 2; }
    SearchScreen.-airy RecordTable { margin: 1 1 0 2; }
    """

    def __init__(self, *, notes: bool, words: str = "", within: str = "") -> None:
        super().__init__()
        self._in_notes = notes
        self._is_regex = False
        self._words = words
        self._within = parse_query(within)
        self._list = HitList()
        self._order: Order | None = Order.ARTICLE if words else None
        self.streaming = ListStreaming(self, self._show, self._ended, goes_on=True)
        self._open_until = ExitStack()
        self._searching: LibrarySearch | None = None

    @property
    def hits(self) -> Sequence[Hit]:
        """The hits in the list, in the order in which they were found."""
        return self._list.hits

    def on_mount(self) -> None:
        """Begin with the cursor in the line, or with the words that are given."""
        self._show_state()
        if self._words:
            self.filter_line.fill(self._words)
        else:
            self.filter_line.open()

    def on_unmount(self) -> None:
        """Close the index."""
        self._open_until.close()

    def begin(self, *, notes: bool, words: str = "", within: str = "") -> None:
        """Search texts, or notes, from now on: with the cursor in the line, or for ``words`` in what passes a query."""
        if words:
            self._in_notes, self._within, self._order = notes, parse_query(within), Order.ARTICLE
            self._is_regex = False
            self.filter_line.fill(words)
            self._search()
            return
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
        self.streaming.stop()
        try:
            finds = sought(self.filter_line.text, is_regex=self._is_regex)
        except UsageError as mistake:
            is_mistake = self._is_regex and bool(self.filter_line.value)
            self.filter_line.show_mistake(sentence(mistake.message) if is_mistake else "")
            self._show(self._list if is_mistake else HitList(order=self._order, is_complete=True))
            return
        self.filter_line.show_mistake()
        self._show_state("searching …")
        self.streaming.run(partial(self._find, finds))

    def _arrange(self) -> None:
        """Show the hits in another order."""
        if not self._list.is_complete:
            self._search()
            return
        self.streaming.stop()
        hits, order = self.hits, self._order
        self.streaming.run(lambda turn: turn.emit(listed(hits, order, is_complete=True)))

    def _ended(self, fault: ReadtuiError | None) -> None:
        if fault is not None:
            self._show_state(has_ended=True)

    @property
    def _most(self) -> int:
        """How many hits are listed."""
        return _MOST_HITS if self._order is None else _MOST_LINES

    def _find(self, finds: Finds, turn: Turn[HitList]) -> None:
        """Emit the hits, first those that are there already."""
        if self._searching is None:
            self._searching = self._open_until.enter_context(self.context.services.search())
        order = self._order
        most = self._most

        def passed(_: int) -> None:
            turn.check()

        scope = Scope(self._within, passed=passed)
        found: Iterator[Hit] = (
            self._searching.in_notes(finds, scope) if self._in_notes else self._searching.in_texts(finds, scope)
        )
        hits: list[Hit] = []
        for hit in found:
            hits.append(hit)
            if len(hits) == most:
                break
            if turn.is_due:
                turn.emit(listed(list(hits), order, is_complete=False))
        turn.emit(listed(hits, order, is_complete=len(hits) < most))

    # ------------------------------------------------------------------ showing

    def _show(self, found: HitList) -> None:
        self._list = found
        self.table.set_rows(found.rows)
        self._show_state(has_ended=True)

    def _show_state(self, right: str = "", *, has_ended: bool = False) -> None:
        found = self._list
        if has_ended and found.hits:
            is_over = found.is_complete or len(found.hits) >= self._most
            more = "" if found.is_complete else "more than " if is_over else "searching … "
            right = f"{more}{counted(len(found.hits), 'hit')} in {counted(found.articles, 'article')}"
        within = "" if self._within == EVERYTHING else visible(to_text(self._within))
        how = "regular expression" if self._is_regex else ""
        where = "quotes, notes and tags" if self._in_notes else "articles" if within else "all articles"
        detail = " · ".join(filter(None, (where, how, within, _SORTED.get(self._order))))
        self.show_header("Search" if self._order is None else "Concordance", detail, right)
        welcome, key = self.welcome, self.key
        self.show_content(bool(found.hits))
        if found.hits or (self.filter_line.value and not has_ended):
            welcome.hide()
        elif self.filter_line.mistake:
            welcome.show(*self.filter_line.why_nothing(""), [(key("search.filter"), "edit the search")])
        elif self.filter_line.value:
            keys = [(key("search.other"), "search in articles" if self._in_notes else "search in your notes")]
            if within:
                keys.append((key("search.show_all"), "search everything"))
            what = "A match must lie" if self._is_regex else "All words must stand"
            in_notes = "quote, one note, one reply, or the tags of one annotation"
            place = in_notes if self._in_notes else "paragraph"
            welcome.show("Nothing found", f"{what} in one {place}.", keys)
        else:
            title = "Search your notes" if self._in_notes else "Search all articles"
            examples, other = (_PATTERNS, "search for words") if self._is_regex else (_WORDS, "regular expression")
            what = "Type a regular expression:" if self._is_regex else "Type words:"
            welcome.show(title, what, [*examples, (key("searching.regex"), other)])

    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        return self._list.paint(index, width, self.palette(), is_current=is_current)

    # ------------------------------------------------------------------ commands

    def do_list_open(self) -> None:
        """Go to the hit in its article."""
        hit = self._list.hit(self.table.current_key)
        if hit is None:
            return
        if is_waiting(hit.record.id):
            self.tell(waiting_for(hit.record.title))
        elif hit.annotation:
            self.context.screens.open_reader(hit.record.id, at_annotation=hit.annotation)
        else:
            self.context.screens.open_reader(
                hit.record.id, found=FoundWords(self.filter_line.text, hit.start, self._is_regex)
            )

    def do_search_other(self) -> None:
        """Search in notes instead of articles, or the other way round."""
        self._in_notes = not self._in_notes
        self._search()

    def do_search_regex(self) -> None:
        """Take what is typed for a regular expression, or for words again."""
        self._is_regex = not self._is_regex
        self._search()

    def show_in_footer(self, commands: Sequence[Command], here: Mapping[str, str] | None = None) -> None:
        """In the concordance, name its key by the list that it leads back to."""
        if self._order is not None:
            commands = [replace(one, footer="hits") if one.id == "search.concordance" else one for one in commands]
        super().show_in_footer(commands, here)

    def do_search_concordance(self) -> None:
        """Show every hit on a line, with the words found in one column; or below their articles again."""
        self._order = Order.ARTICLE if self._order is None else None
        self._arrange()
        self.show_mode()

    def do_search_sort(self) -> None:
        """Sort the concordance by the words on the left, on the right, or by article."""
        self._order = _NEXT[self._order]
        self._arrange()
        self.show_mode()

    def do_search_narrow(self) -> None:
        """Ask for a query; search only the articles or annotations that pass it."""
        self.context.host.run_worker(self._narrow())

    async def _narrow(self) -> None:
        async def accept(line: str) -> bool:
            # Raises QueryError, which the dialog shows.
            parse_query(line)
            return True

        value = "" if self._within == EVERYTHING else to_text(self._within)
        prompt = PromptDialog("Search only what passes a query", value, "lang:de, #tag, author:woolf …", None, accept)
        line = await self.answer(prompt)
        if line is not None:
            self._search_within(parse_query(line))

    def do_search_show_all(self) -> None:
        self._search_within(EVERYTHING)

    def _search_within(self, query: Query) -> None:
        if query != self._within:
            self._within = query
            self._search()

    def do_searching_other(self) -> None:
        self.do_search_other()

    def do_searching_regex(self) -> None:
        self.do_search_regex()

    def do_searching_accept(self) -> None:
        """Move the focus to the hits."""
        self.do_filter_accept()

    def do_searching_leave(self) -> None:
        """Leave the line; without hits, go back."""
        if self.hits:
            self.do_filter_accept()
        else:
            self.do_list_back()
