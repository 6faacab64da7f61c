"""The hits of a search: where they are found, and their rows, below articles or as a concordance."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from itertools import groupby, pairwise
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment

from readtui.bootstrap import Services
from readtui.errors import QueryError
from readtui.quick_dataclass import dataclass
from readtui.search.full_text.word_search import is_in_word
from readtui.search.query.parser import parse as parse_query
from readtui.search.query.syntax import EVERYTHING, WORD, Query, terms_in, to_text
from readtui.services.annotation_reader import FoundAnnotation
from readtui.services.finding.search import Finds, Hit, LibrarySearch, Order, Scope, beginning_at, ending_at, in_order
from readtui.text.clean import clean, visible
from readtui.text.phrases import counted
from readtui.tui.dialogs.prompt import PromptDialog
from readtui.tui.lists.annotation_preview import AnnotationDetails, DetailsReader, hit_lines
from readtui.tui.lists.annotation_rows import Heading, heading_row, paint_heading
from readtui.tui.lists.list_screen import Header
from readtui.tui.screens.preview import PreviewSpec
from readtui.tui.screens.record_screen import Emptiness
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.preview_pane import Lines
from readtui.tui.widgets.record_table import PaintedRow, Row, RowLook, row_line
from readtui.tui.work.stream import StreamTurn

_MOST_HITS, _MOST_LINES = 2_000, 10_000
_NEVER = 1_000
"""Lines of a screen that none has."""
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
FIELDS = {"quote": "❝", "note": "✎", "tags": "#", "reply": "↳"}
_LEAST_BEFORE, _LEAST_ABOUT = 3, 6
_MOST_WORDS = 24
_SENTENCE_ENDS = (".", "!", "?", ":", ";", ",")
_LONGEST_CUT = 24
"""The longest part of a word that is left out for a cut between words; other scripts have none."""
_LEAST_TITLE, _MOST_TITLE = 16, 30
_WIDE = 110
_GAP = 2


@dataclass(frozen=True, slots=True)
class HitRow:
    """A hit, and its number in the list."""

    hit: Hit
    number: int


@dataclass(frozen=True, slots=True)
class HitContent:
    """The rows of hits. ``hits`` in the order in which they were found; the key of a row is the number of its hit.

    ``order`` is None for hits below their articles. ``is_complete``: the search has found no more.
    """

    hits: Sequence[Hit] = ()
    rows: Sequence[Row] = ()
    shown: Sequence[Heading | HitRow] = ()
    order: Order | None = None
    longest: int = 0
    articles: int = 0
    is_complete: bool = False

    def hit(self, key: str) -> Hit | None:
        """The hit of a row; None without one."""
        return self.hits[int(key)] if key else None

    def at(self, index: int) -> Hit | None:
        """The hit in a row; None in a heading."""
        shown = self.shown[index] if index < len(self.shown) else None
        return shown.hit if isinstance(shown, HitRow) else None

    def paint(self, index: int, look: RowLook) -> PaintedRow:
        shown = self.shown[index]
        if isinstance(shown, Heading):
            return paint_heading(shown, look, is_first=index == 0)
        if self.order is not None:
            return [paint_concordance_line(shown.hit, fit_concordance(self.longest, look.width), self.order, look)]
        return [paint_hit(shown.hit, look)]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """How to search, and where; ``order`` is None for hits below their articles."""

    order: Order | None = None
    in_notes: bool = False
    is_regex: bool = False
    within: Query = EVERYTHING

    def turned(self) -> "SearchRequest":
        """A concordance instead of hits below their articles, or the other way round."""
        return replace(self, order=Order.ARTICLE if self.order is None else None)

    def sorted_otherwise(self) -> "SearchRequest":
        """A concordance by the words on the left, then on the right, then by article."""
        return replace(self, order=_NEXT[self.order])


class HitSource:
    """Finds hits in a thread. The index stays open until the screen closes."""

    def __init__(self, services: Services, until_closed: ExitStack) -> None:
        self._services = services
        self._until_closed = until_closed
        self._searching: LibrarySearch | None = None
        self._found: tuple[SearchRequest, Finds, Sequence[Hit]] | None = None

    def stream(self, asked: SearchRequest, finds: Finds, turn: StreamTurn[HitContent], *, is_new: bool) -> None:
        """Emit the hits, first those that are there already. If only the order is another one, nothing is searched.

        Raises StoppedError, StorageError.
        """
        everything = replace(asked, order=None)
        if self._found is not None and not is_new and self._found[:2] == (everything, finds):
            turn.emit(listed(self._found[2], asked.order, is_complete=True))
            return
        self._found = None
        if self._searching is None:
            self._searching = self._until_closed.enter_context(self._services.search())

        def passed(_: int) -> None:
            turn.check()

        search = self._searching.in_notes if asked.in_notes else self._searching.in_texts
        hits: list[Hit] = []
        most = most_hits(asked.order)
        for hit in search(finds, Scope(asked.within, passed=passed)):
            hits.append(hit)
            if len(hits) == most:
                break
            if turn.is_due:
                turn.emit(listed(list(hits), asked.order, is_complete=False))
        is_complete = len(hits) < most
        turn.emit(listed(hits, asked.order, is_complete=is_complete))
        if is_complete:
            self._found = everything, finds, hits


def hit_preview(services: Services, found: Callable[[], HitContent]) -> PreviewSpec[Hit, Any]:
    """The preview of hits. A concordance needs the whole width."""

    def key(hit: Hit) -> tuple[str, str, int, int]:
        return hit.record.id, hit.annotation, hit.start, hit.end

    def lines(hit: Hit, read: tuple[FoundAnnotation | None, AnnotationDetails] | None) -> Lines:
        return partial(hit_lines, hit, read)

    return PreviewSpec(
        lambda index: found().at(index),
        lines,
        key,
        DetailsReader(services).read_hit,
        high=_NEVER,
        is_wanted=lambda: found().order is None,
    )


def most_hits(order: Order | None) -> int:
    """How many hits are listed."""
    return _MOST_HITS if order is None else _MOST_LINES


def search_header(asked: SearchRequest, found: HitContent, *, is_searching: bool) -> Header:
    """What is searched for, where, and how many hits there are."""
    right = "searching …" if is_searching else ""
    if found.hits and not is_searching:
        is_over = found.is_complete or len(found.hits) >= most_hits(asked.order)
        more = "" if found.is_complete else "more than " if is_over else "searching … "
        right = f"{more}{counted(len(found.hits), 'hit')} in {counted(found.articles, 'article')}"
    within = "" if asked.within == EVERYTHING else visible(to_text(asked.within))
    how = "regular expression" if asked.is_regex else ""
    where = "quotes, notes and tags" if asked.in_notes else "articles" if within else "all articles"
    detail = " · ".join(filter(None, (where, how, within, _SORTED.get(asked.order))))
    return Header("Search" if asked.order is None else "Concordance", detail, right)


def labels(order: Order | None) -> Mapping[str, str]:
    """The labels of the footer: in the concordance, its key leads back to the hits by article."""
    before = {"search.open": "read", "search.filter": "search", "search.other": "articles or notes"}
    return {} if order is None else {**before, "search.concordance": "hits"}


def narrowing_prompt(within: Query) -> PromptDialog:
    """Asks for a query that narrows the search."""

    async def accept(line: str) -> bool:
        # Raises QueryError, which the dialog shows.
        parse_query(line)
        return True

    value = "" if within == EVERYTHING else to_text(within)
    return PromptDialog("Search only what passes a query", value, "lang:de, #tag, author:woolf …", None, accept)


def _names_a_field(typed: str) -> bool:
    """Whether it is a query that asks for more than words."""
    try:
        return any(term.field != WORD for term in terms_in(parse_query(typed)))
    except QueryError:
        return False


def why_no_hits(asked: SearchRequest, line: FilterLine) -> Emptiness:
    """What stands in place of the hits: how to search, what is wrong with what is typed, or where else to search."""
    if line.mistake:
        return Emptiness(*line.why_nothing(""), [("search.filter", "edit the search")], None)
    if line.value:
        ways = [("search.other", "search in articles" if asked.in_notes else "search in your notes")]
        if asked.within != EVERYTHING:
            ways.append(("search.show_all", "search everything"))
        if _names_a_field(line.value):
            ways.insert(0, ("app.annotations", f"annotations, where {visible(line.value)} is a filter"))
        what = "A match must lie" if asked.is_regex else "All words must stand"
        in_notes = "quote, one note, one reply, or the tags of one annotation"
        return Emptiness("Nothing found", f"{what} in one {in_notes if asked.in_notes else 'paragraph'}.", ways, None)
    title = "Search your notes" if asked.in_notes else "Search all articles"
    examples, other = (_PATTERNS, "search for words") if asked.is_regex else (_WORDS, "regular expression")
    what = "Type a regular expression:" if asked.is_regex else "Type words:"
    return Emptiness(title, what, [("searching.regex", other)], None, examples=examples)


def listed(hits: Sequence[Hit], order: Order | None, *, is_complete: bool) -> HitContent:
    """The rows for these hits. For thousands of hits, call it in a thread."""
    articles = len({hit.record.id for hit in hits})
    if order is None:
        rows, shown = make_rows(hits)
        return HitContent(hits, rows, shown, None, 0, articles, is_complete)
    numbers = {id(hit): number for number, hit in enumerate(hits)}
    lines = [HitRow(hit, numbers[id(hit)]) for hit in in_order(hits, order)]
    rows = [Row(str(line.number)) for line in lines]
    return HitContent(hits, rows, lines, order, longest_words(list(hits)), articles, is_complete)


def make_rows(hits: Sequence[Hit]) -> tuple[list[Row], list[Heading | HitRow]]:
    """The rows of the table, and what each row shows: a heading per article, then its hits."""
    rows: list[Row] = []
    shown: list[Heading | HitRow] = []
    number = 0
    for _, group in groupby(hits, key=lambda hit: hit.record.id):
        members = list(group)
        heading = Heading(members[0].record.id, len(members), members[0].record)
        rows.append(heading_row(heading, is_first=not rows, can_stop=False))
        shown.append(heading)
        for hit in members:
            rows.append(Row(str(number), 1))
            shown.append(HitRow(hit, number))
            number += 1
    return rows, shown


def paint_hit(hit: Hit, look: RowLook) -> list[Segment]:
    """Paint the hit with as much around it as has room; the words before it give way first.

    What tags are on, or a reply answers, stands behind them.
    """
    palette, mark = look.palette, f" {FIELDS.get(hit.field, ' ')} "
    room = look.width - 2 - cell_len(mark)
    words = fitted(one_line(hit.hit), room)
    before = ("…" if hit.has_more_before else "") + one_line(hit.before)
    after = one_line(hit.after) + (_more_after(hit.after) if hit.has_more_after else "")
    left = room - cell_len(words)
    size = max(min(_LEAST_BEFORE, left), min(cell_len(before), left - min(cell_len(after), left // 2)))
    before = _ending(before, size)
    after = _beginning(after, left - cell_len(before))
    around = palette.text
    if hit.field == "tags":
        around = palette.tag_style(one_line(f"{hit.before}{hit.hit}{hit.after}"))
    about = about_hit(hit, left - cell_len(before) - cell_len(after))
    parts = ((mark, palette.dim), (before, around), (words, palette.hit), (after, around), (about, palette.dim))
    return row_line(parts, look)


def _more_after(text: str) -> str:
    """What says that the text goes on, apart from the end of a sentence."""
    return " …" if text.endswith(_SENTENCE_ENDS) else "…"


def about_hit(hit: Hit, cells: int) -> str:
    """What the tags or the reply that were found are on, in so many cells; "" for other hits, and without room."""
    return fitted(f"  {one_line(hit.about)}", cells) if hit.about and cells >= _LEAST_ABOUT else ""


def _ending(text: str, cells: int) -> str:
    """The end of the text in at most so many cells, cut before a word, with an ellipsis if it was cut."""
    if cell_len(text) <= cells:
        return text
    end = ending_at(text.removeprefix("…"), max(0, cells - 1)).lstrip()
    cut = len(text) - len(end)
    if is_in_word(text[cut - 1]) and 0 < (length := end.find(" ")) <= _LONGEST_CUT:
        end = end[length:].lstrip()
    return f"…{end}" if cells > 0 else ""


def _beginning(text: str, cells: int) -> str:
    """The beginning of the text in at most so many cells, cut behind a word, with an ellipsis if it was cut."""
    beginning = fitted(text, cells)
    end = len(beginning) - 1
    if beginning in ("", text) or not is_in_word(text[end]):
        return beginning
    start = beginning.rfind(" ")
    return (
        f"{beginning[:start]}{_more_after(beginning[:start])}"
        if end - start <= _LONGEST_CUT and start > 0
        else beginning
    )


def one_line(text: str) -> str:
    return clean(text).text.replace("\n", " ").replace("\t", " ")


@dataclass(frozen=True, slots=True)
class ConcordanceColumns:
    """The cells left of the words found, from where they begin, and of the article's title (0: not shown)."""

    before: int
    rest: int
    title: int


