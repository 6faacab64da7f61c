"""A folder that lasts as long as a process: removed at its end or, if it was killed, by the next one that makes one."""

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from readtui.errors import LockedError, StorageError
from readtui.storage.files.durable import reported_as_storage_error
from readtui.storage.files.lock import holding_lock

_LOCK = "lock"


@contextmanager
def passing_folder(name: str, parent: Path | None = None) -> Iterator[Path]:
    """A new folder for this block, which only this user can read. Its own name begins with ``name``.

    ``parent``: by default the system's folder for temporary files. Raises StorageError.
    """
    parent = parent or Path(tempfile.gettempdir())
    with reported_as_storage_error("make a folder in", parent):
        _remove_left(name, parent)
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=parent))
    content = folder / name
    try:
        # The system releases the lock when the process ends, however it ends.
        with holding_lock(folder / _LOCK, deadline_seconds=0):
            content.mkdir(mode=0o700)
            try:
                yield content
            finally:
                # The lock goes last: a folder without one is not looked at again.
                shutil.rmtree(content, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_left(name: str, parent: Path) -> None:
    """Remove the folders of processes that were killed."""
    for folder in parent.glob(f"{name}-*"):
        lock = folder / _LOCK
        if not (_is_own(folder, stat.S_ISDIR) and _is_own(lock, stat.S_ISREG)):
            continue
        try:
            with holding_lock(lock, deadline_seconds=0):
                shutil.rmtree(folder / name, ignore_errors=True)
        except LockedError:
            continue
        except StorageError:
            # Another process has just removed it.
            continue
        shutil.rmtree(folder, ignore_errors=True)


def _is_own(path: Path, is_kind: Callable[[int], bool]) -> bool:
    """Whether it is there and this user's own: in a folder for everybody, others may have put something there."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return is_kind(status.st_mode) and (os.name != "posix" or status.st_uid == os.getuid())
