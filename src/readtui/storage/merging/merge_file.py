"""Merges one library file for git: what its merge driver calls."""

from collections.abc import Callable
from pathlib import Path

from readtui.codec.record_versions import open_conflicts
from readtui.errors import DamagedError, ReadOnlyError, StorageError
from readtui.storage.files.durable import reported_as_storage_error
from readtui.storage.format.encoding import encode_tables
from readtui.storage.format.tables import Tables
from readtui.storage.merging.merge import merge_documents
from readtui.storage.safety.check import read_whole


def merge_file(base: Path, ours: Path, theirs: Path, write: Callable[[Path, bytes], None]) -> int:
    """Put the merge of ``ours`` and ``theirs`` in the place of ``ours``; returns how many records need a decision.

    ``base`` is what both were made from. It is empty for git where both sides added the file; then, and where it is
    damaged, all that differs was changed on both sides. Without such a file vectors alone decide. ``write`` replaces a
    file whole; it raises OSError. Raises StorageError, leaving ``ours`` as it was: one of them is damaged, of a newer
    format, not a library file, or not a copy of the same file.
    """
    our_tables, their_tables = (_required(path) for path in (ours, theirs))
    try:
        base_tables = read_whole(base)
    except (DamagedError, ReadOnlyError):
        base_tables = {}
    merged = merge_documents(our_tables, their_tables, base_tables)
    with reported_as_storage_error("save", ours):
        write(ours, encode_tables(merged))
    return sum(bool(open_conflicts(record)) for table in merged.values() for record in table.values())


def _required(path: Path) -> Tables:
    tables = read_whole(path)
    if tables is None:
        raise StorageError(f"no such file: {path}", "git gives this command three files; see docs/library.md.")
    return tables
