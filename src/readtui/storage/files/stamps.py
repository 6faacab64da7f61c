"""Stamps of files: mtime, size, inode and ctime.

Every save creates a new file, so the inode tells even quick saves apart. The ctime tells of a program that writes into
the file and sets back its mtime.
"""

import os
import time
from pathlib import Path
from typing import TypeAlias

FileStamp: TypeAlias = tuple[int, int, int, int]
_A_DAY = 24 * 60 * 60


def stamp_in(status: os.stat_result) -> FileStamp:
    """The stamp of a file that was looked at."""
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
