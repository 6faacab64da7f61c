"""Runs a program in the terminal while the app is suspended."""

import shlex
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from textual.app import App, ReturnType, SuspendNotSupported

from readtui.errors import ReadtuiError


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
