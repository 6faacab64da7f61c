"""Reads only regular files of a bounded size: never a pipe, a device, a socket or a folder.

A synced, merged or unpacked library may have anything under the name of one of its files.
"""

import os
import stat
import time
from collections.abc import Iterable
from io import BufferedReader
from pathlib import Path
from typing import TypeAlias

from readtui import regular_files
from readtui.errors import StorageError

MOST_IN_TEXT = 256_000_000
MOST_IN_RECORDS = 128_000_000
"""Bytes: the largest file of a text version, and of records or of what a device keeps beside them."""

_MILLION = 1_000_000
_BLOCK = 1 << 20
FileStamp: TypeAlias = tuple[int, int, int, int]
_A_DAY = 24 * 60 * 60


def open_regular(path: Path, most: int = MOST_IN_RECORDS) -> BufferedReader:
    """Open the file for reading. Raises OSError; StorageError if it is not a file or exceeds ``most`` bytes."""
    descriptor, _ = _opened(path, most)
    return open(descriptor, "rb")


def read_regular(path: Path, most: int = MOST_IN_RECORDS) -> bytes:
    """The file's bytes. Raises OSError; StorageError if it is not a file or exceeds ``most`` bytes."""
    # Without a file object, which asks the system four times more.
    descriptor, size = _opened(path, most)
    try:
        # One byte more than there are: usually the end comes first, and nothing is left to ask.
        content = os.read(descriptor, size + 1)
        if len(content) != size:
            # The system may return less at once than there is, and the file may grow.
            while len(content) <= most and (more := os.read(descriptor, _BLOCK)):
                content += more
    finally:
        os.close(descriptor)
    require_size(path, len(content), most)
    return content


def _opened(path: Path, most: int) -> tuple[int, int]:
    """A descriptor of the file, and its size. Raises as ``open_regular``."""
    try:
        descriptor, status = regular_files.opened_regular(path)
    except regular_files.NotRegularError as fault:
        raise StorageError(f"{path} is {fault.strerror}", "Move it out of the library.") from fault
    try:
        require_size(path, status.st_size, most)
    except StorageError:
        os.close(descriptor)
        raise
    return descriptor, status.st_size


def require_regular(path: Path, status: os.stat_result, most: int) -> None:
    """Raises StorageError if the path is not a regular file or exceeds ``most`` bytes."""
    if not stat.S_ISREG(status.st_mode):
        raise StorageError(
            f"{path} is not a file but {regular_files.kind_of(status.st_mode)}", "Move it out of the library."
        )
    require_size(path, status.st_size, most)


def require_size(path: Path, size: int, most: int) -> None:
    """Raises StorageError if the file exceeds ``most`` bytes."""
    if size > most:
        raise StorageError(f"{path} is too large: {_in_millions(size, most)}", "Move it out of the library.")


def require_room(path: Path | str, content: bytes | Iterable[bytes | memoryview], most: int = MOST_IN_RECORDS) -> None:
    """Refuse to write more than ``most`` bytes, because no one could read the file again. Raises StorageError."""
    size = len(content) if isinstance(content, bytes) else sum(map(len, content))
    if size > most:
        raise StorageError(
            f"could not save {path}: the file would be too large: {_in_millions(size, most)}",
            "The existing file is unchanged. Split the text, or remove what you do not need.",
        )


def _in_millions(size: int, most: int) -> str:
    return f"{size // _MILLION} MB (the limit is {most // _MILLION} MB)"


# ---------------------------------------------------------------------- stamps of files: mtime, size, inode and ctime
#
# Every save creates a new file, so the inode tells even quick saves apart. The ctime tells of a program that writes
# into the file and sets back its mtime.


def stamp_in(status: os.stat_result) -> FileStamp:
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns


def file_stamp(path: Path) -> FileStamp | None:
    """The stamp of a file as it is now; None if there is none or it cannot be looked at."""
    try:
        return stamp_in(os.stat(path))
    except OSError:
        return None


def has_been_here_for_a_day(path: Path) -> bool:
    """Whether the file came to its place more than a day ago, however old it is. Raises OSError."""
    # A sync tool sets the mtime of what it brings, but nobody can set the ctime.
    return time.time() - path.stat().st_ctime > _A_DAY
