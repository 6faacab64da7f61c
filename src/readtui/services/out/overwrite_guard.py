"""Decides which files an export may overwrite: those that readtui wrote and nobody has changed since."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from readtui.errors import ExportError, StorageError
from readtui.regular_files import open_regular
from readtui.storage.repository import ContentHash, Repository
from readtui.text.clean import visible


def in_the_way(paths: Iterable[Path], repository: Repository) -> list[Path]:
    """The regular files at these paths that readtui did not write, or that have changed since.

    Raises OSError.
    """
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


# --------------------------------------------- turns errors of the system into messages that name the file of an export


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
