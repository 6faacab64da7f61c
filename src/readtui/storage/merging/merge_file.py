"""Merges one library file as a git merge driver."""

from collections.abc import Callable
from pathlib import Path

from readtui.codec.record_versions import open_conflicts
from readtui.errors import DamagedError, ReadOnlyError, StorageError
from readtui.storage.files.durable import reported_as_storage_error
from readtui.storage.format.lined_table import encode_tables
from readtui.storage.format.merge import merge_documents, with_all_removed, with_answered
from readtui.storage.format.tables import Tables
from readtui.storage.library_check import read_whole


def merge_file(base: Path, ours: Path, theirs: Path, write: Callable[[Path, bytes], None]) -> int:
    """Replace ``ours`` with the merge of ``ours`` and ``theirs``; return the number of records that need a decision.

    ``base`` is their common ancestor. git passes an empty one if both sides added the file. If it is empty or damaged,
    every difference counts as changed on both sides. If it does not exist, only the version vectors decide. ``write``
    replaces a file atomically; it raises OSError. Raises StorageError, leaving ``ours`` unchanged, if a file is
    damaged, of a newer format, not a library file, or not a copy of the same file.
    """
    our_tables, their_tables = (with_all_removed(_required(path)) for path in (ours, theirs))
    try:
        base_tables = read_whole(base)
    except (DamagedError, ReadOnlyError):
        base_tables = {}
    merged = with_answered(merge_documents(our_tables, their_tables, base_tables))
    with reported_as_storage_error("save", ours):
        write(ours, encode_tables(merged))
    return sum(bool(open_conflicts(record)) for table in merged.values() for record in table.values())


def _required(path: Path) -> Tables:
    tables = read_whole(path)
    if tables is None:
        raise StorageError(f"no such file: {path}", "git passes three files to this command; see docs/library.md.")
    return tables
