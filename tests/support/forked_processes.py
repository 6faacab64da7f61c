"""Starts ``python -m MODULE`` as a fork of a process that has imported readtui: half of the time of most runs is that.

The process that forks is a Python of its own, without anything of the tests. Each fork has a session, a terminal or
other streams, an environment, signals and an exit code of its own, as a program that a shell starts.
"""

import atexit
import fcntl
import functools
import gc
import importlib
import io
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_PRELOADED = ("readtui.cli.", "readtui.bootstrap", "readtui.services.", "readtui.storage.", "readtui.tui.")
# Python and Textual read these when they start.
_AT_START = {"LC_ALL": "C.UTF-8", "TEXTUAL_FPS": "1000"}
_REPORTED = struct.Struct("i")
"""First the id of a process, then its exit code."""

# ---------------------------------------------------------------------- in the tests


class ForkedProcess:
    """A running ``python -m MODULE ARGUMENTS``. ``streams``: the descriptors that become its stdin, stdout and stderr.

    The first one that is a terminal becomes that of its session.
    """

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str], streams: Sequence[int]
    ) -> None:
        assert [*command[:2]] == [sys.executable, "-m"], command
        self.returncode: int | None = None
        report, written = os.pipe()
        try:
            order = json.dumps([command[2], command[3:], str(folder), dict(environment)])
            socket.send_fds(_forking_process(), [f"{order}\n".encode()], [*streams, written])
        finally:
            os.close(written)
        self._report = report
        self.pid = self._next()

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return self.wait() if self.returncode is not None or select.select([self._report], [], [], 0)[0] else None

    def wait(self) -> int:
        """Wait for its end. Returns the exit code."""
        if self.returncode is None:
            self.returncode = self._next()
            os.close(self._report)
        return self.returncode

    def _next(self) -> int:
        [number] = _REPORTED.unpack(os.read(self._report, _REPORTED.size))
        return int(number)


def can_be_forked(command: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether a fork is like a start: a module, and nothing in the environment that Python or Textual read earlier."""
    is_as_prepared = environment.get("LC_ALL") == _AT_START["LC_ALL"] and "READTUI_PLAIN" not in environment
    return os.name == "posix" and is_as_prepared and [*command[:2]] == [sys.executable, "-m"]


def run_forked(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m MODULE ARGUMENTS`` to its end, with its output into pipes."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as errors:
        given.write(stdin.encode())
        given.seek(0)
        read, written = os.pipe()
        with os.fdopen(read, "rb") as output:
            try:
                process = ForkedProcess(command, folder, environment, (given.fileno(), written, errors.fileno()))
            finally:
                os.close(written)
            said = output.read().decode()
        code = process.wait()
        errors.seek(0)
        return subprocess.CompletedProcess([*command], code, said, errors.read().decode())


@functools.cache
def _forking_process() -> socket.socket:
    ours, theirs = socket.socketpair()
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LD_LIBRARY_PATH")}
    process = subprocess.Popen(
        [sys.executable, __file__, str(theirs.fileno())], env=kept | _AT_START, pass_fds=[theirs.fileno()]
    )
    theirs.close()
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


# ---------------------------------------------------------------------- in the process that forks


def _serve(orders: socket.socket) -> None:
    """Fork for each order, until there are no more. A fork returns from here only to run its module."""
    reports: dict[int, int] = {}

    def tell_ends(*_: object) -> None:
        while reports:
            # Another signal may come while this one is handled.
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            report = reports.pop(pid)
            # Nobody waits for a program that was killed with the one that started it.
            with suppress(OSError):
                os.write(report, _REPORTED.pack(os.waitstatus_to_exitcode(status)))
            os.close(report)

    signal.signal(signal.SIGCHLD, tell_ends)
    while True:
        order, descriptors, _, _ = socket.recv_fds(orders, 1 << 16, 4)
        if not order:
            return
        while not order.endswith(b"\n"):
            order += orders.recv(1 << 16)
        *streams, report = descriptors
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        pid = os.fork()
        if not pid:
            break
        reports[pid] = report
        os.write(report, _REPORTED.pack(pid))
        for descriptor in streams:
            os.close(descriptor)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    orders.close()
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
    for descriptor in (*descriptors, *reports.values()):
        os.close(descriptor)
    _run(*json.loads(order))


def _run(module: str, arguments: Sequence[str], folder: str, environment: Mapping[str, str]) -> None:
    """Begin as Python does, and run the module."""
    os.setsid()
    for number in filter(os.isatty, range(3)):
        fcntl.ioctl(number, termios.TIOCSCTTY, 0)
        break
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.stdin = sys.__stdin__ = _stream(0, "r", "surrogateescape")  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = _stream(1, "w", "surrogateescape")  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _stream(2, "w", "backslashreplace")  # type: ignore[misc]
    sys.stderr.reconfigure(line_buffering=True)
    sys.path[0] = folder
    sys.argv[1:] = arguments
    gc.enable()
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _stream(number: int, mode: str, errors: str) -> io.TextIOWrapper:
    # By line if it is a terminal.
    opened = open(number, mode, encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115  stays open
    assert isinstance(opened, io.TextIOWrapper)
    return opened


if __name__ == "__main__":
    gc.disable()
    import readtui

    for found in pkgutil.walk_packages(readtui.__path__, "readtui."):
        if found.name.startswith(_PRELOADED):
            importlib.import_module(found.name)
    # Otherwise each fork looks through all of it at its end, and copies it.
    gc.freeze()
    _serve(socket.socket(fileno=int(sys.argv[1])))
