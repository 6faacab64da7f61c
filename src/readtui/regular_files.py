"""Opens regular files only: in a folder of anybody's, a pipe, a device or a socket may have the name of a file."""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path

# Without O_NONBLOCK a pipe would wait for its writer. Windows lacks some of these and needs others.
_NAMES = ("O_RDONLY", "O_NONBLOCK", "O_NOCTTY", "O_BINARY", "O_CLOEXEC", "O_NOINHERIT")
_FLAGS = sum(getattr(os, name, 0) for name in _NAMES)


class NotRegularError(OSError):
    """What is there is not a regular file; ``strerror`` says what it is instead."""


def open_regular(path: str | Path) -> BufferedReader:
    """Open a file for reading. Raises OSError; NotRegularError if it is anything but a regular file.

    What was opened is looked at, not what the path led to before.
    """
    descriptor, _ = opened_regular(path)
    try:
        return open(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def opened_regular(path: str | Path) -> tuple[int, os.stat_result]:
    """The same as a descriptor, with what the system says of the file."""
    descriptor = os.open(path, _FLAGS)
    try:
        return descriptor, _regular(path, os.fstat(descriptor))
    except BaseException:
        os.close(descriptor)
        raise


def _regular(path: str | Path, status: os.stat_result) -> os.stat_result:
    if not stat.S_ISREG(status.st_mode):
        raise NotRegularError(errno.EINVAL, f"not a file but {kind_of(status.st_mode)}", str(path))
    return status


def kind_of(mode: int) -> str:
    """What a path leads to that is no regular file, with its article."""
    if stat.S_ISDIR(mode):
        return "a folder"
    return "a pipe" if stat.S_ISFIFO(mode) else "a device"
