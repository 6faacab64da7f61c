"""Opens a library: creates its folders, keeps them private, detects whether it is writable, cleans up after a crash."""

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path

from readtui.errors import NotFoundError, ReadOnlyError, StorageError
from readtui.paths import cache_folder, own_folders, state_folder
from readtui.storage.files.durable import make_folder_durably, reported_as_storage_error, storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.local.device import keeping_the_id, machine_fingerprint
from readtui.storage.repository import Repository
from readtui.storage.safety.backups import lost_library
from readtui.storage.tinydb_repository import TinyDbRepository

_STRAY_SECONDS = 24 * 60 * 60
_RIGHTS_HINT = "Check the permissions of the folder, or choose another library with --library."
_STATE_HINT = "readtui keeps the undo history there. Set $READTUI_STATE to a folder that you can write to."
_CHOOSE = "Choose a folder with --library or $READTUI_LIBRARY."
_OF_OTHERS = 0o077
_FOLDER = 0o700


def utc_now() -> str:
    """The time now, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def epoch_milliseconds() -> int:
    """The time now, in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def new_uuid() -> str:
    """A random id. Time-ordered ids would put the new lines of two devices next to each other in git merges."""
    # Imported here because only what changes something needs it.
    from uuid import uuid4

    return str(uuid4())


def open_store(
    library: Path,
    *,
    state: Path | None = None,
    cache: Path | None = None,
    clock: Callable[[], str] = utc_now,
    milliseconds: Callable[[], int] = epoch_milliseconds,
    new_id: Callable[[], str] = new_uuid,
    machine: Callable[[], str] = machine_fingerprint,
) -> Repository:
    """The repository of ``library``, which is created if it does not exist. Close it when done.

    ``state`` and ``cache`` are this device's folders for it, by default those of the platform. ``clock`` returns the
    time of a change (ISO 8601, UTC), ``milliseconds`` the counter of its version, and ``machine`` a text that differs
    between machines. Finishes interrupted changes; ``notices`` reports them. Opens a library that cannot be written to
    as read-only. Raises NotFoundError if the library existed and is gone, StorageError if it cannot be created.
    """
    library = library.expanduser()
    folders = LibraryFolders(library, state or state_folder(library), cache or cache_folder(library))
    if library.exists() and not library.is_dir():
        raise StorageError(f"the library must be a folder, but this is a file: {library}", _CHOOSE)
    if lost := lost_library(folders):
        raise lost
    make_private([state, cache] if state and cache else map(Path, own_folders()))
    refusal = _refusal(folders)
    if refusal is None:
        _clear_stray_files(folders, milliseconds() / 1000)
    store = TinyDbRepository(
        folders, clock=clock, milliseconds=milliseconds, new_id=new_id, machine=machine, refusal=refusal
    )
    store.tell_what_was_cut_off()
    return store


def look_into(library: Path) -> Repository:
    """The repository of an existing library, which it leaves as it is: nothing is finished, repaired or merged.

    Raises NotFoundError if the library is gone.
    """
    library = library.expanduser()
    folders = LibraryFolders(library, state_folder(library), cache_folder(library))
    if not folders.articles.is_dir():
        raise NotFoundError(f"no library in {library}", _CHOOSE)
    return TinyDbRepository(
        folders,
        clock=utc_now,
        milliseconds=epoch_milliseconds,
        new_id=new_uuid,
        refusal=ReadOnlyError(f"the library was opened read-only: {library}"),
    )


def _refusal(folders: LibraryFolders) -> ReadOnlyError | None:
    """Create missing folders. Returns why the library is read-only, or None if it is writable."""
    needed = (folders.articles, folders.texts, folders.temp, folders.state)
    with reported_as_storage_error("read", folders.library):
        is_there = folders.articles.is_dir()
    for folder in needed:
        try:
            make_folder_durably(folder, folders.library)
        except OSError as error:
            failure = storage_error(error, "make the folder", folder)
            # An existing library can be read even without a state folder.
            is_enough = isinstance(failure, ReadOnlyError) or (folder == folders.state and is_there)
            if is_enough and folders.library.is_dir():
                return ReadOnlyError(failure.message, _STATE_HINT if folder == folders.state else failure.hint)
            hint = _STATE_HINT if folder == folders.state else _CHOOSE
            raise type(failure)(failure.message, hint) from error
    for folder in (folders.library, *needed):
        is_writable = os.access(folder, os.W_OK | os.X_OK)
        if not is_writable or not os.access(folder, os.R_OK):
            return ReadOnlyError(
                f"the library is read-only: could not {'read' if is_writable else 'write to'} {folder}",
                _STATE_HINT if folder == folders.state else _RIGHTS_HINT,
            )
    return None


def _clear_stray_files(folders: LibraryFolders, now: float) -> None:
    """Remove temporary files that a crash left more than a day ago; younger ones may be in use."""
    for folder in (folders.temp, folders.cache, folders.state):
        try:
            found = list(folder.glob("*.*.*.*")) if folder.is_dir() else []
        except OSError:
            # The folder is unreadable, but the library may still be readable.
            continue
        for path in found:
            # Another instance has removed it, or it stays until the next start, which is harmless.
            with suppress(OSError):
                if now - path.stat().st_mtime > _STRAY_SECONDS:
                    path.unlink()


def make_private(roots: Iterable[Path]) -> None:
    """Make these folders, and all that is in them, private. Raises nothing: what is not possible is left as it is."""
    for root in roots if os.name == "posix" else ():
        with suppress(OSError):
            if os.stat(root).st_mode & (_OF_OTHERS | stat.S_ISVTX):
                _make_all_private(root)


def _make_all_private(root: Path) -> None:
    os.chmod(root, _FOLDER | stat.S_ISVTX)
    if os.stat(root).st_mode & _OF_OTHERS:
        # The file system has no rights.
        return
    for entry in _entries(root):
        with suppress(OSError, StorageError):
            mode = entry.stat(follow_symlinks=False).st_mode
            if mode & _OF_OTHERS:
                path = Path(entry.path)
                folders = LibraryFolders(root, path.parent, root)
                with keeping_the_id(folders) if path in (folders.birth, folders.history) else nullcontext():
                    path.chmod(mode & _FOLDER)
    os.chmod(root, _FOLDER)


def _entries(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """All files and folders in a folder, at any depth, but no library, and nothing that a link leads to."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if entry.is_symlink() or (is_folder and os.path.exists(os.path.join(entry.path, ".readtui"))):
                continue
            yield entry
            if is_folder:
                yield from _entries(entry.path)
