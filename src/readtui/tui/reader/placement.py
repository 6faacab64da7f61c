"""Places an annotation that is lost or in doubt: the user goes to its passage, sees what would happen, and confirms."""

from functools import partialmethod
from typing import TYPE_CHECKING

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.passage import Passage
from readtui.quick_dataclass import dataclass
from readtui.text.segmentation.segment import next_grapheme
from readtui.tui.commands.command import Command
from readtui.tui.daemon_thread import in_thread
from readtui.tui.destination import PlaceChoice
from readtui.tui.reader.annotator import ReaderEdits
from readtui.tui.reader.cursor import Jumps
from readtui.tui.reader.pinned_words import PinnedAnnotation
from readtui.tui.reader.selection import ReaderSelection
from readtui.tui.reader.state import ReaderState

if TYPE_CHECKING:
    from readtui.anchoring.likely_places import Likely
    from readtui.tui.reader.panes import PaneArrangement
    from readtui.tui.reader.screen import ReaderScreen

_MOVES = frozenset(
    {"cursor", "jumps", "annotation_cursor", "find", "labels", "selection", "selection_end", "selection_units"}
    | {"arrangement", "outline", "pictures", "links"}
)
"""The collaborators whose commands work while an annotation is placed: those that only show and select."""


@dataclass
class Placement:
    """A mode of the reader: nothing is selected, and the annotation's own words are pinned above the text.

    Nothing is saved but the passage that the last question has shown.
    """

    _state: ReaderState
    _screen: "ReaderScreen"
    _jumps: Jumps
    _selection: ReaderSelection
    _edits: ReaderEdits
    _panes: "PaneArrangement"

    def __post_init__(self) -> None:
        self._viewport = self._state.viewport
        self._choosing: PlaceChoice | None = None
        self._places: list[Likely] | None = None
        self._at = -1

    # ------------------------------------------------------------------ beginning and ending

    def begin(self, annotation_id: str, choosing: PlaceChoice | None = None) -> None:
        """Let the user place an annotation, from where its passage is or was."""
        session, viewport = self._state.session, self._viewport
        annotation = session.find(annotation_id)
        if annotation is None and not session.is_complete:
            self._screen.tell("The annotations are still loading. Try again in a moment.")
        if annotation is None or annotation.quote is None or not self._edits.may_save():
            return
        if not session.article.text.strip():
            self._screen.tell("The article has no text now, so nothing can be placed in it.")
            return
        self._selection.set_selection(None)
        self._jumps.go_to_annotation(annotation_id)
        if annotation.passage is None and choosing is not None:
            self._jumps.jump_to_offset(choosing.offset)
        viewport.focus("")
        self._state.placing, self._choosing, self._places, self._at = annotation, choosing, None, -1
        # It may say that there are passages to place.
        self._screen.hide_message()
        self._show()
        self._screen.run_worker(self._look_for_places(annotation), group="likely", exclusive=True)

    def begin_with_lost(self) -> bool:
        """Place the article's lost annotation, if there is a single one; return whether there is."""
        lost = [one for one in self._state.session.orphans if one.needs_place]
        if len(lost) != 1:
            return False
        self.begin(lost[0].id)
        return True

    async def _look_for_places(self, annotation: Annotation) -> None:
        # Loads what compares texts, which only placing needs.
        from readtui.services.annotating.passage_comparison import likely_places_of

        article = self._state.session.article
        found = await in_thread(likely_places_of, annotation, article)
        if self._state.placing is annotation and self._state.session.article is article:
            self._places = found
            if (
                found
                and annotation.passage is None
                and self._viewport.cursor.start <= found[0].start < self._viewport.cursor.end
            ):
                # It begins where the list of lost passages has shown it.
                self._go(1)
            self._show()

    def stop(self) -> None:
        """Something else is asked for: nothing is placed."""
        self._choosing = None
        self._end(was_placed=False)

    def _end(self, *, was_placed: bool) -> None:
        if self._state.placing is None:
            return
        choosing, self._choosing = self._choosing, None
        self._state.placing, self._places = None, None
        self._viewport.offered = None
        self._show()
        if choosing is not None:
            choosing.then(was_placed)

    def _show(self) -> None:
        annotation, places = self._state.placing, self._places
        pinned = (
            PinnedAnnotation(annotation, places, self._at, self._screen.key("placing.next")) if annotation else None
        )
        self._panes.pin(pinned)
        self._viewport.changed()
        self._screen.show_mode()
        self._screen.show_status()

    def blocks(self, command: Command) -> bool:
        """Whether a command has to wait until the annotation is placed."""
        return self._state.placing is not None and command.context == "reader" and command.by not in _MOVES

    def tell_blocked(self) -> None:
        """Say how to go on."""
        key = self._screen.key
        self._screen.tell(
            f"Place the annotation first ({key('placing.accept')}), or leave it ({key('placing.leave')})."
        )

    # ------------------------------------------------------------------ likely places

    def _go(self, step: int) -> None:
        """Go to the most likely place, then to the next ones (1) or those before (-1), and around."""
        places, key = self._places, self._screen.key
        if places is None:
            self._screen.tell("Still looking for likely places.")
        elif not places:
            self._screen.tell(
                f"No likely place. Go to its place: find it ({key('reader.find')}) or pick it ({key('reader.pick')})."
            )
        else:
            if self._at >= 0 and self._viewport.offered is None:
                # Whoever has left a likely place wants it back first.
                step = 0
            self._at = (max(self._at, -1 if step > 0 else 0) + step) % len(places)
            place = Passage(places[self._at].start, places[self._at].end)
            self._selection.set_selection(None)
            self._jumps.jump_to_offset(place.start)
            self._viewport.offered = place
            self._viewport.reveal(place)
            self._show()

    do_placing_next, do_placing_previous = partialmethod(_go, 1), partialmethod(_go, -1)

    # ------------------------------------------------------------------ placing

    def do_placing_accept(self) -> None:
        """Show what would happen: on the selection, else on the likely place here, else on the sentence."""
        from readtui.tui.dialogs.place import PlaceDialog

        annotation, viewport, article = self._state.placing, self._viewport, self._state.session.article
        if annotation is None:
            return
        folded = viewport.furniture_here() if viewport.selection is None else None
        if folded is not None and viewport.lines.is_folded(folded):
            viewport.set_unfolded(viewport.unfolded | {folded})
            viewport.set_cursor(viewport.stops.at(article.blocks[folded].start))
            return
        passage = viewport.taken() or viewport.offered or viewport.cursor
        words = passage.of(article.text)
        if not words.strip():
            self._screen.tell("There are no words here.")
            return
        if passage == annotation.passage and annotation.anchor is AnchorState.EXACT:
            self._screen.tell("It is on this passage already.")
            return

        def answered(is_confirmed: bool | None) -> None:
            if is_confirmed and self._state.session.article is article:
                self._place(annotation.id, passage)
            else:
                leave = self._screen.key("placing.leave")
                self._screen.tell(f"Not placed. Go to another place, or press {leave} to leave it as it was.")

        viewport.reveal(passage)
        viewport.make_room_below(passage)
        dialog = PlaceDialog(annotation.own_words, words, self._screen.palette(), self._warning(passage))
        self._screen.ask(dialog, answered)

    def _warning(self, passage: Passage) -> str:
        """That a passage is only a part of the likely place that the user last went to; else ""."""
        if self._places is None or self._at < 0:
            return ""
        likely = Passage(self._places[self._at].start, self._places[self._at].end)
        is_part = passage != likely and likely.start <= passage.start and passage.end <= likely.end
        return (
            f"Only a part of the likely place. {self._screen.key('placing.next')} in the text goes to all of it."
            * is_part
        )

    def _place(self, annotation_id: str, passage: Passage) -> None:
        session = self._state.session
        annotation = session.find(annotation_id)
        if annotation is None:
            self._screen.tell("Not placed: the annotation was deleted meanwhile.")
            self._end(was_placed=False)
            return
        undo = self._screen.key("reader.undo" if self._choosing is None else "settling.undo")
        saved = self._edits.save(session.annotator.move(annotation, session.article, passage))
        self._end(was_placed=saved is not None)
        if saved is not None:
            self._jumps.go_to_annotation(annotation_id, remember=False)
            self._screen.tell(f"Placed. Press {undo} to undo.")

    def do_placing_yes(self) -> None:
        """Nothing is placed that was not shown."""
        self._screen.tell(f"Press {self._screen.key('placing.accept')} first: it shows what would happen.")

    def do_placing_leave(self) -> None:
        if self._viewport.selection is not None:
            self._selection.set_selection(None)
            return
        annotation = self._state.placing
        self._end(was_placed=False)
        if annotation is not None:
            is_lost = annotation.passage is None
            self._screen.tell(f"Nothing changed{': still lost' if is_lost else ''}.")


