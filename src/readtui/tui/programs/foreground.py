"""Runs a program in the terminal while the app is suspended: the user's editor, or a readtui for another library."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from textual.app import App, ReturnType, SuspendNotSupported

from readtui.errors import ReadtuiError
from readtui.model.link import SCHEME
from readtui.text.clean import visible


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
