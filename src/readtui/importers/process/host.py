"""Reads sources: small texts directly, everything else in a separate process that has limits and can be stopped."""

import pickle
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readtui.errors import SourceError, StoppedError
from readtui.importers.importer import Cancelled, Source, never
from readtui.model.article import Article

if TYPE_CHECKING:
    from subprocess import Popen

QUICK_BYTES = 32 * 1024
"""Up to this size, quick formats are read directly, in less than a tenth of a second."""

_QUICK = ("markdown", "plain_text")
_LOOK_EVERY = 0.05
_MOST_READ = 200
_LARGE_BYTES = 4 * 1024 * 1024
_MOST_ANSWER_BYTES = 512 * 1024 * 1024
_START = (
    "import sys; sys.path[:] = sys.argv[3:]; "
    "from readtui.importers.process.worker import serve; serve(int(sys.argv[1]), float(sys.argv[2]))"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for reading one source: seconds, and bytes of memory (address space on Linux; on macOS the memory in use,
    checked every 50 ms; not enforced on Windows).
    """

    seconds: float = 120.0
    memory_bytes: int = 2_000_000_000


@dataclass(slots=True)
class SourceReader:
    """Reads sources as articles. Keeps a process ready for the next source, because starting one is slow.

    Safe to use from several threads at once. Close it at the end.
    """

    limits: Limits = Limits()
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _idle: "list[_Process]" = field(default_factory=list)
    _busy: "list[_Process]" = field(default_factory=list)

    def read(self, source: Source, cancelled: Cancelled = never) -> Article:
        """Make an article of ``source``; block until it is done.

        Raises StoppedError once ``cancelled`` returns True, SourceError if the source cannot be read or exceeds the
        limits.
        """
        if len(source.data) <= QUICK_BYTES:
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
                process = _Process(self.limits)
            self._busy.append(process)
            return process

    def _give_back(self, process: "_Process") -> None:
        with self._lock:
            self._busy.remove(process)
            if process.is_fit and not self._idle:
                self._idle.append(process)
                return
        process.end()


class _EndedIdleError(Exception):
    """The process was idle for a while and has ended."""


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """What is started in it never gets Ctrl+C, which goes to every process of a terminal: its parent ends it, and an
    end before that would look like a failure.
    """
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Process:
    """A process that reads sources one after the other, and ends at the first failure."""

    def __init__(self, limits: Limits) -> None:
        # Imported here because only adding sources needs processes.
        from subprocess import DEVNULL, PIPE, Popen

        self._limits = limits
        self._read = 0
        # -P: do not import modules from the current folder.
        arguments = [sys.executable, "-P", "-c", _START, str(limits.memory_bytes), str(limits.seconds)]
        try:
            with _without_interrupts():
                self._process: Popen[bytes] = Popen(
                    [*arguments, *filter(None, sys.path)], stdin=PIPE, stdout=PIPE, stderr=DEVNULL
                )
        except OSError as fault:
            raise SourceError(
                f"could not start a process to read the file: {fault.strerror}", "Close other programs and try again."
            ) from fault
        self.is_fit = True

    def read(self, source: Source, cancelled: Cancelled) -> Article | SourceError:
        """Read the source in the process. Raises StoppedError or SourceError, and ends the process then."""
        is_fresh, self.is_fit = self._read == 0, False
        name = source.name or "the input"
        exchange = _Exchange(self._process, source)
        deadline = time.monotonic() + self._limits.seconds
        while exchange.is_going_on(_LOOK_EVERY):
            if cancelled():
                raise StoppedError(f"{name}: stopped", "Nothing was added.")
            if time.monotonic() > deadline:
                raise self._too_long(name)
        answer = exchange.answer
        if answer is None:
            raise self._broken_off(name, is_fresh)
        self._read += 1
        self.is_fit = self._read < _MOST_READ and len(source.data) < _LARGE_BYTES
        return answer

    def end(self) -> None:
        """Kill the process if it is running, and wait until it has ended."""
        self._process.kill()
        self._process.wait()

    def _too_long(self, name: str) -> SourceError:
        return SourceError(
            f"reading {name} took longer than {self._limits.seconds:.0f} seconds",
            "It may be damaged, or malicious. Otherwise, split it and add the parts.",
        )

    def _broken_off(self, name: str, is_fresh: bool) -> Exception:
        """Why there was no answer, judging by how the process ended."""
        import signal

        code = self._process.wait()
        if code == 0 and not is_fresh:
            return _EndedIdleError()
        if code == -getattr(signal, "SIGXCPU", 0):
            return self._too_long(name)
        return SourceError(
            f"reading {name} failed: it needs more than {self._limits.memory_bytes / 1e9:.1f} GB of memory, "
            "or is damaged",
            "It may be malicious. Otherwise, split it and add the parts.",
        )


class _Exchange:
    """One request and its answer, in a thread, because pipes block. ``answer`` is None if the process ended."""

    def __init__(self, process: "Popen[bytes]", source: Source) -> None:
        self.answer: Article | SourceError | None = None
        self._process = process
        self._thread = threading.Thread(target=self._run, args=(source,), daemon=True)
        self._thread.start()

    def is_going_on(self, seconds: float) -> bool:
        """Wait until it ends, at most for this time."""
        self._thread.join(seconds)
        return self._thread.is_alive()

    def _run(self, source: Source) -> None:
        from readtui.importers.process.worker import read_frame, unpacked, write_frame

        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        try:
            write_frame(requests, pickle.dumps(source, pickle.HIGHEST_PROTOCOL))
            frame = read_frame(answers, _MOST_ANSWER_BYTES)
        except (OSError, ValueError):
            return
        if frame is not None:
            self.answer = unpacked(frame)
