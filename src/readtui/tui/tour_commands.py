"""The commands of the tour: begins one from inside the app, and steers the one that is running."""

import sys
from typing import Protocol

from textual.app import App

from readtui.errors import ReadtuiError
from readtui.tui.host import Messages
from readtui.tui.outside.foreground import run_in_terminal

_COMMAND = (sys.executable, "-m", "readtui", "tour", "--inside")
_STEERING = frozenset({"app.tour_next", "app.tour_previous"})


class Steered(Protocol):
    """A tour that is running."""

    def skip(self) -> None:
        """Go to the next step."""

    def back(self) -> None:
        """Do the step again or, at its beginning, the one before."""


class Touring:
    """``hidden``: the ids of its commands that do nothing now, for footer, help and palette."""

    def __init__(self, app: App[None], messages: Messages) -> None:
        self._app = app
        self._messages = messages
        self._running: Steered | None = None
        self.hidden = _STEERING

    def begin(self, running: Steered) -> None:
        """The app is one for a tour."""
        self._running = running
        self.hidden = frozenset({"app.tour"})

    def do_app_tour(self) -> None:
        """Run the tour in a process of its own, which takes the terminal and knows nothing of this library."""
        if self._running is not None:
            self._messages.tell("You are on the tour.")
            return
        try:
            code = run_in_terminal(self._app, _COMMAND, "tour", "Try it in the shell: readtui tour")
        except ReadtuiError as fault:
            self._messages.tell_error(fault)
            return
        if code:
            self._messages.tell_error(
                ReadtuiError(f"the tour ended with exit code {code}", "Try it in the shell: readtui tour")
            )

    def do_app_tour_next(self) -> None:
        """Skip the step."""
        if self._running is None:
            self._messages.tell("No tour is running.")
        else:
            self._running.skip()

    def do_app_tour_previous(self) -> None:
        """Do the step again or, at its beginning, the one before."""
        if self._running is None:
            self._messages.tell("No tour is running.")
        else:
            self._running.back()
