"""Runs readtui as a process in a pseudo-terminal, whose screen an emulator (pyte) paints."""

import codecs
import contextlib
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
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import pyte
import pytest
from forked_processes import ForkedProcess, can_be_forked

SIZE = (100, 30)
ESCAPE = "\x1b"
_STEP = 0.05
_PATIENCE = 60.0
"""Seconds after which a wait gives up. Far more than the slowest machine needs; nothing measures it."""

# pyte would draw parts of these: private sequences with <, > or =, and strings that begin with ESC P or ESC _.
_NOT_FOR_PYTE = re.compile(r"\x1b\[[<>=][\d;:]*[ -/]*[@-~]|\x1b[P_^X][^\x1b\x07]*(?:\x1b\\|\x07)")
_UNFINISHED = re.compile(r"\x1b(?:\[[<>=?]?[\d;:]*[ -/]*|[P_^X\]][^\x1b\x07]*\x1b?)?$")


class _Screen(pyte.Screen):
    """A screen that passes its answers to the program's questions on."""

    def __init__(self, columns: int, rows: int, answer: Callable[[str], None]) -> None:
        self._answer = answer
        super().__init__(columns, rows)

    def write_process_input(self, data: str) -> None:
        """Answer a question."""
        self._answer(data)


def _start(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], streams: Sequence[int]
) -> "subprocess.Popen[bytes] | ForkedProcess":
    """Start a program. The first of its streams that is a terminal becomes that of its session."""
    if can_be_forked(command, environment):
        return ForkedProcess(command, folder, environment, streams)
    terminal = next(number for number, stream in enumerate(streams) if os.isatty(stream))
    stdin, stdout, stderr = streams
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(terminal, termios.TIOCSCTTY, 0),
    )


class RealTerminal:
    """A terminal and the process in it. What the process writes is read while a method waits, and only then.

    ``stdin`` and ``stdout``: files that the process has instead of the terminal.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        size: tuple[int, int] = SIZE,
        stdin: Path | None = None,
        stdout: Path | None = None,
    ) -> None:
        self.written = ""
        """All output so far, with its escape sequences."""
        self.exit_code: int | None = None
        self._pending = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._screen = _Screen(*size, self._send_answer)
        self._stream = pyte.Stream(self._screen)
        self._master, number = pty.openpty()
        with contextlib.ExitStack() as opened:
            terminal = opened.enter_context(open(number, "r+b", buffering=0))
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            given = opened.enter_context(open(stdin, "rb")) if stdin else terminal
            taken = opened.enter_context(open(stdout, "wb")) if stdout else terminal
            streams = [one.fileno() for one in (given, taken, terminal)]
            self._process = _start(command, folder, environment, streams)

    @property
    def pid(self) -> int:
        """The id of the process, which leads its session."""
        return self._process.pid

    # ------------------------------------------------------------------ what a person does

    def type(self, keys: str) -> None:
        """Send keys as a keyboard does."""
        os.write(self._master, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Change the window's size."""
        self._screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def kill(self) -> None:
        """End the process as a crash does, and read what it has written before."""
        os.kill(self.pid, signal.SIGKILL)
        self.ends()

    # ------------------------------------------------------------------ what a person sees

    def rows(self) -> list[str]:
        """The rows of the screen, without the spaces at their ends."""
        return [row.rstrip() for row in self._display()]

    def _display(self) -> list[str]:
        """What pyte's ``display`` returns, which fails where something was written over half of a wide character."""
        screen = self._screen
        return [
            "".join(screen.buffer[row][column].data for column in range(screen.columns)) for row in range(screen.lines)
        ]

    def text(self) -> str:
        """The screen, one line a row."""
        return "\n".join(self.rows())

    def styles(self, words: str) -> set[tuple[str, str, bool]]:
        """Colors of text and background, and whether they are reversed, of words in one row. Fails without them."""
        found = next(((row, text.find(words)) for row, text in enumerate(self._display()) if words in text), None)
        if found is None:
            self._give_up(f"{words!r} in one row")
        row, start = found
        cells = [self._screen.buffer[row][column] for column in range(start, start + len(words))]
        return {(cell.fg, cell.bg, cell.reverse) for cell in cells}

    def shows(self, *words: str) -> None:
        """Wait until all of these are on the screen."""
        self.until(lambda: all(one in self.text() for one in words), f"{words!r} on the screen")

    def hides(self, words: str) -> None:
        """Wait until the words have left the screen."""
        self.until(lambda: words not in self.text(), f"{words!r} to leave the screen")

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Read what the process writes until ``holds`` returns True."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            is_open = self._read()
            if holds():
                return
            if not is_open or time.monotonic() > deadline:
                self._give_up(what)

    def ends(self) -> int:
        """Wait for the end of the process. Returns its exit code, negative for a signal."""
        deadline = time.monotonic() + _PATIENCE
        while self.exit_code is None:
            if not self._read():
                time.sleep(_STEP)
            self.exit_code = self._process.poll()
            if self.exit_code is None and time.monotonic() > deadline:
                self._give_up("the end of the process")
        while self._read():
            continue
        return self.exit_code

    def close(self) -> None:
        """End the process if it still runs, and close the terminal."""
        if self.exit_code is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()
        os.close(self._master)

    # ------------------------------------------------------------------ the other end

    def _read(self) -> bool:
        """Read for a short time. Returns whether more may come."""
        if not select.select([self._master], [], [], _STEP)[0]:
            return self.exit_code is None
        try:
            chunk = os.read(self._master, 1 << 16)
        except OSError:  # Linux reports the end of a terminal so.
            chunk = b""
        text = self._decoder.decode(chunk)
        self.written += text
        self._pending += text
        unfinished = _UNFINISHED.search(self._pending)
        end = unfinished.start() if unfinished else len(self._pending)
        self._stream.feed(_NOT_FOR_PYTE.sub("", self._pending[:end]))
        self._pending = self._pending[end:]
        return bool(chunk)

    def _send_answer(self, answer: str) -> None:
        with contextlib.suppress(OSError):
            os.write(self._master, answer.encode())

    def _give_up(self, what: str) -> NoReturn:
        pytest.fail(f"gave up waiting for {what}; exit code: {self.exit_code}; the screen:\n{self.text()}")
