"""Does work ahead while no key waits: step by step, and given up as soon as there is something else to do."""

import asyncio
import time
from collections.abc import Callable, Iterator

_BEGIN_AFTER = 0.008
_AT_ONCE = 0.0015
_BETWEEN = 0.0005


class Ahead:
    """Goes through the steps of ``work``, each of them short, and begins anew whenever ``begin`` is called."""

    def __init__(self, work: Callable[[], Iterator[None]]) -> None:
        self._work = work
        self._next: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Begin, in a moment in which nothing has happened."""
        self.stop()
        self._next = asyncio.get_running_loop().call_later(_BEGIN_AFTER, self._go_on, self._work())

    def stop(self) -> None:
        """Leave the rest undone."""
        if self._next is not None:
            self._next.cancel()

    def _go_on(self, steps: Iterator[None]) -> None:
        until = time.perf_counter() + _AT_ONCE
        for _ in steps:
            if time.perf_counter() > until:
                self._next = asyncio.get_running_loop().call_later(_BETWEEN, self._go_on, steps)
                return
