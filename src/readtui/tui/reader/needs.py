"""What the reader's collaborators need from their screen: a small protocol for each need."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from rich.console import Console
from textual.geometry import Size
from textual.screen import Screen

from readtui.tui.context import Messages
from readtui.tui.keymap import Keymap

_ResultT = TypeVar("_ResultT")


class KeyedMessages(Messages, Protocol):
    """Messages that name the user's own keys."""

    @property
    def keymap(self) -> Keymap: ...


class Display(Protocol):
    """Keeps the lines beside the text up to date."""

    def show_mode(self) -> None:
        """Show the keys of the current mode."""

    def show_status(self) -> None:
        """Update the status line."""


class Asking(Protocol):
    """Asks questions over the reader."""

    @property
    def is_on_top(self) -> bool:
        """Whether nothing covers the reader."""

    def ask(self, dialog: Screen[_ResultT], then: Callable[[_ResultT | None], None] | None = None) -> None:
        """Show a dialog; ``then`` receives its answer."""

    async def answer(self, dialog: Screen[_ResultT]) -> _ResultT:
        """The answer of a dialog. Only for code that runs in a worker."""


class Running(Protocol):
    """Work in progress."""

    @property
    def is_finished(self) -> bool: ...

    def cancel(self) -> None: ...


class Workers(Protocol):
    """Runs slow work on the event loop for as long as the reader is open."""

    def run_worker(self, work: Awaitable[Any], *, group: str = "default", exclusive: bool = False) -> Running:
        """Begin ``work``. An ``exclusive`` worker first cancels the others of its group. Keys wait for the
        group "open".
        """


class Ringing(Protocol):
    """A running timer."""

    def stop(self) -> None: ...


class Timers(Protocol):
    """Schedules calls."""

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Ringing:
        """Call ``callback`` once, after ``delay`` seconds."""


class Canvas(Protocol):
    """What the app draws on."""

    @property
    def size(self) -> Size:
        """Columns and rows."""

    @property
    def console(self) -> Console: ...
