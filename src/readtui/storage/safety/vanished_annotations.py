"""Keeps annotations that another program removed from an article's file without a tombstone, until a person decides.

    state/vanished/<id>.json      an article file with only these annotations

An annotation is settled once the article's file has it again, live or with a tombstone.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from readtui.errors import DamagedError, NotFoundError
from readtui.storage.files.articles import each_raw_annotation
from readtui.storage.files.durable import make_folder_durably, replace_durably, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.git_objects import are_kept_by_git
from readtui.storage.files.tinydb_storage import read_content, read_tables
from readtui.storage.format.lined_table import encode_tables
from readtui.storage.format.tables import Tables
from readtui.storage.safety.backups import Backups

Records = dict[str, dict[str, Any]]


def gone_from(before: Tables, left: Mapping[str, object]) -> Records:
    """The live annotations in an earlier state of a file that are no longer in ``left``, not even as tombstones."""
    return {
        key: record
        for key, record in before.get("annotations", {}).items()
        if key not in left and not record.get("deleted")
    }


def kept_vanished(folders: LibraryFolders, article_id: str) -> Records:
    """The annotations kept for the article, settled or not. Raises StorageError."""
    try:
        return (read_tables(folders.vanished(article_id)) or {}).get("annotations", {})
    except DamagedError:
        # Nobody can decide about annotations that cannot be read, and the article must stay usable.
        return {}


def nothing_vanished(folders: LibraryFolders, article_id: str, backups: Backups, content: bytes | None = None) -> bool:
    """Whether it is certain, without parsing, that no annotations have vanished: none are kept, and the file has no
    backup or equals the latest one. ``content``: its bytes, if they were read.
    """
    try:
        path = folders.article(article_id)
        with reported_as_storage_error("read", folders.vanished(article_id)):
            kept = folders.vanished(article_id).exists()
    except NotFoundError:
        return True
    if kept or not backups.may_have(name := folders.name(article_id)):
        return not kept
    content = read_content(path) if content is None else content
    return content is not None and backups.is_latest(name, content)


def vanished_from(article_id: str, left: Collection[str], folders: LibraryFolders, backups: Backups) -> Records:
    """The annotations that vanished and are not settled, including ones not noticed before.

    ``left``: the ids of those in the file, also of those with a tombstone. Raises StorageError.
    """
    path, before = folders.article(article_id), backups.latest(folders.name(article_id)) or b""
    found = kept_vanished(folders, article_id)
    try:
        missing = ((key, dict(record)) for key, record in each_raw_annotation(path, before) if key not in left)
        gone = {key: record for key, record in missing if not record.get("deleted")}
    except DamagedError:
        # There is no backup, or a power cut damaged it, so it proves nothing.
        gone = {}
    if gone and not _is_other_branch(path, before):
        found |= gone
    return {key: record for key, record in found.items() if key not in left}


def _is_other_branch(path: Path, before: bytes) -> bool:
    """Whether git has what the file was before, and what it is now: nothing is lost."""
    content = read_content(path)
    return content is not None and are_kept_by_git(path, before, content)


def keep_vanished(
    folders: LibraryFolders, article_id: str, gone: Mapping[str, dict[str, Any]], there: Mapping[str, Mapping[str, Any]]
) -> None:
    """Add the annotations that are ``gone`` to those that are kept, and drop settled ones, which the file has again.

    ``there``: the current tables of the file. Raises StorageError.
    """
    path = folders.vanished(article_id)
    kept = {**kept_vanished(folders, article_id), **gone}
    open_ones = {key: record for key, record in kept.items() if key not in there.get("annotations", {})}
    with reported_as_storage_error("save", path):
        if not open_ones:
            path.unlink(missing_ok=True)
            return
        make_folder_durably(path.parent)
    tables = {"format": there["format"], "article": there["article"], "annotations": open_ones}
    replace_durably(path, encode_tables(tables), folders.state)


def vanished_message(title: str, count: int) -> str:
    what, they = ("annotation is", "it") if count == 1 else ("annotations are", "them")
    return f"{count:,} {what} missing from “{title}”: another program removed {they} from the file."


def vanished_hint(article_id: str, day: str) -> str:
    """What the user can do about it. ``day``: today, ISO 8601."""
    return (
        f"To restore what is missing: readtui doctor --restore {article_id}@{day}. "
        f"To move it to the trash: readtui doctor --let-go {article_id}"
    )
