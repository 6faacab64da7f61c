"""Measures how work grows with size within one run, independently of the machine's speed and load."""

import time
from collections.abc import Callable

_ENOUGH = 0.01


def growth(work: Callable[[int], object], few: int, many: int) -> float:
    """The ratio of the processor times of ``many`` and ``few`` in this thread, each the minimum of several runs."""
    work(few)
    return min(_each(work, many) for _ in range(2)) / min(_each(work, few) for _ in range(3))


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
