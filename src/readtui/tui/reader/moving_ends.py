"""Moves the ends of an annotation, or chooses another passage for it."""

from readtui.model.annotation import AnchorState
from readtui.text.selection import select
from readtui.tui.context import Choosing, Messages
from readtui.tui.reader.changing import Changing
from readtui.tui.reader.navigating import Navigating
from readtui.tui.reader.selecting import Selecting
from readtui.tui.reader.state import ReaderState


class MovingEnds:
    """Selects the annotation's passage; its ends move as in any selection, until the user accepts or cancels."""

    def __init__(
        self,
        state: ReaderState,
        messages: Messages,
        navigating: Navigating,
        selecting: Selecting,
        changing: Changing,
    ) -> None:
        self._state = state
        self._view = state.view
        self._messages = messages
        self._navigating = navigating
        self._selecting = selecting
        self._changing = changing
        self._choosing: Choosing | None = None

    def do_reader_move_ends(self) -> None:
        """Select the annotation's passage to move its ends."""
        annotation = self._view.focused_annotation()
        if annotation is None or annotation.passage is None or self._view.selection is not None:
            self._messages.tell("No annotation here to move.")
            return
        self._state.moving = annotation
        self._selecting.set_selection(select(annotation.passage, self._state.session.article.text, cuts=True))

    def choose_passage(self, annotation_id: str, choosing: Choosing) -> None:
        """Move an annotation's ends, starting from its passage or else from the sentence at an offset."""
        annotation = self._state.session.find(annotation_id)
        if annotation is None or not self._state.session.article.text:
            return
        self._selecting.set_selection(None)
        self._navigating.go_to_annotation(annotation_id)
        passage = annotation.passage
        if passage is None:
            passage = self._view.stops.at(choosing.offset)
            self._navigating.jump_to(passage)
        self._state.moving, self._choosing = annotation, choosing
        self._selecting.set_selection(select(passage, self._state.session.article.text, cuts=True))

    def do_ends_accept(self) -> None:
        """Move the annotation to the selection, which is then certain, whatever its state was before."""
        moving, passage, article = self._state.moving, self._view.taken(), self._state.session.article
        if moving is None or passage is None:
            return
        if not passage.of(article.text).strip():
            self._messages.tell("Could not annotate: the selection has no words.")
            return
        self._selecting.set_selection(None)
        if passage != moving.passage or moving.anchor is not AnchorState.EXACT:
            self._changing.save(self._state.session.annotator.move(moving, article, passage))
        self._chosen(was_moved=True)

    def do_ends_leave(self) -> None:
        """Leave the annotation unchanged."""
        moving = self._state.moving
        self._selecting.set_selection(None)
        if moving is not None:
            self._navigating.go_to_annotation(moving.id)
        self._chosen(was_moved=False)

    def _chosen(self, *, was_moved: bool) -> None:
        choosing, self._choosing = self._choosing, None
        if choosing is not None:
            choosing.then(was_moved)
