"""The layout of a library file: a record a line, sorted by id, keys sorted, so that an edit is one changed line.

A line is parsed when its record is looked at, and one that was not looked at is written as it stands: a save costs
what it changes, and a large file never holds all threads for as long as parsing it in one go would.
"""

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from readtui.codec.strict_json import raw_decode
from readtui.errors import DamagedError

Tables = dict[str, dict[str, dict[str, Any]]]

_ANNOTATIONS_BEGIN = b'"annotations": {\n'
_KEY_ENDS = b'": {'
_TABLE_ORDER = {"format": 0, "article": 1, "annotations": 2}
_DAMAGED_HINT = "The file was left as it is. Put back a good copy of it, or move it out of the library."
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_encode_ascii = json.JSONEncoder(sort_keys=True).encode


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
            value, end = raw_decode(text, self._start)
        except (ValueError, RecursionError) as error:
            raise damaged(self._path, f"is not JSON ({error})") from error
        if end != len(text):
            raise damaged(self._path, "is not JSON (extra data in a line)")
        if not isinstance(value, dict):
            raise damaged(self._path, "does not hold one record on a line")
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
Pieces = Sequence[bytes | memoryview]
"""Bytes one after the other; very many are never copied into one."""


class LinedTable(Mapping[str, Mapping[str, Any]]):
    """The last table of a file in the file's own bytes: of very many records only those that are asked for are cut out.

    ``starts`` says where their lines begin, in the order of their ids, ``end`` where the last one ends.
    """

    def __init__(self, path: Path, content: bytes, starts: Sequence[int], end: int) -> None:
        self._path = path
        self._content = content
        self._starts = starts
        self._end = end
        self._changed: dict[str, Mapping[str, Any]] = {}

    def __getitem__(self, key: str) -> Mapping[str, Any]:
        if key in self._changed:
            return self._changed[key]
        row = self._row(encoded := _encoded_key(key))
        if row == len(self._starts) or self._key(row) != encoded:
            raise KeyError(key)
        line = self._content[self._starts[row] : self._line_end(row)]
        return StoredRecord(self._path, line, len(f'"{encoded.decode()}": '))

    def __iter__(self) -> Iterator[str]:
        known = (self._key(row).decode() for row in range(len(self._starts)))
        return iter(dict.fromkeys([*known, *self._changed]))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def put(self, records: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Have these records in place of those with the same ids, or beside the others."""
        self._changed.update((key, dict(record)) for key, record in records)

    def pieces(self) -> Iterator[bytes | memoryview]:
        """The lines, from the first to the last without its end."""
        view = memoryview(self._content)
        at = self._starts[0]
        for encoded, key in sorted((_encoded_key(key), key) for key in self._changed):
            line, row = _line(key, self._changed[key]), self._row(encoded)
            if row == len(self._starts):
                yield from (view[at : self._end], b",\n", line)
                at = self._end
            elif self._key(row) == encoded:
                yield from (view[at : self._starts[row]], line)
                at = self._line_end(row)
            else:
                yield from (view[at : self._starts[row]], line, b",\n")
                at = self._starts[row]
        yield view[at : self._end]

    def _row(self, encoded: bytes) -> int:
        return bisect_left(range(len(self._starts)), encoded, key=self._key)

    def _key(self, row: int) -> bytes:
        start = self._starts[row] + 1
        return self._content[start : self._content.index(_KEY_ENDS, start)]

    def _line_end(self, row: int) -> int:
        return self._starts[row + 1] - len(b",\n") if row + 1 < len(self._starts) else self._end


def lined_tables(path: Path, content: bytes) -> dict[str, dict[str, StoredRecord] | LinedTable] | None:
    """The tables in the bytes of an article file that is laid out so, its annotations unsplit; None for any other.

    For bytes whose records were all looked at before: of an annotation's line only both ends are.
    """
    file = BytesIO(content)
    head = split_head(path, file)
    if head is None:
        return None
    starts, at, last_key = array("q"), file.tell(), b""
    for line in file:
        if line == b"}}\n" and starts and not file.read(1):
            return {**head, "annotations": LinedTable(path, content, starts, at - 1)}
        key = line[1 : line.find(_KEY_ENDS)]
        if not line.startswith(b'"') or not line.endswith((b"},\n", b"}\n")) or key <= last_key or b"\\" in key:
            return None
        starts.append(at)
        at += len(line)
        last_key = key
    return None


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
                name, end = raw_decode(text := line.decode())
                if not isinstance(name, str) or text[end:] != ": {" or name in tables:
                    return None
                table, is_more = tables.setdefault(name, {}), True
            elif not is_more:
                if line != b"},":
                    return tables if line == b"}" and number == len(lines) else None
                table = None
            else:
                key, end = raw_decode(text := line.decode())
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
        key, end = raw_decode(text := line.decode())
        value, stop = raw_decode(text, end + len(": "))
    except (ValueError, RecursionError) as error:
        raise damaged(path, f"is not JSON ({error})") from error
    if not isinstance(key, str) or not isinstance(value, dict) or text[stop:].rstrip("\n") not in ("", ","):
        raise damaged(path, "does not hold one record on a line")
    return key, value


def encode_tables(tables: Mapping[str, Records]) -> bytes:
    """The file's bytes."""
    return b"".join(encode_in_pieces(tables))


def encode_in_pieces(tables: Mapping[str, Records]) -> Pieces:
    """The same, unjoined."""
    parts: list[bytes | memoryview] = []
    for name in sorted(tables, key=lambda name: (_TABLE_ORDER.get(name, len(_TABLE_ORDER)), name)):
        parts += (b",\n" if parts else b"{", encode_line(name), b": {\n")
        records = tables[name]
        if isinstance(records, LinedTable):
            parts += (*records.pieces(), b"\n}")
            continue
        for number, key in enumerate(sorted(records)):
            parts += (b",\n" if number else b"", _line(key, records[key]))
        parts.append(b"\n}")
    return [*(parts or [b"{"]), b"}\n"]


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


def _encoded_key(key: str) -> bytes:
    """As it stands between its quotation marks."""
    return encode_line(key)[1:-1]


def _line(key: str, record: Mapping[str, Any]) -> bytes:
    if isinstance(record, StoredRecord):
        if record.line is not None:
            return record.line
        record = record.value()
    return encode_line(key) + b": " + encode_line(record)
