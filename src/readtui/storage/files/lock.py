"""Locks files between processes and between threads."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from readtui.errors import LockedError, StorageError
from readtui.rights import give, private, rights_in
from readtui.storage.files.durable import reported_as_storage_error

SHORT_SAVE_SECONDS = 1.0
"""How long a program waits that need not write now."""
_POLL_SECONDS = 0.002
_HELD_BY_ANOTHER = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)


@contextmanager
def holding_lock(path: Path, deadline_seconds: float = 5.0) -> Iterator[None]:
    """Hold a lock on the file ``path`` during the block. If the process dies, the system releases the lock.

    Raises LockedError after the deadline, ReadOnlyError if the file cannot be created.
    """
    with reported_as_storage_error("open the lock", path):
        # Opened anew each time, because two descriptors of one process exclude each other as two processes do.
        descriptor = _opened(path)
    try:
        _wait_for_lock(descriptor, path, deadline_seconds)
        try:
            yield
        finally:
            _unlock(descriptor)
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    """The file, which is made with the rights of its folder if it is missing. Raises OSError."""
    try:
        return os.open(path, os.O_RDWR)
    except FileNotFoundError:
        descriptor = private(path, os.O_RDWR | os.O_CREAT)
    try:
        give(descriptor, rights_in(path.parent))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _wait_for_lock(descriptor: int, path: Path, deadline_seconds: float) -> None:
    deadline = time.monotonic() + deadline_seconds
    while True:
        try:
            return _try_lock(descriptor)
        except OSError as error:
            if error.errno not in _HELD_BY_ANOTHER:
                raise StorageError(
                    f"could not lock {path}: {error.strerror}",
                    "Move the library to a file system that supports file locks.",
                ) from error
            if time.monotonic() >= deadline:
                raise LockedError(
                    f"another program has locked the library for more than {deadline_seconds:g} seconds: {path}",
                    "Wait until the other readtui is done, or close it. Then try again.",
                ) from error
        time.sleep(_POLL_SECONDS)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
