"""Shows an article: paints its own lines, scrolls by (block, piece, line), keeps a cursor and a selection."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import nullcontext

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from readtui.layout.article_layout import ArticleLayout, LinePosition
from readtui.model.annotation import Annotation
from readtui.model.block import Block
from readtui.model.passage import Passage
from readtui.services.reading.session import ReadingSession
from readtui.text.headings import Headings
from readtui.text.motions import Stops
from readtui.text.selection import Selection
from readtui.tui.article.ahead import Ahead
from readtui.tui.article.arrangement import Place
from readtui.tui.article.article_strips import ArticleStrips
from readtui.tui.article.line_marks import HitList, LineMarks, annotations_by_line
from readtui.tui.article.page import Page, Pane
from readtui.tui.palettes.code import CodeSpans, code_spans
from readtui.tui.palettes.palette import Palette

_WHEEL_LINES = 3
_PAINTED_AT_ONCE = 5
_SLICE, _BETWEEN_SLICES = 0.002, 0.01


class ArticleView(Pane, can_focus=True):
    """One article. Its position is a line of the layout, not a row of a virtual height.

    ``moved`` is called after every change of what is seen, so that what stands beside it can follow in one frame.
    """

    DEFAULT_CSS = "ArticleView { width: 1fr; height: 1fr; }"

    class Dragged(Message):
        """The mouse draws a selection; both are starts of graphemes, and ``end`` is where the mouse is."""

        def __init__(self, start: int, end: int) -> None:
            super().__init__()
            self.start = start
            self.end = end

    def __init__(self, session: ReadingSession, palette: Palette, measure: int) -> None:
        super().__init__(palette)
        self.session = session
        self.article = session.article
        self.measure = measure
        self.unfolded: frozenset[int] = frozenset()
        self.lines: ArticleLayout = ArticleLayout(self.article, measure)
        self.stops = Stops(self.article)
        self.top = self.lines.first
        self.cursor: Passage = self.stops.first
        self.selection: Selection | None = None
        self.focused_id = ""
        self.hits = HitList()
        self.moved: Callable[[], None] = lambda: None
        self.column_left: int | None = None
        self._marks = LineMarks(self)
        self._code: dict[int, CodeSpans] = {}
        self._frame: list[LinePosition] | None = None
        self._seen: Passage | None = None
        self._annotations_by_row: list[list[Annotation]] | None = None
        self._strips: ArticleStrips | None = None
        self._shown: tuple[ArticleLayout, LinePosition] | None = None
        self._drag_from: int | None = None
        self._ahead = Ahead(self._paint_around)

    def on_mount(self) -> None:
        """Look for the headings behind what is seen."""
        self._look_for_headings()

    def _look_for_headings(self) -> None:
        self.run_worker(self._find_headings(self.stops.headings), group="headings", exclusive=True)

    async def _find_headings(self, headings: Headings) -> None:
        while not headings.look_on(_SLICE):
            await asyncio.sleep(_BETWEEN_SLICES)
        self.moved()

    # ------------------------------------------------------------------ geometry

    @property
    def text_width(self) -> int:
        """The cells of a line: the measure, or what the widget has room for."""
        return self._place.text_width

    @property
    def left(self) -> int:
        """The column where the text starts; the gutter stands before it."""
        return self._place.left

    @property
    def _place(self) -> Place:
        return Place.within(self.size.width, self.measure, self.column_left)

    @property
    def height(self) -> int:
        """Rows."""
        return max(1, self.size.height)

    def on_unmount(self) -> None:
        """Nothing is to be painted any more."""
        self._ahead.stop()

    def on_resize(self) -> None:
        """Wrap anew, keeping the first visible character."""
        self._lay_out()

    def set_measure(self, measure: int) -> None:
        """Another width of the column."""
        self.measure = measure
        self._lay_out()

    def set_unfolded(self, unfolded: frozenset[int]) -> None:
        """Show these furniture blocks in full, the others as one line."""
        self.unfolded = unfolded
        self.stops = Stops(self.article, unfolded, self.stops.headings)
        self._lay_out(force=True)

    def set_palette(self, palette: Palette) -> None:
        """Paint in other colors."""
        self.palette = palette
        self._strips = None
        self.changed()

    def set_session(self, session: ReadingSession, unfolded: frozenset[int]) -> None:
        """Show another text of the article, from its start; selection and hits are of the text before."""
        self.session, self.article = session, session.article
        self.lines = ArticleLayout(self.article, self.text_width, unfolded)
        self.top = self.lines.first
        self.stops = Stops(self.article)
        self._look_for_headings()
        self.selection, self.hits = None, HitList()
        self._code = {}
        self.set_unfolded(unfolded)
        self.cursor = self.stops.first

    def _lay_out(self, *, force: bool = False) -> None:
        if force or self.lines.width != self.text_width:
            offset = self.lines.line(self.top).start
            self.lines = ArticleLayout(self.article, self.text_width, self.unfolded)
            self.top = self.lines.locate(offset) if offset else self.lines.first
        self._strips = None
        self.scroll_to_line(self.top)

    # ------------------------------------------------------------------ position

    @property
    def frame(self) -> list[LinePosition]:
        """The lines on the screen, from the top."""
        if self._frame is None:
            self._frame = self.lines.window(self.top, self.height)
        return self._frame

    @property
    def last_top(self) -> LinePosition:
        """The lowest that the first line can be."""
        return self.lines.move(self.lines.last, 1 - self.height)

    def _scroll(self, position: LinePosition) -> None:
        self.top = position
        self._frame = self._seen = None

    @property
    def visible_passage(self) -> Passage:
        """From the first to the last code point on the screen."""
        if self._seen is None:
            lines = [self.lines.line(position) for position in self.frame]
            start = lines[0].start if lines else 0
            self._seen = Passage(start, max(start, max((line.end for line in lines), default=start)))
        return self._seen

    @property
    def annotations_by_row(self) -> list[list[Annotation]]:
        """The annotations on each of the lines on the screen, in reading order."""
        if self._annotations_by_row is None or len(self._annotations_by_row) != len(self.frame):
            lines = [self.lines.line(position) for position in self.frame]
            self._annotations_by_row = annotations_by_line(self.session, lines)
        return self._annotations_by_row

    @property
    def fraction(self) -> tuple[float, float]:
        """The part of the text on the screen, as two shares of 1."""
        length = max(1, len(self.article.text))
        seen = self.visible_passage
        return seen.start / length, seen.end / length

    def changed(self) -> None:
        """What is seen has changed: paint the rows that are other ones now, and let the neighbours know."""
        self._annotations_by_row = None
        page = self.parent if isinstance(self.parent, Page) else None
        with page.frame() if page is not None else nullcontext():
            if page is not None and (lines := self._lines_moved()):
                page.move_rows(lines)
            self.show_rows()
            self._shown = (self.lines, self.top)
            self.moved()
        self._ahead.begin()

    def _lines_moved(self) -> int:
        """By how many lines the text has moved up since it was shown last (down if negative); 0 if by very many."""
        layout, top = self._shown or (None, self.top)
        if layout is not self.lines or abs(top.block - self.top.block) > self.height:
            return 0
        lines = self.lines.distance(top, self.top, self.height)
        return lines if abs(lines) < self.height else 0

    def scroll_to_line(self, position: LinePosition) -> None:
        """Make ``position`` the first line, as far as the text reaches."""
        self._scroll(min(position, self.last_top))
        self.changed()

    def scroll_lines(self, count: int) -> bool:
        """Scroll down (up if negative); the cursor stays on the screen. Returns whether anything moved."""
        before = self.top
        self._scroll(min(self.lines.move(self.top, count), self.last_top))
        if self.top == before:
            return False
        self._keep_cursor_visible(downwards=count > 0)
        self.changed()
        return True

    def _keep_cursor_visible(self, *, downwards: bool) -> None:
        seen = self.visible_passage
        if self.selection is not None or self.cursor.overlaps(seen):
            return
        stop = self.stops.at(seen.start)
        if downwards:
            if stop.start < seen.start and self.stops.next(stop).start < seen.end:
                stop = self.stops.next(stop)
        else:
            stop = self.stops.at(max(seen.start, seen.end - 1))
            if stop.end > seen.end and self.stops.previous(stop).start >= seen.start:
                stop = self.stops.previous(stop)
        self.cursor = stop

    def set_cursor(self, stop: Passage) -> None:
        """Put the reading cursor on a stop and bring it on the screen."""
        self.cursor = stop
        self.reveal(stop)

    def reveal(self, passage: Passage) -> None:
        """Scroll as little as needed for the passage to stand on the screen with some lines around it."""
        rim = min(3, self.height // 5)
        first = self.lines.locate(passage.start)
        last = self.lines.locate(max(passage.start, passage.end - 1))
        reach = 2 * self.height
        above = self.lines.distance(self.top, first, reach)
        below = self.lines.distance(self.top, last, reach)
        if abs(above) >= reach or (above < 0 and below >= self.height):
            self.scroll_to_line(self.lines.move(first, -(self.height // 3)))
        elif above < rim:
            self.scroll_to_line(self.lines.move(first, -rim))
        elif below > self.height - 1 - rim:
            wanted = self.lines.move(last, rim + 1 - self.height)
            self.scroll_to_line(min(wanted, self.lines.move(first, -rim)))
        else:
            self.changed()

    def make_room_below(self, passage: Passage) -> None:
        """Bring the passage into the upper third, if it would stand behind a dialog at the bottom."""
        row = self.lines.distance(self.top, self.lines.locate(passage.start), self.height)
        if row > self.height // 3:
            self.scroll_past_end(self.lines.move(self.top, row - self.height // 4))

    def scroll_past_end(self, position: LinePosition) -> None:
        """Make ``position`` the first line, also where empty rows then follow the text."""
        self._scroll(position)
        self.changed()

    def selected(self) -> Passage | None:
        """The selected passage; whole lines where the selection is by line."""
        if self.selection is None:
            return None
        passage = self.selection.passage(self.article.text)
        if self.selection.linewise:
            first = self.lines.line(self.lines.locate(passage.start))
            last = self.lines.line(self.lines.locate(max(passage.start, passage.end - 1)))
            return Passage(first.start, max(first.start, last.end))
        return passage

    def annotations_here(self) -> list[Annotation]:
        """The annotations on the selection, else on the cursor's sentence, in reading order."""
        return self.session.in_passage(self.selected() or self.cursor)

    def focused_annotation(self) -> Annotation | None:
        """The annotation that actions apply to: the one that was gone to or clicked, else the first one here."""
        here = self.annotations_here()
        for annotation in here:
            if annotation.id == self.focused_id:
                return annotation
        return here[0] if here else None

    # ------------------------------------------------------------------ painting

    def make_rows(self) -> list[Strip]:
        """What the screen shows, row by row; a row that has not changed is the same object as before."""
        size = self.size
        if not size:
            return []
        strips = self._strips_here()
        found = strips.of(self.frame, self.annotations_by_row)
        return found + [strips.blank] * (size.height - len(found))

    def _paint_around(self) -> Iterator[None]:
        """Paint the page below and the one above, some lines at a time."""
        lines, strips = self.lines, self._strips_here()
        for place, step in ((lines.move(self.top, self.height), _PAINTED_AT_ONCE), (self.top, -_PAINTED_AT_ONCE)):
            for _ in range(0, self.height, _PAINTED_AT_ONCE):
                yield
                first = place if step > 0 else lines.move(place, step)
                positions = lines.window(first, _PAINTED_AT_ONCE)
                here = [lines.line(position) for position in positions]
                strips.of(positions, annotations_by_line(self.session, here))
                place = lines.move(place, step)

    def strips_around(self, above: int, below: int) -> tuple[int, list[Strip]]:
        """The strips of the lines on the screen and of some above and below; first the number of those above."""
        first = self.lines.move(self.top, -above)
        before = self.lines.distance(first, self.top, above)
        positions = self.lines.window(first, before + self.height + below)
        lines = [self.lines.line(position) for position in positions]
        return before, self._strips_here().of(positions, annotations_by_line(self.session, lines))

    def _strips_here(self) -> ArticleStrips:
        place = self._place
        if self._strips is None or self._strips.place != place:
            self._strips = ArticleStrips(self.lines, self.palette, self._marks, place, self._code, self._color_code)
        return self._strips

    def _color_code(self, block: Block) -> None:
        self.run_worker(self._tell_code_apart(block), group="code")

    async def _tell_code_apart(self, block: Block) -> None:
        """Color a block of code, once that is worked out."""
        article = self.article
        code = article.text[block.start : block.end]
        spans = await asyncio.to_thread(code_spans, code, block.label, block.start)
        if self.article is article and spans.starts:
            self._code[block.start] = spans
            self._strips = None
            self.changed()

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """All there is."""
        return container.width

    # ------------------------------------------------------------------ mouse

    def offset_at(self, column: int, row: int) -> int:
        """The start of the grapheme at a cell of the widget, the nearest one outside the text."""
        frame = self.frame
        position = frame[max(0, min(row, len(frame) - 1))]
        return self.lines.line(position).offset_at(column - self.left)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A click, or the beginning of a selection."""
        if event.button == 1:
            self._drag_from = self.offset_at(event.x, event.y)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Draw the selection; at the edges, scroll."""
        if self._drag_from is None:
            return
        if event.y < 0:
            self.scroll_lines(-1)
        elif event.y >= self.height:
            self.scroll_lines(1)
        offset = self.offset_at(event.x, event.y)
        if offset != self._drag_from or self.selection is not None:
            self.post_message(self.Dragged(self._drag_from, offset))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """The end of a selection, or a click."""
        if self._drag_from is None:
            return
        start, self._drag_from = self._drag_from, None
        self.release_mouse()
        offset = self.offset_at(event.x, event.y)
        if offset == start and self.selection is None:
            self.focused_id = next((annotation.id for annotation in self.session.at(offset)), "")
            self.set_cursor(self.stops.at(offset))

    def on_mouse_scroll_down(self) -> None:
        """Scroll by some lines."""
        self.scroll_lines(_WHEEL_LINES)

    def on_mouse_scroll_up(self) -> None:
        """Scroll by some lines."""
        self.scroll_lines(-_WHEEL_LINES)
