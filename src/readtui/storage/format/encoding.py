"""Encodes tables as a library file: tables, records and fields in a fixed order, one record per line."""

from collections.abc import Mapping

from readtui.codec.strict_json import encode_line
from readtui.storage.format.lined_table import LinedTable
from readtui.storage.format.record_lines import line_of
from readtui.storage.format.tables import Pieces, Records

_TABLE_ORDER = {"format": 0, "article": 1, "annotations": 2}


def encode_tables(tables: Mapping[str, Records]) -> bytes:
    """The bytes of the file."""
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
