"""Follows changes from outside the reader: those of other programs, and edits of the source file."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.worker import Worker

from readtui.bootstrap import Services
from readtui.debug_log import DEBUG_LOG
from readtui.errors import DamagedError, NotFoundError, ReadtuiError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.change import Change, Record
from readtui.model.passage import Passage
from readtui.model.reply import Reply
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.carryover import beginning_like, carried_offsets
from readtui.services.annotating.moved_and_lost import leaves_questions
from readtui.services.importing.sidecars import AddedSource
from readtui.services.reading.session import Difference
from readtui.services.threads.thread_files import has_changed
from readtui.services.wording import excerpt, sentence
from readtui.text.clean import visible
from readtui.tui.context import Screens, Work
from readtui.tui.daemon_thread import in_thread
from readtui.tui.events import ChangeMade, SourcesRead
from readtui.tui.host import Host
from readtui.tui.reader.questions import OpenQuestions
from readtui.tui.reader.state import ReaderState
from readtui.tui.terminal_interface import Stamp

if TYPE_CHECKING:
    from readtui.tui.reader.panes import PaneArrangement
    from readtui.tui.reader.screen import ReaderScreen


LOOK_EVERY = 0.4
_WORDS_AT_CURSOR = 60
_Stamps = tuple[Stamp | None, ...]
_Place = tuple[str, int, int, int]
"""A text, the offsets of the cursor and of what stays where it is on the screen, and the row of that."""


@dataclass
class LiveUpdates:
    """Looks for changes off the UI thread, so often that a reply is there within a second.

    The reading position stays in place.
    """

    _state: ReaderState
    _host: Host
    _services: Services
    _screens: Screens
    _work: Work
    _screen: "ReaderScreen"
    _pane: "PaneArrangement"
    _questions: OpenQuestions

    def __post_init__(self) -> None:
        self._viewport = self._state.viewport
        self._changes = 0
        self._made_while_reading: list[list[Change]] = []
        self._dropped = 0
        self._made_too_late = set[str]()
        """The ids of the annotations that were made on a text that is no longer the present one."""
        self._lost_place: tuple[Passage, _Place] | None = None
        """Where the cursor is because its words are gone from the text, and the place that it had with them."""
        self._looking: Worker[Any] | None = None
        self._source: _Stamps | None = None
        self._is_elsewhere: tuple[object, bool] = (None, False)
        """Whether the record has the text of another work tree, and of which record and files that is known."""
        self.followed_source: _Stamps | None = None
        """The known files as they were when they were last looked into; None before that."""
        self.files_at_first: _Stamps | None = None
        """The known files as they were when the article was opened; None before that is known."""

    @property
    def sources(self) -> Mapping[str, Stamp | None] | None:
        """The article's files as they were when its text was read; None if that is not known."""
        # All annotations of a long article are read before its files are looked into.
        stamps, paths = self.followed_source or self.files_at_first, self._paths
        return dict(zip(paths, stamps, strict=True)) if stamps is not None and len(stamps) == len(paths) else None

    @property
    def _only(self) -> str:
        """The one file that is discussed, whatever other work trees have; "" for an article that is read."""
        return self._services.discussed.get(self._state.session.record.id, "")

    @property
    def _paths(self) -> Sequence[str]:
        return [self._only] if self._only else self._state.session.record.paths

    async def catch_up(self, drafts_notice: Callable[[], str]) -> None:
        """Load all annotations and report what needs attention.

        This covers damaged texts, changed files, orphans, annotations to review and unfinished notes.
        """
        self.files_at_first = await in_thread(stamps, self._paths)
        if not self._state.session.is_complete:
            await self._screen.painted()
            await self._read_again()
        changed = await self._follow_source()
        # For a new text, the notice has already described its annotations.
        unsettled = "" if self._state.session.has_other_text else self._questions.unsettled_notice()
        self._tell_each(changed, unsettled, self._questions.versions_notice(), drafts_notice())
        await self._questions.ask_about_vanished()
        try:
            await in_thread(self._state.session.check_text, self._pause())
        except DamagedError as error:
            self._screen.tell_error(error)
        await self._note_repository()

    def _pause(self) -> "Pause":
        return Pause(lambda: self._host.has_keys_waiting)

    async def _note_repository(self) -> None:
        """Remember where in git a document is, so that it is found in any work tree and clone."""
        record, services = self._state.session.record, self._services
        if not self._only or services.library.is_read_only:
            return
        change = await in_thread(services.editor.note_repository, record, self._only)
        if change is not None:
            try:
                await self._work.saving.make(partial(services.repository.apply, change))
            except StorageError as fault:
                # Nobody has asked for it, and the next time tries again.
                DEBUG_LOG.fault(fault, "swallowed")

    def take_in(self, change: Change) -> None:
        """Apply a change to this article in memory and on the screen."""
        self._changes += 1
        for missed in self._made_while_reading:
            missed.append(change)
        self._state.session.apply(change)
        if self._state.session.has_other_text:
            made = (one.after for one in change.edits if one.before is None)
            self._made_too_late.update(one.id for one in made if isinstance(one, Annotation))
        self._show_undone(change)
        self._viewport.changed()
        self.look_around()

    def _show_undone(self, change: Change) -> None:
        """Make the passage that undo or redo has changed visible."""
        if not (change.undoes or change.redoes):
            return
        for edit in change.edits:
            if edit.article_id != self._state.session.record.id:
                continue
            after: Record | None = edit.after
            if isinstance(after, Reply):
                after = self._state.session.find(after.to)
            if isinstance(after, Annotation) and after.passage is not None:
                self._viewport.set_cursor(self._viewport.stops.at(after.passage.start), after.id)
                return

    def read_again(self) -> None:
        """Read the article from disk and reapply the unsaved changes, because a change was dropped."""
        self._dropped += 1
        self._looking = self._screen.run_worker(self._read_again(), group="follow", exclusive=True)

    def look_around(self) -> None:
        """Look for changes from outside, unless a look is already running."""
        if self._looking is None or self._looking.is_finished:
            self._looking = self._screen.run_worker(self._look_around(), group="follow")

    async def _follow_source(self) -> str:
        """Take over the current contents of a known file; return a line about it, empty if nothing has changed."""
        library, record = self._state.session.library, self._state.session.record
        before, self.followed_source = self.followed_source, await in_thread(stamps, self._paths)
        if library.is_read_only:
            return ""
        if record.part:
            if not self._work.importing.finish(record, self._only) and before is not None:
                # What changes while the pages are read is followed afterwards.
                self.followed_source = before
            return ""
        intake = library.intake
        try:
            incoming = await in_thread(intake.bring_changed, record, self._only)
            if incoming is None:
                return ""
            followed = await self._work.saving.in_turn(partial(intake.renew, incoming))
        except ReadtuiError as error:
            self._screen.tell_error(error)
            return ""
        if followed.is_annotated:
            # Perhaps the person has just marked something in another viewer.
            paths = self._state.session.record.paths
            self._work.events.publish(SourcesRead(tuple(AddedSource(path, is_annotated=True) for path in paths[:1])))
        if followed.change is not None:
            self._work.events.publish(ChangeMade(followed.change))
            if leaves_questions(followed.change):
                return f"{followed.notice}. Press {self._screen.key('reader.settle')} to check"
        return followed.notice

    def _tell_each(self, *notices: str) -> None:
        """Show the notices that are not empty, one sentence each."""
        if any(notices):
            self._screen.tell("\n".join(sentence(notice) for notice in notices if notice), lasts=True)

    async def _look_around(self) -> None:
        await self._work.saving.settled()
        if await in_thread(self._state.session.is_outdated):
            await self._read_again(tells=True)
            await self._questions.ask_about_vanished()
        # Leave a file alone while it is being written.
        before, self._source = self._source, await in_thread(stamps, self._paths)
        if self.followed_source is not None and before == self._source != self.followed_source:
            self._tell_each(await self._follow_source())
        await self._go_to_text_that_has_come()
        is_busy = self._viewport.selection is not None or self._state.is_picking or self._state.placing is not None
        if self._screen.is_on_top and not is_busy:
            await self.show_present_text()

    async def _go_to_text_that_has_come(self) -> None:
        """Open the article that a work has become, in place of the page with its highlights."""
        session = self._state.session
        if not (session.is_waiting and session.record.deleted and self._screen.is_on_top):
            return
        with suppress(NotFoundError):
            come = await in_thread(session.library.find, session.record.id)
            self._screens.replace_reader(session.record.id, come.id)

    async def _read_again(self, *, tells: bool = False) -> None:
        session, saving = self._state.session, self._work.saving
        pause = self._pause()
        made: list[Change] = []
        self._made_while_reading.append(made)
        try:
            while True:
                await saving.settled()
                made.clear()
                dropped = self._dropped
                reading = await in_thread(session.read_again, pause)
                news = await in_thread(session.difference, reading, pause) if tells else Difference()
                if dropped == self._dropped:
                    break
        except ReadtuiError as error:
            self._screen.tell_error(error)
            return
        finally:
            self._made_while_reading = [other for other in self._made_while_reading if other is not made]
        was_deleted = session.record.deleted
        session.take(reading)
        for change in (*(one for one in saving.waiting(session.record.id) if one not in made), *made):
            session.apply(change)
        self._viewport.changed()
        self._screen.show_annotations()
        if session.is_waiting and session.record.deleted:
            return
        if tells and session.record.deleted and not was_deleted:
            self._screen.tell("Another program moved this article to the trash.", lasts=True)
        elif news.words or news.replies:
            changed = f"updated from disk: {news.words}" if news.words else ""
            self._tell_each(self._screen.threads.hear(news.replies), changed, self._questions.versions_notice())

    async def show_present_text(self) -> None:
        """Show the article's current text if an older one is on the screen; but of a file that is discussed, never the
        text that it has in another work tree.
        """
        if self._state.session.has_other_text and not await self._has_text_of_elsewhere():
            await self._show_other_text()

    async def _has_text_of_elsewhere(self) -> bool:
        record, only = self._state.session.record, self._only
        asked = record.text_version, record.content, only, self._source
        if asked != self._is_elsewhere[0]:
            found = bool(only) and await in_thread(_is_unlike, record, only)
            self._is_elsewhere = asked, found
            if found:
                of_file = next((f" ({visible(one)})" for one in record.paths[:1] if one != only), "")
                name = visible(Path(only).name)
                self._tell_each(f"this document has another text in another work tree{of_file}; you still read {name}")
        return self._is_elsewhere[1]

    def imported(self, added: Sequence[str]) -> None:
        """These articles have been read; more may be known of this one now, or it may be one of them."""
        if self._state.session.is_waiting:
            self._screen.run_worker(self._read_again(), group="follow")
        elif self._state.session.record.id in added:
            self._screen.run_worker(self._show_more(), group="follow")

    async def _show_more(self) -> None:
        """Show what is newly known of the text that is on the screen, such as its images."""
        before = self._state.session
        try:
            article = await in_thread(before.library.open, before.record.id)
        except ReadtuiError:
            # Reported where it matters.
            return
        has_more = article.names_images_unlike(before.article) or article.has_form_unlike(before.article)
        if article.hash8 == before.article.hash8 and has_more:
            await self._show_other_text()

    async def _show_other_text(self) -> None:
        """Show the article's new text, keeping the same words on the screen where they still exist."""
        await self._work.saving.settled()
        if self._work.saving.waiting(self._state.session.record.id):
            # The text is read from disk, without the changes that are not there yet.
            return
        before, changes, selection = self._state.session, self._changes, self._viewport.selection
        place = (before.article.text, self._viewport.cursor.start, *self._viewport.steady_place)
        if self._lost_place is not None and self._lost_place[0] == self._viewport.cursor:
            # Of a file that is being written, only the beginning may have been there.
            place = self._lost_place[1]
        # Drafts are read together with the article.
        await self._work.background.done()
        try:
            session = await in_thread(self._services.read, before.record.id)
        except ReadtuiError as error:
            self._screen.tell_error(error)
            return
        (old_text, at_cursor, at_row, row), new_text = place, session.article.text
        if before.part:
            new_text = beginning_like(new_text, old_text)
        cursor, steady = await in_thread(carried_offsets, old_text, new_text, (at_cursor, at_row))
        is_lost = old_text[at_cursor : at_cursor + _WORDS_AT_CURSOR] not in new_text
        was_shown = self._state.session is not before
        if was_shown or changes != self._changes or self._viewport.selection != selection or not self._screen.is_on_top:
            # Something changed meanwhile: try again at the next look.
            return
        self._pane.show_text(session, cursor, steady, row)
        self._lost_place = (self._viewport.cursor, place) if is_lost else None
        self._screen.text_replaced(before)
        self._screen.show_status()
        # Whoever changes the text often answers in the same moment.
        self._tell_each(self._screen.threads.hear(await in_thread(session.replies_since, before)))
        lost = [one for one in session.orphans if one.id in self._made_too_late]
        self._made_too_late.clear()
        if lost:
            key = self._screen.key("reader.next_thread" if lost[0].is_thread else "reader.settle")
            words = excerpt(lost[0].own_words)
            self._tell_each(f"saved, but its words have just gone from the text: {words}. {key} leads to it")


def _is_unlike(record: ArticleRecord, path: str) -> bool:
    """Whether the record's text is not that of the file."""
    try:
        return has_changed(record, path)
    except (OSError, ValueError):
        return True


def stamps(paths: Sequence[str]) -> _Stamps:
    """Modification time, size and inode of each file; None for a missing file."""
    found: list[Stamp | None] = []
    for path in paths:
        try:
            status = Path(path).stat()
        except (OSError, ValueError):
            found.append(None)
        else:
            found.append((status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(found)


_WORK = 0.003
_PAUSE = 0.002


class Pause:
    """A background thread calls this often: it rests now and then, and as long as the screen ``is_busy``. Otherwise it
    would take half of the interpreter's time and slow down every key. Each rest costs a tenth of a millisecond.
    """

    def __init__(self, is_busy: Callable[[], bool]) -> None:
        self._is_busy = is_busy
        self._rest_at = 0.0

    def __call__(self) -> None:
        if not self._is_busy() and time.perf_counter() < self._rest_at:
            return
        time.sleep(_PAUSE)
        while self._is_busy():
            time.sleep(_PAUSE)
        self._rest_at = time.perf_counter() + _WORK
