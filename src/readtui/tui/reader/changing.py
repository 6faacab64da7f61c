"""Changes to annotations of the open article: finds the target of an action and saves its change."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.change import Change
from readtui.model.passage import Passage
from readtui.services.annotating.drafts import Finished
from readtui.tui.reader.selecting import Selecting
from readtui.tui.reader.state import ReaderState
from readtui.tui.work.saver import Saver

if TYPE_CHECKING:
    from readtui.tui.reader.screen import ReaderScreen


@dataclass(frozen=True, slots=True)
class Target:
    """The target of an action: an annotation, or a passage without one."""

    passage: Passage
    annotation: Annotation | None

    @property
    def note(self) -> str:
        """The target's note; empty if it has none."""
        return self.annotation.note if self.annotation else ""

    @property
    def tags(self) -> tuple[str, ...]:
        """The target's tags."""
        return self.annotation.tags if self.annotation else ()


class Changing:
    """Saves changes, one per action."""

    def __init__(self, state: ReaderState, saving: Saver, screen: "ReaderScreen", selecting: Selecting) -> None:
        self._state = state
        self._view = state.view
        self._saving = saving
        self._screen = screen
        self._selecting = selecting

    @property
    def is_read_only(self) -> bool:
        """Whether the library is read-only."""
        return self._state.session.library.is_read_only

    def target(self) -> Target | None:
        """The selection, else the annotation under the cursor, else the cursor's sentence.

        None, after saying so, if the article has no text, or if the text here is folded: nothing of it can be seen.
        """
        view = self._view
        selected = view.taken()
        if selected is not None:
            same = [found for found in view.annotations_here() if found.passage == selected]
            same.sort(key=lambda found: found.id != view.focused_id)
            return Target(selected, next(iter(same), None)) if len(selected) else None
        annotation = view.focused_annotation()
        if annotation is not None and annotation.passage is not None:
            return Target(annotation.passage, annotation)
        if view.is_on_folded:
            self._screen.tell(f"This text is folded. Press {self._screen.key('reader.open_here')} to unfold it.")
            return None
        if not len(view.cursor):
            self._screen.tell("There is no text here.")
            return None
        return Target(view.cursor, None)

    def current(self, target: Target) -> Annotation | None:
        """The current version of the target's annotation."""
        return self._state.session.find(target.annotation.id) if target.annotation else None

    def create(
        self, passage: Passage, *, color: str | None = None, tags: tuple[str, ...] = (), note: str = ""
    ) -> Change:
        """Make the change that annotates a passage."""
        session = self._state.session
        return session.annotator.create(session.record.id, session.article, passage, color=color, tags=tags, note=note)

    def save(self, change: Change, draft: Finished | None = None) -> Annotation | None:
        """Save a change to one annotation and keep it current; return the annotation after the change."""
        if not self.may_save("\nYour text is kept as a draft." if draft else ""):
            return None
        after = change.edits[0].after
        self._saving.save(change, draft)
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

    def save_aside(self, change: Change) -> bool:
        """Save a change that the user has not just asked for: cursor and selection stay. Return whether it is saved."""
        if not self.may_save():
            return False
        self._saving.save(change)
        self._view.changed()
        return True

    def may_save(self, kept: str = "") -> bool:
        """Whether the library can be written; if not, say so."""
        if self.is_read_only:
            hint = f"Check the permissions of its folder.{kept}"
            self._screen.tell_error(ReadtuiError("Could not save: this library is read-only.", hint))
        return not self.is_read_only
