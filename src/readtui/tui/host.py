"""What background work and dialogs need of the app, so that they run without one."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol, TypeVar

from textual.screen import Screen

from readtui.errors import ReadtuiError

_ResultT = TypeVar("_ResultT")


class Messages(Protocol):
    """Short messages, each replacing the previous one. Their text is never read as markup."""

    def tell(self, message: str, title: str = "", *, lasts: bool = False) -> None:
        """Answer a key; the message goes with the next one. ``lasts``: it is news instead, and stays for its time."""

    def tell_error(self, error: ReadtuiError, title: str = "") -> None:
        """Say what happened and what to do next."""


class Workers(Protocol):
    """Runs slow work on the event loop."""

    def run_worker(
        self,
        work: Callable[[], Coroutine[None, None, Any]] | Awaitable[Any],
        *,
        group: str = "default",
        exclusive: bool = False,
    ) -> object:
        """Begin ``work``; if it raises a ReadtuiError, tell it. A function is never called if the app ends before.

        An ``exclusive`` worker first cancels the others of its group. Keys wait for the groups "open", "load" and
        "filter".
        """


class Host(Messages, Workers, Protocol):
    """The app, or what stands in for it in a test."""

    @property
    def is_running(self) -> bool:
        """Whether it has begun and not ended."""

    def notify(self, message: str, *, markup: bool = True) -> None:
        """Show a message in addition to the previous one."""

    def call_later(self, callback: Callable[[str], None], words: str) -> bool:
        """Call ``callback`` on the UI thread; safe from any thread."""

    async def push_screen_wait(self, screen: Screen[_ResultT]) -> _ResultT:
        """The answer of a dialog. Only for code that runs in a worker."""
