"""Small things to remember on this device (places, drafts), written off the UI thread in their order."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from readtui.errors import ReadtuiError

if TYPE_CHECKING:
    from readtui.tui.app import ReadtuiApp


class Background:
    """Only for the UI thread. That something cannot be kept is said once, and nothing else depends on it."""

    def __init__(self, app: "ReadtuiApp") -> None:
        self._app = app
        self._acts: deque[Callable[[], None]] = deque()
        self._is_running = False
        self._has_said = False

    def do(self, act: Callable[[], None]) -> None:
        """Do it soon, after what was asked for before."""
        self._acts.append(act)
        if not self._is_running and self._app.is_running:
            self._is_running = True
            self._app.run_worker(self._run, group="background")  # type: ignore[arg-type]

    async def done(self) -> None:
        """Wait until all of it is done."""
        while self._is_running:
            await asyncio.sleep(0.005)

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
            self._is_running = False

    async def _do_next(self, act: Callable[[], None]) -> None:
        try:
            await asyncio.to_thread(act)
        except ReadtuiError as error:
            if not self._has_said:
                self._has_said = True
                self._app.tell_error(error)
