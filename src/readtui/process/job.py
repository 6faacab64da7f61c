"""Calls functions in a process with limits. Runs on both sides: ``Worker`` in the parent, ``serve`` in the process."""

import gc
import importlib
import os
import pickle
import sys
from collections.abc import Callable
from typing import Any

from readtui.errors import ReadtuiError
from readtui.process.limited_process import FailedFault, LimitedProcess, read_frame, write_frame
from readtui.process.limits import Limits, limit_memory, limit_time
from readtui.quick_dataclass import dataclass

_COLLECT_EVERY = (1_000_000, 20, 100)
"""What makes Python look for garbage: the million values of a large file are none."""


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str


class Worker:
    """A process that calls functions one after the other, each within the limits. Ends with its ``with`` block, and at
    the first ProcessFault. If it ``gives_way``, other programs go first.
    """

    def __init__(
        self, limits: Limits, cancelled: Callable[[], bool] = lambda: False, *, gives_way: bool = False
    ) -> None:
        self._process = LimitedProcess(__name__, limits)
        self._cancelled = cancelled
        if gives_way:
            self._process.give_way()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.end()

    def call(self, function: str, argument: object) -> Any:
        """Call ``module:function`` with ``argument`` and return its result. Both must be picklable.

        Raises the ReadtuiError that the function raises, and ProcessFault if it exceeds the limits or fails.
        """
        request = pickle.dumps((function, argument), pickle.HIGHEST_PROTOCOL)
        answer = _unpacked(self._process.ask(request, self._cancelled))
        if isinstance(answer, ReadtuiError):
            raise answer
        if isinstance(answer, _Failure):
            raise FailedFault(answer.reason)
        return answer


def _unpacked(frame: bytes) -> Any:
    """The value in a frame. Among the many objects of a large one, nothing is garbage yet."""
    is_collecting = gc.isenabled()
    gc.disable()
    try:
        return pickle.loads(frame)
    finally:
        if is_collecting:
            gc.enable()


def run(function: str, argument: object, limits: Limits, cancelled: Callable[[], bool] = lambda: False) -> Any:
    """``Worker.call`` in a process of its own."""
    with Worker(limits, cancelled) as worker:
        return worker.call(function, argument)


def serve(memory_bytes: int, seconds: float) -> None:
    """Answer calls until there are no more. The parent is trusted: both run with the same user's rights."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Output of a library must not mix with the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limit_memory(memory_bytes)
    gc.set_threshold(*_COLLECT_EVERY)
    while (frame := read_frame(requests)) is not None:
        limit_time(seconds)
        write_frame(answers, pickle.dumps(_answer(*pickle.loads(frame)), pickle.HIGHEST_PROTOCOL))


def _answer(function: str, argument: object) -> object:
    module, _, name = function.partition(":")
    try:
        return getattr(importlib.import_module(module), name)(argument)
    except ReadtuiError as fault:
        # Without its cause, which need not be picklable.
        return type(fault)(fault.message, fault.hint)
    except Exception as fault:  # noqa: BLE001  whatever a hostile file or template causes: the user is told
        return _Failure(f"{type(fault).__name__}: {fault}".rstrip(": "))
