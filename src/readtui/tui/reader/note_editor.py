"""Writes notes and replies in the reader, continues unfinished ones, and settles threads."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.change import Change
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextPositionSelector
from readtui.services.annotating.drafts import Draft, NoteDraft
from readtui.services.wording import excerpt
from readtui.text.phrases import counted
from readtui.tui.context import Work
from readtui.tui.note_prompt import NotePrompt, edited_note, unplaced_note_change
from readtui.tui.notes.voices import takes_reply
from readtui.tui.reader.annotator import ReaderEdits, Target
from readtui.tui.reader.cursor import Jumps
from readtui.tui.reader.selection import ReaderSelection
from readtui.tui.reader.state import ReaderState

if TYPE_CHECKING:
    from readtui.tui.dialogs.note import BelowText
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
        edits: ReaderEdits,
    ) -> None:
        self._state = state
        self._viewport = state.viewport
        self._saving = work.saving
        self._screen = screen
        self._jumps = jumps
        self._selection = selection
        self._edits = edits
        self._writer = NotePrompt(services, work.background, work.saving, screen, edits.save)

    def do_reader_note(self) -> None:
        """Write or edit the note; in a thread with replies, and to somebody else's note, reply."""
        target = self._edits.target()
        if target is not None:
            self._write_at(self._beside_settled(target))

    def _beside_settled(self, target: Target) -> Target:
        """Where words were found beside a settled thread, a note is about those words."""
        found, annotation = self._viewport.hit_here, target.annotation
        if found is None or annotation is None or annotation.thread is not ThreadState.SETTLED:
            return target
        words = self._viewport.stops.whole_words(found)
        return target if words == target.passage else Target(words, None)

    def _write_at(self, target: Target) -> None:
        annotation = self._edits.current(target)
        if annotation is not None and takes_reply(annotation, self._state.session.identity):
            self._reply(annotation)
        else:
            self._write(target)

    def settle(self, thread: Annotation) -> None:
        session = self._state.session
        is_open = thread.thread is ThreadState.OPEN
        change = session.annotator.reply(thread, sets=ThreadState.SETTLED if is_open else ThreadState.OPEN)
        if change is None or not self._edits.save_aside(change):
            return
        undo, left = self._screen.key("reader.undo"), len(session.threads.open)
        settled = f"Settled. {counted(left, 'thread')} left open" if left else "Settled. No thread is left open"
        self._screen.tell(f"{settled if is_open else 'Reopened'}. Press {undo} to undo.")

    def do_reader_draft(self) -> None:
        unfinished = self._state.session.unfinished()
        if not unfinished:
            self._screen.tell("No unfinished note in this article.")
            return
        here = self._viewport.cursor.start
        draft = next((one for one in unfinished if one.passage is None or one.passage.start >= here), unfinished[0])
        self._selection.set_selection(None)
        if draft.is_on_article:
            self.do_reader_article_note()
            return
        if draft.is_reply and draft.annotation is not None:
            if draft.passage is not None:
                self._jumps.go_to_annotation(draft.annotation.id)
            self._reply(draft.annotation)
            return
        if draft.passage is None:
            self._write_lost(draft)
            return
        self._jumps.jump_to(self._viewport.stops.at(draft.passage.start))
        self._viewport.focus(draft.annotation.id if draft.annotation else "")
        self._write(Target(draft.passage, draft.annotation))

    def do_reader_article_note(self) -> None:
        kept = f"Draft kept. Press {self._screen.key('reader.article_note')} to continue it."
        self._writer.ask_on_article(self._state.session, kept=kept)

    def drafts_notice(self) -> str:
        """One line about unfinished notes; empty if there are none."""
        unfinished = self._state.session.unfinished()
        if not unfinished:
            return ""
        quote = unfinished[0].quote
        kind = "reply" if unfinished[0].is_reply else "note"
        what, which = f"unfinished {kind}{f' on {excerpt(quote)}' if quote else ''}", "it"
        if len(unfinished) > 1:
            what, which = counted(len(unfinished), "unfinished note"), "the next one"
        return f"{what}. Press {self._screen.key('reader.draft')} to continue {which}"

    def do_reader_note_in_editor(self) -> None:
        """Write or edit the note in the user's editor."""
        target = self._edits.target()
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
        """Open the dialog for the note below its passage."""
        session, annotation = self._state.session, target.annotation
        created, position = session.annotator.clock(), TextPositionSelector(target.passage.start, target.passage.end)
        kind = "Thread" if session.annotator.asks and not target.note else "Note"
        blank = annotation or Annotation("", session.record.id, created, created, position=position)
        self._writer.ask(
            target.passage.of(session.article.text),
            target.note,
            self._writing(target),
            partial(self._note_change, target),
            article_id=session.record.id,
            kept=f"Draft kept. Press {self._screen.key('reader.note')} here to continue it.",
            is_thread=self._may_be_thread(annotation),
            title=f"New {kind.lower()}" if annotation is None and session.in_passage(target.passage) else kind,
            below=self._below(target.passage, lambda note: replace(self._now(blank), note=note)),
            ended=self._ended,
        )

    def _reply(self, annotation: Annotation) -> None:
        """Open the dialog for a reply; below the passage, if there is one."""
        created, writer = self._state.session.annotator.clock(), self._state.session.identity.writer

        def with_reply(text: str) -> Annotation:
            now = self._now(annotation)
            reply = Reply("", now.article_id, now.id, created, created, text, writer)
            return replace(now, replies=(*now.replies, reply)) if text.strip() else now

        place = "here" if annotation.passage is not None else "on the annotation"
        # Beside the text, the margin has the whole thread.
        quotes = not self._viewport.note_rows(annotation)
        self._writer.ask_answer(
            self._state.session,
            annotation,
            kept=f"Draft kept. Press {self._screen.key('reader.note')} {place} to continue it.",
            below=None if annotation.passage is None else self._below(annotation.passage, with_reply, quotes=quotes),
            ended=self._ended,
        )

    def _now(self, annotation: Annotation) -> Annotation:
        return self._state.session.find(annotation.id) or annotation

    def _below(self, passage: Passage, written: Callable[[str], Annotation], *, quotes: bool = False) -> "BelowText":
        """Where to write below the passage. Margin and text show what is ``written`` as it is typed. ``quotes``: as in
        BelowText.
        """
        from readtui.tui.dialogs.note import BelowText

        self._screen.keep_position()
        viewport = self._viewport

        def show(text: str, covered: int) -> None:
            viewport.write(written(text))
            viewport.make_room_below(passage, covered)

        return BelowText(self._screen.text_left, viewport.place.text_width, show, quotes)

    def _ended(self) -> None:
        self._viewport.write(None)
        self._viewport.changed()

    def write_on(self, annotation: Annotation) -> None:
        """Write the note of an annotation, or a reply; it may be on the whole article or have lost its passage."""
        if takes_reply(annotation, self._state.session.identity):
            self._reply(annotation)
            return
        if annotation.passage is not None:
            self._write(Target(annotation.passage, annotation))
            return
        session = self._state.session
        draft = Draft(annotation.id, "", None, annotation, quote=annotation.quoted_text)
        self._open_dialog(annotation.quoted_text or session.record.title, draft)

    def _write_lost(self, draft: Draft) -> None:
        """Continue a note whose passage is no longer in the text."""
        self._screen.tell("The passage of this note may be gone from the text.")
        self._open_dialog(draft.quote, draft)

    def _open_dialog(self, quote: str, draft: Draft) -> None:
        session, annotation = self._state.session, draft.annotation
        self._writer.ask(
            quote,
            annotation.note if annotation else "",
            session.drafts.of(draft),
            partial(unplaced_note_change, session, draft),
            article_id=session.record.id,
            kept=f"Draft kept. Press {self._screen.key('reader.draft')} to continue it.",
            is_thread=self._may_be_thread(annotation),
        )

    def _may_be_thread(self, annotation: Annotation | None) -> bool | None:
        """Whether it is a thread; None if that cannot be changed: it has replies, or each new note begins a thread."""
        if annotation is not None and annotation.replies:
            return None
        if annotation is not None and annotation.note:
            return annotation.is_thread
        return None if self._state.session.annotator.asks else False

    def _writing(self, target: Target) -> NoteDraft:
        annotation, waiting = target.annotation, self._saving.waiting(self._state.session.record.id)
        created = [edit.after for change in waiting for edit in change.edits if edit.before is None]
        ids = {one.id for one in created if isinstance(one, Annotation)}
        is_on_disk = annotation is None or annotation.id not in ids
        return self._state.session.drafts.at(target.passage, annotation, is_on_disk=is_on_disk)

    def _note_change(self, target: Target, note: str, is_thread: bool | None) -> Change | None:
        annotation = self._edits.current(target)
        if annotation is not None:
            return edited_note(self._state.session, annotation, target.note, note, is_thread)
        if not note.strip():
            return None
        return self._edits.create(target.passage, note=note, is_thread=bool(is_thread))
