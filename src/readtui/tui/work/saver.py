"""Saves changes in order, off the UI thread, and tries again those that fail.

Publishes what happens to each change, for whoever shows it.
"""

import asyncio
from collections.abc import Callable
from contextlib import closing, suppress
from contextvars import copy_context
from typing import TYPE_CHECKING, TypeVar

from readtui.errors import ReadtuiError
from readtui.model.change import Change
from readtui.services.annotating.drafts import FinishedNote, NoteDraft
from readtui.services.saving.save_queue import TRY_AGAIN_AFTER, SaveOutcome, SaveQueue
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.events import ChangeDropped, ChangeMade, EventBus, SaveStateChanged
from readtui.tui.host import Host
from readtui.tui.work.background import Background

if TYPE_CHECKING:
    from concurrent.futures import Future


_KEPT = "Your text is kept as a draft."
_ResultT = TypeVar("_ResultT")
_ChangeT = TypeVar("_ChangeT", bound=Change | None)


class Saver:
    """The changes that are not on disk yet. Only for the UI thread.

    Until a change is on disk, the screens show it, and the status line says that it is not saved.
    """

    def __init__(
        self, host: Host, events: EventBus, submit: "Callable[[Change], Future[Change]]", background: Background
    ) -> None:
        self._host = host
        self._events = events
        self._background = background
        self._queue = SaveQueue(submit)
        self._left: list[NoteDraft] = []
        self._others = 0
        self._is_running = False
        # Set while there is something new to save.
        self._asked = asyncio.Event()
        # Set while no save is running.
        self._at_rest = asyncio.Event()
        self._at_rest.set()

    @property
    def error(self) -> ReadtuiError | None:
        """Why saving fails at present; None if changes are merely waiting for their turn."""
        return self._queue.error

    @property
    def pending(self) -> int:
        """How many changes are not on disk yet."""
        return len(self._queue) + self._others

    @property
    def is_settled(self) -> bool:
        """Whether no save is running: every change is on disk, or has failed and waits for the next try."""
        return not self._others and self._queue.is_settled

    def unsaved(self) -> list[Change]:
        """All changes that are not on disk yet, in order."""
        return self._queue.unsaved()

    def waiting(self, article_id: str) -> list[Change]:
        """The changes to one article that are not on disk yet, in order."""
        return self._queue.unsaved(article_id)

    @property
    def kept(self) -> str:
        """A sentence saying that unsaved changes are kept as drafts; empty if one of them is not."""
        return _KEPT if self._queue.has_only_drafts else ""

    def save(self, change: Change, draft: "FinishedNote | None" = None) -> None:
        """Publish a change and queue it for saving.

        Its draft is told once the change is on disk, and only then, even if the app has ended meanwhile.
        """
        self._queue.add(change, draft)
        self._moved()
        self._events.publish(ChangeMade(change))
        self._asked.set()
        if not self._is_running:
            self._is_running = True
            self._host.run_worker(self._save_all, group="save")

    def leave(self, note: NoteDraft) -> None:
        """A note was left unfinished: its draft is kept."""
        self._left.append(note)

    @property
    def half_written(self) -> int:
        """How many notes were left unfinished."""
        self._left = [note for note in {note.keys: note for note in self._left}.values() if note.text]
        return len(self._left)

    def take_back(self, article_id: str) -> Change | None:
        """Drop the last change to the article (for an empty id: to any) that failed to save; None if none has
        failed.
        """
        change = self._queue.take_back(article_id)
        if change is not None:
            if not len(self._queue):
                self._asked.set()
                self._events.publish(SaveStateChanged())
            self._moved()
            self._events.publish(ChangeDropped(change))
        return change

    def hand_over(self) -> None:
        """The app is ending: queue every change that was not tried yet. Whoever closes the library waits for them."""
        self._queue.hand_over()
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

    async def make(self, make: Callable[[], _ChangeT]) -> _ChangeT:
        """Run what makes a change durable in turn, and publish the change."""
        change = await self.in_turn(make)
        if change is not None:
            self._events.publish(ChangeMade(change))
        return change

    def _end_turn(self, _: "asyncio.Future[_ResultT] | None" = None) -> None:
        self._others -= 1
        self._moved()

    def _tell_failure(self, turn: "asyncio.Future[_ResultT]") -> None:
        fault = None if turn.cancelled() else turn.exception()
        if isinstance(fault, ReadtuiError):
            self._host.tell_error(fault, lasts=True)
        elif fault is not None:
            raise fault

    # ------------------------------------------------------------------ the worker

    async def _save_all(self) -> None:
        try:
            while len(self._queue):
                self._asked.clear()
                await self._save_round()
                if len(self._queue) and self.error is not None:
                    await self._wait()
        finally:
            self._is_running = False

    async def _save_round(self) -> None:
        before = self.error
        with closing(self._queue.round()) as tried:
            for change, saved in tried:
                self._moved()
                # Shielded: the app may end while the change waits for its turn, but it must still be saved.
                with suppress(Exception):
                    await asyncio.shield(asyncio.wrap_future(saved))
                outcome = self._queue.outcome(change, saved)
                self._moved()
                if outcome.fault is None:
                    self._events.publish(SaveStateChanged())
                elif not outcome.is_tried_again:
                    await self._give_up(change, outcome.fault, outcome)
        self._moved()
        self._tell_round(before)

    async def _give_up(self, change: Change, fault: ReadtuiError, outcome: SaveOutcome) -> None:
        await self._background.done()
        kept = _KEPT if outcome.draft is not None and outcome.draft.is_kept else ""
        self._events.publish(ChangeDropped(change))
        told = ReadtuiError(fault.message, "\n".join(filter(None, (fault.hint, kept))))
        self._host.tell_error(told, title=f"Not saved: {visible(change.what)}", lasts=True)

    def _tell_round(self, before: ReadtuiError | None) -> None:
        """A round is over: report what is new."""
        error = self.error
        if error is None:
            if before is not None:
                self._host.tell("All changes are saved now.", lasts=True)
        elif before is None or before.message != error.message:
            what = counted(len(self._queue), "change")
            kept = ReadtuiError(error.message, f"{error.hint}\nNothing is lost; readtui keeps trying.".strip())
            self._host.tell_error(kept, title=f"Not saved yet: {what}", lasts=True)
        self._events.publish(SaveStateChanged())

    def _moved(self) -> None:
        """Tell waiting tasks whether a save is running; called after everything that affects it."""
        if self.is_settled:
            self._at_rest.set()
        else:
            self._at_rest.clear()

    async def _wait(self) -> None:
        """Wait until the next retry, or until there is something new to save."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._asked.wait(), TRY_AGAIN_AFTER)


class SavingProgress:
    """Says it with ``tell`` in the loop that is running now, before the result of the save arrives there."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._context = copy_context()

    def reached(self, what: str, done: int, total: int) -> None:
        """``done`` of ``total`` records are made; all of them once they are saved. For any thread."""
        count = f"{done:,} of {total:,} …" if done < total else "saved."
        # The loop is closed once the app has ended, and the change is still saved.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._tell, f"{what}: {count}", context=self._context)
