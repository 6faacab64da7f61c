"""The hits of a search as rows: below their articles, or as a concordance with the words found in one column."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from readtui.search.full_text.words import is_in_word
from readtui.services.finding.concordance import Order, beginning_at, ending_at, in_order
from readtui.services.finding.search import Hit
from readtui.text.clean import clean, visible
from readtui.tui.colors.palette import Palette
from readtui.tui.lists.annotation_rows import Heading, heading_row, paint_heading
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.record_table import CURSOR, PaintedRow, Row

FIELDS = {"quote": "❝", "note": "✎", "tags": "#", "reply": "↳"}
_LEAST_BEFORE, _LEAST_ABOUT = 3, 6
_MOST_WORDS = 24
_LEAST_TITLE, _MOST_TITLE = 16, 30
_WIDE = 110
_GAP = 2


@dataclass(frozen=True, slots=True)
class HitRow:
    """A hit, and its number in the list."""

    hit: Hit
    number: int


@dataclass(frozen=True, slots=True)
class HitList:
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

    def paint(self, index: int, width: int, palette: Palette, *, is_current: bool) -> PaintedRow:
        """The lines of a row."""
        shown = self.shown[index]
        if isinstance(shown, Heading):
            heading: list[list[Segment]] = paint_heading(shown, width, palette, is_first=index == 0)
            return heading
        if self.order is not None:
            columns = fit_concordance(self.longest, width)
            return [paint_concordance_line(shown.hit, columns, self.order, palette, is_current=is_current)]
        lines: list[list[Segment]] = paint_hit(shown.hit, width, palette, is_current=is_current)
        return lines


def listed(hits: Sequence[Hit], order: Order | None, *, is_complete: bool) -> HitList:
    """The rows for these hits. For thousands of hits, call it in a thread."""
    articles = len({hit.record.id for hit in hits})
    if order is None:
        rows, shown = make_rows(hits)
        return HitList(hits, rows, shown, None, 0, articles, is_complete)
    numbers = {id(hit): number for number, hit in enumerate(hits)}
    lines = [HitRow(hit, numbers[id(hit)]) for hit in in_order(hits, order)]
    rows = [Row(str(line.number)) for line in lines]
    return HitList(hits, rows, lines, order, longest_words(list(hits)), articles, is_complete)


# ---------------------------------------------------------------------- below their articles


def make_rows(hits: Sequence[Hit]) -> tuple[list[Row], list[Heading | HitRow]]:
    """The rows of the table, and what each row shows: a heading per article, then its hits."""
    rows: list[Row] = []
    shown: list[Heading | HitRow] = []
    number = 0
    for _, group in groupby(hits, key=lambda hit: hit.record.id):
        members = list(group)
        heading = Heading(members[0].record.id, len(members), record=members[0].record)
        rows.append(heading_row(heading, is_first=not rows, can_stop=False))
        shown.append(heading)
        for hit in members:
            rows.append(Row(str(number), 1))
            shown.append(HitRow(hit, number))
            number += 1
    return rows, shown


def paint_hit(hit: Hit, width: int, palette: Palette, *, is_current: bool) -> PaintedRow:
    """Paint the hit with as much around it as has room; the words before it give way first.

    What tags are on, or a reply answers, stands behind them.
    """
    behind = palette.cursor if is_current else palette.text
    mark = f" {FIELDS.get(hit.field, ' ')} "
    room = max(1, width - 2 - cell_len(mark))
    words = fitted(one_line(hit.hit), room)
    before = ("…" if hit.has_more_before else "") + one_line(hit.before)
    after = one_line(hit.after) + ("…" if hit.has_more_after else "")
    left = room - cell_len(words)
    size = max(min(_LEAST_BEFORE, left), min(cell_len(before), left - min(cell_len(after), left // 2)))
    before = _from_the_right(before, size)
    after = fitted(after, left - cell_len(before))

    def styled(style: Style) -> Style:
        return style + behind if is_current else style

    about = about_hit(hit, left - cell_len(before) - cell_len(after))
    used = cell_len(before) + cell_len(words) + cell_len(after) + cell_len(about)
    return [
        [
            Segment(CURSOR if is_current else " ", palette.cursor_gutter),
            Segment(mark, styled(palette.dim)),
            Segment(before, styled(palette.text)),
            Segment(words, palette.hit),
            Segment(after, styled(palette.text)),
            Segment(about, styled(palette.dim)),
            Segment(" " * max(0, width - 1 - cell_len(mark) - used), behind),
        ]
    ]


def about_hit(hit: Hit, cells: int) -> str:
    """What the tags or the reply that were found are on, in so many cells; "" for other hits, and without room."""
    return fitted(f"  {one_line(hit.about)}", cells) if hit.about and cells >= _LEAST_ABOUT else ""


def _from_the_right(text: str, cells: int) -> str:
    """The end of the text in at most so many cells, with an ellipsis if it was cut."""
    if cell_len(text) <= cells:
        return text
    text = text.removeprefix("…")
    while text and cell_len(text) > cells - 1:
        text = text[1:]
    return f"…{text.lstrip()}" if cells > 0 else ""


def one_line(text: str) -> str:
    """The text on one line, with the spaces at its ends."""
    return clean(text).text.replace("\n", " ").replace("\t", " ")


# ---------------------------------------------------------------------- as a concordance


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


def paint_concordance_line(
    hit: Hit, columns: ConcordanceColumns, order: Order, palette: Palette, *, is_current: bool
) -> list[Segment]:
    """One line. Where the lines are sorted by a side, its nearest word is bright."""
    behind = palette.cursor if is_current else palette.text

    def styled(style: Style) -> Style:
        return style + behind if is_current else style

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
    line = [
        Segment(CURSOR if is_current else " ", palette.cursor_gutter),
        Segment(f"{FIELDS.get(hit.field, ' ')} ", styled(palette.dim)),
        Segment(before[:left], styled(palette.text)),
        Segment(before[left:], styled(palette.title if order is Order.LEFT else palette.text)),
        Segment(words, palette.hit),
        Segment(after[:right], styled(palette.title if order is Order.RIGHT else palette.text)),
        Segment(after[right:], styled(palette.text)),
        Segment(about, styled(palette.dim)),
        Segment(" " * space, styled(palette.text)),
    ]
    if columns.title:
        title = padded(visible(hit.record.title), columns.title)
        line.append(Segment(" " * _GAP + title, styled(palette.dim)))
    return line


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
