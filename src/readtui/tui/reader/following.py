"""The reader follows what happens outside of it: other programs' changes, and a source that was edited."""

import asyncio
from abc import abstractmethod
from functools import partial
from pathlib import Path

from readtui.errors import ReadtuiError
from readtui.model.article import ArticleRecord
from readtui.model.change import Change
from readtui.services.annotating.carrying import carried_offsets
from readtui.services.annotating.settling import leaves_questions
from readtui.services.reading.session import ReadingSession
from readtui.services.wording import sentence
from readtui.tui.news import ChangeMade
from readtui.tui.reader.panes import ReaderPanes
from readtui.tui.terminal import responsiveness
from readtui.tui.work.threads import in_thread

LOOK_EVERY = 1.0
_Stamps = tuple[tuple[int, int, int] | None, ...]


class ReaderFollowing(ReaderPanes):
    """Looks around every second, off the UI thread. What is read keeps its place."""

    def __init__(self, session: ReadingSession) -> None:
        super().__init__(session)
        self._changes = 0
        self._made_while_reading: list[list[Change]] = []
        self._dropped = 0
        self._source: _Stamps | None = None
        self._followed_source: _Stamps | None = None

    @abstractmethod
    def show_text(self, session: ReadingSession, cursor_offset: int, steady_offset: int, row: int) -> None:
        """Show a session's text, which is another one than before: what is at ``steady_offset`` on that row."""

    def take_in(self, change: Change) -> None:
        """Have a change to this article in memory."""
        self._changes += 1
        for made in self._made_while_reading:
            made.append(change)
        self.session.apply(change)
        self.look_around()

    def read_again(self) -> None:
        """Show what is on disk, with what is still to be saved: a change was dropped."""
        self._dropped += 1
        self.run_worker(self._read_again(), group="follow", exclusive=True)

    async def read_rest(self) -> None:
        """Have the annotations in memory that were left out for opening quickly."""
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()
        await self._read_again()

    def look_around(self) -> None:
        """Follow what has changed outside, if that is not being done already."""
        if not any(worker.group == "follow" and not worker.is_finished for worker in self.workers):
            self.run_worker(self._look_around(), group="follow")

    async def follow_source(self) -> str:
        """Take over what a known file of the article holds now; returns a line about it, empty if nothing is new."""
        library = self.session.library
        self._followed_source = await asyncio.to_thread(_stamps, self.session.record)
        if library.repository.read_only:
            return ""
        intake = library.intake
        try:
            incoming = await in_thread(partial(intake.bring_changed, self.session.record))
            if incoming is None:
                return ""
            followed = await self.readtui.saving.in_turn(partial(intake.renew, incoming))
        except ReadtuiError as error:
            self.readtui.tell_error(error)
            return ""
        if followed.change is not None:
            self.readtui.bulletin.publish(ChangeMade(followed.change))
            if leaves_questions(followed.change):
                return f"{followed.notice}; {self.keys('reader.settle')} shows them"
        return followed.notice

    def tell_each(self, *notices: str) -> None:
        """The notices that there are, a sentence each."""
        if any(notices):
            self.readtui.tell("\n".join(sentence(notice) for notice in notices if notice))

    async def _look_around(self) -> None:
        await self.readtui.saving.settled()
        if await asyncio.to_thread(self.session.is_outdated):
            await self._read_again(tells=True)
            await self.ask_about_vanished()
        # A file that is being written is let be until it has been still for a while.
        before, self._source = self._source, await asyncio.to_thread(_stamps, self.session.record)
        if self._followed_source is not None and before == self._source != self._followed_source:
            self.tell_each(await self.follow_source())
        if self.session.has_other_text and self.app.screen is self and self.view.selection is None:
            await self._show_other_text()

    async def _read_again(self, *, tells: bool = False) -> None:
        session, saving = self.session, self.readtui.saving
        pause = responsiveness.Pause(lambda: self.readtui.has_keys_waiting)
        made: list[Change] = []
        self._made_while_reading.append(made)
        try:
            while True:
                await saving.settled()
                made.clear()
                dropped = self._dropped
                reading = await in_thread(partial(session.read_again, pause))
                difference = await in_thread(partial(session.difference, reading, pause)) if tells else ""
                if dropped == self._dropped:
                    break
        except ReadtuiError as error:
            self.readtui.tell_error(error)
            return
        finally:
            self._made_while_reading = [other for other in self._made_while_reading if other is not made]
        was_deleted = session.record.deleted
        session.take(reading)
        for change in (*(one for one in saving.waiting(session.record.id) if one not in made), *made):
            session.apply(change)
        self.view.changed()
        self.show_status()
        if tells and session.record.deleted and not was_deleted:
            self.readtui.tell("This article was put into the trash elsewhere.")
        elif difference:
            self.tell_each(f"changed elsewhere: {difference}", self.versions_notice())

    async def _show_other_text(self) -> None:
        """The article has another text now: show that, with the same words on the screen where they are still there."""
        before, changes = self.session, self._changes
        steady, row = self._steady_place()
        # The drafts are read with the article.
        await self.readtui.background.done()
        try:
            session = await asyncio.to_thread(self.readtui.services.read, before.record.id)
        except ReadtuiError as error:
            self.readtui.tell_error(error)
            return
        old_text, new_text = before.article.text, session.article.text
        offsets = (self.view.cursor.start, steady)
        cursor, steady = await asyncio.to_thread(carried_offsets, old_text, new_text, offsets)
        if changes != self._changes or self.app.screen is not self:
            # Something was done meanwhile: the next look tries again.
            return
        self.show_text(session, cursor, steady, row)
        self.show_status()

    def _steady_place(self) -> tuple[int, int]:
        """What must not move on the screen, and its row: the cursor if it is there, else the first line."""
        view = self.view
        for row, position in enumerate(view.frame):
            line = view.lines.line(position)
            if not line.is_gap and line.start <= view.cursor.start < line.end:
                return line.start, row
        return view.visible_passage.start, 0


def _stamps(record: ArticleRecord) -> _Stamps:
    """Time of change, size and inode of each known file; None for one that is not there."""
    found: list[tuple[int, int, int] | None] = []
    for path in record.paths:
        try:
            status = Path(path).stat()
        except (OSError, ValueError):
            found.append(None)
        else:
            found.append((status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(found)
