"""Writes small things to remember on this device (positions, drafts) off the UI thread, in order."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Lock

from readtui.errors import ReadtuiError
from readtui.tui.host import Host


class Background:
    """Only for the UI thread. A failure is reported once; nothing else depends on this work."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._acts: deque[Callable[[], object]] = deque()
        self._in_order = Lock()
        self._is_idle = asyncio.Event()
        self._is_idle.set()
        self._has_said = False

    def do(self, act: Callable[[], object]) -> None:
        """Run ``act`` soon, after everything queued before."""
        self._acts.append(act)
        if self._is_idle.is_set() and self._host.is_running:
            self._is_idle.clear()
            self._host.run_worker(self._run, group="background")

    async def done(self) -> None:
        """Wait until everything has run."""
        await self._is_idle.wait()

    def finish(self) -> None:
        """The app has ended: run the rest now, after what is running."""
        while self._acts:
            # No screen is left to show it.
            with suppress(ReadtuiError):
                self._run_next()

    async def _run(self) -> None:
        try:
            while self._acts:
                await self._do_next()
        finally:
            self._is_idle.set()

    async def _do_next(self) -> None:
        try:
            await asyncio.to_thread(self._run_next)
        except ReadtuiError as error:
            if not self._has_said:
                self._has_said = True
                self._host.tell_error(error, lasts=True)

    def _run_next(self) -> None:
        """Run what was queued first, if anything is left. Any thread may call this."""
        with self._in_order:
            if self._acts:
                self._acts.popleft()()
