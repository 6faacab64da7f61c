"""Writing notes in the reader, and going on with those that were begun."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from readtui.errors import ReadtuiError
from readtui.services.wording import excerpt
from readtui.tui.screens.reader_annotating import ReaderAnnotating, Target
from readtui.tui.widgets.cells import counted

if TYPE_CHECKING:
    from readtui.tui.dialogs.note import NoteResult


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
        passage, annotation = next((one for one in unfinished if one[0].start >= here), unfinished[0])
        self.set_selection(None)
        self.jump_to(self.view.stops.at(passage.start))
        self.view.focused_id = annotation.id if annotation else ""
        self._write(Target(passage, annotation))

    def drafts_notice(self) -> str:
        """One line on notes that were begun and not saved; empty for none."""
        unfinished = self.session.unfinished()
        if not unfinished:
            return ""
        what = f"an unfinished note on {excerpt(unfinished[0][0].of(self.session.article.text))} is"
        if len(unfinished) > 1:
            what = f"{counted(len(unfinished), 'unfinished note')} are"
        return f"{what} kept; {self.keys('reader.draft')} goes on with it"

    def do_reader_note_in_editor(self) -> None:
        """Write or change the note in the editor of one's choice."""
        from readtui.tui.dialogs.external_editor import edit_text

        target = self.target()
        if target is None:
            return
        try:
            text = edit_text(self.app, self._draft(target) or self._note(target))
        except ReadtuiError as error:
            self.readtui.tell_error(error)
            return
        if text is not None:
            self._set_note(target, text)
            self._keep_draft(target, "")

    def _write(self, target: Target) -> None:
        from readtui.tui.dialogs.note import NoteDialog

        def closed(result: "NoteResult | None") -> None:
            if result is not None and not result.saved:
                self._keep_draft(target, result.text)
                self.readtui.tell(f"The draft is kept; {self.keys('reader.note')} here goes on with it.")
                return
            if result is not None:
                self._set_note(target, result.text)
            self._keep_draft(target, "")

        quote = target.passage.of(self.session.article.text)
        # A draft is found again by the place of the cursor.
        self.before_leaving()
        self.view.make_room_below(target.passage)
        on_draft = partial(self._keep_draft, target)
        self.app.push_screen(NoteDialog(quote, self._note(target), self._draft(target), on_draft=on_draft), closed)

    def _draft(self, target: Target) -> str:
        return self.session.drafts.of(target.passage, target.annotation)

    def _keep_draft(self, target: Target, text: str) -> None:
        if text != self._draft(target):
            self.readtui.background.do(self.session.drafts.keep(target.passage, target.annotation, text))

    def _note(self, target: Target) -> str:
        return target.annotation.note if target.annotation else ""

    def _set_note(self, target: Target, note: str) -> None:
        if note.strip() == self._note(target).strip():
            return
        annotation = self.current(target)
        if annotation is None:
            self.save(self.create(target.passage, note=note))
        else:
            # From the note that was seen: another one that came in meanwhile is kept beside this one, not replaced.
            seen = replace(annotation, note=self._note(target))
            self.save(self.session.annotator.set_note(seen, note))
