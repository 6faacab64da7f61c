"""Undo and redo in the app: one at a time, after pending saves, off the UI thread."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from readtui.errors import CameBetweenError, ChangedSinceError, NothingToUndoError, ReadtuiError
from readtui.model.change import Change
from readtui.services.saving.undo import History, UndoStep, Whose, step_names, summary
from readtui.services.wording import done, sentence
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.daemon_thread import in_thread
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.events import ChangeMade, EventBus
from readtui.tui.host import Host
from readtui.tui.work.fault_reports import telling_faults
from readtui.tui.work.saver import Saver

_UNSAVED = "Some changes are not saved yet. Try again when they are."


class UndoRedo:
    """What the undo and redo keys do on every screen.

    They lead through what this window did, and through what was done before it opened.
    """

    def __init__(self, host: Host, events: EventBus, history: History, saving: Saver) -> None:
        self._host = host
        self._events = events
        self._history = history
        self._saving = saving
        self._one_at_a_time = asyncio.Lock()
        self._told: set[str] = set()
        """The changes of other windows that the user was told of."""

    def undo(self, article_id: str = "", *, only_here: str = "") -> None:
        """Undo the last own change to an article or, with an empty id, in the library, and say what it was.

        With ``only_here``, only what this window did, and that message when nothing of it is left.
        """
        self._host.run_worker(self._run(article_id, only_here, redo=False))

    def redo(self, article_id: str = "", *, only_here: str = "") -> None:
        """Redo the last own change that was undone, and say what it was. ``only_here``: as in ``undo``."""
        self._host.run_worker(self._run(article_id, only_here, redo=True))

    def go_back_to(self, change_id: str, article_id: str = "") -> None:
        """Undo the changes back to this one, in an article or in the library. Of several, ask first."""
        self._host.run_worker(self._go_to(change_id, article_id, redo=False))

    def go_forward_to(self, change_id: str, article_id: str = "") -> None:
        """Redo the undone changes up to this one, in an article or in the library. Of several, ask first."""
        self._host.run_worker(self._go_to(change_id, article_id, redo=True))

    def reverse(self, change_id: str) -> None:
        """Undo this change alone or, if it is undone, redo it, and say what it was."""
        self._host.run_worker(self._reverse(change_id))

    async def _run(self, article_id: str, only_here: str, *, redo: bool) -> None:
        act = self._history.redo if redo else self._history.undo
        async with self._one_at_a_time:
            await self._saving.settled()
            if self._saving.pending:
                self._take_back(article_id, redo=redo)
                return
            act = partial(act, article_id, Whose.HERE if only_here else Whose.OWN, told=frozenset(self._told))
            if (change := await self._act(act, "Redo" if redo else "Undo", only_here)) is not None:
                self._host.tell(done(change.what))

    async def _reverse(self, change_id: str) -> None:
        async with self._one_at_a_time:
            if await self._is_free():
                change = await self._act(partial(self._history.reverse, change_id), "Do it")
                if change is not None:
                    self._host.tell(done(change.what))

    async def _go_to(self, change_id: str, article_id: str, *, redo: bool) -> None:
        """Undo or redo one change after the other, until the one with this id is done or one fails."""
        host, history = self._host, self._history
        async with self._one_at_a_time:
            if not await self._is_free():
                return
            timeline = await in_thread(history.timeline, article_id)
            told = await in_thread(history.seen)
            steps = timeline.forward_to(change_id) if redo else timeline.back_to(change_id)
            if not steps:
                host.tell("Redo does not reach this change." if redo else "This change is undone already.")
                return
            if len(steps) > 1 and not await host.push_screen_wait(_question(steps, redo=redo)):
                return
            act, verb = (history.redo, "Redo") if redo else (history.undo, "Undo")
            changes: list[Change] = []
            while len(changes) < len(steps):
                change = await self._act(partial(act, article_id, told=told), verb)
                if change is None:
                    break
                changes.append(change)
        if changes:
            host.tell(summary(changes, len(steps) - len(changes)))

    async def _is_free(self) -> bool:
        """Wait for saves; say so if some fail, because then there is nothing on the disk to undo."""
        await self._saving.settled()
        if self._saving.pending:
            self._host.tell(_UNSAVED)
            return False
        return True

    async def _act(self, act: "Callable[..., Change]", verb: str, nothing: str = "") -> Change | None:
        """Save what ``act`` builds, and publish it. If a record has changed since, ask. None if it was not done.

        ``nothing``: what to say if nothing is left to do.
        """
        host = self._host
        change: Change | None
        try:
            change = await asyncio.to_thread(act)
        except ChangedSinceError as error:
            detail = f"{error.message}\n{error.hint}".strip()
            if not await host.push_screen_wait(ConfirmDialog(f"{verb} anyway?", detail, loses=True)):
                return None
            change = await telling_faults(host, partial(asyncio.to_thread, partial(act, force=True)))
        except CameBetweenError as error:
            self._told |= error.changes
            then = f": {done(visible(error.then))}" if error.then else " it"
            host.tell(f"{sentence(error.message)} {verb} again to {verb.lower()}{then}.")
            return None
        except NothingToUndoError as error:
            host.tell(nothing or " ".join(sentence(said) for said in (error.message, error.hint) if said))
            return None
        except ReadtuiError as error:
            host.tell(" ".join(sentence(said) for said in (error.message, error.hint) if said))
            return None
        if change is not None:
            self._events.publish(ChangeMade(change))
        return change

    def _take_back(self, article_id: str, *, redo: bool) -> None:
        """While saving fails, the history has no step to undo; a change that waits to be saved can be dropped
        instead.
        """
        dropped = None if redo else self._saving.take_back(article_id)
        self._host.tell(f"Undone: {done(visible(dropped.what))}" if dropped else _UNSAVED)


def _question(steps: Sequence[UndoStep], *, redo: bool) -> ConfirmDialog:
    """Asks whether to undo or redo these changes, and names them in their order."""
    verb = "Redo" if redo else "Undo"
    what = counted(len(steps), "change")
    return ConfirmDialog(f"{verb} {what}?", "\n".join(step_names(steps)), f"{verb} {what}", "Cancel")
