"""Writing notes in the reader, and going on with those that were begun."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.services.wording import excerpt
from readtui.tui.screens.reader_annotating import ReaderAnnotating, Target
from readtui.tui.widgets.cells import counted

if TYPE_CHECKING:
    from readtui.services.drafts import Draft
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
        # A draft is found again by the place of the cursor.
        self.before_leaving()
        self.view.make_room_below(target.passage)
        self._open_dialog(
            target.passage.of(self.session.article.text),
            self._note(target),
            self._draft(target),
            keep=partial(self._keep_draft, target),
            save=partial(self._set_note, target),
            kept=f"The draft is kept; {self.keys('reader.note')} here goes on with it.",
        )

    def _write_lost(self, draft: "Draft") -> None:
        """Go on with a note on words that are not in the text any more."""
        self.readtui.tell("The words that this note was begun on are not surely in the text any more.")
        self._open_dialog(
            draft.quote,
            draft.annotation.note if draft.annotation else "",
            draft.text,
            keep=lambda text: self.readtui.background.do(self.session.drafts.keep_lost(draft, text)),
            save=partial(self._save_lost, draft),
            kept=f"The draft is kept; {self.keys('reader.draft')} goes on with it.",
        )

    def _open_dialog(
        self,
        quote: str,
        note: str,
        draft: str,
        *,
        keep: Callable[[str], None],
        save: Callable[[str], None],
        kept: str,
    ) -> None:
        """``keep`` hears of each draft and, when there is nothing to keep any more, an empty one; ``kept`` is said."""
        from readtui.tui.dialogs.note import NoteDialog

        def closed(result: "NoteResult | None") -> None:
            if result is not None and not result.saved:
                keep(result.text)
                self.readtui.tell(kept)
                return
            if result is not None:
                save(result.text)
            keep("")

        self.app.push_screen(NoteDialog(quote, note, draft, on_draft=keep), closed)

    def _save_lost(self, draft: "Draft", note: str) -> None:
        annotation = self.session.find(draft.annotation.id) if draft.annotation else None
        lost = draft.lost or draft.annotation
        if annotation is not None and draft.annotation is not None:
            self._edit_note(annotation, draft.annotation.note, note)
        elif lost is not None and note.strip():
            self.save(self.session.annotator.create_lost(lost, note))

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
            self._edit_note(annotation, self._note(target), note)

    def _edit_note(self, annotation: Annotation, seen: str, note: str) -> None:
        # From the note that was seen: another one that came in meanwhile is kept beside this one, not replaced.
        self.save(self.session.annotator.set_note(replace(annotation, note=seen), note))
