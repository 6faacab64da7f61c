"""Opens a file in the user's own editor."""

import os
import shlex
import shutil
from pathlib import Path

from textual.app import App, ReturnType

from readtui.errors import ReadtuiError
from readtui.text.clean import visible
from readtui.tui.programs.foreground import run_in_terminal

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
