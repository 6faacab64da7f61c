"""Rebuilds a damaged library file from its latest backup and the records that are still readable."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from readtui.errors import DamagedError, NotFoundError
from readtui.quick_dataclass import dataclass
from readtui.storage.files.articles import article_file_in, article_in, codebook_in, read_article_file, read_codebook
from readtui.storage.files.bounded_files import read_regular, require_room
from readtui.storage.files.durable import make_folder_durably, replace_durably, reported_as_storage_error, sync_folder
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.format.lined_table import encode_tables
from readtui.storage.format.merge import merge_documents, with_answered
from readtui.storage.format.record_lines import parse_tables
from readtui.storage.format.salvage import salvage
from readtui.storage.format.tables import (
    ARTICLE_FORMAT,
    CODEBOOK_FORMAT,
    FORMAT_VERSION,
    REPLIES_TABLE,
    REVIEW_TABLE,
    Tables,
    damaged,
)
from readtui.storage.safety.backups import Backups
from readtui.storage.safety.quarantine import Quarantine
from readtui.text.phrases import counted


@dataclass(frozen=True, slots=True)
class RecoveredFile:
    """A damaged file that is intact again.

    ``lost``: how many records were in it but are neither in the backup nor readable; ``incomplete``: how many are
    readable only in part.
    """

    path: Path
    quarantined: Path
    lost: int
    from_backup: bool
    incomplete: int = 0
    was_misplaced: bool = False

    @property
    def message(self) -> str:
        if self.was_misplaced:
            return f"{self.path} contained another article, so it was renamed to {self.quarantined.name}"
        source = (
            "its backup and the entries that could be read" if self.from_backup else "the entries that could be read"
        )
        result = f"{self.path} was damaged and has been rebuilt from {source}"
        if self.lost:
            result += f"; {counted(self.lost, 'entry is', 'entries are')} missing"
        if self.incomplete:
            result += f"; {counted(self.incomplete, 'entry is', 'entries are')} incomplete"
        return f"{result}. The damaged file is kept: {self.quarantined}"


def recover(folders: LibraryFolders, article_id: str, backups: Backups, quarantine: Quarantine) -> RecoveredFile | None:
    """Repair the article's file (the codebook for an empty ``article_id``); None if it is intact or does not exist.

    Callers hold the library's lock, so this sees when another program has repaired the file in the meantime. Writes the
    damaged bytes durably to the quarantine before it replaces the file. If the file is a valid file of another article,
    renames it like a copy, which the next listing merges. Raises StorageError. Raises DamagedError and leaves the file
    unchanged if there is nothing to rebuild it from, or if a newer readtui wrote it.
    """
    path = folders.article(article_id) if article_id else folders.codebook
    name = path.relative_to(folders.library).as_posix()
    try:
        read_all(path, article_id)
    except DamagedError as error:
        damage = error
    else:
        return None
    with reported_as_storage_error("read", path):
        content = read_regular(path)
    if article_id and _is_of_another(path, content, article_id):
        aside = _renamed(path)
        restore_missing(folders, article_id, backups)
        return RecoveredFile(path, aside, lost=0, from_backup=False, was_misplaced=True)
    quarantined = quarantine.keep(path.name, content)
    try:
        backup = _readable(path, backups.read(name), article_id)
    except NotFoundError:
        backup = {}
    found = salvage(content)
    tables = _joined(backup, found.tables, article_id)
    incomplete = _fill_in(tables, found.partial, article_id)
    tables = with_answered(tables)
    if _version(tables) > FORMAT_VERSION:
        raise damaged(path, "seems to come from a newer readtui") from damage
    if article_id and article_id not in tables.get("article", {}):
        raise DamagedError(
            f"{damage.message}; there is no usable backup, and too little of the file can be read",
            f"Replace it with a good copy. What is left of it is also in {quarantined}.",
        ) from damage
    encoded = encode_tables(tables)
    require_room(path, encoded)
    replace_durably(path, encoded, folders.temp, in_library=True)
    backups.seen(name, encoded)
    missing = found.lost_keys - {key for name, table in tables.items() if name != REVIEW_TABLE for key in table}
    return RecoveredFile(path, quarantined, len(missing), bool(backup), incomplete)


def restore_missing(folders: LibraryFolders, article_id: str, backups: Backups) -> bool:
    """Restore a missing file (the codebook for an empty id) from its latest backup, if there is one.

    Raises StorageError.
    """
    name = folders.name(article_id)
    path = folders.library / name
    try:
        content = backups.read(name)
    except NotFoundError:
        return False
    parse_tables(path, content)
    with reported_as_storage_error("make the folder", path.parent):
        make_folder_durably(path.parent, folders.library)
    replace_durably(path, content, folders.temp, in_library=True)
    return True


def _readable(path: Path, backup: bytes, article_id: str) -> Tables:
    """The backup's tables; if the backup is damaged too, its readable records."""
    try:
        tables = parse_tables(path, backup)
        if article_id:
            article_file_in(path, tables, article_id).require_whole()
        else:
            codebook_in(path, tables)
    except DamagedError:
        return salvage(backup).tables
    return tables


