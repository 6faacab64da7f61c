"""Rights on disk: what readtui keeps for itself is for its user alone; what is in a library is for whom its owner says.

Files are made for the user alone, and are given wider rights, if any, only before they come to their place.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Path: TypeAlias = str | os.PathLike[str]
    Rights: TypeAlias = tuple[int, int, int]
    """The mode, without the bits that say what it is, and the ids of owner and group."""

_FILE, _FOLDER = 0o600, 0o700
_GROUP_BITS = 3


def private(path: Path, flags: int) -> int:
    """An ``opener`` for ``open``: a file that it makes is for the user alone."""
    return os.open(path, flags, _FILE)


def make_private_folder(path: Path) -> None:
    """Make a folder for the user alone, and the folders above it that are missing. Raises OSError."""
    try:
        os.mkdir(path, _FOLDER)
    except FileNotFoundError:
        make_private_folder(os.path.dirname(os.path.abspath(path)))
        make_private_folder(path)
    except OSError:
        # A read-only file system refuses before it looks.
        if not os.path.isdir(path):
            raise


def rights_of(path: Path) -> Rights:
    """The rights of the file there; without one, those of a new file in its folder. Raises OSError."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return rights_in(os.path.dirname(path))
    return status.st_mode & 0o777, status.st_uid, status.st_gid


def rights_in(folder: Path) -> Rights:
    """The rights of a new file in a folder: those of the folder, but no execution. Raises OSError."""
    status = os.stat(folder)
    return status.st_mode & 0o666, status.st_uid, status.st_gid


def give(descriptor: int, rights: Rights) -> None:
    """Give an open file these rights, and as far as possible this owner and group. Raises OSError."""
    if os.name != "posix":
        return
    mode, owner, group = rights
    made = os.fstat(descriptor)
    if made.st_uid != owner and os.geteuid() == 0:
        # Whoever works as the superuser must not lock out the owner.
        _is_given(descriptor, owner, -1)
    if made.st_gid != group and not _is_given(descriptor, -1, group):
        # What the group might do is not for another group.
        mode = (mode & ~stat.S_IRWXG) | (mode & stat.S_IRWXO) << _GROUP_BITS
    os.fchmod(descriptor, mode)


def _is_given(descriptor: int, owner: int, group: int) -> bool:
    try:
        os.fchown(descriptor, owner, group)
    except OSError:
        return False
    return True


def make_folder_like(path: Path, other: Path) -> None:
    """Make a folder with the rights of another, in which it is, unless it is there. Raises OSError."""
    try:
        os.mkdir(path, _FOLDER)
    except FileExistsError:
        return
    if os.name != "posix":
        return
    like = os.stat(other)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        give(descriptor, (like.st_mode & (stat.S_ISGID | 0o777), like.st_uid, like.st_gid))
    finally:
        os.close(descriptor)
