"""Undo and redo in the app: one at a time, after pending saves, off the UI thread."""

import asyncio
from functools import partial
from typing import Protocol

from readtui.errors import ChangedSinceError, ReadtuiError
from readtui.model.change import Change
from readtui.services.upkeep.history import History
from readtui.text.clean import visible
from readtui.tui.context import Dialogs, Host
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.news import Bulletin, ChangeMade
from readtui.tui.work.saving import Saving


class AskingHost(Host, Dialogs, Protocol):
    """What undoing needs from the app: asking what to do if the annotation has changed since."""


class Undoing:
    """What the undo and redo keys do on every screen."""

    def __init__(self, host: AskingHost, bulletin: Bulletin, history: History, saving: Saving) -> None:
        self._host = host
        self._bulletin = bulletin
        self._history = history
        self._saving = saving
        self._one_at_a_time = asyncio.Lock()

    def undo(self, article_id: str = "") -> None:
        """Undo the last change to an article or, with an empty id, in the library, and say what it was."""
        self._host.run_worker(self._run(article_id, redo=False))

    def redo(self, article_id: str = "") -> None:
        """Redo the last undone change, and say what it was."""
        self._host.run_worker(self._run(article_id, redo=True))

    async def _run(self, article_id: str, *, redo: bool) -> None:
        host = self._host
        act = self._history.redo if redo else self._history.undo
        change: Change | None
        async with self._one_at_a_time:
            await self._saving.settled()
            if self._saving.pending:
                self._take_back(article_id, redo=redo)
                return
            try:
                change = await asyncio.to_thread(act, article_id)
            except ChangedSinceError as error:
                question = f"{'Redo' if redo else 'Undo'} anyway?"
                detail = f"{error.message}\n{error.hint}".strip()
                if not await host.push_screen_wait(ConfirmDialog(question, detail, loses=True)):
                    return
                change = await self._forced(partial(act, article_id, force=True))
            except ReadtuiError as error:
                host.tell(error.message)
                return
        if change is not None:
            self._bulletin.publish(ChangeMade(change))
            host.tell(change.what)

    def _take_back(self, article_id: str, *, redo: bool) -> None:
        """While saving fails, the history has no step to undo; a change that waits to be saved can be dropped
        instead.
        """
        dropped = None if redo else self._saving.take_back(article_id)
        self._host.tell(
            f"Undone: {visible(dropped.what)}"
            if dropped
            else "Could not do this now: unsaved changes are waiting. Try again when they are saved."
        )

    async def _forced(self, act: "partial[Change]") -> Change | None:
        try:
            return await asyncio.to_thread(act)
        except ReadtuiError as error:
            self._host.tell_error(error)
            return None
