"""Packs many lines of JSON into one short text, and unpacks them: compressed, in base64."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator

_MOST_BYTES = 1_000_000_000
_AT_ONCE = 1 << 18
# The lines of one change are much alike; higher levels save little and take several times as long.
_LEVEL = 1


def packed(lines: Iterable[bytes]) -> str:
    """The lines, none of which contains a line end."""
    compressor, pieces = zlib.compressobj(_LEVEL), []
    waiting: list[bytes] = []
    size = 0
    for line in lines:
        waiting += (line, b"\n")
        size += len(line)
        if size > _AT_ONCE:
            pieces.append(compressor.compress(b"".join(waiting)))
            waiting, size = [], 0
    pieces += (compressor.compress(b"".join(waiting)), compressor.flush())
    return b64encode(b"".join(pieces)).decode()


def unpacked(text: str) -> Iterator[bytes]:
    """The lines. Raises ValueError if anything in them has been changed."""
    try:
        compressed, decompressor = b64decode(text, validate=True), zlib.decompressobj()
        content = decompressor.decompress(compressed, _MOST_BYTES)
    except zlib.error as error:
        raise ValueError(f"cannot be unpacked ({error})") from error
    if not decompressor.eof or decompressor.unused_data:
        raise ValueError("cannot be unpacked (cut off, or too large)")
    yield from content.split(b"\n")[:-1]
