"""The changes that are not on disk yet: which one is tried next, which is tried again, and what becomes of drafts.

Knows neither screen nor event loop: whoever saves asks for a round, and waits for each change in its own way.
"""

from collections import deque
from collections.abc import Callable, Generator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from readtui.debug_log import DEBUG_LOG
from readtui.errors import ChangedSinceError, ReadtuiError, StorageError
from readtui.model.change import Change
from readtui.quick_dataclass import dataclass
from readtui.services.annotating.drafts import FinishedNote

if TYPE_CHECKING:
    from concurrent.futures import Future


TRY_AGAIN_AFTER = 2.0
"""Seconds from a round that failed to the next one."""


@dataclass(frozen=True, slots=True)
class SaveOutcome:
    """What became of a change that was tried: why it is not saved, if so, and the draft of one that left the queue."""

    fault: ReadtuiError | None
    draft: FinishedNote | None = None
    is_tried_again: bool = False


class SaveQueue:
    """Only for one thread. ``submit`` makes a change durable and may do so in another thread.

    A change stays here until it is on disk: a full disk, a held lock or missing permissions may be temporary.
    Changes to other articles are tried meanwhile. A change that can never be saved leaves the queue.
    """

    def __init__(self, submit: "Callable[[Change], Future[Change]]") -> None:
        self._write = submit
        self._waiting: deque[Change] = deque()
        self._drafts: dict[str, FinishedNote] = {}
        self._being_saved: Change | None = None
        self._error: ReadtuiError | None = None
        self._fault_of_round: ReadtuiError | None

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def error(self) -> ReadtuiError | None:
        """Why the last round could not save everything; None if changes are merely waiting for their turn."""
        return self._error

    @property
    def is_settled(self) -> bool:
        """Whether no change is being saved: each is on disk, or has failed and waits for the next round."""
        return not self._waiting or (self._error is not None and self._being_saved is None)

    @property
    def has_only_drafts(self) -> bool:
        """Whether there are drafts of unsaved changes, all of them on disk."""
        return bool(self._drafts) and all(draft.is_kept for draft in self._drafts.values())

    def unsaved(self, article_id: str | None = None) -> list[Change]:
        """The changes that are not on disk yet, in order: all, or those to one article."""
        return [change for change in self._waiting if article_id is None or change.touches(article_id)]

    def add(self, change: Change, draft: FinishedNote | None = None) -> None:
        """Queue a change. Its draft is told once the change is on disk, and only then, in the thread that saves."""
        self._waiting.append(change)
        if draft is not None:
            self._drafts[change.id] = draft

    def take_back(self, article_id: str) -> Change | None:
        """Drop the last change to the article (for an empty id: to any) that failed; None if none has failed."""
        if self._error is None:
            return None
        for change in reversed(self._waiting):
            if change is not self._being_saved and (not article_id or change.touches(article_id)):
                self._waiting.remove(change)
                self._drafts.pop(change.id, None)
                if not self._waiting:
                    self._error = None
                return change
        return None

    def hand_over(self) -> None:
        """Submit every change that was not tried yet, and forget all. Whoever closes the library waits for them."""
        for change in [one for one in self._waiting if one is not self._being_saved]:
            self._waiting.remove(change)
            if self._error is None:
                self._submit(change)

    def round(self) -> "Generator[tuple[Change, Future[Change]], None, None]":
        """Try every change once, in order. Wait for each future and ask for its ``outcome`` before the next one.

        After a failure, later changes to the same article wait for the next round.
        """
        self._fault_of_round = None
        held_up: set[str] = set()
        try:
            for change in tuple(self._waiting):
                if change in self._waiting and held_up.isdisjoint(change.article_ids):
                    self._being_saved = change
                    yield change, self._submit(change)
                    if change in self._waiting:
                        held_up.update(change.article_ids)
        finally:
            self._being_saved = None
        self._error = self._fault_of_round

    def outcome(self, change: Change, saved: "Future[Change]") -> SaveOutcome:
        """What became of a change that was tried. It leaves the queue, unless it is worth another try."""
        fault = _fault_of(saved)
        if isinstance(fault, StorageError) and not isinstance(fault, ChangedSinceError):
            self._fault_of_round = self._fault_of_round or fault
            return SaveOutcome(fault, is_tried_again=True)
        self._waiting.remove(change)
        return SaveOutcome(fault, self._drafts.pop(change.id, None))

    def _submit(self, change: Change) -> "Future[Change]":
        saved = self._write(change)
        if draft := self._drafts.get(change.id):
            saved.add_done_callback(partial(_tell_if_saved, draft))
        return saved


def _tell_if_saved(draft: FinishedNote, saved: "Future[Change]") -> None:
    """Runs in the thread that saves, after it has tried."""
    if saved.exception() is None:
        # A draft that stays equals the note and is no longer offered.
        with suppress(ReadtuiError):
            draft.forget()


def _fault_of(saved: "Future[Change]") -> ReadtuiError | None:
    fault = saved.exception()
    if fault is None or isinstance(fault, ReadtuiError):
        return fault
    if not isinstance(fault, Exception):
        raise fault
    # Whatever it is: the person is told, and the next change is tried.
    DEBUG_LOG.fault(fault)
    return ReadtuiError(f"{type(fault).__name__}: {fault}", "The library is unchanged. Please report this.")
