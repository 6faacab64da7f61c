"""The reader's motions: the handlers of the commands that go somewhere in the article."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from readtui.model.passage import Passage
from readtui.services.reading.session import ReadingSession
from readtui.services.wording import excerpt
from readtui.text.selection import Selection
from readtui.tui.article.article_view import ArticleView
from readtui.tui.commands import Command
from readtui.tui.reader.jump_list import JumpList
from readtui.tui.reader.state import ReaderState
from readtui.tui.screens.command_screen import CommandScreen


class ReaderMotions(CommandScreen):
    """Keeps the cursor on stops and the places one jumped from."""

    MODE: ClassVar[str] = "reader"

    def __init__(self, session: ReadingSession) -> None:
        super().__init__()
        self.state = ReaderState(session, self.focused_pane)
        self.view = self.state.view
        self.jumps = JumpList()
        self._places: dict[str, int] = {}

    @property
    def session(self) -> ReadingSession:
        """What is read."""
        return self.state.session

    @property
    def mode(self) -> str:
        """What the keys are for."""
        return self.state.mode

    @abstractmethod
    def focused_pane(self) -> str:
        """The mode of the pane that the keys go to; empty for the text."""

    @abstractmethod
    def show_status(self) -> None:
        """Bring the status line up to date."""

    def jump_to(self, stop: Passage, *, remember: bool = True) -> None:
        """Put the cursor on a stop that may be far away; ``remember`` keeps the present place for jumping back."""
        if remember:
            self.jumps.record(self.view.cursor.start)
        self.view.focused_id = ""
        self.view.set_cursor(stop)

    def jump_to_offset(self, offset: int, *, remember: bool = True) -> None:
        """``jump_to`` the stop that holds an offset."""
        self.jump_to(self.view.stops.at(offset), remember=remember)

    def _step_to(self, stop: Passage) -> None:
        self.view.focused_id = ""
        self.view.set_cursor(stop)

    # ------------------------------------------------------------------ lines and pages

    def do_reader_line_down(self) -> None:
        """One line down; at the end, the cursor goes on."""
        if not self.view.scroll_lines(1):
            self._step_to(self.view.stops.next(self.view.cursor))

    def do_reader_line_up(self) -> None:
        """One line up; at the top, the cursor goes on."""
        if not self.view.scroll_lines(-1):
            self._step_to(self.view.stops.previous(self.view.cursor))

    def _page(self, lines: int) -> None:
        if not self.view.scroll_lines(lines):
            self._step_to(self.view.stops.last if lines > 0 else self.view.stops.first)

    def do_reader_page_down(self) -> None:
        """A page, less two lines to hold on to."""
        self._page(max(1, self.view.height - 2))

    def do_reader_page_up(self) -> None:
        """A page, less two lines to hold on to."""
        self._page(-max(1, self.view.height - 2))

    def do_reader_half_page_down(self) -> None:
        """Half a page."""
        self._page(max(1, self.view.height // 2))

    def do_reader_half_page_up(self) -> None:
        """Half a page."""
        self._page(-max(1, self.view.height // 2))

    # ------------------------------------------------------------------ stops

    def do_reader_next_sentence(self) -> None:
        """The next stop."""
        self._step_to(self.view.stops.next(self.view.cursor))

    def do_reader_previous_sentence(self) -> None:
        """The stop before."""
        self._step_to(self.view.stops.previous(self.view.cursor))

    def do_reader_next_paragraph(self) -> None:
        """The next block."""
        self._step_to(self.view.stops.next_paragraph(self.view.cursor))

    def do_reader_previous_paragraph(self) -> None:
        """The start of this block, or the one before."""
        self._step_to(self.view.stops.previous_paragraph(self.view.cursor))

    def do_reader_next_section(self) -> None:
        """The next heading."""
        self.jump_to(self.view.stops.next_section(self.view.cursor))

    def do_reader_previous_section(self) -> None:
        """This section's heading, or the one before."""
        self.jump_to(self.view.stops.previous_section(self.view.cursor))

    def do_reader_top(self) -> None:
        """The start of the article."""
        self.jump_to(self.view.stops.first)

    def do_reader_bottom(self) -> None:
        """The end of the article."""
        self.jump_to(self.view.stops.last)
        self.view.scroll_to_line(self.view.last_top)

    # ------------------------------------------------------------------ jumps and marks

    def do_reader_jump_back(self) -> None:
        """Where one was before the last jump."""
        place = self.jumps.back(self.view.cursor.start)
        if place is not None:
            self.jump_to_offset(place, remember=False)

    def do_reader_jump_forward(self) -> None:
        """Where one jumped back from."""
        place = self.jumps.forward()
        if place is not None:
            self.jump_to_offset(place, remember=False)

    def do_reader_set_mark(self, key: str) -> None:
        """Remember the cursor's sentence under a character."""
        self._places[key] = self.view.cursor.start
        self.readtui.tell(f"Mark {key} set; '{key} comes back here.")

    def do_reader_go_to_mark(self, key: str) -> None:
        """Go to a mark; ' itself is the place before the last jump, as in vim."""
        if key == "'":
            self.do_reader_jump_back()
        elif key in self._places:
            self.jump_to_offset(self._places[key])
        else:
            self.readtui.tell(f"There is no mark {key} in this article; m{key} sets it.")

    def what_can_follow(
        self, pressed: tuple[str, ...], following: Sequence[tuple[str, Command]]
    ) -> list[tuple[str, str]]:
        """After ' also the marks that are set, with the words there."""
        rows = super().what_can_follow(pressed, following)
        if any(command.id == "reader.go_to_mark" for _, command in following):
            text, stops = self.session.article.text, self.view.stops
            rows += [(key, excerpt(stops.at(place).of(text))) for key, place in sorted(self._places.items())]
        return rows

    # ------------------------------------------------------------------ annotations as places

    def go_to_annotation(self, annotation_id: str) -> None:
        """Put the cursor on an annotation's passage and make it the one that actions apply to."""
        annotation = self.session.find(annotation_id)
        if annotation is None or annotation.passage is None:
            return
        self.jump_to_offset(annotation.passage.start)
        self.view.focused_id = annotation_id
        if annotation.passage.end > self.view.cursor.end:
            self.view.reveal(annotation.passage)
        else:
            self.view.changed()

    def _go_to_neighbour(self, *, backwards: bool, tag: str | None = None) -> None:
        if not self.session.is_complete:
            self.readtui.tell("The annotations of this article are still being read.")
            return
        focused = self.view.focused_annotation()
        here = focused.passage.start if focused and focused.passage else self.view.cursor.start
        if not backwards and focused is None:
            here -= 1
        if focused is not None and tag is None:
            # By its number: another one may begin at the same place.
            row = self.session.number(focused) - (2 if backwards else 0)
            found = self.session.annotations[row] if 0 <= row < len(self.session.annotations) else None
        else:
            found = self.session.before(here, tag=tag) if backwards else self.session.after(here, tag=tag)
        if found is not None:
            self.go_to_annotation(found.id)
        else:
            where = "before" if backwards else "after"
            self.readtui.tell(f"No annotation {where} this one." if not tag else f"No #{tag} {where} this one.")

    def do_reader_next_annotation(self) -> None:
        """The annotation that begins next."""
        self._go_to_neighbour(backwards=False)

    def do_reader_previous_annotation(self) -> None:
        """The annotation that begins before."""
        self._go_to_neighbour(backwards=True)

    def _go_to_same_tag(self, *, backwards: bool) -> None:
        focused = self.view.focused_annotation()
        if focused is None or not focused.tags:
            self.readtui.tell("There is no tag here; t sets one.")
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
        here = self.view.annotations_here()
        focused = self.view.focused_annotation()
        if focused is None:
            self.readtui.tell("There is no annotation here.")
            return
        following = here[(here.index(focused) + 1) % len(here)]
        self.view.focused_id = following.id
        self.view.changed()

    # ------------------------------------------------------------------ the mouse

    def on_article_view_dragged(self, event: ArticleView.Dragged) -> None:
        """The selection follows the mouse."""
        self.view.selection = Selection(event.start, event.end)
        self.view.changed()
        self.show_mode()
        self.show_status()
