"""Moves through the article: lines, pages, stops, marks, annotations, and back again."""

from functools import partialmethod
from typing import TYPE_CHECKING

from readtui.model.annotation import Annotation
from readtui.model.passage import Passage
from readtui.model.tag import has_tag
from readtui.services.wording import excerpt
from readtui.tui.context import Screens
from readtui.tui.destination import Arrival, Place
from readtui.tui.reader.state import ReaderState

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen


class Jumps:
    """Jumps to places, remembers where jumps began, and keeps marks."""

    def __init__(self, state: ReaderState, screens: Screens, screen: "ReaderScreen") -> None:
        self._state = state
        self._viewport = state.viewport
        self._screens = screens
        self._screen = screen
        self._places: dict[str, int] = {}
        self._jumps = JumpList()

    def remember(self, offset: int) -> None:
        """Remember a place that is about to be left, for jumping back."""
        self._jumps.record(self._place(offset))

    def _place(self, offset: int) -> Place:
        return Place(self._state.session.record.id, offset)

    @property
    def here(self) -> Place:
        return self._place(self._viewport.cursor.start)

    def jump_to(self, stop: Passage, *, remember: bool = True, focused_id: str = "") -> None:
        """Move the cursor to a stop that may be far away; ``remember`` records the current place for jumping back.
        ``focused_id``: the annotation there to act on.
        """
        if remember:
            self.remember(self._viewport.cursor.start)
        self._viewport.set_cursor(stop, focused_id)
        if self._viewport.article.block_at(stop.start).starts_section:
            self._viewport.raise_heading(stop)

    def jump_to_offset(self, offset: int, *, remember: bool = True) -> None:
        """Jump to the stop that contains an offset."""
        self.jump_to(self._viewport.stops.at(offset), remember=remember)

    def do_reader_jump_back(self) -> None:
        """Return to where the last jump began."""
        place = self._jumps.back(self.here)
        if place is not None:
            self._return_to(place, is_back=True)

    def do_reader_jump_forward(self) -> None:
        """Return to where the last jump back began."""
        place = self._jumps.forward()
        if place is not None:
            self._return_to(place, is_back=False)

    def _return_to(self, place: Place, *, is_back: bool) -> None:
        """Go to a place where the user was before, possibly in another article."""
        if place.article_id == self._state.session.record.id:
            self.jump_to_offset(place.offset, remember=False)
        else:
            arrival = Arrival(self.here, place.offset, is_back=is_back)
            self._screens.open_reader(place.article_id, arrival=arrival)

    def arrive(self, arrival: Arrival) -> None:
        """End a jump from another article, at its offset if it has one."""
        if arrival.offset is not None:
            self.jump_to_offset(arrival.offset, remember=False)
        if arrival.is_back:
            self._jumps.came_back(self.here, arrival.came_from)
        else:
            self._jumps.record(arrival.came_from)

    def do_reader_set_mark(self, key: str) -> None:
        """Remember the cursor's sentence under a character."""
        self._places[key] = self._viewport.cursor.start
        self._screen.tell(f"Mark {key} set. Press {self._screen.key('reader.go_to_mark', key)} to come back here.")

    def do_reader_go_to_mark(self, key: str) -> None:
        """Go to a mark; ``'`` itself is the place before the last jump, as in vim."""
        if key == "'":
            self.do_reader_jump_back()
        elif key in self._places:
            self.jump_to_offset(self._places[key])
        else:
            sets = self._screen.key("reader.set_mark", key)
            self._screen.tell(f"No mark {key} in this article. Press {sets} to set it.")

    def marks(self) -> list[tuple[str, str]]:
        """The marks that are set, each with the words there."""
        text, stops = self._state.session.article.text, self._viewport.stops
        return [(key, excerpt(stops.at(place).of(text))) for key, place in sorted(self._places.items())]

    def go_to_annotation(self, annotation_id: str, *, remember: bool = True) -> None:
        """Put the cursor on an annotation's passage and make it the target of actions."""
        annotation = self._state.session.find(annotation_id)
        if annotation is None or annotation.passage is None:
            return
        stop = self._viewport.stops.at(annotation.passage.start)
        self.jump_to(stop, remember=remember, focused_id=annotation_id)
        if annotation.passage.end > stop.end:
            self._viewport.reveal(annotation.passage)


