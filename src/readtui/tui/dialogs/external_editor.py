"""Hands a text to the person's own editor and takes it back."""

import os
import shlex
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.app import App, ReturnType

from readtui.errors import ReadtuiError
from readtui.text.clean import clean, visible
from readtui.tui.foreground import run_in_terminal

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
        exit_code = run_in_terminal(app, [*command, str(path)], "editor", _CHOOSE_ONE)
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
