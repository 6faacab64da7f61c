"""Lets keys through while a background thread works."""

import time
from collections.abc import Callable

_WORK = 0.0005
_PAUSE = 0.002


def let_keys_in() -> None:
    """Called now and then by a background thread: the screen's work comes first."""
    time.sleep(_PAUSE)


class Pause:
    """A background thread calls this now and then: it works a little, rests, and keeps resting while the screen
    ``is_busy``. Otherwise it would take half of the interpreter's time and slow down every key.
    """

    def __init__(self, is_busy: Callable[[], bool]) -> None:
        self._is_busy = is_busy
        self._rest_at = 0.0

    def __call__(self) -> None:
        """Rest if it is time."""
        if time.perf_counter() < self._rest_at:
            return
        time.sleep(_PAUSE)
        while self._is_busy():
            time.sleep(_PAUSE)
        self._rest_at = time.perf_counter() + _WORK
