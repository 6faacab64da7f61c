"""Keeps the indexes of the library up to date while the app runs: after its start, and after changes."""

import asyncio
import time
from collections.abc import Callable

from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError
from readtui.process.limited_process import ProcessFault
from readtui.tui.events import ArticlesImported, ChangeMade, LibraryEvent
from readtui.tui.host import Host

_AT_START_AFTER = 4.0
_QUIET_SECONDS = 10.0

Index = Callable[[Callable[[], bool]], None]
"""Brings the indexes up to date, in another process, unless what it is given returns True meanwhile."""


class IndexUpkeep:
    """Without ``index``, does nothing. A failure is only logged: whatever is not in an index is read instead.

    Only for the UI thread.
    """

    def __init__(self, host: Host, index: Index | None) -> None:
        self._host = host
        self._index = index
        self._due = 0.0
        self._is_running = False
        self._has_ended = False

    def start(self) -> None:
        """Begin, because other programs may have changed the library since the last time."""
        self._begin(_AT_START_AFTER)

    def hear(self, event: LibraryEvent) -> None:
        """Begin once no more changes come."""
        match event:
            case ChangeMade() | ArticlesImported():
                self._begin(_QUIET_SECONDS)

    def stop(self) -> None:
        """Stop, because the app is ending."""
        self._has_ended = True

    def _begin(self, after: float) -> None:
        self._due = time.monotonic() + after
        if self._index is not None and not self._is_running:
            self._is_running = True
            self._host.run_worker(self._run(self._index), group="indexing")

    async def _run(self, index: Index) -> None:
        try:
            while self._due:
                while (wait := self._due - time.monotonic()) > 0:
                    await asyncio.sleep(wait)
                self._due = 0.0
                await asyncio.to_thread(self._bring_up_to_date, index)
        finally:
            self._is_running = False

    def _bring_up_to_date(self, index: Index) -> None:
        try:
            index(lambda: self._has_ended)
        except (ProcessFault, ReadtuiError) as fault:
            DEBUG_LOG.fault(fault, "swallowed")
