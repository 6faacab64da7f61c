"""Going somewhere in the article: lines, pages, stops, marks, annotations, and back again."""

from readtui.model.passage import Passage
from readtui.services.wording import excerpt
from readtui.tui.reader.jump_list import JumpList
from readtui.tui.reader.needs import KeyedMessages
from readtui.tui.reader.state import ReaderState


class Navigating:
    """Keeps the cursor on stops, and the places one jumped from."""

    def __init__(self, state: ReaderState, app: KeyedMessages) -> None:
        self._state = state
        self._view = state.view
        self._app = app
        self._places: dict[str, int] = {}
        self.jumps = JumpList()

    def jump_to(self, stop: Passage, *, remember: bool = True) -> None:
        """Put the cursor on a stop that may be far away; ``remember`` keeps the present place for jumping back."""
        if remember:
            self.jumps.record(self._view.cursor.start)
        self._view.focused_id = ""
        self._view.set_cursor(stop)

    def jump_to_offset(self, offset: int, *, remember: bool = True) -> None:
        """``jump_to`` the stop that holds an offset."""
        self.jump_to(self._view.stops.at(offset), remember=remember)

    def _step_to(self, stop: Passage) -> None:
        self._view.focused_id = ""
        self._view.set_cursor(stop)

    # ------------------------------------------------------------------ lines and pages

    def do_reader_line_down(self) -> None:
        """One line down; at the end, the cursor goes on."""
        if not self._view.scroll_lines(1):
            self._step_to(self._view.stops.next(self._view.cursor))

    def do_reader_line_up(self) -> None:
        """One line up; at the top, the cursor goes on."""
        if not self._view.scroll_lines(-1):
            self._step_to(self._view.stops.previous(self._view.cursor))

    def _page(self, lines: int) -> None:
        if not self._view.scroll_lines(lines):
            self._step_to(self._view.stops.last if lines > 0 else self._view.stops.first)

    def do_reader_page_down(self) -> None:
        """A page, less two lines to hold on to."""
        self._page(max(1, self._view.height - 2))

    def do_reader_page_up(self) -> None:
        """A page, less two lines to hold on to."""
        self._page(-max(1, self._view.height - 2))

    def do_reader_half_page_down(self) -> None:
        """Half a page."""
        self._page(max(1, self._view.height // 2))

    def do_reader_half_page_up(self) -> None:
        """Half a page."""
        self._page(-max(1, self._view.height // 2))

    # ------------------------------------------------------------------ stops

    def do_reader_next_sentence(self) -> None:
        """The next stop."""
        self._step_to(self._view.stops.next(self._view.cursor))

    def do_reader_previous_sentence(self) -> None:
        """The stop before."""
        self._step_to(self._view.stops.previous(self._view.cursor))

    def do_reader_next_paragraph(self) -> None:
        """The next block."""
        self._step_to(self._view.stops.next_paragraph(self._view.cursor))

    def do_reader_previous_paragraph(self) -> None:
        """The start of this block, or the one before."""
        self._step_to(self._view.stops.previous_paragraph(self._view.cursor))

    def do_reader_next_section(self) -> None:
        """The next heading."""
        self.jump_to(self._view.stops.next_section(self._view.cursor))

    def do_reader_previous_section(self) -> None:
        """This section's heading, or the one before."""
        self.jump_to(self._view.stops.previous_section(self._view.cursor))

    def do_reader_top(self) -> None:
        """The start of the article."""
        self.jump_to(self._view.stops.first)

    def do_reader_bottom(self) -> None:
        """The end of the article."""
        self.jump_to(self._view.stops.last)
        self._view.scroll_to_line(self._view.last_top)

    # ------------------------------------------------------------------ jumps and marks

    def do_reader_jump_back(self) -> None:
        """Where one was before the last jump."""
        place = self.jumps.back(self._view.cursor.start)
        if place is not None:
            self.jump_to_offset(place, remember=False)

    def do_reader_jump_forward(self) -> None:
        """Where one jumped back from."""
        place = self.jumps.forward()
        if place is not None:
            self.jump_to_offset(place, remember=False)

    def do_reader_set_mark(self, key: str) -> None:
        """Remember the cursor's sentence under a character."""
        self._places[key] = self._view.cursor.start
        self._app.tell(f"Mark {key} set; {self._app.keymap.key('reader.go_to_mark', key)} comes back here.")

    def do_reader_go_to_mark(self, key: str) -> None:
        """Go to a mark; ' itself is the place before the last jump, as in vim."""
        if key == "'":
            self.do_reader_jump_back()
        elif key in self._places:
            self.jump_to_offset(self._places[key])
        else:
            sets = self._app.keymap.key("reader.set_mark", key)
            self._app.tell(f"There is no mark {key} in this article; {sets} sets it.")

    def marks(self) -> list[tuple[str, str]]:
        """The marks that are set, each with the words there."""
        text, stops = self._state.session.article.text, self._view.stops
        return [(key, excerpt(stops.at(place).of(text))) for key, place in sorted(self._places.items())]

    # ------------------------------------------------------------------ annotations as places

    def go_to_annotation(self, annotation_id: str) -> None:
        """Put the cursor on an annotation's passage and make it the one that actions apply to."""
        annotation = self._state.session.find(annotation_id)
        if annotation is None or annotation.passage is None:
            return
        self.jump_to_offset(annotation.passage.start)
        self._view.focused_id = annotation_id
        if annotation.passage.end > self._view.cursor.end:
            self._view.reveal(annotation.passage)
        else:
            self._view.changed()

    def _go_to_neighbour(self, *, backwards: bool, tag: str | None = None) -> None:
        if not self._state.session.is_complete:
            self._app.tell("The annotations of this article are still being read.")
            return
        focused = self._view.focused_annotation()
        here = focused.passage.start if focused and focused.passage else self._view.cursor.start
        if not backwards and focused is None:
            here -= 1
        if focused is not None and tag is None:
            # By its number: another one may begin at the same place.
            row = self._state.session.number(focused) - (2 if backwards else 0)
            found = self._state.session.annotations[row] if 0 <= row < len(self._state.session.annotations) else None
        else:
            found = self._state.session.before(here, tag=tag) if backwards else self._state.session.after(here, tag=tag)
        if found is not None:
            self.go_to_annotation(found.id)
        else:
            where = "before" if backwards else "after"
            self._app.tell(f"No annotation {where} this one." if not tag else f"No #{tag} {where} this one.")

    def do_reader_next_annotation(self) -> None:
        """The annotation that begins next."""
        self._go_to_neighbour(backwards=False)

    def do_reader_previous_annotation(self) -> None:
        """The annotation that begins before."""
        self._go_to_neighbour(backwards=True)

    def _go_to_same_tag(self, *, backwards: bool) -> None:
        focused = self._view.focused_annotation()
        if focused is None or not focused.tags:
            self._app.tell(f"There is no tag here; {self._app.keymap.key('reader.tag')} sets one.")
            return
        self._go_to_neighbour(backwards=backwards, tag=focused.tags[0])

    def do_reader_next_same_tag(self) -> None:
        """The next annotation with the first tag of this one."""
        self._go_to_same_tag(backwards=False)

    def do_reader_previous_same_tag(self) -> None:
        """The annotation before with the first tag of this one."""
        self._go_to_same_tag(backwards=True)

    def do_reader_cycle_annotations(self) -> None:
        """The next of the annotations that overlap here."""
        here = self._view.annotations_here()
        focused = self._view.focused_annotation()
        if focused is None:
            self._app.tell("There is no annotation here.")
            return
        following = here[(here.index(focused) + 1) % len(here)]
        self._view.focused_id = following.id
        self._view.changed()
