"""Hands a text to the person's own editor and takes it back."""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.app import App, ReturnType, SuspendNotSupported

from readtui.errors import ReadtuiError
from readtui.text.clean import clean, visible

_USUAL_EDITORS = ("nvim", "vim", "nano", "vi")
_CHOOSE_ONE = "Set $VISUAL or $EDITOR to an editor, for example EDITOR=nano."


def edit_text(app: App[ReturnType], text: str, suffix: str = ".md") -> str | None:
    """Suspend the app and edit ``text`` in $VISUAL, $EDITOR or a usual editor; None if it comes back unchanged.

    The text travels as UTF-8 in a file that only the user can read and that is gone afterwards; final line ends do
    not count. Raises ReadtuiError if there is no editor, if it cannot be started or fails, or if the app cannot be
    suspended here.
    """
    command = _editor_command()
    with TemporaryDirectory(prefix="readtui-") as folder:
        path = Path(folder) / f"note{suffix}"
        path.touch(mode=0o600)
        path.write_text(f"{text}\n", encoding="utf-8", newline="")
        try:
            with app.suspend():
                exit_code, fault = _run([*command, str(path)])
        except SuspendNotSupported as error:
            raise ReadtuiError("no editor can be opened: this terminal does not let the app step aside") from error
        if fault is not None:
            reason = fault.strerror if isinstance(fault, OSError) else fault
            raise ReadtuiError(f"the editor {shlex.join(command)} cannot be started: {reason}", _CHOOSE_ONE) from fault
        if exit_code != 0:
            raise ReadtuiError(
                f"the editor {shlex.join(command)} failed (exit code {exit_code}); the text is as it was", _CHOOSE_ONE
            )
        try:
            edited = path.read_bytes().decode("utf-8-sig", "replace")
        except FileNotFoundError:
            return None
    edited = clean(edited).text.rstrip("\n")
    return None if edited == text.rstrip("\n") else edited


def _editor_command() -> list[str]:
    for variable in ("VISUAL", "EDITOR"):
        value = os.environ.get(variable, "").strip()
        if value:
            try:
                return shlex.split(value)
            except ValueError as error:
                raise ReadtuiError(f"${variable} cannot be read: {visible(value)} ({error})", _CHOOSE_ONE) from error
    for name in _USUAL_EDITORS:
        if found := shutil.which(name):
            return [found]
    raise ReadtuiError("there is no editor: $VISUAL and $EDITOR are not set", _CHOOSE_ONE)


def _run(command: Sequence[str]) -> tuple[int, OSError | ValueError | None]:
    """The exit code, or why it cannot be started; never raises, as Textual takes the terminal back only then."""
    with _interrupts_ignored():
        try:
            return subprocess.call(command), None
        except (OSError, ValueError) as fault:
            return 0, fault


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Ctrl+C in the editor is the editor's; it reaches every process of the terminal's foreground group."""
    # A handler, not SIG_IGN, which the editor would inherit.
    before = signal.signal(signal.SIGINT, lambda _signal, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
