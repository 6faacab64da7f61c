"""Hits of a search as lines of a concordance: the words found in one column, with what stands around them."""

from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from readtui.layout.keyword_in_context import beginning_at, ending_at
from readtui.search.full_text.words import is_in_word
from readtui.services.finding.concordance import Order
from readtui.services.finding.search import Hit
from readtui.text.clean import visible
from readtui.tui.palettes.palette import Palette
from readtui.tui.search.rows import FIELDS, about_hit, one_line
from readtui.tui.widgets.cells import fitted, padded
from readtui.tui.widgets.record_table import CURSOR

_MOST_WORDS = 24
_LEAST_TITLE, _MOST_TITLE = 16, 30
_WIDE = 110
_GAP = 2


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
