"""Saves changes in order, off the UI thread; keeps and retries those that fail.

Publishes what happens to each change, for whoever shows it.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from readtui.debug_log import DEBUG_LOG
from readtui.errors import ChangedSinceError, ReadtuiError, StorageError
from readtui.model.change import Change
from readtui.services.annotating.drafts import Finished
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.host import Host
from readtui.tui.news import Bulletin, ChangeDropped, ChangeMade, SaveStateChanged
from readtui.tui.work.background import Background

if TYPE_CHECKING:
    from concurrent.futures import Future

_TRY_AGAIN_AFTER = 2.0
_KEPT = "Your text is kept as a draft."
_ResultT = TypeVar("_ResultT")


class ChangeWriter(Protocol):
    """Makes changes durable, one after the other."""

    def submit(self, change: Change) -> "Future[Change]":
        """Return the change as it is on disk; the future raises ReadtuiError."""


class Saving:
    """The changes that are not on disk yet. Only for the UI thread.

    A change stays here until it is on disk: a full disk, a held lock or missing permissions may be temporary. Meanwhile
    the screens show the change, the status line says that it is not saved, and changes to other articles are still
    tried.
    """

    def __init__(self, host: Host, bulletin: Bulletin, writer: ChangeWriter, background: Background) -> None:
        self._host = host
        self._bulletin = bulletin
        self._writer = writer
        self._background = background
        self._waiting: deque[Change] = deque()
        self._drafts: dict[str, Finished] = {}
        self._being_saved: Change | None = None
        self._others = 0
        self._is_running = False
        self._error: ReadtuiError | None = None
        # Set while there is something new to save.
        self._asked = asyncio.Event()
        # Set while no save is running.
        self._at_rest = asyncio.Event()
        self._at_rest.set()

    @property
    def error(self) -> ReadtuiError | None:
        """Why saving fails at present; None if changes are merely waiting for their turn."""
        return self._error

    @property
    def pending(self) -> int:
        """How many changes are not on disk yet."""
        return len(self._waiting) + self._others

    @property
    def is_settled(self) -> bool:
        """Whether no save is running: every change is on disk, or has failed and waits for the next try."""
        return not self._others and (not self._waiting or (self.error is not None and self._being_saved is None))

    def unsaved(self) -> list[Change]:
        """All changes that are not on disk yet, in order."""
        return list(self._waiting)

    def waiting(self, article_id: str) -> list[Change]:
        """The changes to one article that are not on disk yet, in order."""
        return [change for change in self._waiting if change.touches(article_id)]

    @property
    def kept(self) -> str:
        """A sentence saying that unsaved changes are kept as drafts; empty if one of them is not."""
        drafts = self._drafts.values()
        return _KEPT if drafts and all(draft.is_kept for draft in drafts) else ""

    def save(self, change: Change, draft: "Finished | None" = None) -> None:
        """Publish a change and queue it for saving.

        Its draft is told once the change is on disk, and only then, even if the app has ended meanwhile.
        """
        self._waiting.append(change)
        if draft is not None:
            self._drafts[change.id] = draft
        self._moved()
        self._bulletin.publish(ChangeMade(change))
        self._asked.set()
        if not self._is_running:
            self._is_running = True
            self._host.run_worker(self._save_all, group="save")

    def take_back(self, article_id: str) -> Change | None:
        """Drop the last change to the article (for an empty id: to any) that failed to save; None if none has
        failed.
        """
        if self.error is None:
            return None
        for change in reversed(self._waiting):
            if change is not self._being_saved and (not article_id or change.touches(article_id)):
                self._waiting.remove(change)
                self._drafts.pop(change.id, None)
                self._forget_error_if_done()
                self._moved()
                self._bulletin.publish(ChangeDropped(change))
                return change
        return None

    def hand_over(self) -> None:
        """The app is ending: queue every change that was not tried yet. Whoever closes the library waits for them."""
        handed = [change for change in self._waiting if change is not self._being_saved]
        for change in handed:
            self._waiting.remove(change)
            if self.error is None:
                self._submit(change)
        self._moved()

    async def settled(self) -> None:
        """Wait until no save is running."""
        while not self.is_settled:
            # Another waiting task may have started a save.
            await self._at_rest.wait()

    async def in_turn(self, act: Callable[[], _ResultT]) -> _ResultT:
        """Run ``act`` off the UI thread after all queued saves; return what it returns, raise what it raises.

        It runs even if the screen that waits for it is left meanwhile: the user has asked for it.
        """
        try:
            await self.settled()
        except asyncio.CancelledError:
            asyncio.ensure_future(self.in_turn(act)).add_done_callback(self._tell_failure)
            raise
        # Counted until the one that waits goes on: keys typed ahead are for what comes then.
        self._others += 1
        self._moved()
        turn = asyncio.ensure_future(asyncio.to_thread(act))
        try:
            result = await asyncio.shield(turn)
        except asyncio.CancelledError:
            turn.add_done_callback(self._end_turn)
            turn.add_done_callback(self._tell_failure)
            raise
        except BaseException:
            self._end_turn()
            raise
        self._end_turn()
        return result

    def _end_turn(self, _: "asyncio.Future[_ResultT] | None" = None) -> None:
        self._others -= 1
        self._moved()

    def _tell_failure(self, turn: "asyncio.Future[_ResultT]") -> None:
        fault = None if turn.cancelled() else turn.exception()
        if isinstance(fault, ReadtuiError):
            self._host.tell_error(fault)
        elif fault is not None:
            raise fault

    # ------------------------------------------------------------------ the worker

    async def _save_all(self) -> None:
        try:
            while self._waiting:
                self._asked.clear()
                await self._save_round()
                if self._waiting and self.error is not None:
                    await self._wait()
        finally:
            self._is_running = False

    async def _save_round(self) -> None:
        """Try every change once. After a failure, later changes to the same article wait."""
        failed: set[str] = set()
        error: ReadtuiError | None = None
        for change in list(self._waiting):
            articles = {edit.article_id for edit in change.edits}
            if change not in self._waiting or articles & failed:
                continue
            fault = await self._try(change)
            if fault is None:
                self._waiting.remove(change)
                self._moved()
                self._bulletin.publish(SaveStateChanged())
            elif isinstance(fault, StorageError) and not isinstance(fault, ChangedSinceError):
                failed |= articles
                error = error or fault
            else:
                # Retrying would never help.
                self._waiting.remove(change)
                self._moved()
                await self._background.done()
                draft = self._drafts.pop(change.id, None)
                kept = _KEPT if draft is not None and draft.is_kept else ""
                self._bulletin.publish(ChangeDropped(change))
                told = ReadtuiError(fault.message, "\n".join(filter(None, (fault.hint, kept))))
                self._host.tell_error(told, title=f"Not saved: {visible(change.what)}")
        self._ended(error)

    async def _try(self, change: Change) -> ReadtuiError | None:
        self._being_saved = change
        self._moved()
        try:
            # Shielded: the app may end while the change waits for its turn, but it must still be saved.
            await asyncio.shield(asyncio.wrap_future(self._submit(change)))
        except ReadtuiError as error:
            return error
        except Exception as error:  # noqa: BLE001  whatever it is: the person is told, and the app goes on
            DEBUG_LOG.fault(error)
            return ReadtuiError(f"{type(error).__name__}: {error}", "The library is unchanged. Please report this.")
        finally:
            self._being_saved = None
            self._moved()
        self._drafts.pop(change.id, None)
        return None

    def _submit(self, change: Change) -> "Future[Change]":
        future = self._writer.submit(change)
        if draft := self._drafts.get(change.id):
            future.add_done_callback(partial(_tell_if_saved, draft))
        return future

    def _ended(self, error: ReadtuiError | None) -> None:
        """A round is over: report what is new."""
        before, self._error = self._error, error
        self._moved()
        if error is None:
            if before is not None:
                self._host.tell("All changes are saved now.", lasts=True)
        elif before is None or before.message != error.message:
            what = counted(len(self._waiting), "change")
            kept = ReadtuiError(error.message, f"{error.hint}\nNothing is lost; readtui keeps trying.".strip())
            self._host.tell_error(kept, title=f"Not saved yet: {what}")
        self._bulletin.publish(SaveStateChanged())

    def _moved(self) -> None:
        """Tell waiting tasks whether a save is running; called after everything that affects it."""
        if self.is_settled:
            self._at_rest.set()
        else:
            self._at_rest.clear()

    async def _wait(self) -> None:
        """Wait until the next retry, or until there is something new to save."""
        try:
            await asyncio.wait_for(self._asked.wait(), _TRY_AGAIN_AFTER)
        except TimeoutError:
            return

    def _forget_error_if_done(self) -> None:
        if not self._waiting:
            self._error = None
            self._asked.set()
            self._bulletin.publish(SaveStateChanged())


def _tell_if_saved(draft: Finished, saved: "Future[Change]") -> None:
    """Runs on the save worker after it has tried."""
    if not saved.cancelled() and saved.exception() is None:
        # A draft that stays equals the note and is no longer offered.
        with suppress(ReadtuiError):
            draft.is_saved()
