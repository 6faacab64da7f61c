"""The private names of Textual that readtui needs. If a release of Textual moves one of them,
``tests/tui/terminal/test_textual_insides.py`` says what has changed.

Textual has no public way to end its input thread at once, so readtui runs its own, which needs Textual's parser: what
turns a terminal's bytes into messages.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from textual._compositor import Compositor
from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.geometry import Region
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

_divide = Strip.divide
_render_chops = Compositor._render_chops
_ESCAPE = "\x1b"
_GOES_ON = ("[", "O", _ESCAPE)
_APART = 0.02
"""Seconds: nobody types that fast, and what a terminal sends for one key arrives faster, even byte by byte."""


class KeyParser(XTermParser):
    """Textual's parser, but for Escape and a key that follows within the tenth of a second in which Textual takes both
    for Alt and the key.
    """

    _escaped: float | None = None

    def typed(self, text: str, now: float) -> Iterator[Message]:
        """The messages for what has arrived at a time in seconds."""
        is_apart = self._escaped is not None and now - self._escaped >= _APART
        if is_apart and self._timeout_time is not None and not text.startswith(_GOES_ON):
            self._timeout_time = 0.0
            yield from self.tick()
        yield from self.feed(text)
        self._escaped = now if text.endswith(_ESCAPE) else None


def hold_frames(app: App[Any]) -> None:
    """Draw nothing from now on; what should be drawn is remembered."""
    app._begin_batch()


def release_frames(app: App[Any], drawn: Callable[[], None]) -> None:
    """Draw everything that was held back, and say when it is ``drawn``."""
    app._end_batch()
    if app.screen_stack:
        app.screen.call_after_refresh(drawn)
        app.screen.check_idle()


def forget_drawn(screen: Screen[object]) -> None:
    """Let go of what the widgets of a closed screen have drawn.

    Textual would keep the last 1,024 widgets, with all their lines. The lines have seven caches each; left to Python's
    search for garbage, they are most of what it has to find.
    """
    StylesCache.get_inner_outer.cache_clear()
    for widget in screen.walk_children(Widget, with_self=True):
        widget._styles_cache.clear()


def rows_on(screen: Screen[Any]) -> list[Strip]:
    """All rows of a screen as they are drawn."""
    return screen._compositor.render_strips(screen.size)


def let_go_of_strips() -> None:
    """Have each painted row freed when nothing shows it any more.

    In Textual, a row that fills its place holds itself as the result of ``divide``, so that only Python's search for
    garbage frees it, with its seven caches. With rows, that search had twice as much to do.
    """
    Strip.divide = _divided  # type: ignore[method-assign, assignment]


def _divided(strip: Strip, cuts: Iterable[int]) -> Sequence[Strip]:
    at = [cut for cut in cuts if cut <= strip.cell_length]
    return [strip] if at == [strip.cell_length] else _divide(strip, at)


def render_only_what_is_drawn() -> None:
    """Have Textual render no more than the rows that it draws, and no widget that is elsewhere or behind another one.

    It renders all rows of every widget beside the one that has changed, and of those that hold them: seven widgets for
    one line of a list.
    """
    Compositor._render_chops = _rendered  # type: ignore[method-assign, assignment]


def _rendered(
    compositor: Compositor, crop: Region, is_rendered_line: Callable[[int], bool]
) -> Sequence[Mapping[int, Strip]]:
    whole = compositor.visible_widgets
    rows = Region(0, crop.y, compositor.size.width, crop.height)
    drawn: dict[Widget, tuple[Region, Region]] = {}
    # Those in front come first.
    for widget, (region, clip) in whole.items():
        shown = region.intersection(clip)
        if shown.overlaps(crop):
            drawn[widget] = region, clip.intersection(rows)
        if shown.contains_region(crop):
            break
    # Textual keeps where widgets begin and end, and must find it among all of them.
    if compositor.cuts:
        compositor._visible_widgets = drawn
    try:
        return _render_chops(compositor, crop, is_rendered_line)
    finally:
        # Unless Textual has found meanwhile that widgets are elsewhere.
        if compositor._visible_widgets is drawn:
            compositor._visible_widgets = whole
