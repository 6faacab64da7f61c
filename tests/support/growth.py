"""How work grows with its size, in one run: what a slow or busy machine cannot change."""

import time
from collections.abc import Callable

_ENOUGH = 0.01


def growth(work: Callable[[int], object], few: int, many: int) -> float:
    """How many times as long ``many`` takes as ``few``, in processor time of this thread, the least of some goes."""
    work(few)
    return min(_each(work, many) for _ in range(2)) / min(_each(work, few) for _ in range(3))


def _each(work: Callable[[int], object], size: int) -> float:
    """One go, of as many as can be measured."""
    goes = 1
    while (took := _seconds(work, size, goes)) < _ENOUGH:
        goes *= 4
    return took / goes


def _seconds(work: Callable[[int], object], size: int, goes: int) -> float:
    began = time.thread_time()
    for _ in range(goes):
        work(size)
    return time.thread_time() - began
