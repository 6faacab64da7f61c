"""The annotations of a large article file, left in the file's bytes until a record is asked for."""

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
    StoredTables,
    are_records,
    encoded_key,
    line_of,
    parse_tables,
    split_head,
    split_tables,
)
from readtui.storage.format.tables import Pieces, Records, format_version

# Smaller files are split into records just as quickly, and take little memory.
_LARGE = 1 << 12
_HASHED_AT_ONCE = 1 << 20
_CHECKED_AT_ONCE = 1 << 18
_END = b"\n}}\n"
_TABLE_END = b"\n},\n"


class LinedTable(Mapping[str, Mapping[str, Any]]):
    """The table of annotations as bytes of the file. Cuts out a record's line only when the record is asked for.

    ``starts``: the offsets in bytes where the lines begin, in the order of the ids. ``end``: where the last line ends.
    """

    def __init__(self, path: Path, content: bytes, starts: Sequence[int], end: int) -> None:
        self._path = path
        self._content = content
        self._starts = starts
        self._end = end
        self._changed: dict[str, bytes] = {}

    def __getitem__(self, key: str) -> Mapping[str, Any]:
        row, is_there = self._place(encoded := encoded_key(key))
        if key in self._changed:
            line = self._changed[key]
        elif is_there:
            line = self._content[self._starts[row] : self._line_end(row)]
        else:
            raise KeyError(key)
        return StoredRecord(self._path, line, len(f'"{encoded.decode()}": '))

    def __iter__(self) -> Iterator[str]:
        known = (self._key(row).decode() for row in range(len(self._starts)))
        return iter(dict.fromkeys([*known, *self._changed]))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def put(self, records: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Add these records; they replace those with the same ids."""
        self._changed.update((key, line_of(key, record)) for key, record in records)

    def pieces(self) -> Iterator[bytes | memoryview]:
        """The bytes of all lines, without the last line end."""
        view = memoryview(self._content)
        at = self._starts[0]
        for row, is_there, line in self._changes():
            if row == len(self._starts):
                yield from (view[at : self._end], b",\n", line)
                at = self._end
            elif is_there:
                yield from (view[at : self._starts[row]], line)
                at = self._line_end(row)
            else:
                yield from (view[at : self._starts[row]], line, b",\n")
                at = self._starts[row]
        yield view[at : self._end]

    def starts_in_pieces(self) -> "tuple[array[int], int] | None":
        """Where the lines of ``pieces`` begin and the last one ends, in bytes from the first.

        None if a changed id contains escapes.
        """
        if any(b"\\" in encoded_key(key) for key in self._changed):
            return None
        found, row, shift = array("q"), 0, -self._starts[0]
        for place, is_there, line in self._changes():
            found.extend([start + shift for start in self._starts[row:place]])
            start = self._starts[place] if place < len(self._starts) else self._end + len(b",\n")
            found.append(start + shift)
            shift += len(line) - (self._line_end(place) - start) if is_there else len(line) + len(b",\n")
            row = place + is_there
        found.extend([start + shift for start in self._starts[row:]])
        return found, self._end + shift

    def _changes(self) -> Iterator[tuple[int, bool, bytes]]:
        """For each changed line, in the order of the ids: its row, whether it replaces the line there, and the line."""
        for encoded, key in sorted((encoded_key(key), key) for key in self._changed):
            yield *self._place(encoded), self._changed[key]

    def _place(self, encoded: bytes) -> tuple[int, bool]:
        """The row of an id, or the one where it belongs, and whether the file has that id."""
        row = bisect_left(range(len(self._starts)), encoded, key=self._key)
        return row, row < len(self._starts) and self._key(row) == encoded

    def _key(self, row: int) -> bytes:
        start = self._starts[row] + 1
        return self._content[start : self._content.index(KEY_ENDS, start)]

    def _line_end(self, row: int) -> int:
        return self._starts[row + 1] - len(b",\n") if row + 1 < len(self._starts) else self._end


LinedTables = dict[str, dict[str, StoredRecord] | LinedTable]


class LastWritten:
    """Remembers where the lines of the last written article file begin, for the next save.

    Finding them again takes most of the time of a save. The positions are used only if the file still has the bytes
    that were written. Only their hashes are kept, which is safe: Python seeds them with a secret of this process, so
    nobody can craft a file with the same hashes.
    """

    def __init__(self) -> None:
        self._path = Path()
        self._hashes: list[tuple[int, int]] = []
        self._starts: array[int] = array("q")
        self._length = 0

    def keep(self, path: Path, pieces: Pieces, tables: Mapping[str, Records]) -> None:
        """Remember the tables that were encoded into these pieces, and forget the previous file."""
        lines = tables.get("annotations")
        places = lines.starts_in_pieces() if isinstance(lines, LinedTable) else None
        self._path, self._hashes = (path, _hashes(pieces)) if places else (Path(), [])
        self._starts, self._length = places or (array("q"), 0)

    def tables(self, path: Path, content: bytes) -> LinedTables | None:
        """The tables in a file's bytes; None if these are not the remembered bytes."""
        if path != self._path or not self._is_kept(content):
            return None
        head = split_head(path, file := BytesIO(content))
        if head is None:
            return None
        begin = file.tell()
        starts = array("q", [begin + start for start in self._starts])
        return _with_tail(path, content, head, starts, begin + self._length)

    def _is_kept(self, content: bytes) -> bool:
        view, at = memoryview(content), 0
        for size, hashed in self._hashes:
            if hash(view[at : at + size]) != hashed:
                return False
            at += size
        return at == len(content)


def _hashes(pieces: Pieces) -> list[tuple[int, int]]:
    """Length and hash of each part of what was written. Parts are small, because hashing one blocks other threads."""
    views = (
        memoryview(piece)[at : at + _HASHED_AT_ONCE] for piece in pieces for at in range(0, len(piece), _HASHED_AT_ONCE)
    )
    return [(len(view), hash(view)) for view in views]


def tables_to_edit(path: Path, content: bytes, last: LastWritten) -> dict[str, Records]:
    """The tables of a library file in the current format. Parses a record on first access.

    Raises DamagedError.
    """
    tables: Mapping[str, Records] | None = last.tables(path, content)
    if tables is None and len(content) > _LARGE:
        tables = lined_tables(path, content)
    if tables is None:
        tables = split_tables(path, content)
    if tables is None or format_version(path, tables) < FORMAT_VERSION:
        return dict(parse_tables(path, content))
    return dict(tables)


def lined_tables(path: Path, content: bytes) -> LinedTables | None:
    """The tables of an article file in readtui's own layout, with the annotations unsplit; None for any other file."""
    file = BytesIO(content)
    head = split_head(path, file)
    if head is None:
        return None
    begin = file.tell()
    starts, at, last_key = array("q"), begin, b""
    is_more = True
    for line in file:
        if not is_more:
            return _with_tail(path, content, head, starts, at - 1)
        key = line[1 : line.find(KEY_ENDS, 1)]
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


def _with_tail(path: Path, content: bytes, head: StoredTables, starts: "array[int]", end: int) -> LinedTables | None:
    """The tables before the annotations, the annotations, whose last line ends at ``end``, and the tables after them.

    None if another layout follows.
    """
    tables: LinedTables = {**head, "annotations": LinedTable(path, content, starts, end)}
    if content.endswith(_END) and len(content) == end + len(_END):
        return tables
    if not content.startswith(_TABLE_END, end):
        return None
    others = split_tables(path, b"{" + content[end + len(_TABLE_END) :])
    return None if others is None or not others.keys().isdisjoint(tables) else {**tables, **others}
