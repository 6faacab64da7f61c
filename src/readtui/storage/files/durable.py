"""Durable writes, which are on disk when they return: replaces files, appends lines, creates folders.

What is made is for the user alone, unless it is ``in_library``: then it has the rights of what is there (``rights``).
"""

import errno
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import TypeVar

from readtui.errors import ReadOnlyError, StorageError
from readtui.rights import give, make_folder_like, make_private_folder, private, rights_of
from readtui.storage.files.bounded_files import require_regular

_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
_FULL = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)

_Item = TypeVar("_Item")
_AT_ONCE = 8
_BUFFER = 1 << 16


def storage_error(error: OSError, action: str, path: Path) -> StorageError:
    """Explains an OSError to the user; ``action`` completes "could not …", as in "save"."""
    if error.errno in _FULL:
        return StorageError(
            f"the disk is full: could not {action} {path}",
            "Free some space and try again. The existing file is unchanged.",
        )
    if error.errno in _READ_ONLY:
        return ReadOnlyError(
            f"could not {action} {path}: {error.strerror}",
            "Check the permissions of the folder, or choose another library with --library.",
        )
    return StorageError(f"could not {action} {path}: {error.strerror or error}", "Check the disk and try again.")


@contextmanager
def reported_as_storage_error(action: str, path: Path) -> Iterator[None]:
    """Turns an OSError of the block into a StorageError (ReadOnlyError for missing rights)."""
    try:
        yield
    except OSError as error:
        raise storage_error(error, action, path) from error


def replace_durably(
    path: Path, content: bytes | Sequence[bytes | memoryview], temp_folder: Path, *, in_library: bool = False
) -> None:
    """Replace the file's content; on any error the old content stays. Joins the pieces of ``content``.

    ``temp_folder`` must be on the same file system. When this returns, the content survives a power cut: the file is
    synced before the rename, and its folder afterwards. Raises StorageError.
    """
    with reported_as_storage_error("save", path):
        replace_atomically(path, content, temp_folder, sync=True, in_library=in_library)
        sync_folder(path.parent)


def replace_all_durably(files: Sequence[tuple[Path, bytes]], temp_folder: Path) -> None:
    """Replace the content of several files of a library as ``replace_durably`` does; they wait for the disk together.

    If that fails, some of them may have been replaced. Raises StorageError.
    """
    staged: list[tuple[Path, FileIO]] = []
    put, path = 0, temp_folder
    try:
        for path, content in files:
            staged.append((path, file := _new_file(path, temp_folder)))
            _write(file, path, content, in_library=True)
            _write_back_soon(file)
        # Only now: the first sync writes the file system's journal for all of them.
        each_together(_sync_staged, staged)
        for path, file in staged:
            # Not by the threads, which would wait for each other at each call of the system.
            file.close()
            os.replace(file.name, path)
            put += 1
        for path in {path.parent for path, _ in staged}:
            sync_folder(path)
    except OSError as error:
        raise storage_error(error, "save", path) from error
    finally:
        for _, file in staged[put:]:
            file.close()
            os.unlink(file.name)


def _sync_staged(staged: tuple[Path, FileIO]) -> None:
    path, file = staged
    with reported_as_storage_error("save", path):
        os.fsync(file.fileno())


def each_together(act: Callable[[_Item], None], items: Sequence[_Item]) -> None:
    """Call ``act`` with each item, several at once: on a busy disk, syncing, replacing or removing a file waits.

    Raises what it raises; then nothing is being done any more, and what was not begun stays undone.
    """
    # Imported here because most saves are of one file.
    from concurrent.futures import ThreadPoolExecutor

    # One task for each thread, which takes item by item: a task for each item would take longer than most items.
    left = iter(items)

    def act_in_turn() -> None:
        try:
            for item in left:
                act(item)
        except BaseException:
            leave()
            raise

    def leave() -> None:
        deque(left, maxlen=0)

    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="files") as pool:
        begun = [pool.submit(act_in_turn) for _ in range(min(_AT_ONCE, len(items)))]
        try:
            for done in begun:
                done.result()
        except BaseException:
            leave()
            raise


def replace_atomically(
    path: Path,
    content: bytes | Sequence[bytes | memoryview],
    temp_folder: Path,
    *,
    sync: bool = False,
    in_library: bool = False,
) -> None:
    """Like ``replace_durably`` without syncing, for files that may be lost but never half written. Raises OSError."""
    temporary = stage(path, content, temp_folder, sync=sync, in_library=in_library)
    try:
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def stage(
    path: Path,
    content: bytes | Sequence[bytes | memoryview],
    temp_folder: Path,
    *,
    sync: bool,
    sync_soon: bool = False,
    in_library: bool = False,
) -> Path:
    """A temporary file with the new content of ``path``, ready for ``os.replace``. Raises OSError.

    ``sync_soon``: the caller is going to call ``sync_file``.
    """
    with _new_file(path, temp_folder) as file:
        temporary = Path(file.name)
        try:
            _write(file, path, content, in_library=in_library)
            if sync:
                os.fsync(file.fileno())
            elif sync_soon:
                _write_back_soon(file)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    return temporary


def _new_file(path: Path, temp_folder: Path) -> FileIO:
    """A new file in ``temp_folder`` that is to replace ``path``. Raises OSError."""
    name = f"{temp_folder}/{path.name}.{os.getpid()}.{os.urandom(4).hex()}"
    # Not by ``open``, which asks the system whether it is a terminal.
    return FileIO(name, "xb", opener=private)


def _write(file: FileIO, path: Path, content: bytes | Sequence[bytes | memoryview], *, in_library: bool) -> None:
    if in_library:
        give(file.fileno(), rights_of(path))
    write_all(file, content)


def write_all(file: FileIO, content: bytes | Sequence[bytes | memoryview]) -> None:
    """Write all of the content, in pieces or not. Raises OSError."""
    if isinstance(content, bytes):
        # The system may take less at once than there is.
        left = memoryview(content)
        while left:
            left = left[file.write(left) :]
        return
    # With a size, Python does not ask the system for one, nor whether this is a terminal.
    with open(file.fileno(), "wb", _BUFFER, closefd=False) as buffered:
        buffered.writelines(content)


def _write_back_soon(file: FileIO) -> None:
    """Let Linux begin to write the file to the disk, so that syncing it waits less."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sync_file(path: Path) -> None:
    """Make the content of a file durable. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def append_durably(path: Path, line: bytes) -> None:
    """Append one line, first ending a line that a power cut left unfinished. Raises StorageError."""
    with reported_as_storage_error("append to", path):
        _append_durably(path, line)


def _append_durably(path: Path, line: bytes) -> None:
    if path.exists():
        # A device may accept everything and keep nothing.
        require_regular(path, path.stat(), sys.maxsize)
    with open(path, "ab+", opener=private) as file:
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(size - 1)
            if file.read(1) != b"\n":
                line = b"\n" + line
        try:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            # Part of the line may be there; nobody must find it later, because it was never reported as saved.
            os.truncate(path, size)
            raise
        if not size:
            sync_folder(path.parent)


def make_folder_durably(folder: Path, library: Path | None = None) -> None:
    """Create a folder and its parents so that they survive a power cut. Raises OSError.

    They are for the user alone; those in ``library``, if given, get its rights.
    """
    if folder.is_dir():
        return
    make_folder_durably(folder.parent, library)
    if library is not None and library in folder.parents:
        make_folder_like(folder, library)
    else:
        make_private_folder(folder)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