def _is_of_another(path: Path, content: bytes, article_id: str) -> bool:
    """Whether the file is a valid file of another article."""
    try:
        tables = parse_tables(path, content)
        if other := article_in(path, tables):
            article_file_in(path, tables, other).require_whole()
    except DamagedError:
        return False
    return other not in ("", article_id)


def _renamed(path: Path) -> Path:
    """Rename a misplaced file, durably, as if it were a sync tool's copy; returns the new path."""
    number = 1
    while (aside := path.with_name(f"{path.stem} (misplaced {number}).json")).exists():
        number += 1
    with reported_as_storage_error("rename", path):
        os.rename(path, aside)
        sync_folder(path.parent)
    return aside


def _joined(backup: Tables, salvaged: Tables, article_id: str) -> Tables:
    """The later version of each record. If both are the same version, the backup's bytes, which are undamaged."""
    own = {
        table: {
            key: _undamaged(record, backup.get(table, {}).get(key))
            for key, record in records.items()
            if _is_of_file(table, key, record, article_id)
        }
        for table, records in salvaged.items()
    }
    tables = merge_documents(backup, own)
    if not tables.get("format", {}).get("1"):
        name = ARTICLE_FORMAT if article_id else CODEBOOK_FORMAT
        tables["format"] = {"1": {"name": name, "version": FORMAT_VERSION}}
    return tables


def _undamaged(record: dict[str, Any], backup: Mapping[str, Any] | None) -> dict[str, Any]:
    """The salvaged record, or the backup's copy if that is the same version."""
    if backup is None or record.get("v") != backup.get("v", {}):
        return record
    return {**backup, "conflicts": [*backup.get("conflicts", ()), *record.get("conflicts", ())]}


def _fill_in(tables: Tables, partial: Tables, article_id: str) -> int:
    """Add partial records where there is nothing better; returns how many.

    A complete earlier version takes precedence over a partial later one, which stays in the quarantine.
    """
    taken = 0
    for table, records in partial.items():
        for key, record in records.items():
            if key not in tables.get(table, {}) and _is_of_file(table, key, record, article_id):
                tables.setdefault(table, {})[key] = record
                taken += 1
    return taken


def _is_of_file(table: str, key: str, record: dict[str, object], article_id: str) -> bool:
    """Whether the record belongs in this file, in case the disk mixed up files."""
    if table == "format":
        return record.get("name") == (ARTICLE_FORMAT if article_id else CODEBOOK_FORMAT)
    if table == "annotations":
        target = record.get("target")
        return isinstance(target, dict) and target.get("source") == article_id
    if table in (REVIEW_TABLE, REPLIES_TABLE):
        return record.get("article", article_id) == article_id
    return key == article_id if table == "article" else not article_id


def _version(tables: Tables) -> int:
    version = tables["format"]["1"].get("version")
    return version if isinstance(version, int) else FORMAT_VERSION


def read_all(path: Path, article_id: str) -> None:
    """Read every record. Raises DamagedError, StorageError."""
    if not article_id:
        read_codebook(path)
    elif found := read_article_file(path, article_id):
        found.require_whole()
