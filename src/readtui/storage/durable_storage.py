"""TinyDB on files that survive: a storage that reads afresh and writes durably, and tables with text ids."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.middlewares import Middleware
from tinydb.storages import Storage
from tinydb.table import Document, Table

from readtui.errors import DamagedError, ReadOnlyError
from readtui.storage.durable_files import replace_durably, reported_as_storage_error
from readtui.storage.migrations import FORMAT_VERSION as FORMAT_VERSION
from readtui.storage.migrations import migrate

Tables = dict[str, dict[str, dict[str, Any]]]
# Of records that were read, by identity: the record (so that the identity stays its own) and how it stands on disk.
Lines = dict[int, tuple[dict[str, Any], bytes]]

_TABLE_ORDER = {"format": 0, "article": 1, "annotations": 2}
_DAMAGED_HINT = "The file was left as it is. Put back a good copy of it, or move it out of the library."
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_decode = json.JSONDecoder().raw_decode
_encode_ascii = json.JSONEncoder(sort_keys=True).encode


class DurableStorage(Storage):
    """One JSON file of tables of records. What TinyDB is told has been written is on disk.

    ``temp_folder`` must be on the file system of the library. Nothing is cached: TinyDB changes what ``read`` returns,
    and a failed write would leave that in a cache.
    """

    def __init__(self, path: Path, temp_folder: Path) -> None:
        super().__init__()
        self._path = path
        self._temp_folder = temp_folder
        self.found = self.written = b""
        self._lines: Lines = {}

    def read(self) -> Tables | None:
        """What is on disk now; None only if the file does not exist. Raises DamagedError, StorageError."""
        # What was read before is let go of only after: no new record may get the identity of an old one.
        self._lines, before = {}, self._lines
        content = read_content(self._path)
        tables = None if content is None else parse_tables(self._path, content, self._lines)
        self.found = content or b""
        before.clear()
        return tables

    def write(self, data: Tables) -> None:
        """Replace the file durably, or leave it as it was. Raises ReadOnlyError for a newer format, StorageError."""
        version = data["format"]["1"]["version"]
        if version > FORMAT_VERSION:
            raise ReadOnlyError(
                f"{self._path} was written by a newer readtui (format {version})",
                "It can be read here; to change it, update readtui.",
            )
        content = encode_tables(data, self._lines)
        replace_durably(self._path, content, self._temp_folder)
        self.written = content


class OneWrite(Middleware):
    """Gathers what is done to several tables, so that it is on disk together after ``commit`` or not at all."""

    storage: DurableStorage

    def __init__(self, storage_class: type[DurableStorage]) -> None:
        super().__init__(storage_class)
        self._tables: Tables | None = None
        self._changed = False

    def read(self) -> Tables | None:
        """What is on disk, with what was gathered."""
        if self._tables is None:
            self._tables = self.storage.read()
        return self._tables

    def write(self, data: Tables) -> None:
        """Gather it."""
        self._tables = data
        self._changed = True

    @property
    def found(self) -> bytes:
        """The file's bytes as they were read."""
        return self.storage.found

    def commit(self) -> bytes | None:
        """Write it all, if there is anything; returns the file's bytes if it was written. Raises StorageError."""
        if not self._changed or self._tables is None:
            return None
        self.storage.write(self._tables)
        return self.storage.written


