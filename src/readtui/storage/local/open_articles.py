"""Tracks which articles are open on this device, because purging an open article would lose the note written next."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from readtui.errors import LockedError
from readtui.rights import make_private_folder
from readtui.storage.files.durable import reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.lock import holding_lock


def keep_open(folders: LibraryFolders, article_id: str) -> Callable[[], None]:
    """Mark the article as open until the result is called or garbage-collected, or the process ends.

    Raises StorageError.
    """
    is_open(folders, article_id)
    path = folders.open_article(article_id, f"{os.getpid()}-{os.urandom(4).hex()}")
    with reported_as_storage_error("save", path):
        make_private_folder(path.parent)
    held = ExitStack()
    held.callback(_remove, path)
    held.enter_context(holding_lock(path, deadline_seconds=0))
    return held.close


def is_open(folders: LibraryFolders, article_id: str) -> bool:
    """Whether any reader has the article open. Removes the marks of readers that were killed. Raises StorageError."""
    pattern = folders.open_article(article_id, "*")
    found = False
    for path in pattern.parent.glob(pattern.name):
        try:
            # The system releases a lock when its process ends, however it ends.
            with holding_lock(path, deadline_seconds=0):
                pass
        except LockedError:
            found = True
        else:
            _remove(path)
    return found


def _remove(path: Path) -> None:
    with reported_as_storage_error("remove", path):
        path.unlink(missing_ok=True)
