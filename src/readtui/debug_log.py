"""The debug log: slow keys, swallowed errors, and the environment of readtui.

It contains no text, note, title, tag, typed key or path. An error is logged as its type and the places in readtui's
code, never with its message.
"""

from __future__ import annotations

import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import TextIO

SLOW_KEY = 0.05
"""The number of seconds from which a key counts as slow."""

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_PACKAGES = ("textual", "rich", "tinydb", "click", "lxml", "pypdfium2", "trafilatura")
_TERMINAL = ("TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION")
_IS_SET = ("NO_COLOR", "TMUX", "STY", "SSH_TTY", "WT_SESSION", "READTUI_PLAIN")
_MOST_CHARACTERS = 40


class DebugLog:
    """A log file. Without a file, every call does nothing."""

    def __init__(self) -> None:
        self._file: TextIO | None = None

    @property
    def is_on(self) -> bool:
        """Whether there is a file."""
        return self._file is not None

    def begin(self, path: str) -> None:
        """Append to this file from now on. Raises OSError."""
        from readtui.rights import private

        self.end()
        self._file = open(path, "a", encoding="utf-8", opener=private)  # noqa: SIM115  it is open as long as readtui runs
        from importlib.metadata import PackageNotFoundError, version

        def known(package: str) -> str:
            try:
                return f"{package} {version(package)}"
            except PackageNotFoundError:
                return f"{package} none"

        system = f"{sys.platform}, Python {sys.version.split()[0]}"
        self._write(f"readtui on {system}: {', '.join(known(package) for package in ('readtui', *_PACKAGES))}")
        values = [f"{name}={_plain(os.environ[name])}" for name in _TERMINAL if name in os.environ]
        present = [name for name in _IS_SET if name in os.environ]
        size = _terminal_size()
        self._write(f"terminal {size}, {sys.getfilesystemencoding()}: {' '.join([*values, *present])}")

    def end(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def key(self, seconds: float, target: object) -> None:
        """Log the duration of a key press, but not the key, which may be a letter of a note."""
        if self._file is not None and seconds > SLOW_KEY:
            self._write(f"key: {seconds * 1000:.0f} ms, {type(target).__name__}")

    def terminal(self, traits: object) -> None:
        """Log what the terminal has answered: widths, colors, graphics."""
        if self._file is not None:
            self._write(f"terminal: {traits}")

    def fault(self, fault: BaseException, what: str = "told") -> None:
        """Log an error and its causes. ``what``: whether the user was told of it or it was swallowed."""
        if self._file is None:
            return
        causes = [fault]
        while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and cause not in causes:
            causes.append(cause)
        self._write(f"{what}: {' from '.join(f'{_kind(one)} at {_places(one.__traceback__)}' for one in causes)}")

    def _write(self, line: str) -> None:
        if self._file is not None:
            now = time.time()
            clock = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
            self._file.write(f"{clock}.{int(now % 1 * 1000):03}Z {os.getpid()} {line}\n")
            self._file.flush()


DEBUG_LOG = DebugLog()


def _kind(fault: BaseException) -> str:
    number = getattr(fault, "errno", None)
    return type(fault).__name__ + (f" {number}" if isinstance(number, int) else "")


def _places(traceback: TracebackType | None) -> str:
    """The lines of readtui's modules in a traceback, last one first, and the origin outside them."""
    places: list[str] = []
    while traceback is not None:
        file, line = traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        if file.startswith(_PACKAGE):
            places.append(f"{os.path.relpath(file, _PACKAGE)}:{line}")
        elif traceback.tb_next is None:
            places.append(f"{os.path.basename(file)}:{line}")
        traceback = traceback.tb_next
    return " < ".join(reversed(places)) or "no place"


def _plain(value: str) -> str:
    return "".join(sign for sign in value if sign.isprintable())[:_MOST_CHARACTERS]


def _terminal_size() -> str:
    try:
        size = os.get_terminal_size(1)
    except OSError:
        return "none"
    return f"{size.columns}x{size.lines}"
