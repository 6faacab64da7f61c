"""Takes from others what they may read of this device's folders, because an earlier version or a person let them.

Everything is made private from the start, so this is done once: then the outermost folder is private, and nothing in it
needs to be looked at again. While it is under way, that folder has the sticky bit, which means nothing on a folder of
one user: whoever finds it after a crash begins anew.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path

from readtui.errors import StorageError
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.local.device import keeping_the_id

_OF_OTHERS = 0o077
_FOLDER = 0o700


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
