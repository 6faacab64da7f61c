"""Asks for a note and keeps its text as a draft until it is saved."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.change import Change
from readtui.model.creator import Identity
from readtui.services.annotating.drafts import Draft, FinishedNote, NoteDraft
from readtui.services.reading.session import ReadingSession
from readtui.text.clean import visible
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.work.background import Background
from readtui.tui.work.saver import Saver

if TYPE_CHECKING:
    from readtui.tui.dialogs.note import BelowText, EditedNote, NoteResult


class NotePrompt:
    """``save`` saves the change of a note; the draft is told once it is on disk."""

    def __init__(
        self,
        services: Services,
        background: Background,
        saving: Saver,
        screen: CommandScreen,
        save: Callable[[Change, FinishedNote], object],
    ) -> None:
        self._services = services
        self._background = background
        self._saving = saving
        self._screen = screen
        self._save = save

    def ask(
        self,
        quote: str,
        note: str,
        writing: NoteDraft,
        change: Callable[[str], Change | None],
        *,
        article_id: str,
        kept: str,
        below: "BelowText | None" = None,
        ended: Callable[[], None] = lambda: None,
        title: str = "Note",
    ) -> None:
        """Open the note dialog. ``change`` makes the change that saves a text, if one is needed; ``kept`` is the
        message for a draft. ``ended`` is called when the dialog has closed, before anything is saved.
        """
        from readtui.tui.dialogs.note import LinkFinder, NoteDialog

        def keep(text: str) -> None:
            if text != writing.text:
                self._background.do(writing.keep(text))

        def closed(result: "NoteResult | None") -> None:
            ended()
            if result is None:
                keep("")
            elif result.saved:
                self.finish(writing, result.text, change)
            else:
                keep(result.text)
                self._saving.leave(writing)
                self._screen.tell(kept)

        edit = partial(self.edit_outside, writing)
        links = LinkFinder(self._services, article_id)
        dialog = NoteDialog(quote, note, writing.text, title, on_draft=keep, edit=edit, links=links, below=below)
        self._screen.ask(dialog, closed)

    def ask_on_article(self, session: ReadingSession, *, kept: str) -> None:
        """Open the note dialog for the whole article."""
        noted = next((one for one in session.whole_article if one.note), None)
        draft = session.drafts.on_article(noted)
        note = noted.note if noted else ""
        change = partial(unplaced_note_change, session, draft)
        writing = session.drafts.of(draft)
        self.ask(session.record.title, note, writing, change, article_id=session.record.id, kept=kept)

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
        change: Callable[[str], Change | None]
        if takes_reply(annotation, session.identity):
            draft, note = session.drafts.reply_to(annotation), ""
            spoken = next((one for one in reversed(annotation.replies) if one.text), None)
            last = spoken.text if spoken else annotation.note
            title = f"Reply to {visible(session.identity.of((spoken or annotation).creator).shown)}"

            def change(text: str) -> Change | None:
                return session.annotator.reply(session.find(annotation.id) or annotation, text)
        else:
            draft = Draft(annotation.id, "", annotation.passage, annotation, quote=annotation.quoted_text)
            title, last, note = "Note", annotation.quoted_text or session.record.title, annotation.note
            change = partial(unplaced_note_change, session, draft)
        writing, article_id = session.drafts.of(draft), session.record.id
        self.ask(last, note, writing, change, article_id=article_id, kept=kept, below=below, ended=ended, title=title)

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

    def finish(self, writing: NoteDraft, text: str, change: Callable[[str], Change | None]) -> None:
        """Save a text as the note. Its draft stays until the note is on disk, or for good if that fails."""
        made = change(text)
        if made is None:
            self._background.do(writing.keep(""))
            return
        if text != writing.text:
            self._background.do(writing.keep(text))
        self._save(made, writing.finished(text))


def takes_reply(annotation: Annotation, identity: Identity) -> bool:
    """Whether what is written about it is a reply: somebody has replied, or the note is somebody else's."""
    return bool(annotation.replies) or bool(annotation.note and not identity.is_me(annotation.creator))


def unplaced_note_change(session: ReadingSession, draft: Draft, note: str) -> Change | None:
    """The change that saves a note on a lost passage or on the whole article; None if there is nothing to save."""
    annotation = session.find(draft.annotation.id) if draft.annotation else None
    lost = draft.lost or draft.annotation
    if annotation is not None and draft.annotation is not None:
        return edited_note(session, annotation, draft.annotation.note, note)
    return session.annotator.create_lost(lost, note) if lost is not None and note.strip() else None


def edited_note(session: ReadingSession, annotation: Annotation, seen: str, note: str) -> Change:
    """The change of a note whose text was ``seen``: a version that arrived meanwhile is kept as a conflict, not
    replaced.
    """
    return session.annotator.set_note(replace(annotation, note=seen), note)