class StringTable(Table):
    """A TinyDB table whose record ids are texts and whose queries are never cached (another process may write)."""

    document_id_class = str  # type: ignore[assignment]

    def __init__(self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        super().__init__(storage, name, cache_size=cache_size, persist_empty=persist_empty)

    def put(self, records: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Insert or replace whole records, all of them in one step (``upsert`` would keep fields that are gone)."""
        self._update_table(lambda table: table.update((key, dict(value)) for key, value in records))  # type: ignore[misc]

    def record(self, record_id: str) -> Document | None:
        """One record by its id."""
        found = self.get(doc_id=record_id)  # type: ignore[call-overload]
        assert found is None or isinstance(found, Document)
        return found


class StringTinyDB(TinyDB):
    """A TinyDB of such tables."""

    table_class = StringTable


def read_tables(path: Path) -> Tables | None:
    """The tables of a library file, in the present format; None only if it does not exist.

    Raises DamagedError, StorageError.
    """
    content = read_content(path)
    return None if content is None else parse_tables(path, content)


def read_content(path: Path) -> bytes | None:
    """A file's bytes; None only if it does not exist. Raises StorageError."""
    with reported_as_storage_error("read", path):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def parse_tables(path: Path, content: bytes, lines: Lines | None = None) -> Tables:
    """The tables that a library file's bytes say, in the present format. Raises DamagedError, naming ``path``.

    Adds to ``lines``, if the file has a record a line.
    """
    tables: object = _parse_lines(content, {} if lines is None else lines)
    if tables is None:
        tables = parse_json_file(path, content)
    if not isinstance(tables, dict) or not all(_is_table(table) for table in tables.values()):
        raise damaged(path, "is not a set of tables")
    version = tables.get("format", {}).get("1", {}).get("version")
    if not isinstance(version, int):
        raise damaged(path, "does not say its format")
    return migrate(tables)[0]


def parse_json_file(path: Path, content: bytes) -> object:
    """The JSON value that a library file holds. Raises DamagedError."""
    if not content:
        raise damaged(path, "is empty")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise damaged(path, f"is not JSON ({error})") from error


def damaged(path: Path, what: str) -> DamagedError:
    """The fault of a library file that is not what it should be; ``what`` completes "the file …"."""
    return DamagedError(f"{path} is damaged: it {what}", _DAMAGED_HINT)


def encode_tables(tables: Tables, lines: Lines | None = None) -> bytes:
    """The file's bytes: a record a line, sorted by id, keys sorted, so that an edit is one changed line.

    Records in ``lines`` stand as they were read; whoever gives it has not changed them.
    """
    names = sorted(tables, key=lambda name: (_TABLE_ORDER.get(name, len(_TABLE_ORDER)), name))
    return b"{" + b",\n".join(_encode_table(name, tables[name], lines or {}) for name in names) + b"}\n"


def encode_line(value: object) -> bytes:
    """JSON on one line, in UTF-8."""
    try:
        return _encode(value).encode()
    except UnicodeEncodeError:
        # A lone surrogate (a file name that is not UTF-8) has no UTF-8; escaped, it is valid JSON and comes back.
        return _encode_ascii(value).encode()


def _encode_table(name: str, table: dict[str, dict[str, Any]], lines: Lines) -> bytes:
    records: list[bytes] = []
    for key in sorted(table):
        record = table[key]
        read = lines.get(id(record))
        records.append(read[1] if read else encode_line(key) + b": " + encode_line(record))
    return encode_line(name) + b": {\n" + b",\n".join(records) + b"\n}"


def _parse_lines(content: bytes, found: Lines) -> Tables | None:
    """The tables of a file that is laid out as ``encode_tables`` does, parsed line by line.

    A large file parsed in one go would hold all threads for as long. None for every other layout, right or wrong.
    """
    if not content.startswith(b"{") or not content.endswith(b"\n}}\n"):
        return None
    tables: Tables = {}
    table: dict[str, dict[str, Any]] | None = None
    is_more = True
    try:
        lines = content[1:-2].split(b"\n")
        for number, line in enumerate(lines, start=1):
            if table is None:
                name, end = _decode(text := line.decode())
                if not isinstance(name, str) or text[end:] != ": {" or name in tables:
                    return None
                table, is_more = tables.setdefault(name, {}), True
            elif not is_more:
                if line != b"},":
                    return tables if line == b"}" and number == len(lines) else None
                table = None
            else:
                key, end = _decode(text := line.decode())
                if not isinstance(key, str) or text[end : end + 3] != ": {" or key in table:
                    return None
                record, end = _decode(text, end + 2)
                is_more = text[end:] == ","
                if not is_more and text[end:]:
                    return None
                table[key] = record
                found[id(record)] = record, line[:-1] if is_more else line
    except (ValueError, TypeError, RecursionError):
        return None
    return None


def _is_table(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(record, dict) for record in value.values())
