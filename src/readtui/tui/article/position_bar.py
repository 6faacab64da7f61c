"""A thin bar at the edge: which part of the text is visible, and where the annotations and the hits of a search are."""

from itertools import pairwise
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip

from readtui.tui.article.page import Pane
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.palette import Palette

_SEEN, _HIT = "┃", "•"
_FEW, _SEVERAL, _MANY = "╺", "━", "█"
_SOME, _CROWD = 2, 5
_ON_SEEN = {_FEW: "┠", _SEVERAL: "┣"}


class _Heat(NamedTuple):
    """How many annotations begin in the part of the text that a row stands for, the color of the first, and whether
    there is a hit.
    """

    annotations: int = 0
    color: str | None = None
    is_hit: bool = False

    @property
    def glyph(self) -> str:
        """Heavier for more annotations; a hit comes before them."""
        if self.is_hit:
            return _HIT
        if not self.annotations:
            return ""
        return _FEW if self.annotations < _SOME else _SEVERAL if self.annotations < _CROWD else _MANY


class PositionBar(Pane):
    """One column for the whole text; empty when all of it is visible."""

    DEFAULT_CSS = "PositionBar { width: 1; height: 1fr; }"

    def __init__(self, viewport: Viewport, palette: Palette) -> None:
        super().__init__(palette)
        self._viewport = viewport
        self._heat_of: tuple[object, ...] = ()
        self._heat: list[_Heat] = []
        self._is_dragged = False
        self._strips: dict[tuple[str, Style], Strip] = {}

    def on_unmount(self) -> None:
        """Let go of what was painted."""
        self._strips.clear()
        self._heat = []

    def set_palette(self, palette: Palette) -> None:
        self._strips.clear()
        super().set_palette(palette)

    def turn_wheel(self, lines: int) -> None:
        self._viewport.scroll_lines(lines)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Show the part of the text that this row stands for, and follow the mouse."""
        self.capture_mouse()
        self._is_dragged = True
        self._show_at(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Go on to where the mouse is."""
        if self._is_dragged:
            self._show_at(event)

    def on_mouse_up(self) -> None:
        self._is_dragged = False
        self.release_mouse()

    def _show_at(self, event: events.MouseEvent) -> None:
        if self.size.height:
            self._viewport.show_share(max(0.0, min(1.0, (event.y + 0.5) / self.size.height)))

    def make_rows(self) -> list[Strip]:
        """The rows of the visible part are joined by a line; the others only have their marks."""
        height, palette = self.size.height, self.palette
        if not height:
            return []
        start, end = self._viewport.fraction
        first = min(height - 1, round(start * height))
        last = min(height, max(first + 1, round(end * height)))
        if last - first == height:
            return [self._strip(" ", palette.text)] * height
        return [self._row(heat, is_seen=first <= row < last) for row, heat in enumerate(self._heat_in(height))]

    def _row(self, heat: _Heat, *, is_seen: bool) -> Strip:
        palette, glyph = self.palette, heat.glyph
        if not glyph:
            return self._strip(_SEEN, palette.faint) if is_seen else self._strip(" ", palette.text)
        style = palette.tag if heat.is_hit else palette.highlight(heat.color).gutter
        return self._strip(_ON_SEEN.get(glyph, glyph) if is_seen else glyph, style)

    def _strip(self, glyph: str, style: Style) -> Strip:
        strip = self._strips.get((glyph, style))
        if strip is None:
            strip = self._strips[glyph, style] = Strip([Segment(glyph, style)], 1)
        return strip

    def _heat_in(self, height: int) -> list[_Heat]:
        """The marks of each row. They rarely change while the text moves."""
        session, hits = self._viewport.session, self._viewport.hits
        heat_of = (self.palette.tags, session, session.edition, session.is_complete, hits, hits.current, height)
        if heat_of != self._heat_of:
            self._heat_of, self._heat = heat_of, self._measured(height)
        return self._heat

    def _measured(self, height: int) -> list[_Heat]:
        session, hits, color_of = self._viewport.session, self._viewport.hits, self.palette.tags.color_of
        length = len(session.article.text)
        bounds = [row * length // height for row in range(height)] + [length + 1]
        # Those around the reading position alone would look like all of them.
        spread = session.spread(bounds) if session.is_complete else [(0, None)] * height
        return [
            _Heat(count, None if first is None else color_of(first), bool(hits.beginning_between(start, end)))
            for (count, first), (start, end) in zip(spread, pairwise(bounds), strict=True)
        ]
