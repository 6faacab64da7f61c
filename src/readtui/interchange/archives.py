"""Unpacks import files that are compressed, by gzip or by Firefox, or are several in an archive."""

import zlib
from collections.abc import Iterator
from dataclasses import replace

from readtui.errors import SourceError
from readtui.importers.common.zip_safe import MAX_TOTAL_BYTES, SafeZip
from readtui.importers.importer import Source
from readtui.interchange.common.parsers import named

ENDINGS = (
    *(".csv", ".htm", ".html", ".json", ".jsonl", ".jsonld", ".jsonlz4", ".lua", ".md", ".mrexpt", ".opf", ".qdc"),
    *(".qdpx", ".sqlite", ".sqlite3", ".txt", ".xml", ".zip"),
)
"""What is looked into in a folder or an archive."""

_GZIP = b"\x1f\x8b\x08"
_ZIP = b"PK\x03\x04"
_OF_GZIP = 31
_FIREFOX = b"mozLz40\0"
_MORE = 15
_LEAST_COPY = 4
_MOST_RATIO = 200
_RATIO_FROM_BYTES = 16 * 1024 * 1024


def decompressed(source: Source) -> Source:
    """The file that gzip, with all of its members, or Firefox has compressed; any other as it is.

    Raises SourceError if it is damaged or expands to too much.
    """
    most = min(MAX_TOTAL_BYTES, max(_RATIO_FROM_BYTES, len(source.data) * _MOST_RATIO))
    try:
        if source.data.startswith(_GZIP):
            return replace(source, data=_gunzipped(source.data, most))
        if source.data.startswith(_FIREFOX):
            return replace(source, data=_of_firefox(source.data, most))
    except (zlib.error, IndexError) as error:
        raise SourceError(
            f"{named(source)} is damaged: it cannot be decompressed", "Download or copy it again."
        ) from error
    except EOFError as error:
        raise SourceError(f"{named(source)} is truncated", "Download or copy it again.") from error
    except OverflowError as error:
        raise SourceError(
            f"{named(source)} expands to far more data than any export", "It looks like a decompression bomb."
        ) from error
    return source


def _gunzipped(data: bytes, most: int) -> bytes:
    """Raises zlib.error, EOFError if it is truncated, OverflowError if it has more than ``most`` bytes."""
    pieces: list[bytes] = []
    # Zeros behind the last member fill up a block of a tape or disk.
    while data.lstrip(b"\0"):
        unpacking = zlib.decompressobj(_OF_GZIP)
        pieces.append(unpacking.decompress(data, most + 1))
        most -= len(pieces[-1])
        if most < 0 or unpacking.unconsumed_tail:
            raise OverflowError
        if not unpacking.eof:
            raise EOFError
        data = unpacking.unused_data
    return b"".join(pieces)


def _of_firefox(data: bytes, most: int) -> bytes:
    """A block of LZ4 behind its size. https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md

    Raises IndexError if it is damaged, EOFError if it is truncated, OverflowError if it has more than ``most`` bytes.
    """
    at = len(_FIREFOX) + 4
    size = int.from_bytes(data[len(_FIREFOX) : at], "little")
    if size > most:
        raise OverflowError
    found = bytearray()

    def count(first: int) -> int:
        nonlocal at
        total, last = first, 255 if first == _MORE else 0
        while last == 255:
            last, at = data[at], at + 1
            total += last
        return total

    while at < len(data) and len(found) <= size:
        token, at = data[at], at + 1
        literal = count(token >> 4)
        found += data[at : at + literal]
        at += literal
        if at >= len(data):
            break
        back = int.from_bytes(data[at : at + 2], "little")
        at += 2
        copied = count(token & _MORE) + _LEAST_COPY
        if not 0 < back <= len(found) or len(found) + copied > size:
            raise IndexError
        start = len(found) - back
        piece = found[start : start + copied]
        # A copy may reach into itself.
        found += (piece * (copied // len(piece) + 1))[:copied]
    if len(found) < size:
        raise EOFError
    return bytes(found[:size])


def members(source: Source) -> Iterator[Source]:
    """The files in a zip archive that may have annotations in them; none of any other file.

    Raises SourceError if the archive is damaged, encrypted or expands to too much.
    """
    if not source.data.startswith(_ZIP):
        return
    archive = SafeZip(source.data, named(source), "an export")
    for name in archive.names:
        is_hidden = any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
        if not is_hidden and name.casefold().endswith(ENDINGS):
            yield Source(archive.read(name), f"{source.name}/{name}")
