"""Keeps standing exports up to date while the app runs: soon after saves, off the UI thread."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from readtui.errors import ReadtuiError
from readtui.model.change import Change
from readtui.tui.events import ChangeMade, LibraryEvent
from readtui.tui.host import Host

if TYPE_CHECKING:
    from readtui.services.out.standing_exports import StandingFolders, StandingResult

_AT_START_AFTER = 3.0
_QUIET_SECONDS = 2.0
_PAUSE_SECONDS = 0.005


class StandingExports:
    """Tells the user only about faults, and about each only once. ``settled`` waits until no save is running.

    Only for the UI thread.
    """

    def __init__(self, host: Host, exports: "StandingFolders | None", settled: Callable[[], Awaitable[None]]) -> None:
        self._host = host
        self._exports = exports
        self._settled = settled
        self._is_running = False
        self._has_ended = False
        self._last_change = 0.0
        self._told = ""

    def start(self) -> None:
        """Export everything once, because other programs may have changed the library since the last time."""
        if self._exports is not None:
            self._host.run_worker(self._run_all(self._exports), group="standing")

    def begin(self, exports: "StandingFolders | None") -> None:
        """Keep these exports up to date from now on, and no others. May be called from any thread."""
        self._exports = exports

    def hear(self, event: LibraryEvent) -> None:
        """Export changed articles once no more changes come."""
        match event:
            case ChangeMade(Change(edits=edits)) if self._exports is not None:
                self._exports.changed({edit.article_id for edit in edits if edit.article_id})
                self._last_change = time.monotonic()
                if not self._is_running:
                    self._is_running = True
                    self._host.run_worker(self._run_changed, group="standing")

    def stop(self) -> None:
        """Stop, because the app is ending."""
        self._has_ended = True

    def finish(self, most_seconds: float) -> Sequence[ReadtuiError]:
        """The app has ended and everything is saved: export what is left, for this long. Returns the faults."""
        if self._exports is None:
            return ()
        until = time.monotonic() + most_seconds
        faults = self._exports.run_changed(goes_on=lambda: time.monotonic() < until).faults
        if self._exports.has_changes:
            hint = "The next start goes on with them, and so does: readtui export --standing"
            return (*faults, ReadtuiError(f"the standing exports were not done after {most_seconds:.0f} seconds", hint))
        return faults

    async def _run_all(self, exports: "StandingFolders") -> None:
        await asyncio.sleep(_AT_START_AFTER)
        self._tell(await asyncio.to_thread(exports.run, goes_on=self._goes_on))

    async def _run_changed(self) -> None:
        try:
            # Others may have begun meanwhile.
            while (exports := self._exports) is not None and exports.has_changes:
                while (wait := self._last_change + _QUIET_SECONDS - time.monotonic()) > 0:
                    await asyncio.sleep(wait)
                await self._settled()
                self._tell(await asyncio.to_thread(exports.run_changed, goes_on=self._goes_on))
        finally:
            self._is_running = False

    def _goes_on(self) -> bool:
        """Give the UI time. Runs on the exporting thread; returns whether to go on."""
        time.sleep(_PAUSE_SECONDS)
        return not self._has_ended

    def _tell(self, outcome: "StandingResult") -> None:
        if not outcome.faults:
            self._told = ""
            return
        fault = outcome.faults[0]
        if fault.message != self._told:
            self._told = fault.message
            self._host.tell_error(fault, title="Standing export", lasts=True)
