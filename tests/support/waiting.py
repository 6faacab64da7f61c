"""Waits for other threads and processes; a timeout says what was seen."""

import time
from collections.abc import Callable

import pytest

_STEP = 0.01
_STEPS = 30_000


def wait_until(holds: Callable[[], bool], seen: Callable[[], object]) -> None:
    """Return as soon as ``holds``; after five minutes or more, fail with what was ``seen``."""
    for _ in range(_STEPS):
        if holds():
            return
        time.sleep(_STEP)
    pytest.fail(f"gave up waiting; the last seen: {seen()}")


class Stop:
    """Asked whether to stop, says yes once it was told to, and counts how often it had to be said."""

    def __init__(self) -> None:
        self.is_wanted = False
        self.said = 0

    def __call__(self) -> bool:
        self.said += self.is_wanted
        return self.is_wanted

    def set(self) -> None:
        """Say yes from now on."""
        self.is_wanted = True
