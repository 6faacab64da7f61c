"""Programs that take the terminal while the app is suspended: the user's editor, the shell, the tour."""

import asyncio
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partialmethod
from pathlib import Path

from textual.app import App, ReturnType, SuspendNotSupported

from readtui.errors import ReadtuiError
from readtui.model.link import SCHEME
from readtui.text.clean import visible
from readtui.tui.host import Host
from readtui.tui.keymap import Keymap
from readtui.tui.work.saver import Saver


def run_in_terminal(app: App[ReturnType], command: Sequence[str], what: str, hint: str) -> int:
    """Suspend the app, run ``command`` and return its exit code. ``what`` names it in messages, as in "editor".

    Raises ReadtuiError, with ``hint``, if it cannot be started, or if the app cannot be suspended here.
    """
    try:
        with app.suspend():
            exit_code, fault = _run(command)
    except SuspendNotSupported as error:
        raise ReadtuiError(f"could not open the {what}: this terminal cannot suspend the app") from error
    if fault is not None:
        reason = fault.strerror if isinstance(fault, OSError) else fault
        raise ReadtuiError(f"could not start the {what} {shlex.join(command)}: {reason}", hint) from fault
    return exit_code


def _run(command: Sequence[str]) -> tuple[int, OSError | ValueError | None]:
    """The exit code, or why it could not start. Never raises, because Textual takes the terminal back only then."""
    with _interrupts_ignored():
        try:
            return subprocess.call(command), None
        except (OSError, ValueError) as fault:
            return 0, fault


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Leave Ctrl+C to the program; it reaches every process in the terminal's foreground group."""
    # A handler, because the program would inherit SIG_IGN.
    before = signal.signal(signal.SIGINT, lambda _signal, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_USUAL_EDITORS = ("nvim", "vim", "nano", "vi")
_CHOOSE_ONE = "Set $VISUAL or $EDITOR to an editor, for example EDITOR=nano."


def edit_file(app: App[ReturnType], path: Path) -> ReadtuiError | None:
    """Suspend the app and edit a file in $VISUAL, $EDITOR or a common editor; return its failure, or None.

    A failed editor may have written the file. Raises ReadtuiError if there is no editor, if it cannot be started, or if
    the app cannot be suspended here.
    """
    command = _editor_command()
    exit_code = run_in_terminal(app, [*command, str(path)], "editor", _CHOOSE_ONE)
    return ReadtuiError(f"the editor {shlex.join(command)} failed (exit code {exit_code})") if exit_code else None


def _editor_command() -> list[str]:
    for variable in ("VISUAL", "EDITOR"):
        value = os.environ.get(variable, "").strip()
        if value:
            try:
                return shlex.split(value)
            except ValueError as error:
                raise ReadtuiError(f"could not read ${variable}: {visible(value)} ({error})", _CHOOSE_ONE) from error
    for name in _USUAL_EDITORS:
        if found := shutil.which(name):
            return [found]
    raise ReadtuiError("no editor found: $VISUAL and $EDITOR are not set", _CHOOSE_ONE)


def open_in_other_library(app: App[ReturnType], library: Path, full_id: str) -> None:
    """Suspend the app, and run readtui on the other library until the user leaves it. Raises ReadtuiError."""
    command = [sys.executable, "-m", "readtui", "--library", str(library), "open", "--", f"{SCHEME}:{full_id}"]
    if run_in_terminal(app, command, "other library", "The link leads there."):
        raise ReadtuiError(
            f"could not open {SCHEME}:{full_id} in {visible(str(library))}", "Try it in a terminal: readtui open"
        )


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


_COMMAND = (sys.executable, "-m", "readtui", "tour", "--inside")
_TRY_IN_SHELL = "Try it in the shell: readtui tour"


class TourCommands:
    """Hides those of its commands that do nothing now."""

    def __init__(self, app: App[None], host: Host, keymap: Keymap) -> None:
        self._app, self._host, self._keymap = app, host, keymap
        self._steer: Callable[[int], None] | None = None
        keymap.hidden |= {"app.tour_next", "app.tour_previous"}

    def begin(self, steer: Callable[[int], None]) -> None:
        """The app is one for a tour. ``steer`` skips the step (1), or does it or the one before again (-1)."""
        self._steer = steer
        self._keymap.hidden = self._keymap.hidden - {"app.tour_next", "app.tour_previous"} | {"app.tour"}

    def do_app_tour(self) -> None:
        """Run the tour in a process of its own, which takes the terminal and knows nothing of this library."""
        if self._steer is not None:
            self._host.tell("You are on the tour.")
            return
        try:
            code = run_in_terminal(self._app, _COMMAND, "tour", _TRY_IN_SHELL)
        except ReadtuiError as fault:
            self._host.tell_error(fault)
            return
        if code:
            self._host.tell_error(ReadtuiError(f"the tour ended with exit code {code}", _TRY_IN_SHELL))

    def _steered(self, steps: int) -> None:
        if self._steer is None:
            self._host.tell("No tour is running.")
        else:
            self._steer(steps)

    do_app_tour_next, do_app_tour_previous = partialmethod(_steered, 1), partialmethod(_steered, -1)
