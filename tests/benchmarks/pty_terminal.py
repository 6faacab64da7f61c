"""Runs a program in a pseudo-terminal, and measures the time from keys to changes of the screen."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence

_CONTROL = re.compile(
    rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[\[<>?=0-9;:]*[ -/]*[@-~]|\x1bP.*?\x1b\\|[\x00-\x1f]", re.DOTALL
)


class Terminal:
    """Starts ``command`` in a terminal of ``columns`` x ``rows``. All times are in milliseconds."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], columns: int = 120, rows: int = 40
    ) -> None:
        self._last = b""
        self.started = time.perf_counter()
        self.pid, self._master = self._start(command, environment)
        self._set_size(columns, rows)

    def _start(self, command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, int]:
        """Start the program. Returns its id, and the end of the terminal that a person has."""
        pid, master = pty.fork()
        if pid == 0:
            try:
                os.execvpe(command[0], list(command), dict(environment))
            finally:
                os._exit(127)
        return pid, master

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self, seconds: float) -> bytes:
        """The output within a given time; empty if there is none, or if the program has ended."""
        if not select.select([self._master], [], [], max(0.0, seconds))[0]:
            return b""
        try:
            written = os.read(self._master, 1 << 16)
        except OSError:
            return b""
        self._last = (self._last + written)[-2000:]
        return written

    def wait_for(self, sought: str, timeout: float = 120.0) -> float:
        """The time (of ``perf_counter``) at which ``sought`` is written. Raises TimeoutError."""
        deadline = time.perf_counter() + timeout
        seen = b""
        while time.perf_counter() < deadline:
            seen += self._read(0.2)
            if sought.encode() in _CONTROL.sub(b"", seen):
                return time.perf_counter()
        raise TimeoutError(f"{sought!r} was not written; the last output: {self._last!r}")

    def titled(self, title: str, timeout: float = 60.0) -> None:
        """Wait until the window's title begins with ``title``. Raises TimeoutError."""
        deadline = time.perf_counter() + timeout
        seen = b""
        while time.perf_counter() < deadline:
            seen = seen[-100:] + self._read(0.2)
            if b"\x1b]2;" + title.encode() in seen:
                return
        raise TimeoutError(f"the window was not called {title!r}; the last output: {self._last!r}")

    def ready(self, sought: str, timeout: float = 120.0) -> float:
        """From the start until ``sought`` is written."""
        return (self.wait_for(sought, timeout) - self.started) * 1000

    def settle(self, quiet: float = 0.1, timeout: float = 30.0) -> None:
        """Read until nothing has been written for ``quiet`` seconds."""
        deadline = time.perf_counter() + timeout
        while time.perf_counter() < deadline and self._read(quiet):
            continue

    def pause(self, seconds: float) -> None:
        """Read for ``seconds``."""
        deadline = time.perf_counter() + seconds
        while (now := time.perf_counter()) < deadline:
            self._read(deadline - now)

    def send(self, keys: str) -> float:
        """Send keys; returns the time."""
        sent = time.perf_counter()
        os.write(self._master, keys.encode())
        return sent

    def _until_changed(self, since: float, timeout: float) -> float:
        deadline = since + timeout
        while time.perf_counter() < deadline:
            if _CONTROL.sub(b"", self._read(0.2)).strip(b"\x00"):
                return (time.perf_counter() - since) * 1000
        return float("nan")

    def key(self, keys: str, *, sought: str = "", timeout: float = 3.0) -> float:
        """From a key until the first output that puts something on the screen, or until ``sought`` is written.

        NaN if that does not happen in time.
        """
        sent = self.send(keys)
        if sought:
            try:
                return (self.wait_for(sought, 10 * timeout) - sent) * 1000
            except TimeoutError:
                return float("nan")
        return self._until_changed(sent, timeout)

    def resize(self, columns: int, rows: int) -> float:
        """From a change of the window's size until the first output that puts something on the screen."""
        began = time.perf_counter()
        self._set_size(columns, rows)
        return self._until_changed(began, 3.0)

    def memory(self) -> float:
        """Resident memory in MiB."""
        found = subprocess.run(["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, text=True, check=False)
        return int(found.stdout.strip() or 0) / 1024

    def processor_time(self) -> float:
        """What the program has used, in milliseconds. Linux."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
            used = stat.read().rpartition(")")[2].split()[11:13]
        return sum(map(int, used)) * 1000 / os.sysconf("SC_CLK_TCK")

    def quit(self, keys: str, timeout: float = 10.0) -> float:
        """From the key that quits to the end of the program; it is killed if it does not end."""
        sent = self.send(keys)
        deadline = sent + timeout
        while time.perf_counter() < deadline:
            self._read(0.0005)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                took = (time.perf_counter() - sent) * 1000
                os.close(self._master)
                return took
        self.kill()
        return float("nan")

    def kill(self) -> None:
        """End the program at once."""
        os.kill(self.pid, signal.SIGKILL)
        self._wait()
        os.close(self._master)

    def _wait(self) -> None:
        """Wait for the end of the program."""
        os.waitpid(self.pid, 0)
