"""The layout of a library file: a record a line, sorted by id, keys sorted, so that an edit is one changed line.

A line is parsed when its record is looked at, and one that was not looked at is written as it stands: a save costs
what it changes, and a large file never holds all threads for as long as parsing it in one go would.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from readtui.errors import DamagedError

Tables = dict[str, dict[str, dict[str, Any]]]

_ANNOTATIONS_BEGIN = b'"annotations": {\n'
_TABLE_ORDER = {"format": 0, "article": 1, "annotations": 2}
_DAMAGED_HINT = "The file was left as it is. Put back a good copy of it, or move it out of the library."
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_encode_ascii = json.JSONEncoder(sort_keys=True).encode
_decode = json.JSONDecoder().raw_decode


class StoredRecord(Mapping[str, Any]):
    """A record as it stands in a file. Raises DamagedError, naming the file, when it is looked at and is no record."""

    __slots__ = ("_path", "_start", "_value", "line")

    def __init__(self, path: Path, line: bytes, start: int) -> None:
        self._path = path
        self._start = start
        self._value: dict[str, Any] | None = None
        self.line: bytes | None = line
        """The id and the record, encoded; None if somebody has looked at the value, and may have changed it."""

    def value(self) -> dict[str, Any]:
        """The record itself, parsed."""
        if self._value is None:
            self._value, self.line = self._parsed(), None
        return self._value

    def _parsed(self) -> dict[str, Any]:
        assert self.line is not None
        try:
            text = self.line.decode()
            value, end = _decode(text, self._start)
        except (ValueError, RecursionError) as error:
            raise damaged(self._path, f"is not JSON ({error})") from error
        if end != len(text):
            raise damaged(self._path, "is not JSON (extra data in a line)")
        assert isinstance(value, dict)
        return value

    def passing_value(self) -> dict[str, Any]:
        """The record, parsed for this once: of very many, each is only kept as its line."""
        return self._parsed() if self._value is None else self._value

    def __getitem__(self, name: str) -> Any:
        return self.value()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.value())

    def __len__(self) -> int:
        return len(self.value())


Records = Mapping[str, Mapping[str, Any]]
StoredTables = dict[str, dict[str, StoredRecord]]


def split_tables(path: Path, content: bytes) -> StoredTables | None:
    """The records in the bytes of a file that is laid out so; None for every other layout, right or wrong."""
    if not content.startswith(b"{") or not content.endswith(b"\n}}\n"):
        return None
    tables: StoredTables = {}
    table: dict[str, StoredRecord] | None = None
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
                is_more = text.endswith("},")
                if not is_more and not text.endswith("}"):
                    return None
                table[key] = StoredRecord(path, line[:-1] if is_more else line, end + 2)
    except (ValueError, TypeError, RecursionError):
        return None
    return None


def split_head(path: Path, file: BinaryIO) -> StoredTables | None:
    """The tables before the annotations, which ``file`` is at the beginning of then; None for every other layout."""
    lines: list[bytes] = []
    for line in file:
        if line == _ANNOTATIONS_BEGIN:
            return split_tables(path, b"".join(lines).removesuffix(b",\n") + b"}\n")
        lines.append(line)
    return split_tables(path, b"".join(lines))


def record_in_line(path: Path, line: bytes) -> tuple[str, dict[str, Any]]:
    """The id and the record that stand on one line of the file. Raises DamagedError, naming the file."""
    try:
        key, end = _decode(text := line.decode())
        value, stop = _decode(text, end + len(": "))
    except (ValueError, RecursionError) as error:
        raise damaged(path, f"is not JSON ({error})") from error
    if not isinstance(key, str) or not isinstance(value, dict) or text[stop:].rstrip("\n") not in ("", ","):
        raise damaged(path, "does not hold one record on a line")
    return key, value


def encode_tables(tables: Mapping[str, Records]) -> bytes:
    """The file's bytes."""
    parts: list[bytes] = []
    for name in sorted(tables, key=lambda name: (_TABLE_ORDER.get(name, len(_TABLE_ORDER)), name)):
        parts += (b",\n" if parts else b"{", encode_line(name), b": {\n")
        records = tables[name]
        for number, key in enumerate(sorted(records)):
            parts += (b",\n" if number else b"", _line(key, records[key]))
        parts.append(b"\n}")
    return b"".join([*(parts or [b"{"]), b"}\n"])


def encode_line(value: object) -> bytes:
    """JSON on one line, in UTF-8."""
    try:
        return _encode(value).encode()
    except UnicodeEncodeError:
        # A lone surrogate (a file name that is not UTF-8) has no UTF-8; escaped, it is valid JSON and comes back.
        return _encode_ascii(value).encode()


def damaged(path: Path, what: str) -> DamagedError:
    """The fault of a library file that is not what it should be; ``what`` completes "the file …"."""
    return DamagedError(f"{path} is damaged: it {what}", _DAMAGED_HINT)


def _line(key: str, record: Mapping[str, Any]) -> bytes:
    if isinstance(record, StoredRecord):
        if record.line is not None:
            return record.line
        record = record.value()
    return encode_line(key) + b": " + encode_line(record)
