"""Shows a viewport on an article: paints its lines and passes mouse events on."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from readtui.layout.article_layout import ArticleLayout, LinePosition
from readtui.layout.line import Line
from readtui.layout.old_words import key_in
from readtui.model.annotation import Annotation
from readtui.model.block import Block, BlockKind
from readtui.text.sections import Headings
from readtui.tui.article.arrangement import PanePlace
from readtui.tui.article.line_marks import LineMarks, Marks, annotations_by_line, row_segments
from readtui.tui.article.line_painter import LinePainter
from readtui.tui.article.page import Page, Pane
from readtui.tui.article.viewport import Viewport
from readtui.tui.colors.code_colors import CodeSpans, code_spans
from readtui.tui.colors.palette import Palette
from readtui.tui.daemon_thread import in_thread
from readtui.tui.pictures.gallery import NO_GALLERY, Gallery
from readtui.tui.widgets.placed_strip import strip_of

_KEPT_STRIPS = 2000


class ArticleStrips:
    """The strips of one layout, whose text has its ``place`` in a row.

    ``code`` holds the syntax spans of code blocks, by the start of the block. ``tell_code_apart`` is called when a
    block that is not in it becomes visible. ``gallery`` has the pictures.
    """

    def __init__(
        self,
        lines: ArticleLayout,
        palette: Palette,
        marks: LineMarks,
        place: PanePlace,
        code: dict[int, CodeSpans],
        tell_code_apart: Callable[[Block], None],
        gallery: Gallery = NO_GALLERY,
    ) -> None:
        self.lines = lines
        self._marks = marks
        self.place = place
        self._tell_code_apart = tell_code_apart
        self._code = code
        self._gallery = gallery
        self._painter = LinePainter(lines.article, palette, code, lines.widths, gallery)
        self._strips: dict[tuple[LinePosition, Marks, int], Strip] = {}
        self.blank = Strip.blank(place.width, palette.text)
        """A row without text."""

    def of(self, positions: Sequence[LinePosition], annotations: Sequence[Sequence[Annotation]]) -> list[Strip]:
        """The strips of consecutive lines; ``annotations`` holds the annotations on each line."""
        if len(self._strips) > _KEPT_STRIPS:
            self._strips.clear()
        lines = [self.lines.line(position) for position in positions]
        marks_of_lines = self._marks.of(lines, annotations, self._painter.palette.tags)
        return [self._strip(*one) for one in zip(positions, lines, marks_of_lines, strict=True)]

    def _strip(self, position: LinePosition, line: Line, marks: Marks) -> Strip:
        if line.is_gap and not line.decor and line.picture is None:
            return self.blank
        if line.is_gap and line.picture is None and key_in(line) is None:
            # The end card changes; there are few such lines.
            return self._paint(position, line, marks)
        key = (position, marks, self._gallery.state(line.picture) if line.picture else 0)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._paint(position, line, marks)
        return strip

    def _paint(self, position: LinePosition, line: Line, marks: Marks) -> Strip:
        block = self.lines.article.blocks[position.block]
        if block.kind is BlockKind.CODE and block.label and block.start not in self._code:
            self._code[block.start] = CodeSpans()
            self._tell_code_apart(block)
        return strip_of(row_segments(self._painter, line, block, marks, self.place), self.place.width)


_PAINTED_AT_ONCE = 5
_SLICE, _BETWEEN_SLICES = 0.002, 0.01
_BEGIN_AFTER = 0.008
_AT_ONCE = 0.0015
_BETWEEN = 0.0005


class ArticleView(Pane, can_focus=True):
    """Shows one article.

    ``moved`` is called whenever the visible part changes, so that the panes beside it are drawn in the same frame.
    """

    DEFAULT_CSS = "ArticleView { width: 1fr; height: 1fr; }"

    class Dragged(Message):
        """The mouse extends a selection. Both offsets are starts of graphemes; ``end`` is under the mouse."""

        def __init__(self, start: int, end: int) -> None:
            super().__init__()
            self.start = start
            self.end = end

    class Clicked(Message):
        """The text was clicked, ``times`` in a row. ``offset`` is the start of the grapheme under the mouse."""

        def __init__(self, offset: int, times: int) -> None:
            super().__init__()
            self.offset = offset
            self.times = times

    class CardClicked(Message):
        """An entry of the end card was clicked, which names a command."""

        def __init__(self, command_id: str) -> None:
            super().__init__()
            self.command_id = command_id

    def __init__(self, viewport: Viewport, palette: Palette) -> None:
        super().__init__(palette)
        self.viewport = viewport
        viewport.room = lambda: self.size
        viewport.paint = self.show
        self.moved: Callable[[], None] = lambda: None
        self._marks = LineMarks(viewport)
        self._code: dict[int, CodeSpans] = {}
        self._strips: ArticleStrips | None = None
        self._shown: tuple[ArticleLayout, LinePosition] | None = None
        self._headings: Headings | None = None
        self._drag_from: int | None = None
        self._was_dragged = False
        self._ahead = IdleWork(self._paint_around)

    def on_mount(self) -> None:
        """Look for the headings beyond the visible part."""
        self._look_for_headings()

    def _look_for_headings(self) -> None:
        self._headings = self.viewport.stops.headings
        self.run_worker(self._find_headings(self._headings), group="headings", exclusive=True)

    async def _find_headings(self, headings: Headings) -> None:
        while not headings.look_on(_SLICE):
            await asyncio.sleep(_BETWEEN_SLICES)
        self.moved()

    def on_unmount(self) -> None:
        """Stop painting, and let go of what was painted."""
        self._ahead.stop()
        self._strips, self._code = None, {}

    def on_resize(self) -> None:
        """Wrap the text again, keeping the first visible character in place."""
        self.viewport.lay_out()

    def set_palette(self, palette: Palette) -> None:
        self.palette = palette
        self._strips = None
        self.viewport.changed()

    def show(self) -> None:
        """Paint the rows that have changed, and tell the panes beside the text."""
        if self._headings is not None and self._headings is not self.viewport.stops.headings:
            self._code, self._strips = {}, None
            self._look_for_headings()
        page = self.parent if isinstance(self.parent, Page) else None
        with page.frame() if page is not None else nullcontext():
            if page is not None and (lines := self._lines_moved()):
                page.move_rows(lines)
            self.show_rows()
            self._shown = (self.viewport.lines, self.viewport.top)
            self.moved()
        self._ahead.begin()

    def _lines_moved(self) -> int:
        """How many lines the text has moved up since it was last shown (negative: down); 0 if it moved very far."""
        viewport = self.viewport
        layout, top = self._shown or (None, viewport.top)
        if layout is not viewport.lines or abs(top.block - viewport.top.block) > viewport.height:
            return 0
        lines = viewport.lines.distance(top, viewport.top, viewport.height)
        return lines if abs(lines) < viewport.height else 0

    # ------------------------------------------------------------------ painting

    def make_rows(self) -> list[Strip]:
        """The visible rows. An unchanged row is the same object as before."""
        size = self.size
        if not size:
            return []
        strips = self._strips_here()
        found = strips.of(self.viewport.frame, self.viewport.annotations_by_row)
        if len(found) == size.height and self.region.bottom >= self.screen.size.height:
            # Below graphics in the last row, terminals scroll.
            with self.viewport.gallery.in_half_blocks():
                found[-1:] = strips.of(self.viewport.frame[-1:], self.viewport.annotations_by_row[-1:])
        return found + [strips.blank] * (size.height - len(found))

    def _paint_around(self) -> Iterator[None]:
        """Paint the pages below and above in advance, a few lines at a time."""
        viewport, lines, strips = self.viewport, self.viewport.lines, self._strips_here()
        for place, step in (
            (lines.move(viewport.top, viewport.height), _PAINTED_AT_ONCE),
            (viewport.top, -_PAINTED_AT_ONCE),
        ):
            for _ in range(0, viewport.height, _PAINTED_AT_ONCE):
                yield
                first = place if step > 0 else lines.move(place, step)
                positions = lines.window(first, _PAINTED_AT_ONCE)
                here = [lines.line(position) for position in positions]
                strips.of(positions, annotations_by_line(viewport.session, here))
                place = lines.move(place, step)

    def strips_of(self, viewport: Viewport) -> ArticleStrips:
        """What paints another viewport on the text in the same colors."""
        code, marks, gallery = dict(self._code), LineMarks(viewport), viewport.gallery
        return ArticleStrips(viewport.lines, self.palette, marks, viewport.place, code, lambda _: None, gallery)

    def _strips_here(self) -> ArticleStrips:
        lines, place, strips = self.viewport.lines, self.viewport.place, self._strips
        if strips is None or strips.lines is not lines or strips.place != place:
            strips = ArticleStrips(
                lines, self.palette, self._marks, place, self._code, self._color_code, self.viewport.gallery
            )
            self._strips = strips
        return strips

    def _color_code(self, block: Block) -> None:
        self.run_worker(self._tell_code_apart(block), group="code")

    async def _tell_code_apart(self, block: Block) -> None:
        """Color a code block once its syntax is known."""
        article = self.viewport.article
        code = article.text[block.start : block.end]
        spans = await in_thread(code_spans, code, block.label, block.start)
        if self.viewport.article is article and spans.starts:
            self._code[block.start] = spans
            self._strips = None
            self.viewport.changed()

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return container.width

    # ------------------------------------------------------------------ mouse

    def offset_at(self, column: int, row: int) -> int:
        """The start of the grapheme at a cell of the widget; outside the text, of the nearest one."""
        viewport, frame = self.viewport, self.viewport.frame
        position = frame[max(0, min(row, len(frame) - 1))]
        return viewport.lines.line(position).offset_at(column - viewport.place.left)

    def turn_wheel(self, lines: int) -> None:
        self.viewport.scroll_lines(lines)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a click or a selection."""
        if event.button == 1:
            self._drag_from = self.offset_at(event.x, event.y)
            self._was_dragged = False
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Extend the selection; scroll at the edges."""
        if self._drag_from is None:
            return
        if event.y < 0:
            self.viewport.scroll_lines(-1)
        elif event.y >= self.viewport.height:
            self.viewport.scroll_lines(1)
        offset = self.offset_at(event.x, event.y)
        if offset != self._drag_from or self._was_dragged:
            self._was_dragged = True
            self.post_message(self.Dragged(self._drag_from, offset))

    def on_mouse_up(self) -> None:
        """End a selection."""
        if self._drag_from is not None:
            self._drag_from = None
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Report a click that did not end a selection."""
        if event.button != 1 or self._was_dragged:
            return
        frame = self.viewport.frame
        entry = self.viewport.lines.card_row(frame[event.y]) if event.y < len(frame) else None
        change = key_in(self.viewport.lines.line(frame[event.y])) if event.y < len(frame) else None
        if change is not None:
            self.viewport.open_change(change)
        elif entry is None:
            self.post_message(self.Clicked(self.offset_at(event.x, event.y), event.chain))
        elif entry.command and event.chain == 1:
            self.post_message(self.CardClicked(entry.command))


class IdleWork:
    """Runs the short steps of ``work`` while no key waits; each call of ``begin`` starts again from the first."""

    def __init__(self, work: Callable[[], Iterator[None]]) -> None:
        self._work = work
        self._next: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Start once the app has been idle for a moment."""
        self.stop()
        self._next = asyncio.get_running_loop().call_later(_BEGIN_AFTER, self._go_on, self._work())

    def stop(self) -> None:
        """Drop the remaining steps."""
        if self._next is not None:
            self._next.cancel()

    def _go_on(self, steps: Iterator[None]) -> None:
        until = time.perf_counter() + _AT_ONCE
        for _ in steps:
            if time.perf_counter() > until:
                self._next = asyncio.get_running_loop().call_later(_BETWEEN, self._go_on, steps)
                return