@dataclass
class AnnotationEnds:
    """Selects the annotation's passage; its ends move as in any selection, until the user accepts or cancels."""

    _state: ReaderState
    _screen: "ReaderScreen"
    _jumps: Jumps
    _selection: ReaderSelection
    _edits: ReaderEdits
    _placement: Placement

    def __post_init__(self) -> None:
        self._viewport = self._state.viewport

    def do_reader_move_ends(self) -> None:
        """Select the annotation's passage to move its ends; where there is none, place the one that is lost."""
        viewport = self._viewport
        if self._state.session.is_waiting:
            self._screen.tell("The ends move once the text is in the library.")
            return
        annotation = viewport.focused_annotation() if viewport.selection is None else None
        if annotation is None or annotation.passage is None:
            if viewport.selection is not None or not self._placement.begin_with_lost():
                self._screen.tell(f"No annotation here to move.{self._lost()}")
            return
        viewport.reveal(annotation.passage)
        self._selection.select_ends(annotation, annotation.passage)

    def _lost(self) -> str:
        count = sum(one.needs_place for one in self._state.session.orphans)
        return f" To place one of the {count} lost ones, press {self._screen.key('reader.settle')}." * (count > 0)

    def do_ends_accept(self) -> None:
        """Move the annotation to the selection, if that is another passage and its moving end is on the screen."""
        moving, passage, session = self._state.moving, self._viewport.taken(), self._state.session
        selection, key = self._viewport.selection, self._screen.key
        annotation = session.find(moving.id) if moving is not None else None
        if annotation is None or passage is None or selection is None:
            self.do_ends_leave()
            return
        if not passage.of(session.article.text).strip():
            self._screen.tell("Could not annotate: the selection has no words.")
            return
        end = Passage(selection.active, next_grapheme(session.article.text, selection.active))
        if not end.overlaps(self._viewport.visible_passage):
            self._viewport.reveal(end)
            self._screen.tell(f"This is the end that was moved. Press {key('ends.accept')} again to keep it.")
        elif passage == annotation.passage:
            self.do_ends_leave()
            settle = f" Press {key('reader.settle')} to accept its place." * (
                annotation.anchor is not AnchorState.EXACT
            )
            self._screen.tell(f"The ends are where they were: nothing was changed.{settle}")
        else:
            self._selection.set_selection(None)
            self._edits.save(session.annotator.move(annotation, session.article, passage))

    def do_ends_leave(self) -> None:
        moving = self._state.moving
        self._selection.set_selection(None)
        if moving is not None:
            self._jumps.go_to_annotation(moving.id)
