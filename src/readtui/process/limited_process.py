"""Starts a process with limits and exchanges bytes with it in frames: one request, news of its progress, one answer."""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from readtui.process.limits import Limits

if TYPE_CHECKING:
    from subprocess import Popen


_LOOK_EVERY = 0.05
_GIVING_WAY, _LAST = 10, 19
# The process counts its processor time itself, of which it gets only a part on a busy computer.
_PATIENCE = 1 if sys.platform == "win32" else 5
_MOST_ANSWER_BYTES = 512 * 1024 * 1024
_START = (
    "import sys; sys.path[:] = sys.argv[3:]; from {module} import serve; serve(int(sys.argv[1]), float(sys.argv[2]))"
)
LENGTH_BYTES = 8
_NEWS = b"news:"
"""No answer begins like this: those are pickled."""


class ProcessFault(Exception):
    """The reason why a process gave no answer. The caller reports it with the name of what the process worked on."""


class FailedFault(ProcessFault):
    """The function raised an unexpected exception, which the message names."""


class NotStartedFault(ProcessFault):
    """The system could not start a process; the message is its reason."""


class CancelledFault(ProcessFault):
    """The user has cancelled the work."""


class TooLongFault(ProcessFault):
    """The work took longer than allowed."""


class EndedFault(ProcessFault):
    """The process ended, usually because it needed too much memory. ``code``: its exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"exit code {code}")
        self.code = code


class LimitedProcess:
    """A process that runs ``serve`` of a module, which gets the limits and answers frames on stdin with frames on
    stdout.
    """

    def __init__(self, module: str, limits: Limits) -> None:
        # Imported here because few commands need processes.
        from subprocess import DEVNULL, PIPE, Popen

        self._limits = limits
        # -P: do not import modules from the current folder.
        start = _START.format(module=module)
        arguments = [sys.executable, "-P", "-c", start, str(limits.memory_bytes), str(limits.seconds)]
        try:
            with _without_interrupts():
                self._process: Popen[bytes] = Popen(
                    [*arguments, *filter(None, sys.path)], stdin=PIPE, stdout=PIPE, stderr=DEVNULL
                )
        except OSError as fault:
            raise NotStartedFault(fault.strerror) from fault

    def ask(
        self, request: bytes, cancelled: Callable[[], bool], tell: Callable[[str], None] = lambda words: None
    ) -> bytes:
        """The answer to a request. ``tell`` is called, from any thread, with what ``write_news`` was. After a
        ProcessFault, the process must be ended.
        """
        exchange = _Exchange(self._process, request, tell)
        deadline = time.monotonic() + self._limits.seconds * _PATIENCE
        while exchange.is_going_on(_LOOK_EVERY):
            if cancelled():
                raise CancelledFault
            if time.monotonic() > deadline:
                raise TooLongFault
        if exchange.answer is None:
            import signal

            code = self._process.wait()
            raise TooLongFault if code == -getattr(signal, "SIGXCPU", 0) else EndedFault(code)
        return exchange.answer

    def give_way(self) -> None:
        """Let other programs go first, where the system can do that."""
        if sys.platform != "win32":
            with suppress(OSError):
                # Relative to what it has from its parent, which may give way itself.
                now = os.getpriority(os.PRIO_PROCESS, self._process.pid)
                os.setpriority(os.PRIO_PROCESS, self._process.pid, min(now + _GIVING_WAY, _LAST))

    def end(self) -> None:
        """Kill the process if it is running, and wait until it has ended."""
        self._process.kill()
        self._process.wait()


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Keep Ctrl+C, which a terminal sends to all processes, from those that are started in the block.

    Their parent ends them; if they ended earlier, that would look like a failure.
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


class _Exchange:
    """One request and its answer, in a thread, because pipes block. ``answer`` is None if the process ended."""

    def __init__(self, process: "Popen[bytes]", request: bytes, tell: Callable[[str], None]) -> None:
        self.answer: bytes | None = None
        self._process = process
        self._tell = tell
        self._thread = threading.Thread(target=self._run, args=(request,), daemon=True)
        self._thread.start()

    def is_going_on(self, seconds: float) -> bool:
        """Wait for its end, at most for this time. Returns whether it is still going on."""
        self._thread.join(seconds)
        return self._thread.is_alive()

    def _run(self, request: bytes) -> None:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        try:
            write_frame(requests, request)
            while (frame := read_frame(answers, _MOST_ANSWER_BYTES)) is not None and frame.startswith(_NEWS):
                self._tell(frame.removeprefix(_NEWS).decode(errors="replace"))
            self.answer = frame
        except (OSError, ValueError):
            return


def read_frame(stream: IO[bytes], most_bytes: int = sys.maxsize) -> bytes | None:
    """The next frame; None at the end or if it is truncated. Raises ValueError for one of more than ``most_bytes``."""
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    length = int.from_bytes(head, "big")
    if length > most_bytes:
        raise ValueError(f"a frame of {length} bytes")
    frame = stream.read(length)
    return frame if len(frame) == length else None


def write_news(stream: IO[bytes], words: str) -> None:
    """Tell the parent, before the answer, how far the work has come."""
    write_frame(stream, _NEWS + words.encode())


def write_frame(stream: IO[bytes], frame: bytes) -> None:
    stream.write(len(frame).to_bytes(LENGTH_BYTES, "big"))
    stream.write(frame)
    stream.flush()