def fit_concordance(longest: int, width: int) -> ConcordanceColumns:
    """The columns for a width; the longest words found have ``longest`` cells, and stand in the middle."""
    title = max(_LEAST_TITLE, min(_MOST_TITLE, width // 6)) if width >= _WIDE else 0
    room = max(2, width - 3 - (title + _GAP if title else 0))
    before = max(1, (room - min(longest, _MOST_WORDS)) // 2)
    return ConcordanceColumns(before, room - before, title)


def paint_concordance_line(hit: Hit, columns: ConcordanceColumns, order: Order, look: RowLook) -> list[Segment]:
    """One line. Where the lines are sorted by a side, its nearest word is bright."""
    palette = look.palette
    before = ending_at(one_line(hit.before), columns.before)
    words = fitted(one_line(hit.hit), columns.rest)
    after = beginning_at(one_line(hit.after), columns.rest - cell_len(words))
    left, right = _nearest_left(before), _nearest_right(after)
    if order is not Order.LEFT:
        left = len(before)
    if order is not Order.RIGHT:
        right = 0
    about = about_hit(hit, columns.rest - cell_len(words) - cell_len(after))
    space = columns.rest - cell_len(words) - cell_len(after) - cell_len(about)
    parts = [
        (f"{FIELDS.get(hit.field, ' ')} ", palette.dim),
        (before[:left], palette.text),
        (before[left:], palette.title if order is Order.LEFT else palette.text),
        (words, palette.hit),
        (after[:right], palette.title if order is Order.RIGHT else palette.text),
        (after[right:], palette.text),
        (about, palette.dim),
        (" " * space, palette.text),
    ]
    if columns.title:
        parts.append((" " * _GAP + padded(visible(hit.record.title), columns.title), palette.dim))
    return row_line(parts, look)


def longest_words(hits: list[Hit]) -> int:
    """The cells of the longest words found."""
    return max((cell_len(one_line(hit.hit)) for hit in hits), default=0)


def _nearest_left(text: str) -> int:
    """Where the last word begins."""
    starts = [at for at, (one, other) in enumerate(pairwise(f" {text}")) if is_in_word(other) and not is_in_word(one)]
    return starts[-1] if starts else len(text)


def _nearest_right(text: str) -> int:
    """Where the first word ends."""
    ends = [at for at, (one, other) in enumerate(pairwise(f"{text} "), 1) if is_in_word(one) and not is_in_word(other)]
    return ends[0] if ends else 0
