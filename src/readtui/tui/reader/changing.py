"""Changes to annotations of the article that is read: what an action applies to, and how its change is handed over."""

from dataclasses import dataclass

from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.change import Change
from readtui.model.passage import Passage
from readtui.tui.context import ChangeSaver, KeptDraft, Messages
from readtui.tui.reader.selecting import Selecting
from readtui.tui.reader.state import ReaderState


@dataclass(frozen=True, slots=True)
class Target:
    """What an action applies to: an annotation, or a passage that has none yet."""

    passage: Passage
    annotation: Annotation | None

    @property
    def note(self) -> str:
        """What is written at it."""
        return self.annotation.note if self.annotation else ""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags that it has."""
        return self.annotation.tags if self.annotation else ()


class Changing:
    """Hands changes over for saving, one an action."""

    def __init__(self, state: ReaderState, messages: Messages, saver: ChangeSaver, selecting: Selecting) -> None:
        self._state = state
        self._view = state.view
        self._messages = messages
        self._saver = saver
        self._selecting = selecting

    @property
    def is_read_only(self) -> bool:
        """Whether nothing in the library can be changed."""
        return self._state.session.library.repository.read_only

    def target(self) -> Target | None:
        """The selection, else the annotation under the cursor, else the cursor's sentence; None if there is no text."""
        view = self._view
        selected = view.selected()
        if selected is not None:
            same = [found for found in view.annotations_here() if found.passage == selected]
            same.sort(key=lambda found: found.id != view.focused_id)
            return Target(selected, next(iter(same), None)) if len(selected) else None
        annotation = view.focused_annotation()
        if annotation is not None and annotation.passage is not None:
            return Target(annotation.passage, annotation)
        return Target(view.cursor, None) if len(view.cursor) else None

    def current(self, target: Target) -> Annotation | None:
        """The target's annotation as it is now."""
        return self._state.session.find(target.annotation.id) if target.annotation else None

    def create(
        self, passage: Passage, *, color: str | None = None, tags: tuple[str, ...] = (), note: str = ""
    ) -> Change:
        """The change that makes an annotation on a passage."""
        session = self._state.session
        return session.annotator.create(session.record.id, session.article, passage, color=color, tags=tags, note=note)

    def save(self, change: Change, draft: KeptDraft | None = None) -> Annotation | None:
        """Save a change to one annotation, and keep to it; returns the annotation after it."""
        if self.is_read_only:
            kept = "\nWhat you wrote is kept as a draft." if draft else ""
            hint = f"Check the permissions of its folder.{kept}"
            self._messages.tell_error(ReadtuiError("This library is read-only: nothing was changed.", hint))
            return None
        after = change.edits[0].after
        self._saver.save(change, draft)
        if not isinstance(after, Annotation):
            return None
        view = self._view
        if view.selection is not None:
            passage = after.passage
            self._selecting.set_selection(None)
            if passage is not None:
                view.cursor = view.stops.at(passage.start)
        view.focused_id = "" if after.deleted else after.id
        view.changed()
        return None if after.deleted else after
