"""Moves the ends of an annotation that is there."""

from readtui.model.annotation import AnchorState
from readtui.model.passage import Passage
from readtui.text.selection import select
from readtui.text.sentences.segment import next_grapheme
from readtui.tui.context import Context
from readtui.tui.reader.changing import Changing
from readtui.tui.reader.navigating import Navigating
from readtui.tui.reader.placement import Placement
from readtui.tui.reader.selecting import Selecting
from readtui.tui.reader.state import ReaderState


class MovingEnds:
    """Selects the annotation's passage; its ends move as in any selection, until the user accepts or cancels."""

    def __init__(
        self,
        state: ReaderState,
        app: Context,
        navigating: Navigating,
        selecting: Selecting,
        changing: Changing,
        placement: Placement,
    ) -> None:
        self._state = state
        self._view = state.view
        self._app = app
        self._navigating = navigating
        self._selecting = selecting
        self._changing = changing
        self._placement = placement

    def do_reader_move_ends(self) -> None:
        """Select the annotation's passage to move its ends; where there is none, place the one that is lost."""
        view = self._view
        annotation = view.focused_annotation() if view.selection is None else None
        if annotation is None or annotation.passage is None:
            if view.selection is not None or not self._placement.begin_with_lost():
                self._app.tell(f"No annotation here to move.{self._lost()}")
            return
        self._state.moving = annotation
        view.reveal(annotation.passage)
        self._selecting.set_selection(select(annotation.passage, self._state.session.article.text, cuts=True))

    def _lost(self) -> str:
        count = sum(not one.is_kept_orphan for one in self._state.session.orphans)
        return f" To place one of the {count} lost ones, press {self._app.keymap.key('reader.settle')}." * (count > 0)

    def do_ends_accept(self) -> None:
        """Move the annotation to the selection, if that is another passage and its moving end is on the screen."""
        moving, passage, session = self._state.moving, self._view.taken(), self._state.session
        selection, key = self._view.selection, self._app.keymap.key
        annotation = session.find(moving.id) if moving is not None else None
        if annotation is None or passage is None or selection is None:
            self.do_ends_leave()
            return
        if not passage.of(session.article.text).strip():
            self._app.tell("Could not annotate: the selection has no words.")
            return
        end = Passage(selection.active, next_grapheme(session.article.text, selection.active))
        if not end.overlaps(self._view.visible_passage):
            self._view.reveal(end)
            self._app.tell(f"This is the end that was moved. Press {key('ends.accept')} again to keep it.")
        elif passage == annotation.passage:
            self.do_ends_leave()
            settle = f" Press {key('reader.settle')} to accept its place." * (
                annotation.anchor is not AnchorState.EXACT
            )
            self._app.tell(f"The ends are where they were: nothing was changed.{settle}")
        else:
            self._selecting.set_selection(None)
            self._changing.save(session.annotator.move(annotation, session.article, passage))

    def do_ends_leave(self) -> None:
        """Leave the annotation unchanged."""
        moving = self._state.moving
        self._selecting.set_selection(None)
        if moving is not None:
            self._navigating.go_to_annotation(moving.id)
