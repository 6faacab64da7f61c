"""Remembers where the lines of article files begin, so that the next save need not find them again."""

from array import array
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from readtui.quick_dataclass import dataclass
from readtui.storage.format.lined_table import LinedTable, LinedTables, lined_tables, with_tail
from readtui.storage.format.record_lines import parse_tables, split_head, split_tables
from readtui.storage.format.tables import FORMAT_VERSION, Pieces, Records, format_version

# Smaller files are split into records just as quickly, and take little memory.
_LARGE = 1 << 12
_HASHED_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class _Known:
    """Length and hash of each part of a file; where its annotations begin and end, in bytes from the first of them."""

    hashes: list[tuple[int, int]]
    starts: "array[int]"
    length: int

    def is_of(self, content: bytes) -> bool:
        view, at = memoryview(content), 0
        for size, hashed in self.hashes:
            # Of bytes as a whole, Python keeps the hash.
            if hash(content if size == len(content) else view[at : at + size]) != hashed:
                return False
            at += size
        return at == len(content)


class KnownLines:
    """The file that was written last, and those that were read since for a change to come.

    Finding the lines takes most of the time of a save. What is remembered is used only if the file still has the same
    bytes. Only their hashes are kept, which is safe: Python seeds them with a secret of this process, so nobody can
    craft a file with the same hashes.
    """

    def __init__(self) -> None:
        self._files: dict[Path, _Known] = {}

    def keep(self, path: Path, pieces: Pieces, tables: Mapping[str, Records]) -> None:
        """Remember the tables that were encoded into these pieces, and forget all other files."""
        lines = tables.get("annotations")
        places = lines.starts_in_pieces() if isinstance(lines, LinedTable) else None
        self._files = {path: _Known(_hashes(pieces), *places)} if places else {}

    def find(self, path: Path, content: bytes) -> LinedTables | None:
        """What ``lined_tables`` returns. Remembers it besides what is remembered already."""
        tables = lined_tables(path, content)
        lines = tables.get("annotations") if tables else None
        if isinstance(lines, LinedTable) and (places := lines.starts_in_pieces()):
            self._files[path] = _Known(_hashes([content]), *places)
        return tables

    def forget(self) -> None:
        self._files = {}

    def tables(self, path: Path, content: bytes) -> LinedTables | None:
        """The tables in a file's bytes; None if these are not the remembered bytes."""
        known = self._files.get(path)
        if known is None or not known.is_of(content):
            return None
        head = split_head(path, file := BytesIO(content))
        if head is None:
            return None
        begin = file.tell()
        starts = array("q", [begin + start for start in known.starts])
        return with_tail(path, content, head, starts, begin + known.length)


def _hashes(pieces: Pieces) -> list[tuple[int, int]]:
    """Length and hash of each part of what was written. Parts are small, because hashing one blocks other threads."""
    views = (
        memoryview(piece)[at : at + _HASHED_AT_ONCE] for piece in pieces for at in range(0, len(piece), _HASHED_AT_ONCE)
    )
    return [(len(view), hash(view)) for view in views]


def tables_to_edit(path: Path, content: bytes, known: KnownLines) -> dict[str, Records]:
    """The tables of a library file in the current format. Parses a record on first access. Raises DamagedError."""
    tables: Mapping[str, Records] | None = known.tables(path, content)
    if tables is None and len(content) > _LARGE:
        tables = lined_tables(path, content)
    if tables is None:
        tables = split_tables(path, content)
    if tables is None or format_version(path, tables) < FORMAT_VERSION:
        return dict(parse_tables(path, content))
    return dict(tables)
