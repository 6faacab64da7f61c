"""What screens, dialogs and background work need of the app itself, so that they run in tests without one."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol, TypeVar

from textual.screen import Screen

from readtui.errors import ReadtuiError

_ResultT = TypeVar("_ResultT")


class Host(Protocol):
    """The app, or what stands in for it in a test."""

    # ------------------------------------------------------------------ short messages, never read as markup

    def tell(self, message: str, title: str = "", *, lasts: bool = False) -> None:
        """Answer a key in place of the previous message. It goes with the next key; ``lasts``: it is news instead, and
        stays for its time.
        """

    def tell_error(self, error: ReadtuiError, title: str = "", *, lasts: bool = False) -> None:
        """Say what happened and what to do next. ``lasts``: as for ``tell``."""

    def notify(self, message: str, *, markup: bool = True) -> None:
        """Show a message in addition to the previous one."""

    # ------------------------------------------------------------------ work on the event loop

    @property
    def is_running(self) -> bool:
        """Whether the app has begun and not ended."""

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

    def call_later(self, callback: Callable[[str], None], words: str) -> bool:
        """Call ``callback`` on the UI thread; safe from any thread."""

    async def push_screen_wait(self, screen: Screen[_ResultT]) -> _ResultT:
        """The answer of a dialog. Only for code that runs in a worker."""

    # ------------------------------------------------------------------ keys

    @property
    def is_loading(self) -> bool:
        """Whether the target of the next key is still loading."""

    @property
    def has_keys_waiting(self) -> bool:
        """Whether some pressed keys are still to be handled."""

    async def keys_dealt_with(self) -> None:
        """Wait until every pressed key has been handled."""

    # ------------------------------------------------------------------ outside the app

    def copy_to_clipboard(self, text: str) -> None: ...

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open an address and report the result."""
