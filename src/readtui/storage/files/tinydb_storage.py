"""TinyDB on library files: a storage that never caches and writes durably, and tables whose ids are strings."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.middlewares import Middleware
from tinydb.storages import Storage
from tinydb.table import Table

from readtui.errors import ReadOnlyError
from readtui.storage.files.bounded_files import FileStamp, file_stamp, read_regular, require_room
from readtui.storage.files.durable import make_folder_durably, reported_as_storage_error, stage, sync_file, sync_folder
from readtui.storage.format.known_lines import KnownLines, tables_to_edit
from readtui.storage.format.lined_table import LinedTable, encode_in_pieces
from readtui.storage.format.record_lines import parse_tables
from readtui.storage.format.tables import FORMAT_VERSION, Pieces, Records, Tables


class DurableStorage(Storage):
    """One JSON file with tables of records. When a write returns, the data is on disk.

    ``temp_folder`` must be on the file system of the library. Nothing is cached: TinyDB changes what ``read`` returns,
    and after a failed write a cache would hold that. A record is parsed on first access (``StoredRecord``). Storages
    that share ``last`` split the file that one of them wrote last more quickly.
    """

    def __init__(self, path: Path, temp_folder: Path, known: KnownLines | None = None) -> None:
        super().__init__()
        self._path = path
        self._temp_folder = temp_folder
        self._known = known
        self._staged: Path | None = None
        self.staged_stamp: FileStamp | None = None
        self.found = b""
        self.written: Pieces = []

    def read(self) -> dict[str, Any] | None:
        """The tables on disk; None only if the file does not exist. Raises DamagedError, StorageError."""
        content = read_content(self._path)
        if content is None:
            return None
        self.found = content
        return tables_to_edit(self._path, content, self._known or KnownLines())

    def write(self, data: Mapping[str, Records]) -> None:
        """Replace the file durably, or leave it unchanged. Raises StorageError, ReadOnlyError for a newer format."""
        self.stage(data)
        try:
            self.put()
        finally:
            self.drop()
        with reported_as_storage_error("save", self._path):
            sync_folder(self._path.parent)

    def stage(self, data: Mapping[str, Records], *, sync: bool = True) -> None:
        """Write the new content, but not yet in place of the file. Raises what ``write`` raises.

        Without ``sync``, it is durable only after ``sync``.
        """
        version = data["format"]["1"]["version"]
        if version > FORMAT_VERSION:
            raise ReadOnlyError(
                f"{self._path} was written by a newer readtui (format {version})",
                "You can read it, but to change it you need to update readtui.",
            )
        self.written = encode_in_pieces(data)
        require_room(self._path, self.written)
        with reported_as_storage_error("save", self._path):
            make_folder_durably(self._path.parent, self._path.parent.parent)
            self._staged = stage(
                self._path, self.written, self._temp_folder, sync=sync, sync_soon=not sync, in_library=True
            )
            self.staged_stamp = file_stamp(self._staged)
        if self._known is not None and sync:
            # Otherwise it is one of many files, and any of them may be the next that is saved.
            self._known.keep(self._path, self.written, data)

    def sync(self) -> None:
        """Make the staged file durable. Raises StorageError."""
        if self._staged is not None:
            with reported_as_storage_error("save", self._path):
                sync_file(self._staged)

    def put(self) -> None:
        """Replace the file with the staged one. Durable only once its folder is synced. Raises StorageError."""
        if self._staged is not None:
            with reported_as_storage_error("save", self._path):
                os.replace(self._staged, self._path)
            self._staged = None
            # The file has got another ctime with its name.
            stamp = file_stamp(self._path)
            is_same = stamp is not None and self.staged_stamp is not None and stamp[:-1] == self.staged_stamp[:-1]
            self.staged_stamp = stamp if is_same else None

    def drop(self) -> None:
        """Remove the staged file, unless it was put in place. If that fails, a later start removes it."""
        if self._staged is not None:
            with suppress(OSError):
                self._staged.unlink(missing_ok=True)
            self._staged = None


class OneWrite(Middleware):
    """Collects changes to several tables, so that they are written together or not at all."""

    storage: DurableStorage

    def __init__(self, storage_class: type[DurableStorage]) -> None:
        super().__init__(storage_class)
        self._tables: dict[str, Any] | None = None
        self._changed = False

    def read(self) -> dict[str, Any] | None:
        """The tables on disk with the collected changes."""
        if self._tables is None:
            self._tables = self.storage.read()
        return self._tables

    def write(self, data: dict[str, Any]) -> None:
        """Collect the change instead of writing it."""
        self._tables = data
        self._changed = True

    @property
    def found(self) -> bytes:
        """The bytes that were read from the file."""
        return self.storage.found

    @property
    def is_changed(self) -> bool:
        return self._changed and self._tables is not None

    def let_go(self) -> None:
        """Release the tables and bytes after staging."""
        self._tables = None
        self.storage.found, self.storage.written = b"", []

    def stage(self, *, sync: bool) -> None:
        """Stage the collected changes; call ``put`` or ``drop`` of the storage next. Raises StorageError."""
        if self._tables is not None:
            self.storage.stage(self._tables, sync=sync)


class StringTable(Table):
    """A TinyDB table whose ids are strings. It caches no queries, because another process may write."""

    document_id_class = str  # type: ignore[assignment]

    def __init__(self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        super().__init__(storage, name, cache_size=cache_size, persist_empty=persist_empty)

    def put(self, records: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Insert or replace whole records in one step. (``upsert`` would keep fields that were removed.)"""
        tables = self._storage.read() or {}
        if isinstance(table := tables.get(self.name), LinedTable):
            table.put(records)
            self._storage.write(tables)
        else:
            self._update_table(lambda table: table.update((key, dict(value)) for key, value in records))  # type: ignore[misc]


class StringTinyDB(TinyDB):
    """A TinyDB whose tables are ``StringTable``."""

    table_class = StringTable


def read_tables(path: Path) -> Tables | None:
    """The tables of a library file in the current format; None only if it does not exist.

    Raises DamagedError, StorageError.
    """
    content = read_content(path)
    return None if content is None else parse_tables(path, content)


def read_content(path: Path) -> bytes | None:
    """A file's bytes; None only if it does not exist. Raises StorageError."""
    with reported_as_storage_error("read", path):
        try:
            return read_regular(path)
        except FileNotFoundError:
            return None
