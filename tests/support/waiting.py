"""Waits for other threads and processes. A timeout says what it saw."""

import time
from collections.abc import Callable

import pytest

_STEP = 0.01
_STEPS = 30_000


def wait_until(holds: Callable[[], bool], seen: Callable[[], object]) -> None:
    """Return once ``holds`` returns True. After at least five minutes, fail and show what was ``seen``."""
    for _ in range(_STEPS):
        if holds():
            return
        time.sleep(_STEP)
    pytest.fail(f"gave up waiting; last seen: {seen()}")


class Stop:
    """A ``cancelled`` function that returns True once ``set`` was called, and counts how often it did."""

    def __init__(self) -> None:
        self.is_wanted = False
        self.said = 0

    def __call__(self) -> bool:
        self.said += self.is_wanted
        return self.is_wanted

    def set(self) -> None:
        """Return True from now on."""
        self.is_wanted = True
