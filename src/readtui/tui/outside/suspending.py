"""Stops the app like any program in the terminal, until the shell goes on with it."""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from typing import Protocol

from textual.app import SuspendNotSupported

from readtui.tui.host import Host
from readtui.tui.work.saving import Saving

_SAVED_WITHIN = 2.0


class Leavable(Protocol):
    """An open screen."""

    def before_leaving(self) -> None: ...


class OpenScreens(Protocol):
    """The screens that are open."""

    @property
    def open(self) -> Sequence[Leavable]: ...


class SuspendableApp(Host, Protocol):
    """What this needs from the app."""

    @property
    def screens(self) -> OpenScreens: ...

    @property
    def saving(self) -> Saving: ...

    def suspend(self) -> AbstractContextManager[None]: ...


class Suspending:
    """The key that leads back to the shell."""

    def __init__(self, app: SuspendableApp) -> None:
        self._app = app

    def do_app_suspend(self) -> None:
        """Stop; the shell's ``fg`` goes on with the app."""
        if not hasattr(signal, "SIGTSTP"):
            self._app.tell("Windows cannot suspend a program.")
            return
        for screen in self._app.screens.open:
            screen.before_leaving()
        self._app.run_worker(self._suspend(), group="outside")

    async def _suspend(self) -> None:
        # Other programs would wait for the lock of a save that has stopped halfway.
        with suppress(TimeoutError):
            await asyncio.wait_for(self._app.saving.settled(), _SAVED_WITHIN)
        with suppress(SuspendNotSupported), self._app.suspend():
            # All of the group, as with Ctrl+Z in any program: another readtui that waits for this one stops, too, but
            # not before this one has given the terminal back.
            os.killpg(os.getpgrp(), signal.SIGTSTP)