class Cursor:
    """Moves by lines, pages and stops."""

    def __init__(self, state: ReaderState, jumps: Jumps) -> None:
        self._viewport = state.viewport
        self._jumps = jumps

    def _step_to(self, stop: Passage) -> None:
        self._viewport.set_cursor(stop, "")

    # ------------------------------------------------------------------ lines and pages

    def do_reader_line_down(self) -> None:
        """Move the text and the cursor one line down; on the last line, move to the next stop."""
        if not self._viewport.step_line(1):
            self._step_to(self._viewport.stops.next(self._viewport.cursor))

    def do_reader_line_up(self) -> None:
        """Move the text and the cursor one line up; on the first line, move to the previous stop."""
        if not self._viewport.step_line(-1):
            self._step_to(self._viewport.stops.previous(self._viewport.cursor))

    def _page(self, lines: int) -> None:
        if not self._viewport.scroll_lines(lines):
            self._step_to(self._viewport.stops.last if lines > 0 else self._viewport.stops.first)

    def do_reader_page_down(self) -> None:
        """Scroll by one page, keeping two lines for context."""
        self._page(max(1, self._viewport.height - 2))

    def do_reader_page_up(self) -> None:
        """Scroll by one page, keeping two lines for context."""
        self._page(-max(1, self._viewport.height - 2))

    def do_reader_half_page_down(self) -> None:
        self._page(max(1, self._viewport.height // 2))

    def do_reader_half_page_up(self) -> None:
        self._page(-max(1, self._viewport.height // 2))

    # ------------------------------------------------------------------ stops

    def do_reader_next_sentence(self) -> None:
        self._step_to(self._viewport.stops.next(self._viewport.cursor))

    def do_reader_previous_sentence(self) -> None:
        self._step_to(self._viewport.stops.previous(self._viewport.cursor))

    def do_reader_next_paragraph(self) -> None:
        self._step_to(self._viewport.stops.next_paragraph(self._viewport.cursor))

    def do_reader_previous_paragraph(self) -> None:
        """Move to the start of this block, or to the previous block."""
        self._step_to(self._viewport.stops.previous_paragraph(self._viewport.cursor))

    def do_reader_next_section(self) -> None:
        self._jumps.jump_to(self._viewport.stops.next_section(self._viewport.cursor))

    def do_reader_previous_section(self) -> None:
        """Move to the heading of this section, or to the previous heading."""
        self._jumps.jump_to(self._viewport.stops.previous_section(self._viewport.cursor))

    def do_reader_top(self) -> None:
        self._jumps.jump_to(self._viewport.stops.first)

    def do_reader_bottom(self) -> None:
        self._jumps.jump_to(self._viewport.stops.last)
        self._viewport.scroll_to_line(self._viewport.last_top)


class AnnotationCursor:
    """Moves from annotation to annotation."""

    def __init__(self, state: ReaderState, screen: "ReaderScreen", jumps: Jumps) -> None:
        self._state = state
        self._viewport = state.viewport
        self._screen = screen
        self._jumps = jumps

    def _go_to_neighbour(self, *, backwards: bool, tag: str | None = None) -> None:
        if not self._state.session.is_complete:
            self._screen.tell("The annotations are still loading. Try again in a moment.")
            return
        focused = self._viewport.focused_annotation()
        here = focused.passage.start if focused and focused.passage else self._viewport.cursor.start
        if not backwards and focused is None:
            here -= 1
        session = self._state.session
        # By index, because several may begin at the same place.
        found = self._beside(focused, -1 if backwards else 1, tag) if focused is not None else None
        if found is None and (focused is None or tag is not None):
            found = session.before(here, tag=tag) if backwards else session.after(here, tag=tag)
        if found is not None:
            self._jumps.go_to_annotation(found.id)
        else:
            where = "before" if backwards else "after"
            self._screen.tell(f"No annotation {where} this one." if not tag else f"No #{tag} {where} this one.")

    def _beside(self, annotation: Annotation, step: int, tag: str | None) -> Annotation | None:
        """The next one in a direction; with ``tag``, the next that has it among those that begin at the same place."""
        annotations, row = self._state.session.annotations, self._state.session.number(annotation) - 1 + step
        while 0 <= row < len(annotations):
            beside = annotations[row]
            if tag is None:
                return beside
            if not (beside.passage and annotation.passage and beside.passage.start == annotation.passage.start):
                return None
            if has_tag(beside.tags, tag):
                return beside
            row += step
        return None

    do_reader_next_annotation = partialmethod(_go_to_neighbour, backwards=False)
    do_reader_previous_annotation = partialmethod(_go_to_neighbour, backwards=True)

    def _go_to_same_tag(self, *, backwards: bool) -> None:
        focused = self._viewport.focused_annotation()
        if focused is None or not focused.tags:
            self._screen.tell(f"No tag here. Press {self._screen.key('reader.tag')} to add one.")
            return
        self._go_to_neighbour(backwards=backwards, tag=focused.tags[0])

    do_reader_next_same_tag = partialmethod(_go_to_same_tag, backwards=False)
    do_reader_previous_same_tag = partialmethod(_go_to_same_tag, backwards=True)

    def do_reader_cycle_annotations(self) -> None:
        """Make the next of the overlapping annotations here the current one."""
        here = self._viewport.annotations_here()
        focused = self._viewport.focused_annotation()
        if focused is None:
            self._screen.tell("No annotation here.")
            return
        following = here[(here.index(focused) + 1) % len(here)]
        self._viewport.focus(following.id)


class JumpList:
    """The places jumped from, oldest first. ``_index`` is one past the place that "back" goes to."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._index = 0

    def record(self, place: Place) -> None:
        """Remember the place that a jump leaves, and forget the places ahead."""
        del self._places[self._index :]
        if not self._places or self._places[-1] != place:
            self._places.append(place)
        self._index = len(self._places)

    def came_back(self, here: Place, ahead: Place) -> None:
        """Remember that the user came back ``here`` from another article; ``ahead`` is the place there."""
        self.record(here)
        self._places.append(ahead)
        self._index = len(self._places) - 2

    def back(self, here: Place) -> Place | None:
        """The previous place, given the current one; None at the oldest."""
        if self._index == 0:
            return None
        if self._index == len(self._places):
            self._places.append(here)
        self._index -= 1
        return self._places[self._index]

    def forward(self) -> Place | None:
        """The place that ``back`` left; None at the newest."""
        if self._index >= len(self._places) - 1:
            return None
        self._index += 1
        return self._places[self._index]
