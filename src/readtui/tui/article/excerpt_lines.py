"""Paints an excerpt with its passage; the gutter marks the passage and the lines that differ."""

from collections.abc import Iterator
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style

from readtui.layout.line import make_run
from readtui.layout.wrap import wrap
from readtui.model.passage import Passage
from readtui.services.annotating.passage_comparison import Excerpt
from readtui.tui.article.line_marks import HIGHLIGHT
from readtui.tui.colors.palette import Palette
from readtui.tui.widgets.cells import fitted

REMOVED, INSERTED = "−", "+"
PLACE = "›"
_GUTTER = 3


def paint_excerpt(
    excerpt: Excerpt, width: int, palette: Palette, color: str | None, *, is_old: bool
) -> tuple[list[list[Segment]], int]:
    """Return the painted lines, each at most ``width`` cells, and the index of the line where the passage begins.

    Changed words are struck through in an old text and underlined in a new one; their lines are marked in the gutter.
    """
    text, sign = excerpt.text, REMOVED if is_old else INSERTED
    mark_style = palette.removed if is_old else palette.inserted
    bar_style = palette.highlight(color).gutter
    lines: list[list[Segment]] = []
    begins = 0
    for start, end in _lines(text, max(8, width - _GUTTER)):
        if start <= excerpt.at:
            begins = len(lines)
        in_passage = excerpt.passage is not None and excerpt.passage.overlaps(Passage(start, max(end, start + 1)))
        differs = any(one.overlaps(Passage(start, end)) for one in excerpt.differing)
        gutter = [
            Segment(HIGHLIGHT if in_passage else " ", bar_style),
            Segment(sign if differs else " ", Style(color=mark_style.color, bgcolor=mark_style.bgcolor, bold=True)),
            Segment(" ", palette.text),
        ]
        lines.append(gutter + _painted(excerpt, start, end, palette, mark_style))
    if excerpt.passage is None and lines:
        lines[begins][1] = Segment(PLACE, palette.review)
    if excerpt.cut_before and lines:
        lines[0].insert(_GUTTER, Segment("… ", palette.dim))
    if excerpt.cut_after and lines:
        lines[-1].append(Segment(" …", palette.dim))
    return lines, begins


def _lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Half-open ranges, one per line, leaving room for an ellipsis at either end."""
    start = 0
    for part in text.split("\n"):
        end = start + len(part)
        yield from (
            wrap(text, start, end, max(1, width - 2))
            if start == 0 or end == len(text)
            else wrap(text, start, end, width)
        )
        start = end + 1


def _painted(excerpt: Excerpt, start: int, end: int, palette: Palette, mark_style: Style) -> list[Segment]:
    """Paint one line, split wherever the passage or a difference begins or ends."""
    marks = [one for one in excerpt.differing if one.start < end and start < one.end]
    passage = excerpt.passage
    cuts = {start, end}
    for one in (*marks, *([passage] if passage else [])):
        cuts.update(offset for offset in (one.start, one.end) if start < offset < end)
    run = make_run(excerpt.text, start, end, 0)
    segments = []
    for first, last in pairwise(sorted(cuts)):
        style = palette.text if passage is not None and first in passage else palette.dim
        if any(first in one for one in marks):
            style = mark_style
        segments.append(Segment(run.written(excerpt.text, first, last), style))
    return segments


def paint_heading(title: str, detail: str, width: int, palette: Palette) -> list[Segment]:
    """Paint the heading of one side: title, dim detail, and a thin rule to the end of the line."""
    title = fitted(title, width)
    detail = fitted(f"  {detail}", width - len(title)) if detail else ""
    rule = " " + "─" * max(0, width - len(title) - len(detail) - 1)
    return [Segment(title, palette.subheading), Segment(detail, palette.dim), Segment(rule, palette.faint)]
