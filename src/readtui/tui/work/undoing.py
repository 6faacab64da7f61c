"""Undo and redo in the app: one at a time, after what is being saved, off the UI thread."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from readtui.errors import ChangedSinceError, ReadtuiError
from readtui.model.change import Change
from readtui.text.clean import visible
from readtui.tui.dialogs.confirm import ConfirmDialog

if TYPE_CHECKING:
    from readtui.tui.app import ReadtuiApp


class Undoing:
    """What ``u`` and Ctrl+R do on every screen."""

    def __init__(self, app: "ReadtuiApp") -> None:
        self._app = app
        self._one_at_a_time = asyncio.Lock()

    def undo(self, article_id: str = "") -> None:
        """Take back the last change to an article, or with an empty id in the library, and say what it was."""
        self._app.run_worker(self._run(article_id, redo=False), exit_on_error=True)

    def redo(self, article_id: str = "") -> None:
        """Make the change again that was taken back last, and say what it was."""
        self._app.run_worker(self._run(article_id, redo=True), exit_on_error=True)

    async def _run(self, article_id: str, *, redo: bool) -> None:
        app, history = self._app, self._app.services.history
        act = history.redo if redo else history.undo
        change: Change | None
        async with self._one_at_a_time:
            await app.saving.settled()
            if app.saving.pending:
                self._take_back(article_id, redo=redo)
                return
            try:
                change = await asyncio.to_thread(act, article_id)
            except ChangedSinceError as error:
                question = f"{'Redo' if redo else 'Undo'} it all the same?"
                detail = f"{error.message}\n{error.hint}".strip()
                if not await app.push_screen_wait(ConfirmDialog(question, detail, loses=True)):
                    return
                change = await self._forced(partial(act, article_id, force=True))
            except ReadtuiError as error:
                app.tell(error.message)
                return
        if change is not None:
            app.change_made(change)
            app.tell(change.what)

    def _take_back(self, article_id: str, *, redo: bool) -> None:
        """While saving fails there is no step in the history to take; what waits to be saved can be dropped."""
        app = self._app
        dropped = None if redo else app.saving.take_back(article_id)
        app.tell(f"Undone: {visible(dropped.what)}" if dropped else "This has to wait until saving works again.")

    async def _forced(self, act: "partial[Change]") -> Change | None:
        try:
            return await asyncio.to_thread(act)
        except ReadtuiError as error:
            self._app.tell_error(error)
            return None
