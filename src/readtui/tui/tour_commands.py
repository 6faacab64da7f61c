"""The commands of the tour: begins one from inside the app, and steers the one that is running."""

import sys
from collections.abc import Callable

from textual.app import App

from readtui.errors import ReadtuiError
from readtui.tui.host import Messages
from readtui.tui.outside.foreground import run_in_terminal

_COMMAND = (sys.executable, "-m", "readtui", "tour", "--inside")
_TRY_IN_SHELL = "Try it in the shell: readtui tour"


class Touring:
    """``steer`` skips the step of this app's tour (1), or does it or the one before again (-1). None without a tour."""

    def __init__(self, app: App[None], messages: Messages) -> None:
        self._app, self._messages = app, messages
        self.steer: Callable[[int], None] | None = None

    @property
    def hidden(self) -> frozenset[str]:
        """The ids of the commands that do nothing now, for footer, help and palette."""
        return frozenset({"app.tour"} if self.steer else {"app.tour_next", "app.tour_previous"})

    def do_app_tour(self) -> None:
        """Run the tour in a process of its own, which takes the terminal and knows nothing of this library."""
        if self.steer is not None:
            self._messages.tell("You are on the tour.")
            return
        try:
            code = run_in_terminal(self._app, _COMMAND, "tour", _TRY_IN_SHELL)
        except ReadtuiError as fault:
            self._messages.tell_error(fault)
            return
        if code:
            self._messages.tell_error(ReadtuiError(f"the tour ended with exit code {code}", _TRY_IN_SHELL))

    def do_app_tour_next(self, steps: int = 1) -> None:
        """Skip the step."""
        if self.steer is None:
            self._messages.tell("No tour is running.")
        else:
            self.steer(steps)

    def do_app_tour_previous(self) -> None:
        """Do the step again or, at its beginning, the one before."""
        self.do_app_tour_next(-1)
