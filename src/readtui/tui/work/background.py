"""Small things to remember on this device (places, drafts), written off the UI thread in their order."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

from readtui.errors import ReadtuiError
from readtui.tui.context import Host


class RunningHost(Host, Protocol):
    """What this work needs of the app: to know whether workers can still be run."""

    @property
    def is_running(self) -> bool:
        """Whether the app has begun and not ended."""


class Background:
    """Only for the UI thread. That something cannot be kept is said once, and nothing else depends on it."""

    def __init__(self, host: RunningHost) -> None:
        self._host = host
        self._acts: deque[Callable[[], None]] = deque()
        self._is_idle = asyncio.Event()
        self._is_idle.set()
        self._has_said = False

    def do(self, act: Callable[[], None]) -> None:
        """Do it soon, after what was asked for before."""
        self._acts.append(act)
        if self._is_idle.is_set() and self._host.is_running:
            self._is_idle.clear()
            self._host.run_worker(self._run, group="background")

    async def done(self) -> None:
        """Wait until all of it is done."""
        await self._is_idle.wait()

    def finish(self) -> None:
        """The app has ended: do the rest now."""
        while self._acts:
            act = self._acts.popleft()
            try:
                act()
            except ReadtuiError:
                # There is no screen any more to say it on.
                continue

    async def _run(self) -> None:
        try:
            while self._acts:
                await self._do_next(self._acts.popleft())
        finally:
            self._is_idle.set()

    async def _do_next(self, act: Callable[[], None]) -> None:
        try:
            await asyncio.to_thread(act)
        except ReadtuiError as error:
            if not self._has_said:
                self._has_said = True
                self._host.tell_error(error)
