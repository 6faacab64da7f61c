"""Finds a sync tool's copies of library files, and keeps a record of the merge that is under way."""

import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from readtui.errors import LockedError
from readtui.storage.files.bounded_files import read_regular
from readtui.storage.files.durable import replace_durably, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.lock import holding_lock


def codebook_copies(folders: LibraryFolders) -> list[Path]:
    """Files that may be a sync tool's copies of the codebook. Raises StorageError."""
    with reported_as_storage_error("read", folders.library):
        return sorted(path for path in folders.library.glob("codebook*.json") if path != folders.codebook)


def names_of_article_files(folders: LibraryFolders) -> list[str]:
    """The sorted names of all JSON files in the folder of articles. Raises StorageError."""
    with reported_as_storage_error("read", folders.articles), os.scandir(folders.articles) as files:
        return sorted(file.name for file in files if file.name.endswith(".json"))


def article_copies(folders: LibraryFolders, article_id: str, names: Sequence[str]) -> list[Path]:
    """Files that may be a sync tool's copies of the article: those of the sorted ``names`` that begin with its id."""
    copies: list[Path] = []
    for place in range(bisect_left(names, article_id), len(names)):
        if not names[place].startswith(article_id):
            break
        if names[place] != f"{article_id}.json":
            copies.append(folders.articles / names[place])
    return copies


# ---------------------------- records that another library is being merged in, so that an interrupted merge is reported
#
#  state/merging the path of the other library, during the merge state/merging.lock locked during the merge
#
# Running an interrupted merge again completes it: each file is merged on its own, and merging a file again changes
# nothing. So a merge needs no intent.


@contextmanager
def noted_as_under_way(folders: LibraryFolders, other: Path) -> Iterator[None]:
    """Keep the record during the block. If the block fails, the caller reports that. Raises StorageError."""
    with holding_lock(folders.merging_lock):
        replace_durably(folders.merging, str(other.absolute()).encode(errors="surrogateescape"), folders.state)
        try:
            yield
        finally:
            with reported_as_storage_error("remove", folders.merging):
                folders.merging.unlink(missing_ok=True)
                # That of a merge by 0.1 stays.
                folders.merging_lock.unlink(missing_ok=True)


def merging_cut_off(folders: LibraryFolders) -> str:
    """The folder of the library whose merge was interrupted, returned once; empty if none was. Raises StorageError."""
    if not folders.merging.exists():
        return ""
    try:
        with holding_lock(folders.merging_lock, deadline_seconds=0), reported_as_storage_error("read", folders.merging):
            other = read_regular(folders.merging).decode(errors="surrogateescape")
            folders.merging.unlink()
            folders.merging_lock.unlink(missing_ok=True)
            return other
    except LockedError:
        # The merge is still running.
        return ""
