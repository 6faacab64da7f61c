"""The layout of a library file: one record per line, sorted by id, keys sorted, so that an edit changes one line.

A line is parsed when its record is accessed; other lines are written back unchanged. So the cost of a save depends on
what changes, and a large file does not block all threads as parsing it at once would. This works only if each line
holds exactly one record, which is checked first. Every other layout is left to the parser.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from readtui.codec.strict_json import encode_line, raw_decode
from readtui.errors import DamagedError
from readtui.quick_pattern import pattern
from readtui.storage.format.tables import Tables, damaged, format_version, migrate, parse_plainly

ANNOTATIONS_BEGIN = b'"annotations": {\n'
KEY_ENDS = b'": {'
_NOT_STRUCTURE = bytes(set(range(256)) - set(b'{}"\n'))
# Keeps "n", because texts often have \n before a quotation mark, and without the "n" its backslash would seem to escape
# that mark.
_NEVER_LOOKED_AT = bytes(set(range(256)) - set(b'{}"\n\\n'))
_BRACES_IN_TEXT = pattern(rb'"[{}]*"')
_ONE_A_LINE = pattern(rb"\n(?:\(\)\n)++")


class StoredRecord(Mapping[str, Any]):
    """A record of a file, parsed on first access. If it is not a record, that raises DamagedError, naming the file."""

    __slots__ = ("_path", "_value", "line", "start")

    def __init__(self, path: Path, line: bytes, start: int) -> None:
        self._path = path
        self._value: dict[str, Any] | None = None
        self.start = start
        """Where the record begins in its line, in code points."""
        self.line: bytes | None = line
        """The encoded id and record; None once ``value`` was accessed, because the caller may have changed it."""

    def value(self) -> dict[str, Any]:
        """The parsed record, which the caller may change."""
        if self._value is None:
            self._value, self.line = self._parsed(), None
        return self._value

    def _parsed(self) -> dict[str, Any]:
        assert self.line is not None
        try:
            text = self.line.decode()
            value, end = raw_decode(text, self.start)
        except (ValueError, RecursionError) as error:
            raise damaged(self._path, f"is not JSON ({error})") from error
        if end != len(text):
            raise damaged(self._path, "is not JSON (a line has extra data)")
        if not isinstance(value, dict):
            raise damaged(self._path, "does not have one record per line")
        return value

    def passing_value(self) -> dict[str, Any]:
        """The parsed record without keeping it: of very many records, only the lines stay in memory."""
        return self._parsed() if self._value is None else self._value

    def __getitem__(self, name: str) -> Any:
        return self.value()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.value())

    def __len__(self) -> int:
        return len(self.value())


StoredTables = dict[str, dict[str, StoredRecord]]


def parse_tables(path: Path, content: bytes) -> Tables:
    """The tables of a library file in the current format. Raises DamagedError, naming ``path``."""
    tables = _parsed_by_line(path, content)
    if tables is None:
        tables = parse_plainly(path, content)
    format_version(path, tables)
    return migrate(tables)[0]


def _parsed_by_line(path: Path, content: bytes) -> Tables | None:
    split = split_tables(path, content)
    if split is None:
        return None
    try:
        return {name: {key: record.value() for key, record in table.items()} for name, table in split.items()}
    except DamagedError:
        # The parser will report what is wrong, and where in the file.
        return None


def split_tables(path: Path, content: bytes) -> StoredTables | None:
    """The records of a file in this layout; None for every other layout, valid or not."""
    if not content.startswith(b"{") or not content.endswith(b"\n}}\n"):
        return None
    tables: StoredTables = {}
    at = 1
    try:
        while at < len(content):
            opened = content.index(b"\n", at)
            name, end = raw_decode(text := content[at:opened].decode())
            if not isinstance(name, str) or text[end:] != ": {" or name in tables:
                return None
            # A record's line never begins with a brace.
            closed = content.index(b"\n}", opened)
            table = _split_table(path, content[opened + 1 : closed])
            if table is None:
                return None
            tables[name] = table
            ending, at = content[closed + 1 : closed + 4], closed + 4
            if ending != b"},\n":
                return tables if ending == b"}}\n" and at == len(content) else None
    except (ValueError, RecursionError):
        return None
    return None


def _split_table(path: Path, section: bytes) -> dict[str, StoredRecord] | None:
    """The records in the lines of one table. Raises ValueError, RecursionError."""
    if not are_records(section + b"\n"):
        return None
    table: dict[str, StoredRecord] = {}
    lines = section.split(b"\n")
    for number, line in enumerate(lines, start=1):
        if number < len(lines):
            if not line.endswith(b"},"):
                return None
            line = line[:-1]
        elif not line.endswith(b"}"):
            return None
        key, start = _id_of(line)
        if key in table:
            return None
        table[key] = StoredRecord(path, line, start)
    return table


def _id_of(line: bytes) -> tuple[str, int]:
    """The id at the start of a line, and where its record begins, in code points. Raises ValueError, RecursionError."""
    # From the second byte, because an id may begin like what follows ids.
    encoded = line[1 : line.find(KEY_ENDS, 1)]
    if line.startswith(b'"') and b'"' not in encoded and b"\\" not in encoded:
        key = encoded.decode()
        return key, len(key) + 4
    name, end = raw_decode(text := line.decode())
    if not isinstance(name, str) or text[end : end + 3] != ": {":
        raise ValueError("the line does not start with an id")
    return name, end + 2


def are_records(lines: bytes) -> bool:
    """Whether each line holds exactly one object: no object spans two lines, and no line has two.

    The lines must be JSON and have their line ends; for other input the result means nothing. Looks only at braces
    outside of strings.
    """
    signs = lines.translate(None, _NEVER_LOOKED_AT)
    if b'\\"' in signs:
        # Escaped backslashes go first: a backslash before a quotation mark may itself be escaped.
        signs = lines.replace(b"\\\\", b"").replace(b'\\"', b"")
    braces = b"\n" + signs.translate(None, _NOT_STRUCTURE).replace(b'""', b"")
    if b'"' in braces:
        braces = _BRACES_IN_TEXT.sub(b"", braces)
    braces = braces.replace(b"\n{", b"\n(").replace(b"}\n", b")\n")
    while b"{}" in braces:
        braces = braces.replace(b"{}", b"")
    return _ONE_A_LINE.fullmatch(braces) is not None


def split_head(path: Path, file: BinaryIO) -> StoredTables | None:
    """The tables before the annotations; afterwards ``file`` is at the first annotation. None for another layout."""
    lines: list[bytes] = []
    for line in file:
        if line == ANNOTATIONS_BEGIN:
            return split_tables(path, b"".join(lines).removesuffix(b",\n") + b"}\n")
        lines.append(line)
    tables = split_tables(path, b"".join(lines))
    # The name "annotations" may be written in another way.
    return None if tables is None or "annotations" in tables else tables


def record_in_line(path: Path, line: bytes) -> tuple[str, dict[str, Any]]:
    """The id and record in one line of the file. Raises DamagedError, naming the file."""
    try:
        key, start = _id_of(line)
        value, stop = raw_decode(text := line.decode(), start)
    except (ValueError, RecursionError) as error:
        raise damaged(path, f"is not JSON ({error})") from error
    if not isinstance(value, dict) or text[stop:].rstrip("\n") not in ("", ","):
        raise damaged(path, "does not have one record per line")
    return key, value


def encoded_key(key: str) -> bytes:
    """An id as JSON, without its quotation marks."""
    return encode_line(key)[1:-1]


def line_of(key: str, record: Mapping[str, Any]) -> bytes:
    """The id and record as one line, without its line end. A record that was not accessed keeps its line."""
    if isinstance(record, StoredRecord):
        if record.line is not None:
            return record.line
        record = record.value()
    return encode_line(key) + b": " + encode_line(record)
