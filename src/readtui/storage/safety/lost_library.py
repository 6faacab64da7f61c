"""Detects that a library's folder is gone while this device has backups of it, and restores it from them."""

from pathlib import Path

from readtui.errors import NotFoundError, StorageError
from readtui.storage.files.durable import make_folder_durably, replace_durably, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders, article_id_of
from readtui.storage.format.record_lines import parse_tables
from readtui.storage.safety.backups import Backups
from readtui.text.counted import counted


def lost_library(folders: LibraryFolders) -> NotFoundError | None:
    """The error to raise if the library existed and is gone, since creating a new one would hide that; else None."""
    latest = folders.state / "latest" / "articles"
    try:
        if folders.articles.is_dir():
            return None
        count = sum(1 for path in latest.iterdir() if article_id_of(path.name))
    except OSError:
        # The state folder knows nothing about a library there.
        return None
    if not count:
        return None
    return NotFoundError(
        f"the library is gone: {folders.library} contains no articles, "
        f"but this device has backups of {counted(count, 'article')}",
        "If you moved it, name its folder with --library; if it is on another disk, mount the disk. "
        "To restore it from the backups of a day such as 2026-01-31: readtui doctor --restore library@DATE",
    )


def restore_library(folders: LibraryFolders, backups: Backups, day: str) -> list[Path]:
    """Restore the files of a lost library to the end of ``day`` (ISO 8601); returns them.

    Skips files without a backup that old. Raises StorageError if the library is not lost, NotFoundError if no backup is
    that old.
    """
    if lost_library(folders) is None:
        raise StorageError(
            f"the library still exists: {folders.library}",
            "To restore one article: readtui doctor --restore ARTICLE@DATE. To list the days: readtui doctor --backups",
        )
    found: list[tuple[Path, bytes]] = []
    for name in sorted(backups.names()):
        try:
            content = backups.read(name, day)
            parse_tables(folders.library / name, content)
        except NotFoundError:
            continue
        found.append((folders.library / name, content))
    if not found:
        raise NotFoundError(
            f"there is no backup from {day} or earlier", "Name a later day, or today for the latest backup."
        )
    for folder in (folders.temp, folders.texts, folders.articles, *{path.parent for path, _ in found}):
        with reported_as_storage_error("make the folder", folder):
            make_folder_durably(folder, folders.library)
    for path, content in found:
        replace_durably(path, content, folders.temp, in_library=True)
    return [path for path, _ in found]
