"""Keeps the rest of a row in its columns if a widget writes text whose width terminals disagree on.

The reader's text is laid out for the terminal. Titles, tags and labels elsewhere are laid out with Rich's widths; the
next gap of the row absorbs the difference. If there is no gap, graphemes are drawn over as many cells as Rich counts.
"""

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.renderables.background_screen import BackgroundScreen

from readtui.layout.glyphs import glyphs, is_single
from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.tui.widgets.placed_text import placed, unplaced

_PLAIN = Style()
_DIM = Style(dim=True, bold=False)
_GAP = re.compile("(?P<space>  +)|──+")
_GAP_OR_END = re.compile("(?P<space>  +(?! *$))| +$|──+")


class GlyphFilter(LineFilter):
    """Draws such graphemes over their own cells on a terminal that measures by ``widths``.

    ``before`` are the filters that run first. Textual's own forget that a segment takes no cells.
    """

    def __init__(self, before: Sequence[LineFilter] = (), widths: CellWidths = UNKNOWN_TERMINAL) -> None:
        super().__init__()
        self.before = before
        self.widths = widths

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with such graphemes placed."""
        controls = [segment.control for segment in segments]
        for one in self.before:
            segments = one.apply(segments, background)
        if any(controls):
            pairs = zip(segments, controls, strict=True)
            segments = [segment._replace(control=control) for segment, control in pairs]
        return in_columns(segments, self.widths)


def in_columns(segments: list[Segment], widths: CellWidths) -> list[Segment]:
    """The segments, those with such graphemes split up; the number of cells stays the same."""
    if all(segment.control or is_single(segment.text, 0, len(segment.text)) for segment in segments):
        return segments
    made: list[Segment] = []
    over = 0
    parts = [(segment, *part) for segment in segments for part in _parts(segment, widths)]
    for number, (segment, text, cells) in enumerate(parts, 1):
        if cells:
            made.extend(placed(text, cells, segment.style or _PLAIN))
            over += cells - cell_len(text)
        else:
            shown, over = _made_good(text, over, is_last=number == len(parts))
            made.append(segment._replace(text=shown))
    return made if not over else [part for segment in segments for part in _overlapping(segment, widths)]


def _made_good(text: str, over: int, *, is_last: bool) -> tuple[str, int]:
    """The text with gaps that absorb the excess width before it (negative: the missing width), and the rest to absorb.

    A gap is two or more spaces, of which one stays, a rule, or the spaces at the end of the row.
    """
    parts, start = [], 0
    for gap in (_GAP_OR_END if is_last else _GAP).finditer(text):
        cells = max(1 if gap["space"] else 0, len(gap[0]) - over)
        over -= len(gap[0]) - cells
        parts.append(text[start : gap.start()] + gap[0][0] * cells)
        start = gap.end()
    return "".join(parts) + text[start:], over


def _overlapping(segment: Segment, widths: CellWidths) -> Iterator[Segment]:
    """The segment in its own cells, if no gap can absorb the difference."""
    for text, cells in _parts(segment, widths):
        if cells:
            yield from placed(text, cell_len(text), segment.style or _PLAIN)
        else:
            yield segment._replace(text=text)


def _parts(segment: Segment, widths: CellWidths) -> Iterator[tuple[str, int]]:
    """The parts of a segment: such graphemes with their cells, and the text between them with 0."""
    text, start = segment.text, 0
    if not segment.control and not is_single(text, 0, len(text)):
        for glyph in glyphs(text, 0, len(text), widths):
            if glyph.is_disputed and cell_len(text[glyph.start : glyph.end]):
                if start < glyph.start:
                    yield text[start : glyph.start], 0
                yield text[glyph.start : glyph.end], glyph.cells
                start = glyph.end
    if start < len(text):
        yield text[start:], 0


def seen_through(background: RenderableType, *, is_dim: bool = False) -> RenderableType:
    """The ``render`` result of a dialog that lets the whole screen behind it show through.

    ``is_dim``: dim it with a text attribute, where the terminal's own colors cannot be blended.
    """
    return SeenThrough(background, is_dim=is_dim) if isinstance(background, BackgroundScreen) else background


class SeenThrough:
    """The part of the screen that a dialog shows behind it. Textual tints it as text, so all of it must be text."""

    def __init__(self, background: RenderableType, *, is_dim: bool) -> None:
        self._background = background
        self._style = _DIM if is_dim else None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        return Segment.apply_style(unplaced(console.render(self._background, options)), post_style=self._style)
