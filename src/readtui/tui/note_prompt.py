"""Asks for a note and keeps its text as a draft until it is saved."""

from collections.abc import Callable
from dataclasses import field, replace
from functools import partial
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.change import Change
from readtui.model.reply import ThreadState
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.drafts import Draft, FinishedNote, NoteDraft
from readtui.services.reading.session import ReadingSession
from readtui.text.clean import visible
from readtui.tui.notes.voices import takes_reply
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.work.background import Background
from readtui.tui.work.saver import Saver

if TYPE_CHECKING:
    from readtui.tui.dialogs.note import BelowText, EditedNote, NoteResult


NoteChange = Callable[[str, bool | None], Change | None]
"""Makes the change that saves a text, if one is needed; the second value says whether the note is to be a thread, None
if that stays as it is.
"""


@dataclass
class NotePrompt:
    """``save`` saves the change of a note; the draft is told once it is on disk."""

    _services: Services
    _background: Background
    _saving: Saver
    _screen: CommandScreen
    _save: Callable[[Change, FinishedNote], object]
    _asking: dict[tuple[str, ...], bool | None] = field(default_factory=dict, init=False)
    """Whether notes that were left half written were to be threads, by the keys of their drafts."""

    def ask(
        self,
        quote: str,
        note: str,
        writing: NoteDraft,
        change: NoteChange,
        *,
        article_id: str,
        kept: str,
        is_thread: bool | None = None,
        below: "BelowText | None" = None,
        ended: Callable[[], None] = lambda: None,
        title: str = "Note",
    ) -> None:
        """Open the note dialog. ``kept`` is the message for a draft; ``is_thread`` as in NoteDialog. ``ended`` is
        called when the dialog has closed, before anything is saved.
        """
        from readtui.tui.dialogs.note import LinkFinder, NoteDialog

        def keep(text: str) -> None:
            if text != writing.text:
                self._background.do(writing.keep(text))

        def closed(result: "NoteResult | None") -> None:
            ended()
            self._asking.pop(writing.keys, None)
            if result is None:
                keep("")
            elif result.saved:
                self.finish(writing, result.text, change, result.is_thread)
            else:
                self._asking[writing.keys] = result.is_thread
                keep(result.text)
                self._saving.leave(writing)
                self._screen.tell(kept)

        edit = partial(self.edit_outside, writing)
        links = LinkFinder(self._services, article_id)
        was_chosen = writing.is_thread if is_thread is not None and writing.text else None
        is_thread = self._asking.get(writing.keys, is_thread if was_chosen is None else was_chosen)
        dialog = NoteDialog(
            quote,
            note,
            writing.text,
            title,
            is_thread=is_thread,
            on_draft=keep,
            edit=edit,
            links=links,
            below=below,
            on_choice=lambda chosen: self._background.do(writing.choose(chosen)),
        )
        self._screen.ask(dialog, closed)

    def ask_on_article(self, session: ReadingSession, *, kept: str) -> None:
        """Open the note dialog for the whole article."""
        noted = next((one for one in session.whole_article if one.note), None)
        if noted is not None and takes_reply(noted, session.identity):
            self.ask_answer(session, noted, kept=kept)
            return
        draft = session.drafts.on_article(noted)
        note, is_thread = (noted.note, noted.is_thread) if noted else ("", False)
        self.ask(
            session.record.title,
            note,
            session.drafts.of(draft),
            partial(unplaced_note_change, session, draft),
            article_id=session.record.id,
            kept=kept,
            is_thread=is_thread,
        )

    def ask_answer(
        self,
        session: ReadingSession,
        annotation: Annotation,
        *,
        kept: str,
        below: "BelowText | None" = None,
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        """Open the dialog for a reply, or for one's own note as long as nobody has replied to it."""
        change: NoteChange
        is_thread: bool | None = None
        if takes_reply(annotation, session.identity):
            draft, note = session.drafts.reply_to(annotation), ""
            spoken = next((one for one in reversed(annotation.replies) if one.text), None)
            last = spoken.text if spoken else annotation.note
            creator = (spoken or annotation).creator
            is_mine = session.identity.is_me(creator)
            title = "Reply" if is_mine else f"Reply to {visible(session.identity.of(creator).shown)}"

            if annotation.thread is ThreadState.SETTLED:
                title = f"{title} · reopens the thread"

            def change(text: str, _: bool | None) -> Change | None:
                now = session.find(annotation.id) or annotation
                if now.thread is ThreadState.SETTLED and text.strip():
                    self._screen.tell("Your reply has reopened the thread.")
                return session.annotator.reply(now, text)
        else:
            draft = Draft(annotation.id, "", annotation.passage, annotation, quote=annotation.quoted_text)
            title, last, note = "Note", annotation.quoted_text or session.record.title, annotation.note
            change, is_thread = partial(unplaced_note_change, session, draft), annotation.is_thread
        self.ask(
            last,
            note,
            session.drafts.of(draft),
            change,
            article_id=session.record.id,
            kept=kept,
            is_thread=is_thread,
            below=below,
            ended=ended,
            title=title,
        )

    def edit_outside(self, writing: NoteDraft, text: str) -> "EditedNote":
        """Let an editor edit a file in the drafts folder. Raises ReadtuiError if the editor cannot run."""
        from readtui.tui.dialogs.note import EditedNote

        path = writing.begin_editing(text)
        fault: ReadtuiError | None = None
        try:
            fault = self._screen.edit_file(path)
        finally:
            edited = writing.end_editing()
        return EditedNote(edited, fault)

    def finish(self, writing: NoteDraft, text: str, change: NoteChange, is_thread: bool | None = None) -> None:
        """Save a text as the note. Its draft stays until the note is on disk, or for good if that fails."""
        made = change(text, is_thread)
        if made is None:
            self._background.do(writing.keep(""))
            return
        if text != writing.text:
            self._background.do(writing.keep(text))
        self._save(made, writing.finished(text))


def unplaced_note_change(session: ReadingSession, draft: Draft, note: str, is_thread: bool | None) -> Change | None:
    """The change that saves a note on a lost passage or on the whole article; None if there is nothing to save."""
    annotation = session.find(draft.annotation.id) if draft.annotation else None
    lost = draft.lost or draft.annotation
    if annotation is not None and draft.annotation is not None:
        return edited_note(session, annotation, draft.annotation.note, note, is_thread)
    if lost is None or not note.strip():
        return None
    begins = lost.is_thread if is_thread is None else is_thread
    return session.annotator.create_lost(replace(lost, is_thread=begins), note)


def edited_note(
    session: ReadingSession, annotation: Annotation, seen: str, note: str, is_thread: bool | None
) -> Change | None:
    """The change of a note whose text was ``seen``: a version that arrived meanwhile is kept as a conflict, not
    replaced. None if nothing would change.
    """
    return session.annotator.edit(replace(annotation, note=seen), note=note, is_thread=is_thread)
