"""Writing notes in the reader, and going on with those that were begun."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.change import Change
from readtui.services.wording import excerpt
from readtui.text.counted import counted
from readtui.tui.reader.annotating import ReaderAnnotating, Target

if TYPE_CHECKING:
    from readtui.services.annotating.drafts import Draft, Writing
    from readtui.tui.dialogs.note import Edited, NoteResult


class ReaderNoting(ReaderAnnotating):
    """What is written is kept as a draft until it is saved."""

    def do_reader_note(self) -> None:
        """Write or change the note."""
        target = self.target()
        if target is not None:
            self._write(target)

    def do_reader_draft(self) -> None:
        """Go on with the next note that was begun and not saved."""
        unfinished = self.session.unfinished()
        if not unfinished:
            self.readtui.tell("There is no unfinished note in this article.")
            return
        here = self.view.cursor.start
        draft = next((one for one in unfinished if one.passage is None or one.passage.start >= here), unfinished[0])
        self.set_selection(None)
        if draft.passage is None:
            self._write_lost(draft)
            return
        self.jump_to(self.view.stops.at(draft.passage.start))
        self.view.focused_id = draft.annotation.id if draft.annotation else ""
        self._write(Target(draft.passage, draft.annotation))

    def drafts_notice(self) -> str:
        """One line on notes that were begun and not saved; empty for none."""
        unfinished = self.session.unfinished()
        if not unfinished:
            return ""
        quote = unfinished[0].quote
        what = f"an unfinished note{f' on {excerpt(quote)}' if quote else ''} is"
        if len(unfinished) > 1:
            what = f"{counted(len(unfinished), 'unfinished note')} are"
        return f"{what} kept; {self.keys('reader.draft')} goes on with it"

    def do_reader_note_in_editor(self) -> None:
        """Write or change the note in the editor of one's choice."""
        target = self.target()
        if target is None:
            return
        writing = self._writing(target)
        try:
            edited = self._edit_outside(writing, writing.text or self._note(target))
        except ReadtuiError as error:
            self.readtui.tell_error(error)
            return
        if edited.fault is None:
            if edited.text is not None:
                self._finish(writing, edited.text, partial(self._note_change, target))
            return
        what = "The note is as it was."
        if edited.text is not None:
            what = f"What it wrote is kept as a draft; {self.keys('reader.draft')} goes on with it."
        self.readtui.tell_error(ReadtuiError(edited.fault.message, what))

    def _edit_outside(self, writing: "Writing", text: str) -> "Edited":
        """Let an editor edit a file among the drafts. Raises ReadtuiError if it could not."""
        from readtui.tui.dialogs.external_editor import edit_file
        from readtui.tui.dialogs.note import Edited

        path = writing.begin_editing(text)
        fault: ReadtuiError | None = None
        try:
            fault = edit_file(self.app, path)
        finally:
            edited = writing.end_editing()
        return Edited(edited, fault)

    def _write(self, target: Target) -> None:
        # A draft is found again by the place of the cursor.
        self.before_leaving()
        self.view.make_room_below(target.passage)
        self._open_dialog(
            target.passage.of(self.session.article.text),
            self._note(target),
            self._writing(target),
            partial(self._note_change, target),
            kept=f"The draft is kept; {self.keys('reader.note')} here goes on with it.",
        )

    def _write_lost(self, draft: "Draft") -> None:
        """Go on with a note on words that are not in the text any more."""
        self.readtui.tell("The words that this note was begun on are not surely in the text any more.")
        self._open_dialog(
            draft.quote,
            draft.annotation.note if draft.annotation else "",
            self.session.drafts.of(draft),
            partial(self._lost_note_change, draft),
            kept=f"The draft is kept; {self.keys('reader.draft')} goes on with it.",
        )

    def _open_dialog(
        self, quote: str, note: str, writing: "Writing", change: Callable[[str], Change | None], *, kept: str
    ) -> None:
        """``change`` makes the change that saves a text as the note, if there is one to make; ``kept`` is said."""
        from readtui.tui.dialogs.note import NoteDialog

        def keep(text: str) -> None:
            if text != writing.text:
                self.readtui.background.do(writing.keep(text))

        def closed(result: "NoteResult | None") -> None:
            if result is None:
                keep("")
            elif result.saved:
                self._finish(writing, result.text, change)
            else:
                keep(result.text)
                self.readtui.tell(kept)

        edit = partial(self._edit_outside, writing)
        self.app.push_screen(NoteDialog(quote, note, writing.text, on_draft=keep, edit=edit), closed)

    def _finish(self, writing: "Writing", text: str, change: Callable[[str], Change | None]) -> None:
        """Save a text as the note. Until that is on disk, or if it never will be, its draft is."""
        made = change(text)
        if made is None:
            self.readtui.background.do(writing.keep(""))
            return
        if text != writing.text:
            self.readtui.background.do(writing.keep(text))
        self.save(made, writing.finished(text))

    def _writing(self, target: Target) -> "Writing":
        annotation, waiting = target.annotation, self.readtui.saving.waiting(self.session.record.id)
        created = [edit.after for change in waiting for edit in change.edits if edit.before is None]
        ids = {one.id for one in created if isinstance(one, Annotation)}
        is_on_disk = annotation is None or annotation.id not in ids
        return self.session.drafts.at(target.passage, annotation, is_on_disk=is_on_disk)

    def _note(self, target: Target) -> str:
        return target.annotation.note if target.annotation else ""

    def _note_change(self, target: Target, note: str) -> Change | None:
        if note.strip() == self._note(target).strip():
            return None
        annotation = self.current(target)
        if annotation is not None:
            return self._edit(annotation, self._note(target), note)
        return self.create(target.passage, note=note) if note.strip() else None

    def _lost_note_change(self, draft: "Draft", note: str) -> Change | None:
        annotation = self.session.find(draft.annotation.id) if draft.annotation else None
        lost = draft.lost or draft.annotation
        if annotation is not None and draft.annotation is not None:
            return self._edit(annotation, draft.annotation.note, note)
        return self.session.annotator.create_lost(lost, note) if lost is not None and note.strip() else None

    def _edit(self, annotation: Annotation, seen: str, note: str) -> Change:
        # From the note that was seen: another one that came in meanwhile is kept beside this one, not replaced.
        return self.session.annotator.set_note(replace(annotation, note=seen), note)
