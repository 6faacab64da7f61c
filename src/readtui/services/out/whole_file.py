"""Writes a file whole or not at all, and only over files that readtui wrote and nobody has changed since."""

import hashlib
import os
import re
import stat
import time
from binascii import crc32
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from readtui.errors import ExportError, StorageError
from readtui.quick_dataclass import dataclass
from readtui.regular_files import open_regular
from readtui.rights import give, rights_of
from readtui.storage.repository import ContentHash, Repository
from readtui.text.clean import clean, visible


def in_the_way(paths: Iterable[Path], repository: Repository) -> list[Path]:
    """The regular files at these paths that readtui did not write, or that have changed since. Raises OSError."""
    known: Mapping[str, tuple[ContentHash, ...]] = {}
    # Treat an unreadable record as empty. Then readtui asks once too often, which is safe.
    with suppress(StorageError):
        known = repository.exported()
    hashes = {one for written in known.values() for one in written}
    sizes = {one.size for one in hashes}
    return [path for path in paths if _is_in_the_way(path, hashes, sizes)]


def remember(written: Mapping[Path, ContentHash], repository: Repository) -> None:
    """Record what readtui is about to write."""
    # An export must not depend on the state folder. Without it, readtui asks before it overwrites the file again.
    with suppress(StorageError):
        repository.keep_exported({os.path.realpath(path): content for path, content in written.items()})


def holds(path: Path, content: ContentHash) -> bool:
    """Whether a regular file has this content. Raises OSError."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(status.st_mode) and ContentHash(status.st_size, _sha256(path)) == content


def _is_in_the_way(path: Path, hashes: set[ContentHash], sizes: set[int]) -> bool:
    try:
        status = path.stat()
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(status.st_mode) or not status.st_size:
        return False
    return status.st_size not in sizes or ContentHash(status.st_size, _sha256(path)) not in hashes


def _sha256(path: Path) -> str:
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """Turn an OSError into an ExportError that names the path."""
    try:
        yield
    except BrokenPipeError:
        # The reader has stopped reading, which is not an error.
        raise
    except (OSError, ValueError) as fault:
        with suppress(OSError, ValueError):
            if not path.parent.is_dir():
                raise ExportError(f"no such folder: {visible(str(path.parent))}", "Create it first.") from fault
        reason = fault.strerror if isinstance(fault, OSError) else fault
        raise ExportError(f"cannot write {visible(str(path))}: {reason}", "Choose another place.") from fault


Content: TypeAlias = str | bytes | Iterable[str] | Iterable[bytes]

_MOST_LINKS = 16
_A_DAY = 24 * 60 * 60
_STAGED = re.compile(r"\.readtui-(?:(?P<machine>[0-9a-f]{8})-(?P<process>[0-9]+)-)?[0-9a-f]{16}")
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A complete file beside the one that it will replace. ``written``: the hash of its content."""

    path: Path
    written: ContentHash
    _temporary: str

    def replace(self) -> None:
        """Replace the file at ``path``, atomically. Raises OSError."""
        os.replace(self._temporary, self.path)

    def discard(self) -> None:
        """Remove the staged file, unless it was put in place."""
        with suppress(FileNotFoundError):
            os.unlink(self._temporary)


def stage(path: Path, content: Content, *, is_private: bool = False) -> StagedFile:
    """Write ``content`` (text as UTF-8) durably beside ``path``, and leave ``path`` unchanged.

    A file that is replaced keeps its rights. A new one follows the umask, unless it ``is_private``.
    Raises OSError, and what ``content`` raises; then no file is left.
    """
    path = Path(os.path.realpath(path))
    rights = rights_of(path) if path.exists() else None
    _tidy(str(path.parent))
    temporary = os.path.join(path.parent, f".readtui-{_machine()}-{os.getpid()}-{os.urandom(8).hex()}")
    # Asking for the umask would change it for a moment, and other threads write files too.
    descriptor = os.open(temporary, _NEW_FILE, 0o600 if rights or is_private else 0o666)
    try:
        size, hashed = 0, hashlib.sha256()
        with os.fdopen(descriptor, "wb") as file:
            if rights is not None:
                give(file.fileno(), rights)
            for piece in _pieces(content):
                data = as_bytes(piece)
                size += len(data)
                hashed.update(data)
                file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return StagedFile(path, ContentHash(size, hashed.hexdigest()), temporary)
    except BaseException:
        os.unlink(temporary)
        raise


@lru_cache(maxsize=256)
def _tidy(folder: str) -> None:
    """Remove staged files that a killed program has left in a folder. Once in this process, because it may be large."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if match := _STAGED.fullmatch(entry.name):
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode) and _is_left(match["machine"], match["process"], status.st_mtime):
                        os.unlink(entry.path)


def _is_left(machine: str | None, process: str | None, written: float) -> bool:
    """Whether nobody is going to put the file in place: its program has ended, or it has been there for a day."""
    if time.time() - written > _A_DAY:
        return True
    if machine != _machine() or process is None or os.name != "posix":
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


@lru_cache(maxsize=1)
def _machine() -> str:
    """8 hex digits that tell this machine, or container, from others that write to the same folder."""
    name = ascii(os.uname().nodename) if os.name == "posix" else ""
    with suppress(OSError):
        name += os.readlink("/proc/self/ns/pid")
    return f"{crc32(name.encode()):08x}"


def write_whole(path: Path, content: Content, *, is_private: bool = False) -> None:
    """Write ``content`` (text as UTF-8) to ``path``, replacing a file there atomically. See ``stage``.

    Raises OSError, and what ``content`` raises; then the old file is unchanged.
    """
    if is_special(path):
        own = _own_descriptor(path)
        # Do not reopen our own descriptor: a socket cannot be reopened, and a file would be written from its start.
        descriptor = os.open(path, os.O_WRONLY) if own is None else os.dup(own)
        with os.fdopen(descriptor, "wb") as file:
            is_terminal = file.isatty()
            for piece in _pieces(content):
                if is_terminal and isinstance(piece, bytes):
                    raise ValueError("it is a terminal, and this is not text")
                file.write(as_bytes(clean(piece).text if is_terminal and isinstance(piece, str) else piece))
        return
    staged = stage(path, content, is_private=is_private)
    try:
        staged.replace()
    finally:
        staged.discard()


def is_special(path: Path) -> bool:
    """Whether the path is a pipe, a device or similar, or names an open file of this process (/dev/stdout)."""
    if _own_descriptor(path) is not None:
        return True
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def as_bytes(content: str | bytes) -> bytes:
    """The content, encoded as UTF-8 if it is text."""
    return content.encode("utf-8", "replace") if isinstance(content, str) else content


def _pieces(content: Content) -> Iterable[str | bytes]:
    return (content,) if isinstance(content, str | bytes) else content


def _own_descriptor(path: Path) -> int | None:
    """The descriptor of this process that a path such as /dev/stdout or a shell's >(…) names; None for other paths."""
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
