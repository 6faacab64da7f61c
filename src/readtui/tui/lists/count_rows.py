"""Counts words or tags in a thread, and paints the counts as rows: numbers in columns, and bars."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from itertools import groupby, islice
from typing import NamedTuple, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from readtui.bootstrap import Services
from readtui.model.view import Lists
from readtui.quick_dataclass import dataclass
from readtui.search.full_text.tally import WordTally
from readtui.search.query.syntax import EVERYTHING, Query, all_of, has_tag_term
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.finding.counts import Counts, CountSource
from readtui.services.finding.search import Scope, beginning_at, ending_at, sought
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.colors.palette import Palette
from readtui.tui.lists.hit_rows import one_line
from readtui.tui.lists.list_screen import Header
from readtui.tui.screens.preview import PreviewSpec
from readtui.tui.screens.record_screen import Emptiness
from readtui.tui.widgets.cells import bar, fitted, padded, scale
from readtui.tui.widgets.preview_pane import Sheet, spaced
from readtui.tui.widgets.record_table import PaintedRow, RowLook, row_line
from readtui.tui.work.stream import StreamTurn

_MOST_LISTED = 2_000
_MOST_DIFFERENT = 300_000
_SHARE_OF_TIME = 0.1
_MOST_LANGUAGES, _FEW_LANGUAGES = 6, 4
_GAP = "  "
_LEAST_NAME, _MOST_NAME = 12, 36
_LEAST_BAR, _MOST_BAR = 6, 120
_WIDE_ENOUGH, _NEVER_HIGH, _MOST_PLACES = 160, 1_000, 60
_BEFORE_NAME = 2
"""Cursor, space."""


class What(StrEnum):
    """What is counted: words of articles, words of quotes and notes, or tags."""

    TEXTS = "texts"
    NOTES = "notes"
    TAGS = "tags"

    @classmethod
    def of(cls, lists: Lists) -> "What":
        """What to count of a list: the words of articles, or the tags of annotations."""
        return cls.TAGS if lists is Lists.ANNOTATIONS else cls.TEXTS

    @property
    def following(self) -> "What":
        return _following(self)


class Sort(StrEnum):
    """By what a list is sorted."""

    COUNT = "count"
    ARTICLES = "articles"
    NAME = "name"

    @property
    def following(self) -> "Sort":
        return _following(self)


_KindT = TypeVar("_KindT", bound=StrEnum)


def _following(one: _KindT) -> _KindT:
    kinds = list(type(one))
    return kinds[(kinds.index(one) + 1) % len(kinds)]


@dataclass(frozen=True, slots=True)
class CountRequest:
    """What to count. ``leaves_out``: without the most frequent words of a language."""

    what: What = What.TEXTS
    query: Query = EVERYTHING
    leaves_out: bool = False


@dataclass(frozen=True, slots=True)
class CountRow:
    """A word or a tag; for a tag, ``count`` includes nested ones and ``own`` does not."""

    name: str
    count: int
    articles: int
    own: int = 0


@dataclass(frozen=True, slots=True)
class CountList:
    """Counted words or tags, the most frequent first. ``total``: all words or tagged passages counted.

    ``different``: how many rows there would be without a limit. ``passed``: the articles looked through so far.
    ``languages``: those of the articles, the one with the most words first.
    """

    asked: CountRequest = CountRequest()
    rows: Sequence[CountRow] = ()
    total: int = 0
    different: int = 0
    passed: int = 0
    is_exact: bool = True
    is_complete: bool = False
    languages: Sequence[str] = ()

    def sorted(self, sort: Sort) -> "CountList":
        """The same list in another order."""
        match sort:
            case Sort.COUNT:
                rows = sorted(self.rows, key=lambda row: (-row.count, -row.articles, row.name))
            case Sort.ARTICLES:
                rows = sorted(self.rows, key=lambda row: (-row.articles, -row.count, row.name))
            case Sort.NAME:
                rows = sorted(self.rows, key=lambda row: (row.name.casefold(), row.name))
        return replace(self, rows=rows)


def count(counting: Counts, asked: CountRequest, sort: Sort, turn: StreamTurn[CountList]) -> None:
    """Count, and emit the list: of words, also while they are counted. Raises StoppedError, StorageError."""
    if asked.what is What.TAGS:
        turn.emit(_tags(counting, asked, turn).sorted(sort))
        return
    tally = WordTally(_MOST_DIFFERENT)
    source = CountSource.TEXTS if asked.what is What.TEXTS else CountSource.NOTES
    passed, due, took = 0, 0.0, 0.0
    steps = counting.words(AnnotationQuery(query=asked.query), source, tally, leaves_out=asked.leaves_out)
    for passed in steps:
        turn.check()
        if turn.is_due and time.monotonic() > due and tally.total:
            begun = time.monotonic()
            turn.emit(_words(tally, asked, passed, is_complete=False).sorted(sort))
            took = time.monotonic() - begun
            due = time.monotonic() + took / _SHARE_OF_TIME
    turn.emit(_words(tally, asked, passed, is_complete=True).sorted(sort))


def _words(tally: WordTally, asked: CountRequest, passed: int, *, is_complete: bool) -> CountList:
    rows = [CountRow(one.word, one.count, one.articles) for one in tally.most_common(_MOST_LISTED)]
    languages = [language for language, _ in tally.languages.most_common() if language]
    return CountList(
        asked, rows, tally.total, tally.different, passed, tally.is_exact, is_complete=is_complete, languages=languages
    )


def _tags(counting: Counts, asked: CountRequest, turn: StreamTurn[CountList]) -> CountList:
    counts = counting.tags(AnnotationQuery(query=asked.query), turn.check)
    rows = [CountRow(one.name, one.within, one.articles, one.count) for one in counts]
    return CountList(asked, rows, different=len(rows), is_complete=True)


def count_header(asked: CountRequest, found: CountList, typed: str, key: str, *, is_counting: bool) -> Header:
    """What is counted, within what, and how much there is. ``key``: the one that counts frequent words too."""
    leaves_out = asked.leaves_out and asked.what is not What.TAGS
    # In many languages, the key stands in the footer alone.
    hint = f" ({key} counts them)" if len(found.languages) < _FEW_LANGUAGES else ""
    frequent = f"without frequent words{hint}" if leaves_out else ""
    detail = " · ".join(filter(None, (visible(typed), _named(found.languages), frequent)))
    if is_counting:
        right = "counting …"
    elif asked.what is What.TAGS:
        right = counted(found.different, "tag")
    elif found.is_complete:
        about = "" if found.is_exact else "about "
        right = f"{counted(found.total, 'word')}, {about}{found.different:,} different"
    else:
        right = f"counting … {counted(found.passed, 'article')}"
    return Header(_TITLES[asked.what], detail, right)


def _named(languages: Sequence[str]) -> str:
    """The languages by their codes, which ``lang:`` takes."""
    more = len(languages) - _MOST_LANGUAGES
    named = ", ".join(map(visible, languages[:_MOST_LANGUAGES]))
    return f"{named} and {more} more" if more > 0 else named


def why_nothing(what: What, *, is_filtered: bool) -> Emptiness:
    """Why there is nothing to count."""
    kind, where = _COUNTED[what]
    ways = [("counts.filter", "count something else"), ("counts.other", "words or tags")]
    why = f"There are no {kind} in the {where}{' that match' if is_filtered else ''}."
    return Emptiness("Nothing to count", why, ways, ("filter", "show_all", "other"))


_TITLES = {What.TEXTS: "Words in articles", What.NOTES: "Words in quotes and notes", What.TAGS: "Tags of passages"}
_COUNTED = {
    What.TEXTS: ("words", "articles"),
    What.NOTES: ("words", "quotes and notes"),
    What.TAGS: ("tags", "annotations"),
}


@dataclass(frozen=True, slots=True)
class CountColumns:
    """The widths of the columns in cells (0 for one that is not there), and the largest number."""

    name: int
    count: int
    share: int
    articles: int
    bar: int
    most: int


def fit_counts(found: CountList, width: int) -> CountColumns:
    """The bar gives way first, then the share."""
    count = max(len(_count_heading(found)), _digits(row.count for row in found.rows))
    articles = max(len("Articles"), _digits(row.articles for row in found.rows))
    share = max(len(_share_heading(found)), _digits(row.own for row in found.rows), len("100.0"))
    longest = max((cell_len(visible(row.name)) for row in found.rows), default=0)
    name = min(max(_LEAST_NAME, longest), _MOST_NAME, max(_LEAST_NAME, width // 3))
    gap = len(_GAP)
    left = width - _BEFORE_NAME - name - count - articles - 2 * gap
    if left < share + gap:
        return CountColumns(max(1, name + min(0, left)), count, 0, articles, 0, _most(found))
    left -= share + gap
    # The bar of the first row ends some way before the scrollbar.
    bar = min(_MOST_BAR, left - gap - 2) if left > _LEAST_BAR + gap else 0
    return CountColumns(name, count, share, articles, bar, _most(found))


def paint_headings(found: CountList, columns: CountColumns, sort: Sort, palette: Palette) -> list[Segment]:
    """The names of the columns; the one sorted by is bright."""
    cells = [
        (padded("Tag" if found.asked.what is What.TAGS else "Word", columns.name), sort is Sort.NAME, columns.name),
        (padded(_count_heading(found), columns.count, right=True), sort is Sort.COUNT, columns.count),
        (padded(_share_heading(found), columns.share, right=True), False, columns.share),
        (padded("Articles", columns.articles, right=True), sort is Sort.ARTICLES, columns.articles),
    ]
    line = [Segment(" " * (_BEFORE_NAME - len(_GAP)), palette.dim)]
    for text, is_sorted, cells_wide in cells:
        if cells_wide:
            line += [Segment(_GAP, palette.dim), Segment(text, palette.title if is_sorted else palette.dim)]
    if columns.bar:
        line.append(Segment(_GAP + scale(columns.most, columns.bar), palette.dim))
    return line


def sort_at(columns: CountColumns, cell: int) -> Sort | None:
    """The order that the heading at a cell stands for; None beside those that sort."""
    gap = len(_GAP)
    end = _BEFORE_NAME + columns.name
    for wide, sort in (
        (0, Sort.NAME),
        (columns.count, Sort.COUNT),
        (columns.share, None),
        (columns.articles, Sort.ARTICLES),
    ):
        end += gap + wide if wide else 0
        if cell < end:
            return sort
    return None


def paint_count(row: CountRow, found: CountList, columns: CountColumns, look: RowLook) -> list[Segment]:
    """One line, as wide as the list."""
    palette = look.palette
    is_tag = found.asked.what is What.TAGS
    share = (f"{row.own:,}" if row.own else "–") if is_tag else per_thousand(row.count, found.total)
    colored = palette.tag_style(row.name) if is_tag else palette.tag
    name = palette.title if look.is_current else palette.text
    if is_tag:
        name = colored + Style(bold=look.is_current)
    parts: list[tuple[str, Style]] = [
        (" ", palette.text),
        (padded(visible(row.name), columns.name), name),
        (_GAP + padded(f"{row.count:,}", columns.count, right=True), palette.text),
    ]
    if columns.share:
        parts.append((_GAP + padded(share, columns.share, right=True), palette.dim))
    parts.append((_GAP + padded(f"{row.articles:,}", columns.articles, right=True), palette.dim))
    if columns.bar:
        parts.append((_GAP + bar(row.count, columns.most, columns.bar), colored))
    return row_line(parts, look)


def per_thousand(count: int, total: int) -> str:
    """How many of a thousand words it is; small shares with two digits that matter."""
    share = 1_000 * count / total if total else 0
    return f"{share:.1f}" if share >= 1 else f"{share:.2f}" if share >= 0.01 else "<0.01"


def _count_heading(found: CountList) -> str:
    return "Passages" if found.asked.what is What.TAGS else "Count"


def _share_heading(found: CountList) -> str:
    return "Own" if found.asked.what is What.TAGS else "per 1,000"


def _digits(numbers: Iterable[int]) -> int:
    return max((len(f"{number:,}") for number in numbers), default=0)


def _most(found: CountList) -> int:
    return max((row.count for row in found.rows), default=0)


class CountTable:
    """Counts in columns, which are fitted once for each width."""

    def __init__(self, found: CountList, sort: Sort) -> None:
        self.found = found
        self._sort = sort
        self._columns: dict[int, CountColumns] = {}

    def _fitted(self, width: int) -> CountColumns:
        if width not in self._columns:
            self._columns[width] = fit_counts(self.found, width)
        return self._columns[width]

    def sought(self, index: int) -> "Sought | None":
        """What is counted in a row; None if there is none."""
        return Sought(self.found.rows[index].name, self.found.asked) if index < len(self.found.rows) else None

    def headings(self, width: int, palette: Palette) -> list[Segment]:
        return paint_headings(self.found, self._fitted(width), self._sort, palette)

    def sort_at(self, cell: int, width: int) -> Sort | None:
        """The order that the heading at a cell stands for; None beside those that sort."""
        return sort_at(self._fitted(width), cell)

    def paint(self, index: int, look: RowLook) -> PaintedRow:
        row, columns = self.found.rows[index], self._fitted(look.width)
        return [paint_count(row, self.found, columns, look)]


@dataclass(frozen=True, slots=True)
class Sought:
    """A counted word or tag, and what was counted."""

    name: str
    asked: CountRequest


class CountPlace(NamedTuple):
    """A counted word between others, or a passage with a counted tag, of which all is ``after``."""

    title: str
    before: str
    word: str
    after: str


def places_preview(services: Services, at: Callable[[int], Sought | None]) -> PreviewSpec[Sought, Sequence[CountPlace]]:
    """Where the word or the tag under the cursor stands, on screens with room for that beside the counts."""
    return PreviewSpec(
        at,
        lambda _, places: partial(place_lines, places or ()),
        lambda sought_one: sought_one,
        lambda sought_one: list(islice(_places(services, sought_one), _MOST_PLACES)),
        high=_NEVER_HIGH,
        wide=_WIDE_ENOUGH,
    )


def _places(services: Services, wanted: Sought) -> Iterator[CountPlace]:
    query, what = wanted.asked.query, wanted.asked.what
    if what is What.TAGS:
        asked = AnnotationQuery(query=all_of(query, has_tag_term(wanted.name)))
        for record, annotations in services.library.each_article(asked):
            yield from (CountPlace(record.title, "", "", one.quoted_text) for one in annotations)
        return
    # The space ends the word: it is not the beginning of others.
    finds, scope = sought(f"{wanted.name} "), Scope(query)
    with services.search() as searching:
        hits = searching.in_notes(finds, scope) if what is What.NOTES else searching.in_texts(finds, scope)
        yield from (CountPlace(hit.record.title, hit.before, hit.hit, hit.after) for hit in hits)


def place_lines(places: Sequence[CountPlace], sheet: Sheet) -> list[Text]:
    """By article, with the words below each other."""
    palette, parts = sheet.palette, list[list[Text]]()
    for title, group in groupby(places, key=lambda place: place.title):
        parts.append([Text(fitted(visible(title), sheet.width), palette.dim)])
        for place in group:
            words = fitted(one_line(place.word), sheet.width // 2)
            before = (sheet.width - cell_len(words)) // 2 if words else 0
            line = Text().append(ending_at(one_line(place.before), before), palette.text).append(words, palette.hit)
            after = one_line(place.after)
            cut = beginning_at if words else fitted
            parts[-1].append(line.append(cut(after, sheet.width - before - cell_len(words)), palette.text))
    return spaced(parts)
