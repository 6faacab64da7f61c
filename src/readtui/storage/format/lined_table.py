"""A large article file in its own bytes: of its annotations only the lines that are asked for are cut out."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from readtui.storage.format.migrations import FORMAT_VERSION
from readtui.storage.format.record_lines import (
    KEY_ENDS,
    StoredRecord,
    are_records,
    encoded_key,
    line_of,
    parse_tables,
    split_head,
    split_tables,
)
from readtui.storage.format.tables import Records, format_version

_LARGE = 1 << 20
_CHECKED_AT_ONCE = 1 << 18


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
        row = self._row(encoded := encoded_key(key))
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
        for encoded, key in sorted((encoded_key(key), key) for key in self._changed):
            line, row = line_of(key, self._changed[key]), self._row(encoded)
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
        return self._content[start : self._content.index(KEY_ENDS, start)]

    def _line_end(self, row: int) -> int:
        return self._starts[row + 1] - len(b",\n") if row + 1 < len(self._starts) else self._end


def tables_to_edit(path: Path, content: bytes) -> dict[str, Records]:
    """The tables of a library file whose records are parsed when they are looked at; an older format is brought to the
    present one. Raises DamagedError.
    """
    tables: Mapping[str, Records] | None = None
    if len(content) > _LARGE:
        tables = lined_tables(path, content)
    if tables is None:
        tables = split_tables(path, content)
    if tables is None or format_version(path, tables) < FORMAT_VERSION:
        return dict(parse_tables(path, content))
    return dict(tables)


def lined_tables(path: Path, content: bytes) -> dict[str, dict[str, StoredRecord] | LinedTable] | None:
    """The tables in the bytes of an article file that is laid out so, its annotations unsplit; None for any other."""
    file = BytesIO(content)
    head = split_head(path, file)
    if head is None:
        return None
    begin = file.tell()
    starts, at, last_key = array("q"), begin, b""
    is_more = True
    for line in file:
        if not is_more:
            is_end = line == b"}}\n" and at + len(line) == len(content)
            return {**head, "annotations": LinedTable(path, content, starts, at - 1)} if is_end else None
        key = line[1 : line.find(KEY_ENDS)]
        is_more = line[-3:] == b"},\n"
        if line[:1] != b'"' or not (is_more or line[-2:] == b"}\n") or key <= last_key:
            return None
        if b"\\" in key or b'"' in key:
            return None
        starts.append(at)
        at += len(line)
        last_key = key
        if (not is_more or at - begin > _CHECKED_AT_ONCE) and not are_records(content[begin:at]):
            return None
        if at - begin > _CHECKED_AT_ONCE:
            begin = at
    return None
