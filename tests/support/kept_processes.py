"""Keeps the processes that read files and fill templates from one test to the next: to start one takes longer than
what most tests ask of it.
"""

import atexit
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress

import pytest

from readtui.process.limited_process import LimitedProcess
from readtui.process.limits import Limits

# A process that reads sources ends once it has been idle for 20 seconds.
_MOST_IDLE_SECONDS = 10
_idle: defaultdict[tuple[str, Limits], list[tuple[LimitedProcess, float]]] = defaultdict(list)


class _KeptProcess:
    """A process that another test may have used before. One that gave no answer is ended."""

    def __init__(self, module: str, limits: Limits) -> None:
        self._waiting = _idle[module, limits]
        self._is_whole, self._is_over = True, False
        process = None
        while process is None:
            try:
                process, since = self._waiting.pop()
            except IndexError:
                process = LimitedProcess(module, limits)
            else:
                if time.monotonic() - since > _MOST_IDLE_SECONDS:
                    process.end()
                    process = None
        self._process = process

    def ask(
        self, request: bytes, cancelled: Callable[[], bool], tell: Callable[[str], None] = lambda words: None
    ) -> bytes:
        self._is_whole = False
        answer = self._process.ask(request, cancelled, tell)
        self._is_whole = True
        return answer

    def give_way(self) -> None:
        """Processes of tests all have the same priority."""

    def end(self) -> None:
        if self._is_over:
            return
        self._is_over = True
        if self._is_whole:
            self._waiting.append((self._process, time.monotonic()))
        else:
            self._process.end()


@atexit.register
def _end() -> None:
    for waiting in _idle.values():
        for process, _ in waiting:
            with suppress(OSError):
                process.end()


@pytest.fixture
def kept_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this test share processes with others; not for tests of what a process of one's own is for."""
    monkeypatch.setattr("readtui.process.job.LimitedProcess", _KeptProcess)
    monkeypatch.setattr("readtui.importers.process.source_reader.LimitedProcess", _KeptProcess)
