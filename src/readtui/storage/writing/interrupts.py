"""Delays Ctrl+C until everything is written."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from readtui.errors import InterruptedAfter


@contextmanager
def interrupts_wait(what: str, *, can_be_undone: bool = True) -> Iterator[None]:
    """Hold SIGINT back until the end of the block; then raise InterruptedAfter, which says that ``what`` was done.

    Does nothing outside of the main thread, because Python delivers signals only there.
    """
    previous = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(previous):
        yield
        return
    came: list[FrameType | None] = []
    signal.signal(signal.SIGINT, lambda _, frame: came.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
    if came and previous is not signal.default_int_handler:
        previous(signal.SIGINT, came[0])
    elif came:
        raise InterruptedAfter(what, can_be_undone=can_be_undone)
