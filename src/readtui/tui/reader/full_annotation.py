"""Shows an annotation in full, follows its links, and lists what links to it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.model.annotation import Annotation
from readtui.model.link import is_link, linked_id
from readtui.quick_dataclass import dataclass
from readtui.services.linking.links import Backlink
from readtui.services.wording import annotation_name, excerpt
from readtui.text.clean import visible
from readtui.text.note_links import words_of_links
from readtui.text.note_markdown import read_note
from readtui.text.phrases import counted, note_words
from readtui.tui.daemon_thread import in_thread
from readtui.tui.reader.cursor import Jumps
from readtui.tui.reader.links import Backlinks, ReaderLinks
from readtui.tui.reader.note_editor import NoteEditor
from readtui.tui.reader.state import ReaderState

if TYPE_CHECKING:
    from readtui.tui.dialogs.annotation import AnnotationDialog, EditRequest
    from readtui.tui.reader.screen import ReaderScreen

_MOST_LOOKED_UP = 20
_LEADS_ON = ("reader.next_thread", "reader.previous_thread")
_MOST_WORDS = 60


@dataclass
class FullAnnotation:
    """Opens the dialog that shows an annotation, and does what the user chooses there."""

    _state: ReaderState
    _services: Services
    _screen: "ReaderScreen"
    _jumps: Jumps
    _note_editor: NoteEditor
    _links: ReaderLinks
    _backlinks: Backlinks

    def __post_init__(self) -> None:
        self._viewport = self._state.viewport
        self._shown: tuple[str, AnnotationDialog] | None = None
        self._read = ("", -1)
        """What was shown last, if it has no passage, and where the cursor was then."""

    def go_to(self, annotation_id: str, *, remember: bool = True) -> None:
        """Go to an annotation's passage; show an annotation without one."""
        annotation = self._state.session.find(annotation_id)
        if annotation is None or annotation.passage is not None:
            self._read = ("", -1)
            self._jumps.go_to_annotation(annotation_id, remember=remember)
        else:
            self.open(annotation)

    @property
    def read_here(self) -> str:
        """The id of the annotation without a passage that was shown last, until the cursor moves away."""
        last, at = self._read
        return last if at == self._viewport.cursor.start else ""

    def open(self, annotation: Annotation) -> None:
        from readtui.tui.dialogs.annotation import AnnotationDialog, EditRequest, LinkRow, shortened

        note = read_note(shortened(annotation.note))
        outgoing = [LinkRow(link.words or visible(link.target), "…") for link in note.links]
        acts: list[Callable[[], None]] = [partial(self._links.follow, link.target) for link in note.links]

        def with_backlinks(rows: Sequence[LinkRow], backlinks: Sequence[Backlink]) -> list[LinkRow]:
            del acts[len(note.links) :]
            acts.extend(partial(self._follow_back, link) for link in backlinks)
            return [*rows, *(LinkRow(said_by(link), self._where(link), is_back=True) for link in backlinks)]

        async def look_up(show: Callable[[Sequence[LinkRow]], None]) -> None:
            rows = list(outgoing)
            if annotation.quote is not None and annotation.passage is None:
                dialog.say_where(await in_thread(self._stood_under, annotation))
            await self._backlinks.load()
            backlinks = self._backlinks.to(annotation.id)
            show(with_backlinks(rows, backlinks))
            for number, link in enumerate(note.links):
                where = await self._leads_to(link.target) if number < _MOST_LOOKED_UP else visible(link.target)
                rows[number] = replace(rows[number], where="" if where == rows[number].words else where)
                show(with_backlinks(rows, backlinks))

        def chosen(result: "int | str | EditRequest | None") -> None:
            self._shown = None
            if result is EditRequest.HERE:
                self._note_editor.write_on(self._state.session.find(annotation.id) or annotation)
            elif result is EditRequest.IN_EDITOR:
                self._write_in_editor(annotation)
            elif isinstance(result, str):
                self._screen.run_if_here(result)
            elif isinstance(result, int) and result < len(acts):
                acts[result]()

        if annotation.passage is not None:
            self._viewport.make_room_below(annotation.passage)
        rows = with_backlinks(outgoing, self._backlinks.to(annotation.id))
        self._read = ("", -1) if annotation.passage else (annotation.id, self._viewport.cursor.start)
        title, identity = self._title(annotation), self._state.session.identity
        settle, keys_of = partial(self._settle, annotation.id), self._screen.keys_of
        leading = {tuple(keys.split()): one for one in _LEADS_ON for keys in keys_of(one)}
        dialog = AnnotationDialog(title, annotation, self._screen.palette(), rows, look_up, identity, settle, leading)
        self._shown = annotation.id, dialog
        self._screen.ask(dialog, chosen)

    def _stood_under(self, annotation: Annotation) -> tuple[str, ...]:
        with suppress(ReadtuiError):
            return self._services.passage_comparison.headings(annotation)
        return ()

    def _settle(self, annotation_id: str) -> None:
        annotation = self._state.session.find(annotation_id)
        if annotation is not None and annotation.is_thread:
            self._note_editor.settle(annotation)

    def annotations_changed(self) -> None:
        """Show what was said meanwhile in the annotation that is shown in full."""
        if self._shown is not None and (annotation := self._state.session.find(self._shown[0])) is not None:
            self._shown[1].follow(annotation)

    def do_reader_backlinks(self) -> None:
        """List the notes that link to the annotation here, else to the article and all its annotations."""
        from readtui.tui.dialogs.links import LinksDialog

        annotation = self._viewport.focused_annotation()
        backlinks = list(self._backlinks.to(annotation.id)) if annotation else []
        where = "this annotation" if backlinks else "this article"
        backlinks = backlinks or self._backlinks.to_all()
        if not backlinks:
            self._screen.tell("No note links to this article or to its annotations.")
            return

        def chosen(number: int | None) -> None:
            if number is not None:
                self._follow_back(backlinks[number])

        rows = [(said_by(link), self._where(link)) for link in backlinks]
        title = f"{counted(len(backlinks), 'note links', 'notes link')} to {where}"
        self._screen.ask(LinksDialog(title, rows), chosen)

    def _follow_back(self, link: Backlink) -> None:
        if link.record.id == self._state.session.record.id:
            self.go_to(link.annotation.id)
        else:
            self._links.open(link.record.id, link.annotation.id)

    def _where(self, link: Backlink) -> str:
        """The place of a note that links here."""
        if link.record.id == self._state.session.record.id:
            return annotation_name(link.annotation)
        return visible(link.record.title)

    def _write_in_editor(self, annotation: Annotation) -> None:
        if annotation.passage is None:
            # The dialog opens the editor too.
            self._note_editor.write_on(annotation)
        else:
            self._viewport.focus(annotation.id)
            self._note_editor.do_reader_note_in_editor()

    def _title(self, annotation: Annotation) -> str:
        session = self._state.session
        if annotation.passage is not None and session.is_complete:
            return f"Annotation {session.number(annotation)} of {len(session.annotations)}"
        return "Annotation" if annotation.quote else "Note on the article"

    async def _leads_to(self, target: str) -> str:
        """Where a link leads, in words."""
        full_id = linked_id(target)
        if not full_id:
            return "broken link: no full id" if is_link(target) else visible(target)
        session = self._state.session
        if full_id == session.record.id:
            return "this article"
        if (here := session.find(full_id)) is not None:
            return annotation_name(here)
        try:
            located = await in_thread(self._services.linking.locate, full_id)
        except ReadtuiError as error:
            return visible(error.message)
        if located is None:
            return "broken link: not on this device"
        name = visible(located.record.title)
        if located.annotation is not None and located.annotation.quote:
            name = f"{excerpt(located.annotation.quoted_text)} · {name}"
        if located.trashed:
            return f"in the trash: {name}"
        if located.waits_for:
            return f"waiting for its article: {name}"
        return name if located.folder == self._services.folder else f"in another library: {name}"


def said_by(link: Backlink) -> str:
    """The beginning of the note that links here, without addresses and the signs of Markdown."""
    words = visible(note_words(words_of_links(link.annotation.note)))
    return words if len(words) <= _MOST_WORDS else f"{words[: _MOST_WORDS - 1]}…"
