"""Keeps the rest of a row in its columns where a widget writes text on whose width terminals differ.

The reader's text is laid out for the terminal. Titles, tags and labels elsewhere are laid out by Rich's widths: their
graphemes are drawn over as many cells as Rich counts, whatever the terminal makes of them.
"""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.renderables.background_screen import BackgroundScreen

from readtui.layout.glyphs import glyphs, is_single
from readtui.tui.article.placed_text import placed, unplaced

_PLAIN = Style()


class PlacingFilter(LineFilter):
    """Draws such graphemes over cells of their own; ``before`` are the filters that come first.

    Those of Textual forget of a segment that it takes no cells.
    """

    def __init__(self, before: Sequence[LineFilter] = ()) -> None:
        super().__init__()
        self.before = before

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments with such graphemes."""
        controls = [segment.control for segment in segments]
        for one in self.before:
            segments = one.apply(segments, background)
        if any(controls):
            pairs = zip(segments, controls, strict=True)
            segments = [segment._replace(control=control) for segment, control in pairs]
        return in_columns(segments)


def in_columns(segments: list[Segment]) -> list[Segment]:
    """The segments, those with such graphemes in parts; as many cells as before."""
    if all(segment.control or is_single(segment.text, 0, len(segment.text)) for segment in segments):
        return segments
    return [part for segment in segments for part in _placed_parts(segment)]


def _placed_parts(segment: Segment) -> Iterator[Segment]:
    text, style, control = segment
    start = 0
    if not control and not is_single(text, 0, len(text)):
        for glyph in glyphs(text, 0, len(text)):
            cells = cell_len(text[glyph.start : glyph.end]) if glyph.is_disputed else 0
            if cells:
                if start < glyph.start:
                    yield Segment(text[start : glyph.start], style)
                yield from placed(text[glyph.start : glyph.end], cells, style or _PLAIN)
                start = glyph.end
    if start < len(text):
        yield Segment(text[start:], style, control)


def seen_through(background: RenderableType) -> RenderableType:
    """What a dialog's ``render`` gives, so that all of the screen behind it is seen."""
    return SeenThrough(background) if isinstance(background, BackgroundScreen) else background


class SeenThrough:
    """What a dialog shows of the screen behind it. Textual tints that as text, and needs all of it to be text."""

    def __init__(self, background: RenderableType) -> None:
        self._background = background

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        return unplaced(console.render(self._background, options))
