"""Unpacks import files that are compressed, or are several in an archive."""

import zlib
from collections.abc import Iterator
from dataclasses import replace

from readtui.errors import SourceError
from readtui.importers.common.zip_safe import MAX_TOTAL_BYTES, SafeZip
from readtui.importers.importer import Source
from readtui.interchange.common.parsers import named

ENDINGS = (
    ".csv",
    ".htm",
    ".html",
    ".json",
    ".jsonl",
    ".jsonld",
    ".lua",
    ".mrexpt",
    ".opf",
    ".qdc",
    ".qdpx",
    ".sqlite",
    ".sqlite3",
    ".txt",
    ".xml",
    ".zip",
)
"""What is looked into in a folder or an archive."""

_GZIP = b"\x1f\x8b\x08"
_ZIP = b"PK\x03\x04"
_OF_GZIP = 31
_MOST_RATIO = 200
_RATIO_FROM_BYTES = 16 * 1024 * 1024


def decompressed(source: Source) -> Source:
    """The file that gzip has compressed, with all of its members; any other as it is.

    Raises SourceError if it is damaged or expands to too much.
    """
    if not source.data.startswith(_GZIP):
        return source
    most = min(MAX_TOTAL_BYTES, max(_RATIO_FROM_BYTES, len(source.data) * _MOST_RATIO))
    pieces: list[bytes] = []
    rest = source.data
    # Zeros behind the last member fill up a block of a tape or disk.
    while rest.lstrip(b"\0"):
        unpacking = zlib.decompressobj(_OF_GZIP)
        try:
            pieces.append(unpacking.decompress(rest, most + 1))
        except zlib.error as error:
            raise SourceError(
                f"{named(source)} is damaged: it cannot be decompressed", "Download or copy it again."
            ) from error
        most -= len(pieces[-1])
        if most < 0 or unpacking.unconsumed_tail:
            raise SourceError(
                f"{named(source)} expands to far more data than any export", "It looks like a decompression bomb."
            )
        if not unpacking.eof:
            raise SourceError(f"{named(source)} is truncated", "Download or copy it again.")
        rest = unpacking.unused_data
    return replace(source, data=b"".join(pieces))


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
