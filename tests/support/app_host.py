"""What background work needs from the app, without an app: runs workers as tasks, and records messages."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from textual.screen import Screen

from readtui.errors import ReadtuiError

_ResultT = TypeVar("_ResultT")


class MemoryHost:
    """Stands in for the app. ``told``: all messages, including those of errors."""

    is_running = True
    is_loading = False
    has_keys_waiting = False

    def __init__(self) -> None:
        self.told: list[str] = []
        self.opened: list[str] = []
        self.copied = ""
        self._tasks: set[asyncio.Future[Any]] = set()

    def tell(self, message: str, title: str = "", *, lasts: bool = False) -> None:
        self.told.append(": ".join(filter(None, (title, message))))

    def tell_error(self, error: ReadtuiError, title: str = "", *, lasts: bool = False) -> None:
        self.tell(error.message, title)

    async def push_screen_wait(self, screen: Screen[_ResultT]) -> _ResultT:
        raise AssertionError(f"nobody answers {screen}")

    def notify(self, message: str, *, markup: bool = True) -> None:
        self.tell(message)

    def call_later(self, callback: Callable[[str], None], words: str) -> bool:
        callback(words)
        return True

    def copy_to_clipboard(self, text: str) -> None:
        self.copied = text

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        self.opened.append(url)

    async def keys_dealt_with(self) -> None: ...

    def run_worker(
        self,
        work: Callable[[], Coroutine[None, None, Any]] | Awaitable[Any],
        *,
        group: str = "default",
        exclusive: bool = False,
    ) -> object:
        """Run ``work`` as a task, and record a failure as a message."""
        task = asyncio.ensure_future(work() if callable(work) else work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (fault := task.exception()) is None:
            return
        if isinstance(fault, ReadtuiError):
            self.tell_error(fault)
        else:
            self.told.append(f"a worker failed: {fault!r}")


async def turns(count: int = 50) -> None:
    """Run everything that does not wait for time to pass."""
    for _ in range(count):
        await asyncio.sleep(0)
