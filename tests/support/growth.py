"""Measures how work grows with size within one run, independently of the machine's speed and load."""

import math
import time
from collections.abc import Callable

_ENOUGH = 0.01
_TRIES = 4


def assert_growth(work: Callable[[int], object], few: int, many: int, *, below: float) -> None:
    """Fail if the processor time of ``many`` is ``below`` times that of ``few`` or more, in this thread.

    Other programs, and what is done only once, only ever make it longer, so ``many`` comes first, the least time of
    each counts, and one measurement that is low enough is enough.
    """
    least_few = least_many = math.inf
    for _ in range(_TRIES):
        least_many, least_few = min(least_many, _each(work, many)), min(least_few, _each(work, few))
        if least_many < below * least_few:
            return
    raise AssertionError(f"{many} take {least_many / least_few:.1f} times as long as {few}, not less than {below}")


def _each(work: Callable[[int], object], size: int) -> float:
    """Seconds for one run, measured over enough runs to be precise."""
    goes = 1
    while (took := _seconds(work, size, goes)) < _ENOUGH:
        goes *= 4
    return took / goes


def _seconds(work: Callable[[int], object], size: int, goes: int) -> float:
    began = time.thread_time()
    for _ in range(goes):
        work(size)
    return time.thread_time() - began
