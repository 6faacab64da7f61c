"""Hits of a search as rows, grouped by article."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from readtui.services.finding.search import Hit
from readtui.text.clean import clean
from readtui.tui.annotations.headings import Heading, heading_row
from readtui.tui.palettes.palette import Palette
from readtui.tui.widgets.cells import fitted
from readtui.tui.widgets.record_table import CURSOR, PaintedRow, Row

FIELDS = {"quote": "❝", "note": "✎", "tags": "#", "reply": "↳"}
_LEAST_BEFORE, _LEAST_ABOUT = 3, 6


@dataclass(frozen=True, slots=True)
class HitRow:
    """A hit, and its number in the list."""

    hit: Hit
    number: int


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
