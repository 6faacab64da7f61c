"""Lets keys in while a thread works that nobody waits for."""

import time
from collections.abc import Callable

_WORK = 0.0005
_PAUSE = 0.002


def let_keys_in() -> None:
    """Called now and then by a thread that nothing waits for: what the screen has to do comes first."""
    time.sleep(_PAUSE)


class Pause:
    """What a thread that nobody waits for calls now and then: it works a little, rests, and rests on while the screen
    ``is_busy``. Without that it would take half of the interpreter's time, which is felt with each key.
    """

    def __init__(self, is_busy: Callable[[], bool]) -> None:
        self._is_busy = is_busy
        self._rest_at = 0.0

    def __call__(self) -> None:
        """Rest, if it is time to."""
        if time.perf_counter() < self._rest_at:
            return
        time.sleep(_PAUSE)
        while self._is_busy():
            time.sleep(_PAUSE)
        self._rest_at = time.perf_counter() + _WORK
