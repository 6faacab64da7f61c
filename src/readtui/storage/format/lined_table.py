"""The annotations of a large article file, left in the file's bytes until a record is asked for."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import accumulate
from operator import lt
from pathlib import Path
from typing import Any

from readtui.codec.strict_json import encode_line
from readtui.storage.format.record_lines import (
    KEY_ENDS,
    StoredRecord,
    StoredTables,
    are_records,
    encoded_key,
    line_of,
    split_head,
    split_tables,
)
from readtui.storage.format.tables import Pieces, Records, damaged

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

    def records_with(self, signs: Iterable[bytes]) -> Iterator[tuple[str, StoredRecord]]:
        """The ids and records of the lines that contain one of ``signs``, in the order of the ids.

        Searches all lines at once, and ignores changes. Raises DamagedError, naming the file.
        """
        rows: set[int] = set()
        has_escapes = b"\\" in self._content
        for sign in signs:
            if sign.startswith(b"\\") and not has_escapes:
                # One byte is found sooner to be missing than two.
                continue
            at = self._content.find(sign, self._starts[0], self._end) if self._starts else -1
            while at >= 0:
                rows.add(row := bisect_right(self._starts, at) - 1)
                at = self._content.find(sign, self._line_end(row), self._end)
        return self._in_rows(sorted(rows))

    def each(self) -> Iterator[tuple[str, StoredRecord]]:
        """The ids and records of all lines, in the order of the ids, ignoring changes. Raises DamagedError."""
        return self._in_rows(range(len(self._starts)))

    def _in_rows(self, rows: Iterable[int]) -> Iterator[tuple[str, StoredRecord]]:
        for row in rows:
            line = self._content[self._starts[row] : self._line_end(row)]
            try:
                key = self._key(row).decode()
            except ValueError as error:
                raise damaged(self._path, f"is not JSON ({error})") from error
            yield key, StoredRecord(self._path, line, len(f'"{key}": '))

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


def lined_tables(path: Path, content: bytes) -> LinedTables | None:
    """The tables of an article file in readtui's own layout, with the annotations unsplit; None for any other file."""
    file = BytesIO(content)
    head = split_head(path, file)
    if head is None:
        return None
    starts, at, last_key = array("q"), file.tell(), b""
    # Many lines at once, because each step costs more for a line than the line itself.
    while lines := file.readlines(_CHECKED_AT_ONCE):
        last = next((number for number, line in enumerate(lines) if line[-3:] != b"},\n"), None)
        if last is not None:
            if lines[last][-2:] != b"}\n":
                return None
            del lines[last + 1 :]
        keys = [line[1 : line.find(KEY_ENDS, 1)] for line in lines]
        if not all(map(lt, [last_key, *keys], keys)) or not all(line[:1] == b'"' for line in lines):
            return None
        in_keys = b"".join(keys)
        if b"\\" in in_keys or b'"' in in_keys:
            return None
        *places, end = accumulate(map(len, lines), initial=at)
        if not are_records(content[at:end]):
            return None
        starts.extend(places)
        at, last_key = end, keys[-1]
        if last is not None:
            return with_tail(path, content, head, starts, at - 1) if at < len(content) else None
    return None


def with_tail(path: Path, content: bytes, head: StoredTables, starts: "array[int]", end: int) -> LinedTables | None:
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


_TABLE_ORDER = {"format": 0, "article": 1, "annotations": 2}


def encode_tables(tables: Mapping[str, Records]) -> bytes:
    return b"".join(encode_in_pieces(tables))


def encode_in_pieces(tables: Mapping[str, Records]) -> Pieces:
    """The bytes of the file in pieces, so that a large file is not copied."""
    parts: list[bytes | memoryview] = []
    for name in sorted(tables, key=lambda name: (_TABLE_ORDER.get(name, len(_TABLE_ORDER)), name)):
        parts += (b",\n" if parts else b"{", encode_line(name), b": {\n")
        records = tables[name]
        if isinstance(records, LinedTable):
            parts += (*records.pieces(), b"\n}")
            continue
        for number, key in enumerate(sorted(records)):
            parts += (b",\n" if number else b"", line_of(key, records[key]))
        parts.append(b"\n}")
    return [*(parts or [b"{"]), b"}\n"]
