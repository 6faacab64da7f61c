"""What large changes need: says how far they have come, and holds back the search for garbage."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

Told: TypeAlias = Callable[[str, int, int], None]

_EVERY = 500


class Progress:
    """Tells one listener about large changes while they are written: what is done, how many records are, of how many.

    The listener is called in the thread that writes, for every 500 records and for the last; never for smaller changes.
    """

    def __init__(self) -> None:
        self._listener: Told | None = None
        self._told = 0

    def listen(self, listener: Told | None) -> None:
        """Tell ``listener`` from now on instead of another one."""
        self._listener = listener

    def reached(self, what: str, done: int, total: int) -> None:
        """``done`` of ``total`` records are made; all of them only once they are saved."""
        step = done // _EVERY
        if done < self._told * _EVERY:
            self._told = 0
        if self._listener is not None and total >= _EVERY and (step > self._told or done == total):
            self._told = step
            self._listener(what, done, total)


@contextmanager
def garbage_left_alone() -> Iterator[None]:
    """Keep Python from searching thousands of new records for garbage, because that blocks all threads."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
