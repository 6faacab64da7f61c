"""The hits of a search as rows: below their articles, or as a concordance."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment

from readtui.services.finding.concordance import Order, in_order
from readtui.services.finding.search import Hit
from readtui.tui.annotations.headings import Heading, paint_heading
from readtui.tui.palettes.palette import Palette
from readtui.tui.search.concordance_rows import fit_concordance, longest_words, paint_concordance_line
from readtui.tui.search.rows import HitRow, make_rows, paint_hit
from readtui.tui.widgets.record_table import PaintedRow, Row


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
