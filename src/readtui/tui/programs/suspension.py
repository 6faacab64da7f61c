"""Stops the app like any program in the terminal, until the shell goes on with it."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress

from textual.app import App, SuspendNotSupported

from readtui.tui.host import Host
from readtui.tui.work.saver import Saver

_SAVED_WITHIN = 2.0


class Suspension:
    """The key that leads back to the shell. ``before_leaving`` keeps what the open screens would lose."""

    def __init__(self, app: App[None], host: Host, saving: Saver, before_leaving: Callable[[], None]) -> None:
        self._app = app
        self._host = host
        self._saving = saving
        self._before_leaving = before_leaving

    def do_app_suspend(self) -> None:
        """Stop; the shell's ``fg`` goes on with the app."""
        if not hasattr(signal, "SIGTSTP"):
            self._host.tell("Windows cannot suspend a program.")
            return
        self._before_leaving()
        self._app.run_worker(self._suspend(), group="outside")

    async def _suspend(self) -> None:
        # Other programs would wait for the lock of a save that has stopped halfway.
        with suppress(TimeoutError):
            await asyncio.wait_for(self._saving.settled(), _SAVED_WITHIN)
        with suppress(SuspendNotSupported), self._app.suspend():
            # All of the group, as with Ctrl+Z in any program: another readtui that waits for this one stops, too, but
            # not before this one has given the terminal back.
            os.killpg(os.getpgrp(), signal.SIGTSTP)
