"""The images that a library keeps, each under its hash: copies those of another library, removes those of nobody."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from readtui.errors import StorageError
from readtui.quick_pattern import pattern
from readtui.storage.files.bounded_files import MOST_IN_TEXT, has_been_here_for_a_day, read_regular
from readtui.storage.files.durable import make_folder_durably, replace_durably, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.format.text_lines import images_named_in

_NAME = pattern("[0-9a-f]{64}")
_MOST_BYTES = 32 * 1024 * 1024


def add_missing_media(folders: LibraryFolders, theirs: LibraryFolders) -> None:
    """Copy the images that only another library has. What is not under its hash stays there. Raises StorageError."""
    for path in sorted(theirs.media.glob("*")):
        wanted = folders.media / path.name
        if not _NAME.fullmatch(path.name) or wanted.exists():
            continue
        try:
            content = read_regular(path, _MOST_BYTES)
        except (OSError, StorageError):
            # Articles are readable without their images.
            continue
        if hashlib.sha256(content).hexdigest() == path.name:
            with reported_as_storage_error("make the folder", folders.media):
                make_folder_durably(folders.media, folders.library)
            replace_durably(wanted, content, folders.temp, in_library=True)


def media_of(folders: LibraryFolders, article_id: str) -> frozenset[str]:
    """The images in the library that the texts of an article name."""
    if not folders.media.is_dir():
        return frozenset()
    named = {sha256 for path in folders.texts.glob(f"{article_id}.*.json") for sha256 in _named_in(path)}
    return frozenset(sha256 for sha256 in named if (folders.media / sha256).is_file())


def unused_media(folders: LibraryFolders) -> list[Path]:
    """The images that have been in the library for a day, and that no text names. Raises StorageError."""
    if not folders.media.is_dir():
        return []
    with reported_as_storage_error("read", folders.media):
        old = {path.name: path for path in sorted(folders.media.iterdir()) if has_been_here_for_a_day(path)}
    for text in folders.texts.glob("*.json") if old else ():
        for name in _named_in(text):
            old.pop(name, None)
    return [path for name, path in old.items() if _NAME.fullmatch(name)]


def remove_media(folders: LibraryFolders, names: frozenset[str]) -> None:
    """Remove those of the images that no text names any more. Raises OSError."""
    left = set(names)
    for path in folders.texts.glob("*.json") if left else ():
        left.difference_update(_named_in(path))
    for name in left:
        (folders.media / name).unlink(missing_ok=True)


def _named_in(path: Path) -> Iterator[str]:
    try:
        content = read_regular(path, MOST_IN_TEXT)
    except (OSError, StorageError):
        return
    yield from images_named_in(content)
