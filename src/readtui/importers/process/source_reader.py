"""Reads sources: small texts directly, everything else in a separate process that has limits and can be stopped."""

import threading
from dataclasses import field, replace

from readtui.errors import SourceError, StoppedError
from readtui.importers.importer import Cancelled, Source, never, say_nothing
from readtui.model.article import Article
from readtui.process.limited_process import (
    CancelledFault,
    EndedFault,
    FailedFault,
    LimitedProcess,
    NotStartedFault,
    ProcessFault,
    TooLongFault,
)
from readtui.process.limits import Limits
from readtui.quick_dataclass import dataclass

QUICK_BYTES = 32 * 1024
"""Up to this size, quick formats are read directly, in less than a tenth of a second."""

_QUICK = ("markdown", "plain_text")
_MOST_READ = 1000
"""After so many, a process has made up for its start, and may have gathered what libraries leave behind."""
_LARGE_BYTES = 4 * 1024 * 1024
_WORKER = "readtui.importers.process.worker"


@dataclass(slots=True)
class SourceReader:
    """Reads sources as articles. Keeps a process ready for the next source, because starting one is slow.

    Safe to use from several threads at once. Close it at the end. ``most_idle``: how many processes it keeps ready.
    ``is_quick_apart``: quick formats are read in a process as well. ``gives_way``: other programs go first.
    """

    limits: Limits = field(default_factory=Limits)
    most_idle: int = 1
    is_quick_apart: bool = False
    gives_way: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _idle: "list[_Process]" = field(default_factory=list)
    _busy: "list[_Process]" = field(default_factory=list)

    def read(self, source: Source, cancelled: Cancelled = never) -> Article:
        """Make an article of ``source``; block until it is done.

        Raises StoppedError once ``cancelled`` returns True, SourceError if the source cannot be read or exceeds the
        limits.
        """
        if len(source.data) <= QUICK_BYTES and not self.is_quick_apart:
            # Imported here because listing a library needs no importers.
            from readtui.importers.registry import importer_for

            importer = importer_for(source)
            if importer.name in _QUICK:
                return importer.read(source)
        while True:
            process = self._take()
            try:
                answer = process.read(source, cancelled)
            except _EndedIdleError:
                # It ended as idle just when it was asked.
                continue
            finally:
                self._give_back(process)
            if isinstance(answer, SourceError):
                raise answer
            return answer

    def close(self) -> None:
        """End the processes, even one that is reading in another thread."""
        with self._lock:
            processes = [*self._idle, *self._busy]
            self._idle.clear()
        for process in processes:
            process.end()

    def _take(self) -> "_Process":
        with self._lock:
            process = self._idle.pop() if self._idle else None
            if process is None:
                process = _Process(self.limits, gives_way=self.gives_way)
            self._busy.append(process)
            return process

    def _give_back(self, process: "_Process") -> None:
        with self._lock:
            self._busy.remove(process)
            if process.is_fit and len(self._idle) < self.most_idle:
                self._idle.append(process)
                return
        process.end()


class _EndedIdleError(Exception):
    """The process was idle for a while and has ended."""


class _Process:
    """A process that reads sources one after the other, and ends at the first failure."""

    def __init__(self, limits: Limits, *, gives_way: bool) -> None:
        self._limits = limits
        self._read = 0
        try:
            self._process = LimitedProcess(_WORKER, limits)
        except NotStartedFault as fault:
            raise SourceError(
                f"could not start a process to read the file: {fault}", "Close other programs and try again."
            ) from fault
        if gives_way:
            self._process.give_way()
        self.is_fit = True

    def read(self, source: Source, cancelled: Cancelled) -> Article | SourceError:
        """Read the source in the process. Raises StoppedError or SourceError; the process is not fit then."""
        # Imported here because listing a library reads no sources.
        import pickle

        from readtui.importers.process.worker import unpacked

        is_fresh, self.is_fit = self._read == 0, False
        name = source.name or "the input"
        try:
            request = pickle.dumps(replace(source, tell=say_nothing), pickle.HIGHEST_PROTOCOL)
            frame = self._process.ask(request, cancelled, source.tell)
        except EndedFault as fault:
            if fault.code == 0 and not is_fresh:
                raise _EndedIdleError from fault
            raise reading_fault(fault, name, self._limits.of(len(source.data))) from fault
        except ProcessFault as fault:
            raise reading_fault(fault, name, self._limits.of(len(source.data))) from fault
        answer = unpacked(frame)
        self._read += 1
        self.is_fit = self._read < _MOST_READ and len(source.data) < _LARGE_BYTES
        return answer

    def end(self) -> None:
        """Kill the process if it is running, and wait until it has ended."""
        self._process.end()


def reading_fault(fault: ProcessFault, name: str, limits: Limits) -> SourceError:
    """The error for the user when a process that reads ``name`` gives no answer."""
    if isinstance(fault, CancelledFault):
        return StoppedError(f"{name}: stopped", "Nothing was added.")
    if isinstance(fault, TooLongFault):
        return SourceError(
            f"reading {name} took longer than {limits.seconds:.0f} seconds",
            "It may be damaged, or malicious. Otherwise, split it and add the parts.",
        )
    if isinstance(fault, FailedFault):
        # Imported here because listing a library reads no sources.
        from readtui.importers.process.worker import too_much_memory, unread

        return too_much_memory(name, limits) if str(fault).startswith("MemoryError") else unread(name, str(fault))
    return SourceError(
        f"reading {name} failed: it needs more than {limits.memory} of memory, or is damaged",
        "It may be malicious. Otherwise, split it and add the parts.",
    )
