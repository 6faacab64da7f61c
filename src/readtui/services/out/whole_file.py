"""Replaces a file atomically, or writes to a pipe or device."""

import os
import stat
import tempfile
from pathlib import Path

from readtui.text.clean import clean

_MOST_LINKS = 16


def write_whole(path: Path, content: str | bytes) -> None:
    """Write ``content`` (text as UTF-8) to ``path``, replacing a file there atomically.

    Raises OSError; the old file is unchanged then.
    """
    if is_special(path):
        _write_into(path, content)
        return
    path = Path(os.path.realpath(path))
    descriptor, temporary = tempfile.mkstemp(prefix=".readtui-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(as_bytes(content))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def is_special(path: Path) -> bool:
    """Whether the path is a pipe, a device or the like, or names an open file of this process (/dev/stdout)."""
    if _own_descriptor(path) is not None:
        return True
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def as_bytes(content: str | bytes) -> bytes:
    """Text as UTF-8."""
    return content.encode("utf-8", "replace") if isinstance(content, str) else content


def _write_into(path: Path, content: str | bytes) -> None:
    own = _own_descriptor(path)
    # An own one is not opened anew: a socket could not be, and a file would be written from its beginning.
    descriptor = os.open(path, os.O_WRONLY) if own is None else os.dup(own)
    with os.fdopen(descriptor, "wb") as file:
        if isinstance(content, str) and file.isatty():
            content = clean(content).text
        file.write(as_bytes(content))


def _own_descriptor(path: Path) -> int | None:
    """The descriptor of this process that a path names, as /dev/stdout and a shell's >(…) do."""
    folders = {os.path.realpath("/dev/fd"), os.path.realpath("/proc/self/fd")}
    name = os.path.abspath(path)
    for _ in range(_MOST_LINKS):
        folder, last = os.path.split(name)
        if last.isascii() and last.isdecimal() and os.path.realpath(folder) in folders:
            return int(last)
        if not os.path.islink(name):
            return None
        name = os.path.join(folder, os.readlink(name))
    return None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
