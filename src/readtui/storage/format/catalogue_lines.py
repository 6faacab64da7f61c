"""The lines of the catalogue: a head, then one article each; read back only as it was written."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from readtui.codec.strict_json import encode_line
from readtui.model.article import ArticleRecord, Metadata, ReadingState

_VERSION = 5
_METADATA = tuple(field.name for field in fields(Metadata))
_FIELDS = tuple(field.name for field in fields(ArticleRecord))
_MADE_OF_JSON: dict[str, Callable[[Any], Any]] = {
    "metadata": lambda values: Metadata(*values),
    "paths": tuple,
    "tags": tuple,
    "reading_state": ReadingState,
    "conflicts": tuple,
}
_READERS = [(_FIELDS.index(name), read) for name, read in _MADE_OF_JSON.items()]
_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """An article: its record, the number of its live annotations, and how many of them have exactly these tags.

    ``stamp``: the file's mtime, size and inode.
    """

    stamp: tuple[int, int, int]
    record: ArticleRecord
    annotations: int
    tag_sets: Mapping[tuple[str, ...], int]


def encode_entries(entries: Iterable[CatalogueEntry]) -> bytes:
    """The catalogue of these entries."""
    rows = b"".join(_row(entry) + b"\n" for entry in entries)
    return _head(rows) + b"\n" + rows


def entries_in(content: bytes) -> dict[str, CatalogueEntry]:
    """The entries by id; none if these are not the bytes that this version of readtui wrote."""
    head, _, rows = content.partition(b"\n")
    if head != _head(rows):
        return {}
    try:
        return {entry.record.id: entry for entry in map(_entry, rows.splitlines())}
    except (ValueError, TypeError, LookupError, RecursionError):
        # A cache that cannot be read, for whatever reason, is made again.
        return {}


def _head(rows: bytes) -> bytes:
    """The first line: the rows' fields, and a hash that proves them unchanged, so that they need no checks."""
    return encode_line([_VERSION, _METADATA, _FIELDS, hashlib.sha256(rows).hexdigest()])


def _row(entry: CatalogueEntry) -> bytes:
    """An entry, by position. Each has its line: parsing all of them in one go would hold all threads."""
    values = [getattr(entry.record, name) for name in _FIELDS]
    values[_FIELDS.index("metadata")] = [getattr(entry.record.metadata, name) for name in _METADATA]
    return encode_line([entry.stamp, entry.annotations, [*entry.tag_sets.items()], *values])


def _entry(row: bytes) -> CatalogueEntry:
    ((modified, size, inode), annotations, tag_sets, *values), _ = _decode(row.decode())
    for position, read in _READERS:
        values[position] = read(values[position])
    sets = {tuple(tags): count for tags, count in tag_sets}
    return CatalogueEntry((modified, size, inode), ArticleRecord(*values), annotations, sets)
