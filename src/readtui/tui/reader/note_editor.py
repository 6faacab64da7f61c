"""Writes notes in the reader, and continues unfinished ones."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.change import Change
from readtui.model.selector import TextPositionSelector
from readtui.services.annotating.drafts import Draft
from readtui.services.wording import excerpt
from readtui.text.phrases import counted
from readtui.tui.context import Work
from readtui.tui.note_prompt import NotePrompt, edited_note, unplaced_note_change
from readtui.tui.reader.annotator import ReaderChanges, Target
from readtui.tui.reader.cursor import Jumps
from readtui.tui.reader.selection import ReaderSelection
from readtui.tui.reader.state import ReaderState

if TYPE_CHECKING:
    from readtui.services.annotating.drafts import NoteDraft
    from readtui.tui.reader.screen import ReaderScreen


class NoteEditor:
    """Keeps the text as a draft until it is saved."""

    def __init__(
        self,
        state: ReaderState,
        services: Services,
        work: Work,
        screen: "ReaderScreen",
        jumps: Jumps,
        selection: ReaderSelection,
        changes: ReaderChanges,
    ) -> None:
        self._state = state
        self._view = state.view
        self._saving = work.saving
        self._screen = screen
        self._jumps = jumps
        self._selection = selection
        self._changes = changes
        self._writer = NotePrompt(services, work.background, work.saving, screen, changes.save)

    def do_reader_note(self) -> None:
        """Write or edit the note."""
        target = self._changes.target()
        if target is not None:
            self._write(target)

    def do_reader_draft(self) -> None:
        """Continue the next unfinished note."""
        unfinished = self._state.session.unfinished()
        if not unfinished:
            self._screen.tell("No unfinished note in this article.")
            return
        here = self._view.cursor.start
        draft = next((one for one in unfinished if one.passage is None or one.passage.start >= here), unfinished[0])
        self._selection.set_selection(None)
        if draft.is_on_article:
            self.do_reader_article_note()
            return
        if draft.passage is None:
            self._write_lost(draft)
            return
        self._jumps.jump_to(self._view.stops.at(draft.passage.start))
        self._view.focus(draft.annotation.id if draft.annotation else "")
        self._write(Target(draft.passage, draft.annotation))

    def do_reader_article_note(self) -> None:
        """Write or edit the note on the whole article."""
        kept = f"Draft kept. Press {self._screen.key('reader.article_note')} to continue it."
        self._writer.ask_on_article(self._state.session, kept=kept)

    def drafts_notice(self) -> str:
        """One line about unfinished notes; empty if there are none."""
        unfinished = self._state.session.unfinished()
        if not unfinished:
            return ""
        quote = unfinished[0].quote
        what, which = f"unfinished note{f' on {excerpt(quote)}' if quote else ''}", "it"
        if len(unfinished) > 1:
            what, which = counted(len(unfinished), "unfinished note"), "the next one"
        return f"{what}. Press {self._screen.key('reader.draft')} to continue {which}"

    def do_reader_note_in_editor(self) -> None:
        """Write or edit the note in the user's editor."""
        target = self._changes.target()
        if target is None:
            return
        writing = self._writing(target)
        try:
            edited = self._writer.edit_outside(writing, writing.text or target.note)
        except ReadtuiError as error:
            self._screen.tell_error(error)
            return
        if edited.fault is None:
            if edited.text is not None:
                self._writer.finish(writing, edited.text, partial(self._note_change, target))
            return
        what = "The note is unchanged."
        if edited.text is not None:
            what = f"The editor's text is kept as a draft. Press {self._screen.key('reader.draft')} to continue it."
        self._screen.tell_error(ReadtuiError(edited.fault.message, what))

    def _write(self, target: Target) -> None:
        """Open the dialog below the passage; margin and text show the note as it is typed."""
        from readtui.tui.dialogs.note import BelowText

        self._screen.keep_position()
        view, session = self._view, self._state.session
        passage, created = target.passage, self._state.session.annotator.clock()
        position = TextPositionSelector(passage.start, passage.end)
        blank = target.annotation or Annotation("", session.record.id, created, created, position=position)

        def show(note: str, covered: int) -> None:
            view.writing = replace(blank, note=note)
            view.make_room_below(passage, covered)

        def ended() -> None:
            view.writing = None
            view.changed()

        self._writer.ask(
            passage.of(session.article.text),
            target.note,
            self._writing(target),
            partial(self._note_change, target),
            article_id=session.record.id,
            kept=f"Draft kept. Press {self._screen.key('reader.note')} here to continue it.",
            below=BelowText(self._screen.text_left, view.place.text_width, show),
            ended=ended,
        )

    def write_on(self, annotation: Annotation) -> None:
        """Write the note of an annotation, which may be one on the whole article or on a lost passage."""
        if annotation.passage is not None:
            self._write(Target(annotation.passage, annotation))
            return
        session = self._state.session
        draft = Draft(annotation.id, "", None, annotation, quote=annotation.quoted_text)
        self._open_dialog(
            annotation.quoted_text or session.record.title,
            annotation.note,
            session.drafts.of(draft),
            partial(unplaced_note_change, session, draft),
            kept=f"Draft kept. Press {self._screen.key('reader.draft')} to continue it.",
        )

    def _write_lost(self, draft: "Draft") -> None:
        """Continue a note whose passage is no longer in the text."""
        session = self._state.session
        self._screen.tell("The passage of this note may be gone from the text.")
        self._open_dialog(
            draft.quote,
            draft.annotation.note if draft.annotation else "",
            session.drafts.of(draft),
            partial(unplaced_note_change, session, draft),
            kept=f"Draft kept. Press {self._screen.key('reader.draft')} to continue it.",
        )

    def _open_dialog(
        self, quote: str, note: str, writing: "NoteDraft", change: Callable[[str], Change | None], *, kept: str
    ) -> None:
        self._writer.ask(quote, note, writing, change, article_id=self._state.session.record.id, kept=kept)

    def _writing(self, target: Target) -> "NoteDraft":
        annotation, waiting = target.annotation, self._saving.waiting(self._state.session.record.id)
        created = [edit.after for change in waiting for edit in change.edits if edit.before is None]
        ids = {one.id for one in created if isinstance(one, Annotation)}
        is_on_disk = annotation is None or annotation.id not in ids
        return self._state.session.drafts.at(target.passage, annotation, is_on_disk=is_on_disk)

    def _note_change(self, target: Target, note: str) -> Change | None:
        if note.strip() == target.note.strip():
            return None
        annotation = self._changes.current(target)
        if annotation is not None:
            return edited_note(self._state.session, annotation, target.note, note)
        return self._changes.create(target.passage, note=note) if note.strip() else None
