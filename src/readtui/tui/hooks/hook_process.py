"""Runs one program without a shell and without a terminal, within limits, and stops all that it started."""

import asyncio
import contextlib
import os
import re
import selectors
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import IO

from readtui.errors import ReadtuiError
from readtui.quick_dataclass import dataclass
from readtui.text.clean import clean, visible
from readtui.tui.daemon_thread import in_thread
from readtui.tui.work.app_end import to_its_end

MOST_BYTES = 64_000
"""How much of the output is kept. A program that writes more is stopped."""
_MOST_ERRORS = 8_192
_MOST_SAID = 300
# More than a pipe holds, so that one read takes all that is in it.
_PIECE = 1 << 20
_LOOK_EVERY = 0.05
_PATIENCE, _STEP = 1.0, 0.02
# Colors and links, which some programs write even to a pipe.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
# How a typewriter, and man, print in bold.
_OVERSTRUCK = re.compile(".\x08")


@dataclass(frozen=True, slots=True)
class ProgramOutput:
    """What a program wrote to its output, what it ``said`` last to its standard error, both cleaned of all that could
    control a terminal, and its exit code. ``is_cut``: it wrote more than is kept, and was stopped.
    """

    output: str
    said: str
    code: int
    is_cut: bool = False

    @property
    def fault(self) -> ReadtuiError | None:
        """Why the output is not what was asked for, in the program's own words if it has any."""
        if self.is_cut:
            return ReadtuiError(f"the output is longer than {MOST_BYTES // 1000} kB", "This is its beginning.")
        if not self.code:
            return None
        how = f"failed with exit code {self.code}" if self.code > 0 else f"was ended by signal {-self.code}"
        last = next((line for line in reversed(self.said.split("\n")) if line.strip()), "")
        return ReadtuiError(f"the program {how}", visible(last[:_MOST_SAID]))


async def run_program(
    command: Sequence[str],
    given: str,
    environ: Mapping[str, str],
    *,
    seconds: float | None = None,
    keeps_output: bool = True,
) -> ProgramOutput:
    """Run a program with ``given`` on its standard input. Without ``keeps_output``, it may write what it likes.

    Raises ReadtuiError if it cannot be started or runs longer than ``seconds`` (None: no limit). If this is canceled,
    the program and what it started are stopped; so they are after ``seconds`` and if the output is cut.
    """
    program = _Program(command, given, environ, keeps_output=keeps_output)
    has_ended = False
    try:
        async with asyncio.timeout(seconds):
            ran = await in_thread(program.run)
        has_ended = True
    except TimeoutError as fault:
        hint = "Give its hook more seconds in the settings."
        raise ReadtuiError(f"stopped {program.name} because it ran for more than {seconds} seconds", hint) from fault
    finally:
        if not has_ended:
            program.stop()
    return ran


class _Program:
    """One run of a program, in a thread, that can be stopped from another one.

    Not asyncio's subprocesses, which wait until nobody holds the pipes: a program may end and leave others running.
    """

    def __init__(self, command: Sequence[str], given: str, environ: Mapping[str, str], *, keeps_output: bool) -> None:
        self.name = visible(command[0])
        self._command = [os.path.expanduser(command[0]), *command[1:]]
        self._given = given
        self._environ = environ
        self._keeps_output = keeps_output
        self._process: subprocess.Popen[bytes] | None = None
        self._is_stopped = False
        self._starting = threading.Lock()
        self._output = self._said = b""

    def run(self) -> ProgramOutput:
        """Run it to its end. Raises ReadtuiError."""
        # A file, because a pipe could be full for as long as the program does not read.
        try:
            with tempfile.TemporaryFile() as source:
                source.write(self._given.encode("utf-8", "replace"))
                source.seek(0)
                process = self._started(source)
        except OSError as fault:
            hint = "Is there room for temporary files?"
            raise ReadtuiError(f"could not hand the text to {self.name}: {fault.strerror}", hint) from fault
        self._listen(process)
        code = process.wait()
        if len(self._output) > MOST_BYTES:
            return ProgramOutput(_cleaned(self._output[:MOST_BYTES]), "", code, is_cut=True)
        return ProgramOutput(_cleaned(self._output), _cleaned(self._said), code)

    def _started(self, source: IO[bytes]) -> "subprocess.Popen[bytes]":
        hint = "Install it, or correct its hook in the settings."
        with self._starting:
            if self._is_stopped:
                raise ReadtuiError(f"stopped {self.name}")
            try:
                self._process = subprocess.Popen(
                    self._command,
                    stdin=source,
                    stdout=subprocess.PIPE if self._keeps_output else subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    env={**os.environ, **self._environ},
                    # A session of its own has no terminal to write to, and is one group to stop.
                    start_new_session=True,
                )
            except FileNotFoundError as fault:
                raise ReadtuiError(f"there is no program {self.name}", hint) from fault
            except OSError as fault:
                raise ReadtuiError(f"could not start {self.name}: {fault.strerror}", hint) from fault
            return self._process

    def _listen(self, process: "subprocess.Popen[bytes]") -> None:
        """Take what it writes up to its own end: the pipes end later if it leaves others running that hold them."""
        with selectors.DefaultSelector() as pipes:
            for pipe, take in ((process.stdout, self._take_output), (process.stderr, self._take_errors)):
                if pipe is not None:
                    os.set_blocking(pipe.fileno(), False)
                    pipes.register(pipe, selectors.EVENT_READ, (pipe, take))
            has_ended = False
            while pipes.get_map() and not has_ended:
                # Asked before reading: what it has written by its end is in the pipes then.
                has_ended = process.poll() is not None
                for ready, _ in pipes.select(0 if has_ended else _LOOK_EVERY):
                    pipe, take = ready.data
                    piece = pipe.read1(_PIECE)
                    take(piece)
                    if not piece:
                        pipes.unregister(pipe)
                        pipe.close()
            for held in list(pipes.get_map().values()):
                # Whoever goes on writing must not fail for want of a reader.
                os.set_blocking(held.fd, True)
                threading.Thread(target=_drain, args=held.data[:1], daemon=True).start()

    def _take_output(self, piece: bytes) -> None:
        was_whole = len(self._output) <= MOST_BYTES
        self._output = (self._output + piece)[: MOST_BYTES + 1]
        if was_whole and len(self._output) > MOST_BYTES:
            self.stop()

    def _take_errors(self, piece: bytes) -> None:
        self._said = (self._said + piece)[-_MOST_ERRORS:]

    def stop(self) -> None:
        """Ask the program and what it started to end, and soon make them. Does not wait, but the app's end does."""
        with self._starting:
            self._is_stopped = True
            if self._process is not None:
                to_its_end(partial(_end_group, self._process.pid))


def _drain(pipe: IO[bytes]) -> None:
    with pipe, contextlib.suppress(OSError):
        while pipe.read(_PIECE):
            pass


def _end_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGTERM)
        for _ in range(round(_PATIENCE / _STEP)):
            time.sleep(_STEP)
            os.killpg(leader, 0)
        os.killpg(leader, signal.SIGKILL)


def _cleaned(output: bytes) -> str:
    """The output as text: without colors and overstriking, without control characters."""
    text = _ESCAPES.sub("", output.decode("utf-8", "replace"))
    return clean(_OVERSTRUCK.sub("", text)).text.strip("\n").rstrip()
