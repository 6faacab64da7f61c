"""What background work needs of the app, without an app: workers are tasks, messages are kept."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from readtui.errors import ReadtuiError


class MemoryHost:
    """``told`` has what was said, errors by their message."""

    is_running = True

    def __init__(self) -> None:
        self.told: list[str] = []
        self._tasks: set[asyncio.Future[Any]] = set()

    def tell(self, message: str, title: str = "") -> None:
        """Keep it."""
        self.told.append(": ".join(filter(None, (title, message))))

    def tell_error(self, error: ReadtuiError, title: str = "") -> None:
        """Keep its message."""
        self.tell(error.message, title)

    def notify(self, message: str, *, markup: bool = True) -> None:
        """Keep it."""
        self.tell(message)

    def call_later(self, callback: Callable[[str], None], words: str) -> bool:
        """Call it at once."""
        callback(words)
        return True

    def run_worker(
        self,
        work: Callable[[], Coroutine[None, None, Any]] | Awaitable[Any],
        *,
        group: str = "default",
        exclusive: bool = False,
    ) -> object:
        """Run it beside the test; if it fails, that is told."""
        task = asyncio.ensure_future(work() if callable(work) else work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            self.told.append(f"a worker failed: {fault!r}")


async def turns(count: int = 50) -> None:
    """Let everything run that does not have to wait for time to pass."""
    for _ in range(count):
        await asyncio.sleep(0)
