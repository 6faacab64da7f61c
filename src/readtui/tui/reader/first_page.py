"""The picture of the page that an article opens with next time, painted beside the page that is on the screen."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.style import Style
from rich.text import Text
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import Visual, visualize
from textual.widget import Widget

from readtui.tui.article.line_marks import annotations_by_line
from readtui.tui.article.outline import Outline
from readtui.tui.article.position_bar import PositionBar
from readtui.tui.article.status_line import Status, StatusLine
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.palette import Palette
from readtui.tui.notes.marginalia import Marginalia
from readtui.tui.notes.note_strip import NoteStrip
from readtui.tui.reader.panes import ReaderPanes
from readtui.tui.widgets.key_footer import KeyFooter


class Picture(NamedTuple):
    """The rows of each part of the screen, and the output for the lines of the text, of which ``first`` are above."""

    parts: Sequence[tuple[Region, Sequence[Strip]]]
    first: int
    lines: Sequence[str]


def picture_of(
    viewport: Viewport, panes: ReaderPanes, status: Status, footer: KeyFooter, palette: Palette, console: Console
) -> Picture:
    """Paint ``viewport``, ``status`` and ``footer``, which are on no screen, as ``panes`` would, in their places."""
    # The terminal keeps no graphics for the next time.
    with viewport.gallery.in_half_blocks():
        parts = [(pane.region, rows) for pane, rows in _parts(viewport, panes, status, footer, palette) if pane.display]
        above, strips = _strips_around(viewport, panes, viewport.height // 4, viewport.height)
    margin = panes.marginalia
    # Notes beside the wrong lines would be wrong.
    blank = Strip.blank(margin.size.width if margin.display else 0, palette.text).render(console)
    return Picture(parts, above, [strip.render(console) + blank for strip in strips])


def _parts(
    viewport: Viewport, panes: ReaderPanes, status: Status, footer: KeyFooter, palette: Palette
) -> Iterator[tuple[Widget, Sequence[Strip]]]:
    outline = Outline(viewport.article, viewport.stops.headings, palette)
    outline.widths = viewport.widths
    outline.stand_for(panes.outline.size)
    outline.set_present(viewport.article.block_index_at(viewport.cursor.start))
    yield panes.outline, outline.make_rows()
    strips = panes.text.strips_of(viewport)
    rows = strips.of(viewport.frame, viewport.annotations_by_row)
    yield panes.text, rows + [strips.blank] * (viewport.height - len(rows))
    marginalia = Marginalia(viewport, palette)
    marginalia.is_whole = True
    for pane, anew in (
        (panes.marginalia, marginalia),
        (panes.bar, PositionBar(viewport, palette)),
        (panes.strip, NoteStrip(viewport, palette)),
    ):
        anew.stand_for(pane.size)
        yield pane, anew.make_rows()
    line = StatusLine()
    line.show(status)
    yield panes.status, rows_of(panes.status, line.text_for(panes.status.size.width, panes.status.style_of))
    yield panes.keys, rows_of(panes.keys, footer.text_for(panes.keys.size.width, panes.keys.style_of))


def _strips_around(viewport: Viewport, panes: ReaderPanes, above: int, below: int) -> tuple[int, list[Strip]]:
    """How many lines above the screen are included, and the strips of those, the visible lines and some below."""
    first = viewport.lines.move(viewport.top, -above)
    before = viewport.lines.distance(first, viewport.top, above)
    positions = viewport.lines.window(first, before + viewport.height + below)
    lines = [viewport.lines.line(position) for position in positions]
    return before, panes.text.strips_of(viewport).of(positions, annotations_by_line(viewport.session, lines))


def rows_of(widget: Widget, text: Text) -> list[Strip]:
    """The rows of a widget without a frame that would show ``text`` instead of its own."""
    (width, height), style = widget.size, widget.visual_style
    strips = Visual.to_strips(widget, visualize(widget, text, markup=False), width, height, style)
    ground = Style(bgcolor=style.rich_style.bgcolor)
    return [strip.adjust_cell_length(width, ground) for strip in strips]
