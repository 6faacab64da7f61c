"""What the reader's collaborators need of the screen that they work for: a small protocol for each need."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from rich.console import Console
from textual.geometry import Size
from textual.screen import Screen

from readtui.tui.context import Messages
from readtui.tui.keymap import Keymap

_ResultT = TypeVar("_ResultT")


class KeyedMessages(Messages, Protocol):
    """Messages that name the person's own keys."""

    @property
    def keymap(self) -> Keymap: ...


class Display(Protocol):
    """Shows beside the text what has become of it."""

    def show_mode(self) -> None:
        """Other keys matter now."""

    def show_status(self) -> None:
        """Bring the status line up to date."""


class Asking(Protocol):
    """Puts questions over the reader."""

    @property
    def is_on_top(self) -> bool:
        """Whether nothing lies over the reader."""

    def ask(self, dialog: Screen[_ResultT], then: Callable[[_ResultT | None], None] | None = None) -> None:
        """Show a dialog; ``then`` gets its answer."""

    async def answer(self, dialog: Screen[_ResultT]) -> _ResultT:
        """The answer of a dialog. Only for what a worker runs."""


class Running(Protocol):
    """Work that was begun."""

    @property
    def is_finished(self) -> bool: ...


class Workers(Protocol):
    """Runs what takes time on the event loop, for as long as the reader is there."""

    def run_worker(self, work: Awaitable[Any], *, group: str = "default", exclusive: bool = False) -> Running:
        """Begin ``work``. An ``exclusive`` one ends those of the same group first. Keys wait for the group "open"."""


class Ringing(Protocol):
    """A timer that runs."""

    def stop(self) -> None: ...


class Timers(Protocol):
    """Does something later."""

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Ringing:
        """Call it once, after ``delay`` seconds."""


class Canvas(Protocol):
    """What the app draws on."""

    @property
    def size(self) -> Size:
        """Columns and rows."""

    @property
    def console(self) -> Console: ...
