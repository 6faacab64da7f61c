"""Shows how far a large change is while it is saved."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context


class SavingProgress:
    """Says it with ``tell`` in the loop that is running now, before the result of the save arrives there."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._context = copy_context()

    def reached(self, what: str, done: int, total: int) -> None:
        """``done`` of ``total`` records are made; all of them once they are saved. For any thread."""
        count = f"{done:,} of {total:,} …" if done < total else "saved."
        # The loop is closed once the app has ended, and the change is still saved.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._tell, f"{what}: {count}", context=self._context)
