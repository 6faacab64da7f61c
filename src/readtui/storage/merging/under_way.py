"""Notes that another library is being merged in: a merge that was cut off is said, and goes on when it is run again.

    state/merging         the other library's folder, while it is at work
    state/merging.lock    held as long

A merge takes file after file, as each is right by itself and merging again changes nothing. So it needs no intent.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from readtui.errors import LockedError
from readtui.storage.files.durable import replace_durably, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.lock import holding_lock
from readtui.storage.files.regular import read_regular


@contextmanager
def noted_as_under_way(folders: LibraryFolders, other: Path) -> Iterator[None]:
    """Keeps the note during the block; what fails in it is said by whoever called. Raises StorageError."""
    with holding_lock(folders.merging_lock):
        replace_durably(folders.merging, str(other.absolute()).encode(errors="surrogateescape"), folders.state)
        try:
            yield
        finally:
            with reported_as_storage_error("remove", folders.merging):
                folders.merging.unlink(missing_ok=True)


def merging_cut_off(folders: LibraryFolders) -> str:
    """The folder of the library whose merging was cut off, said once; empty for none. Raises StorageError."""
    if not folders.merging.exists():
        return ""
    try:
        with holding_lock(folders.merging_lock, deadline_seconds=0), reported_as_storage_error("read", folders.merging):
            other = read_regular(folders.merging).decode(errors="surrogateescape")
            folders.merging.unlink()
            return other
    except LockedError:
        # It is at work now.
        return ""
