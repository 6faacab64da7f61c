"""Opens a link into another library in a readtui of its own, in the same terminal."""

import sys
from pathlib import Path

from textual.app import App, ReturnType

from readtui.errors import ReadtuiError
from readtui.model.link import SCHEME
from readtui.text.clean import visible
from readtui.tui.programs.foreground import run_in_terminal


def open_in_other_library(app: App[ReturnType], library: Path, full_id: str) -> None:
    """Suspend the app, and run readtui on the other library until the user leaves it. Raises ReadtuiError."""
    command = [sys.executable, "-m", "readtui", "--library", str(library), "open", "--", f"{SCHEME}:{full_id}"]
    if run_in_terminal(app, command, "other library", "The link leads there."):
        raise ReadtuiError(
            f"could not open {SCHEME}:{full_id} in {visible(str(library))}", "Try it in a terminal: readtui open"
        )
