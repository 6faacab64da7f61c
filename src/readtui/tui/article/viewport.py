"""The visible part of an article: its lines, first visible line, cursor, selection, hits. Independent of Textual."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace

from readtui.layout.article_layout import ArticleLayout, LinePosition
from readtui.layout.hyphenation import Hyphens
from readtui.layout.pictures import PictureRoom
from readtui.layout.title_and_card import NO_MATTER, Matter
from readtui.layout.widths import UNKNOWN_TERMINAL, CellWidths
from readtui.model.annotation import Annotation
from readtui.model.article import Article
from readtui.model.block import Block, BlockKind, Role
from readtui.model.creator import Identity
from readtui.model.passage import Passage
from readtui.model.reply import ThreadState, in_order
from readtui.services.reading.session import ReadingSession
from readtui.text.motions import Stops
from readtui.text.selection import Selection, selected
from readtui.tui.article.arrangement import PanePlace
from readtui.tui.article.line_marks import HitList, annotations_by_line
from readtui.tui.article.line_painter import Overlay
from readtui.tui.article.seen_changes import NO_CHANGES, SeenChanges
from readtui.tui.article.start_place import opening
from readtui.tui.pictures.gallery import Gallery

_MEASURE = 72
_MOST_BEFORE_TITLE = 40
_USUAL_ROWS = 24


class Viewport:
    """The window on one article. Its position is a line of the layout, not a row of a virtual height.

    ``room`` returns the current columns and rows, ``widths`` says how the terminal measures text; ``paint`` is called
    whenever the visible part changes. ``matter`` returns what stands above and below the text, ``labels`` what is
    written over the visible text. ``gallery`` has the pictures, whose size depends on ``screen_rows``, those of the
    whole screen.
    """

    def __init__(
        self,
        session: ReadingSession,
        measure: int = _MEASURE,
        room: Callable[[], tuple[int, int]] = lambda: (0, 0),
        widths: CellWidths = UNKNOWN_TERMINAL,
        matter: Callable[[ReadingSession], Matter] = lambda _: NO_MATTER,
        gallery: Gallery | None = None,
    ) -> None:
        self.session = session
        self.measure = measure
        self.room = room
        self.paint: Callable[[], None] = lambda: None
        self.unfolded: frozenset[int] = frozenset()
        self.widths = widths
        self.screen_rows = _USUAL_ROWS
        self.gallery = gallery or Gallery()
        self.gallery.open(session.record, session.article)
        self.changes = NO_CHANGES
        """What has changed since the text was seen; set by ``show_changes``."""
        self.opened: frozenset[int] = frozenset()
        """The changes, by index, whose old words are shown."""
        self._change: tuple[int, Passage] | None = None
        self._stepped: tuple[ArticleLayout, LinePosition, Passage] | None = None
        self._matter = matter
        self.hyphens: Hyphens | None = None
        """With them, prose fills its lines."""
        self.lines = self._laid_out(measure, matter(session))
        self.stops = Stops(session.article)
        self.top: LinePosition = self.lines.first
        self.cursor: Passage = self.stops.first
        self.selection: Selection | None = None
        self._offered: tuple[Passage, Passage] | None = None
        self.focused_id = ""
        self.hits = HitList()
        self.labels: Callable[[], Sequence[Overlay]] = lambda: ()
        self.note_rows: Callable[[Annotation], int] = lambda _: 0
        """How many rows the note of the current annotation takes beside the text, from the beginning of its passage."""
        self.writing: Annotation | None = None
        """The annotation whose note is being written, as it would be now."""
        self.linked: Mapping[str, int] = {}
        """How many notes link to the article and to each of its annotations, by id."""
        self.linked_from = 0
        """How many notes link to any of them."""
        self.column_left: int | None = None
        self._frame: list[LinePosition] | None = None
        self._seen: Passage | None = None
        self._annotations_by_row: list[list[Annotation]] | None = None

    @property
    def article(self) -> Article:
        return self.session.article

    @property
    def identity(self) -> Identity:
        """Who "me" is."""
        return self.session.identity

    # ------------------------------------------------------------------ geometry

    @property
    def place(self) -> PanePlace:
        """The position of the text in a row."""
        more = int(self.changes is not NO_CHANGES)
        return PanePlace.within(self.room()[0], self.measure, self.column_left, more=more)

    @property
    def height(self) -> int:
        return max(1, self.room()[1])

    def set_measure(self, measure: int) -> None:
        """Change the width of the column, in cells."""
        self.measure = measure
        self.lay_out()

    def set_widths(self, widths: CellWidths) -> None:
        """Use newly measured widths of the terminal."""
        if widths != self.widths:
            self.widths = widths
            self.lay_out(force=True)

    def set_hyphens(self, hyphens: Hyphens | None) -> None:
        """Fill the lines of prose with hyphenated words, or let them end where they do."""
        if hyphens is not self.hyphens:
            self.hyphens = hyphens
            self.lay_out(force=True)

    def renew_matter(self) -> None:
        """What stands above and below the text may have changed."""
        before, matter = self.lines.matter, self._matter(self.session)
        if replace(before, card=matter.card) == matter:
            if before.card != matter.card:
                # Under a dialog, there may be empty rows below the text, which stay.
                is_past_end = self.top > self.last_top
                self.lines.set_card(matter.card)
                (self.scroll_past_end if is_past_end else self.scroll_to_line)(self.top)
        else:
            (offset, row), is_at_start = self.steady_place, not self.lines.line(self.top).start
            self.lines.matter = matter
            self.lay_out(force=True)
            if not is_at_start:
                self.scroll_to_line(self.lines.move(self.lines.locate(offset), -row))

    def set_unfolded(self, unfolded: frozenset[int]) -> None:
        """Show these furniture blocks in full, all others as one line."""
        self.unfolded = unfolded
        self.stops = Stops(self.article, unfolded, self.stops.headings)
        self.lay_out(force=True)

    def set_session(self, session: ReadingSession, unfolded: frozenset[int]) -> None:
        """Show another text of the article from its start, without selection and hits."""
        self.session = session
        self.gallery.open(session.record, session.article)
        self.unfolded = unfolded
        self.changes, self.opened, self._change = NO_CHANGES, frozenset(), None
        self.lines = self._laid_out(self.place.text_width, self._matter(session))
        self.top = self.lines.first
        self.stops = Stops(session.article)
        self.selection, self.offered, self.hits = None, None, HitList()
        self.set_unfolded(unfolded)
        self.cursor = self.stops.first

    def lay_out(self, *, force: bool = False) -> None:
        """Wrap the text again if its width has changed (or if ``force``), keeping the first visible character."""
        width = self.place.text_width
        if force or self.lines.width != width or self.lines.pictures != self._room_for_pictures:
            line, block = self.lines.line(self.top), self.top.block
            self.lines = self._laid_out(width, self.lines.matter)
            self.top = self.lines.locate(line.start) if line.start else self.lines.first
            if line.picture is not None:
                self.top = self.lines.locate_picture(block, line.picture) or self.top
        self.scroll_to_line(self.top)

    def _laid_out(self, width: int, matter: Matter) -> ArticleLayout:
        room, old = self._room_for_pictures, self.changes.old_words(self.opened)
        return ArticleLayout(self.article, width, self.unfolded, self.widths, matter, room, self.hyphens, old)

    @property
    def _room_for_pictures(self) -> PictureRoom:
        return self.gallery.room(self.screen_rows)

    def at_first(self, matter: Matter, unfolded: frozenset[int]) -> "Viewport":
        """Another viewport on the text, as it opens if it is left now: nothing is selected, found or linked."""
        viewport = copy(self)
        size, viewport.unfolded = self.room(), unfolded
        viewport.room, viewport.paint, viewport.labels, viewport.note_rows = (
            lambda: size,
            lambda: None,
            lambda: (),
            lambda _: 0,
        )
        viewport.selection, viewport._offered, viewport.hits, viewport.focused_id = None, None, HitList(), ""
        viewport.writing, viewport.linked, viewport.linked_from = None, {}, 0
        viewport.changes, viewport.opened, viewport._change = NO_CHANGES, frozenset(), None
        viewport.stops = Stops(self.article, unfolded, self.stops.headings)
        viewport.lines = viewport._laid_out(viewport.place.text_width, matter)
        viewport.open_at(self.left_at)
        return viewport

    @property
    def left_at(self) -> int:
        """The offset where reading goes on: at the cursor or, with a selection, where leaving it puts the cursor."""
        return self.cursor.start if self.selection is None else self.stops.at(self.selection.active).start

    # ------------------------------------------------------------------ what has changed

    def show_changes(self, changes: SeenChanges) -> None:
        """Show these changes of the text, while its words keep their place on the screen.

        Old words that are shown stay so.
        """
        (offset, row), before, here = self.steady_place, self.changes.changes, self.change
        place = {(one.start, one.sign): index for index, one in enumerate(changes.changes)}
        now = {index: place.get((one.start, one.sign)) for index, one in enumerate(before)}
        self.opened = frozenset(found for index in self.opened if (found := now[index]) is not None)
        led_to = now[here] if here is not None else None
        self.changes, self._change = changes, None if led_to is None else (led_to, self.cursor)
        self.lay_out(force=True)
        self.scroll_to_line(self.lines.move(self.lines.locate(offset), -row))

    @property
    def steady_place(self) -> tuple[int, int]:
        """The offset that must not move on the screen, and its row: the cursor if visible, else the first line."""
        for row, position in enumerate(self.frame):
            line = self.lines.line(position)
            if not line.is_gap and line.start <= self.cursor.start < line.end:
                return line.start, row
        return self.visible_passage.start, 0

    @property
    def change(self) -> int | None:
        """The index of the change that the cursor was led to, until it moves away."""
        return self._change[0] if self._change is not None and self._change[1] == self.cursor else None

    def point_at_change(self, index: int) -> None:
        """Let actions apply to a change at the cursor."""
        self._change = index, self.cursor
        self.changed()

    def change_here(self) -> int | None:
        """The change that actions apply to: the one that the cursor was led to, else the first one in its sentence."""
        if self.change is not None or self.changes is NO_CHANGES:
            return self.change
        index, following = self.changes.from_offset(self.cursor.start), self.stops.next(self.cursor)
        if index < len(self.changes.changes):
            start = self.changes.changes[index].start
            is_here = start < following.start or following == self.cursor
            return index if is_here and self.stops.at(start) == self.cursor else None
        return None

    def open_change(self, index: int) -> bool:
        """Show the old words of a change in place, or hide them again; whether there are any."""
        one = self.changes.changes[index]
        if not one.before:
            return False
        before, top = self.lines.locate_old(one.words_at, index), self.top
        self.opened ^= {index}
        self.lines = self._laid_out(self.lines.width, self.lines.matter)
        shown = before or self.lines.locate_old(one.words_at, index)
        # What is above stays where it is.
        self.scroll_to_line(min(top, shown) if shown is not None else top)
        return True

    # ------------------------------------------------------------------ what is seen

    @property
    def frame(self) -> list[LinePosition]:
        if self._frame is None:
            self._frame = self.lines.window(self.top, self.height)
        return self._frame

    @property
    def last_top(self) -> LinePosition:
        """The lowest position that the first visible line can have."""
        return self.lines.move(self.lines.last, 1 - self.height)

    @property
    def visible_passage(self) -> Passage:
        """The range from the first to the last visible code point."""
        if self._seen is None:
            lines = [self.lines.line(position) for position in self.frame]
            start = lines[0].start if lines else 0
            self._seen = Passage(start, max(start, max((line.end for line in lines), default=start)))
        return self._seen

    @property
    def read_to(self) -> int:
        """How far the article has been read: the end of the cursor, or the end of the text once it has been scrolled
        there.
        """
        return self.visible_passage.end if self.is_at_end and self.top > self.lines.first else self.cursor.end

    @property
    def is_at_end(self) -> bool:
        """Whether the last line of the text is on the screen."""
        return bool(self.frame) and self.frame[-1] >= self.lines.last_of_text

    @property
    def annotations_by_row(self) -> list[list[Annotation]]:
        """The annotations on each visible line, in reading order."""
        if self._annotations_by_row is None or len(self._annotations_by_row) != len(self.frame):
            lines = [self.lines.line(position) for position in self.frame]
            self._annotations_by_row = annotations_by_line(self.session, lines, self.writing)
        return self._annotations_by_row

    @property
    def fraction(self) -> tuple[float, float]:
        """The start and end of the visible part, as shares of the text (0 to 1)."""
        length = max(1, len(self.article.text))
        seen = self.visible_passage
        return seen.start / length, seen.end / length

    def write(self, annotation: Annotation | None) -> None:
        """From the next picture on, show this one for that with its id, or besides the others; None: it is made."""
        self.writing = annotation

    def changed(self) -> None:
        """Something visible has changed: paint it."""
        if self.change is None:
            self._change = None
        self._annotations_by_row = None
        self.paint()

    # ------------------------------------------------------------------ scrolling

    def _scroll(self, position: LinePosition) -> None:
        self.top = position
        self._frame = self._seen = None

    def scroll_to_line(self, position: LinePosition) -> None:
        """Make ``position`` the first visible line, as far as the text reaches."""
        self._scroll(min(position, self.last_top))
        self.changed()

    def scroll_past_end(self, position: LinePosition) -> None:
        """Make ``position`` the first visible line, even if empty rows then follow the text."""
        self._scroll(position)
        self.changed()

    def scroll_lines(self, count: int) -> bool:
        """Scroll down by ``count`` lines (negative: up), keeping the cursor visible. Return whether anything moved."""
        before = self.top
        self._scroll(min(self.lines.move(self.top, count), self.last_top))
        if self.top == before:
            return False
        self._keep_cursor_visible(downwards=count > 0)
        self.changed()
        return True

    def step_line(self, step: int) -> bool:
        """Move one line down, or up if ``step`` is -1: the text scrolls as far as it can, and the cursor goes along, to
        the sentence that begins on its next line, else to the one that goes on there. Return whether anything moved.
        """
        is_known = self._stepped is not None and self._stepped[0] is self.lines and self._stepped[2] == self.cursor
        here = self._stepped[1] if self._stepped is not None and is_known else self.lines.locate(self.cursor.start)
        # Of a sentence that begins above, the first line in sight.
        here = max(here, self.top)
        position, before = self.lines.move(here, step), self.top
        self._scroll(min(self.lines.move(self.top, step), self.last_top))
        # Where nothing scrolls, a key that leads to an empty line would seem to do nothing.
        while self.top == before and not self.lines.line(position).runs:
            position, left = self.lines.move(position, step), position
            if position == left:
                break
        self._go_to_line(position)
        gone_to = self.cursor
        self._keep_cursor_visible(downwards=step > 0)
        self._stepped = (self.lines, position, self.cursor) if self.cursor is gone_to else None
        self.changed()
        return position != here or self.top != before

    def _go_to_line(self, position: LinePosition) -> None:
        """Put the cursor on the line, or on the one above if there is no text on it."""
        while not (line := self.lines.line(position)).runs:
            above = self.lines.move(position, -1)
            if above == position:
                return
            position = above
        stop = self.stops.at(line.start)
        following = self.stops.next(stop)
        if stop.start < line.start <= following.start < line.end:
            stop = following
        if stop != self.cursor:
            self.cursor, self.focused_id = stop, ""

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

    def set_cursor(self, stop: Passage, focused_id: str | None = None, *, showing: Passage | None = None) -> None:
        """Put the reading cursor on a stop and make it visible, or what is ``showing`` there, with the note beside it.

        ``focused_id``: the annotation there to act on; None leaves it as it is.
        """
        self.cursor = stop
        if focused_id is not None:
            self.focused_id = focused_id
        self.reveal(showing or stop)

    def point_at(self, stop: Passage, focused_id: str | None = None) -> None:
        """Put the reading cursor on a stop where nothing must move, as under the mouse."""
        self.cursor = stop
        self.focus(self.focused_id if focused_id is None else focused_id)

    def focus(self, annotation_id: str) -> None:
        """Make an annotation at the cursor the one to act on; "" for the first."""
        self.focused_id = annotation_id
        self.changed()

    def open_at(self, offset: int) -> None:
        """Show the place where reading was left, as when the article opens."""
        self.cursor, top = opening(self.lines, self.stops, offset, self.height)
        self.scroll_to_line(top)

    def reveal(self, passage: Passage) -> None:
        """Scroll no further than needed to show the passage with some lines around it, and the current note if it
        begins in it.
        """
        rim = min(3, self.height // 5)
        first = self.lines.locate(passage.start)
        last = self.lines.locate(max(passage.start, passage.end - 1))
        reach = 2 * self.height
        above = self.lines.distance(self.top, first, reach)
        extent = max(self.lines.distance(first, last, reach), self._note_extent(first, reach) - rim)
        below = above + extent
        if abs(above) >= reach or (above < 0 and below >= self.height):
            self.scroll_to_line(self.lines.move(first, -(self.height // 3)))
        elif above < rim:
            self.scroll_to_line(self.lines.move(first, -rim))
        elif below > self.height - 1 - rim:
            wanted = self.lines.move(first, extent + rim + 1 - self.height)
            self.scroll_to_line(min(wanted, self.lines.move(first, -rim)))
        else:
            self.changed()

    def _note_extent(self, first: LinePosition, most: int) -> int:
        """How many lines below a line the current note ends; 0 if its passage begins above the line."""
        focused = self.focused_annotation()
        if focused is None or focused.passage is None or not (rows := self.note_rows(focused)):
            return 0
        begin = self.lines.locate(focused.passage.start)
        return self.lines.distance(first, begin, most) + rows - 1 if begin >= first else 0

    def show_share(self, share: float) -> None:
        """Scroll until this share of the text (0 to 1) is in the middle, with the cursor in it."""
        middle = self.lines.locate(int(share * len(self.article.text)))
        before = self.top
        self._scroll(min(self.lines.move(middle, -(self.height // 2)), self.last_top))
        self._keep_cursor_visible(downwards=self.top > before)
        self.changed()

    def raise_heading(self, heading: Passage) -> None:
        """Scroll until the heading stands in the upper third, so that its section is on the screen."""
        first = self.lines.locate(heading.start)
        row = self.lines.distance(self.top, first, 2 * self.height)
        if not 0 <= row <= self.height // 3:
            self.scroll_to_line(self.lines.move(first, -(self.height // 6)))

    def make_room_below(self, passage: Passage, covered: int = 0) -> None:
        """Scroll no further than needed so that a dialog at the bottom leaves the passage in sight.

        ``covered``: its rows of the screen, by default half of them.
        """
        room = max(1, min(self.height, self.screen_rows - (covered or self.screen_rows // 2)))
        first = self.lines.distance(self.top, self.lines.locate(passage.start), self.height)
        last = self.lines.distance(self.top, self.lines.locate(max(passage.start, passage.end - 1)), 2 * self.height)
        # Of a long passage, its beginning.
        if (hidden := min(last - room + 1, first)) > 0:
            self.scroll_past_end(self.lines.move(self.top, hidden))
        else:
            self.changed()

    # ------------------------------------------------------------------ what is here

    def selected(self) -> Passage | None:
        """The selected passage as it is shown; whole lines, without half words, if the selection is by line."""
        if self.selection is None:
            return None
        if self.selection.linewise:
            passage = self.selection.passage(self.article.text)
            first = self.lines.line(self.lines.locate(passage.start))
            last = self.lines.line(self.lines.locate(max(passage.start, passage.end - 1)))
            return self.stops.whole_words(Passage(first.start, max(first.start, last.end)), spaced=True)
        return selected(self.selection, self.stops)

    @property
    def offered(self) -> Passage | None:
        """A passage at the cursor that an action would take, shown like a selection, until the cursor moves away."""
        if self._offered is None or self.selection is not None or self.cursor != self._offered[1]:
            return None
        return self._offered[0]

    @offered.setter
    def offered(self, passage: Passage | None) -> None:
        self._offered = None if passage is None else (passage, self.cursor)

    @property
    def hit_here(self) -> Passage | None:
        """The current hit of the search, as long as the cursor is on it."""
        hit = self.hits.hit()
        return hit if hit is not None and self.stops.at(hit.start) == self.cursor else None

    def taken(self) -> Passage | None:
        """What an action takes of the selection: all of it, or the word of a single character that nobody cut."""
        passage = self.selected()
        if passage is not None and self.selection is not None and self.selection.is_caret:
            return self.stops.whole_words(passage)
        return passage

    def annotations_here(self) -> list[Annotation]:
        """The annotations on the selection, else on the cursor's sentence, in reading order."""
        return self.session.in_passage(self.selected() or self.cursor)

    def focused_annotation(self) -> Annotation | None:
        """The annotation that actions apply to: the one the user jumped to or clicked, else the first one here."""
        here = self.annotations_here()
        for annotation in here:
            if annotation.id == self.focused_id:
                return annotation
        return here[0] if here else None

    @property
    def thread_here(self) -> Annotation | None:
        """The current annotation if it is a thread, else the first thread here; on the title, that on all of the
        article, rather an open one.
        """
        focused, here = self.focused_annotation(), self.annotations_here()
        threads = [one for one in ([focused, *here] if focused is not None else here) if one.is_thread]
        if not threads and self.is_on_title:
            threads = [one for one in self.session.whole_article if one.is_thread]
            threads.sort(key=lambda one: one.thread is ThreadState.SETTLED)
        return threads[0] if threads else None

    @property
    def on_article(self) -> Annotation | None:
        """The article's tags, and the notes on all of it with their replies, as one annotation; None without any."""
        record, whole = self.session.record, self.session.whole_article
        notes = "\n\n".join(one.note for one in whole if one.note)
        tags = tuple(dict.fromkeys(tag for tags in (record.tags, *(one.tags for one in whole)) for tag in tags))
        if not (tags or notes):
            return None
        first, makers = next((one.id for one in whole), ""), {one.creator for one in whole if one.note}
        return Annotation(
            first,
            record.id,
            record.added,
            record.modified,
            tags=tags,
            note=notes,
            creator=makers.pop() if len(makers) == 1 else None,
            is_thread=any(one.is_thread for one in whole),
            replies=in_order(reply for one in whole for reply in one.replies),
        )

    @property
    def title_row(self) -> int | None:
        """The row of the screen on which the title begins, or the first text if there is no title; None if it is not
        on the screen.
        """
        title = self._title
        if title is None:
            return 0 if self.top == self.lines.first else None
        row = self.lines.distance(self.top, self.lines.locate(title.start), self.height)
        return row if 0 <= row < self.height else None

    @property
    def is_on_title(self) -> bool:
        """Whether the cursor is on the title, or at the beginning if there is no title."""
        title = self._title
        return self.cursor == self.stops.first if title is None else self.cursor.overlaps(title.passage)

    @property
    def _title(self) -> Block | None:
        return next((block for block in self.article.blocks[:_MOST_BEFORE_TITLE] if block.role is Role.TITLE), None)

    @property
    def is_on_folded(self) -> bool:
        """Whether the cursor is on folded text, of which nothing can be seen."""
        furniture = self.furniture_here()
        return furniture is not None and self.lines.is_folded(furniture)

    def furniture_here(self) -> int | None:
        """The index of the furniture block under the cursor; None if the block is not furniture."""
        if not self.article.blocks:
            return None
        index = self.article.block_index_at(self.cursor.start)
        return index if self.article.blocks[index].kind is BlockKind.FURNITURE else None
