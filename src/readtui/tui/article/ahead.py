"""Does work in advance while no key is waiting, step by step, and stops as soon as there is something else to do."""

import asyncio
import time
from collections.abc import Callable, Iterator

_BEGIN_AFTER = 0.008
_AT_ONCE = 0.0015
_BETWEEN = 0.0005


class Ahead:
    """Runs the short steps of ``work``; every call of ``begin`` starts them again from the first."""

    def __init__(self, work: Callable[[], Iterator[None]]) -> None:
        self._work = work
        self._next: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Start once the app has been idle for a moment."""
        self.stop()
        self._next = asyncio.get_running_loop().call_later(_BEGIN_AFTER, self._go_on, self._work())

    def stop(self) -> None:
        """Drop the remaining steps."""
        if self._next is not None:
            self._next.cancel()

    def _go_on(self, steps: Iterator[None]) -> None:
        until = time.perf_counter() + _AT_ONCE
        for _ in steps:
            if time.perf_counter() > until:
                self._next = asyncio.get_running_loop().call_later(_BETWEEN, self._go_on, steps)
                return
