"""Calls one function in a process with limits. Runs on both sides: ``run`` in the parent, ``serve`` in the process."""

import importlib
import os
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from readtui.errors import ReadtuiError
from readtui.process.frames import read_frame, write_frame
from readtui.process.host import LimitedProcess, ProcessFault
from readtui.process.limits import Limits, limit_memory, limit_time


class FailedFault(ProcessFault):
    """The function raised an unexpected exception, which the message names."""


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str


def run(function: str, argument: object, limits: Limits, cancelled: Callable[[], bool] = lambda: False) -> Any:
    """Call ``module:function`` with ``argument`` in a process, and return its result. Both must be picklable.

    Raises the ReadtuiError that the function raises, and ProcessFault if it exceeds the limits or fails.
    """
    process = LimitedProcess(__name__, limits)
    try:
        answer = pickle.loads(process.ask(pickle.dumps((function, argument), pickle.HIGHEST_PROTOCOL), cancelled))
    finally:
        process.end()
    if isinstance(answer, ReadtuiError):
        raise answer
    if isinstance(answer, _Failure):
        raise FailedFault(answer.reason)
    return answer


def serve(memory_bytes: int, seconds: float) -> None:
    """Answer one call. The parent is trusted: both run with the same user's rights."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Output of a library must not mix with the answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    limit_memory(memory_bytes)
    limit_time(seconds)
    frame = read_frame(requests)
    if frame is not None:
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
