"""The commands of the tour: begins one from inside the app, and steers the one that is running."""

import sys
from collections.abc import Callable

from textual.app import App

from readtui.errors import ReadtuiError
from readtui.tui.host import Host
from readtui.tui.keymap import Keymap
from readtui.tui.programs.foreground import run_in_terminal

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

    def do_app_tour_next(self) -> None:
        """Skip the step."""
        self._steered(1)

    def do_app_tour_previous(self) -> None:
        """Do the step again or, at its beginning, the one before."""
        self._steered(-1)

    def _steered(self, steps: int) -> None:
        if self._steer is None:
            self._host.tell("No tour is running.")
        else:
            self._steer(steps)
