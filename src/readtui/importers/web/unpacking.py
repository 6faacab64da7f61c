"""Decompresses a response piece by piece, and detects truncated streams."""

import zlib
from collections.abc import Iterator

PACKINGS = frozenset(("gzip", "x-gzip", "deflate"))
"""The supported values of HTTP's Content-Encoding."""

_PIECE_BYTES = 64 * 1024
_HEAD_BYTES = 2
_GZIP = 16 + zlib.MAX_WBITS


def unpacked(chunks: Iterator[bytes], packing: str) -> Iterator[bytes]:
    """Decompress chunks into pieces of at most 64 KiB, so that a decompression bomb is never in memory as a whole.

    No data at all counts as empty, and data after a complete stream is dropped. Raises zlib.error for data in another
    format, EOFError if the stream is truncated.
    """
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= _HEAD_BYTES:
            break
    if not head:
        return
    is_gzip = packing != "deflate"
    inflater = zlib.decompressobj(_GZIP if is_gzip else _window_bits(head))
    is_first, has_come = True, False
    data = head
    while True:
        try:
            piece = inflater.decompress(data, _PIECE_BYTES)
        except zlib.error:
            if is_first:
                raise
            return
        has_come = has_come or bool(piece)
        yield piece
        if inflater.eof:
            data = inflater.unused_data or next(chunks, b"")
            if not is_gzip or not data:
                return
            inflater = zlib.decompressobj(_GZIP)
            is_first = has_come = False
            continue
        data = inflater.unconsumed_tail
        if data or len(piece) == _PIECE_BYTES:
            continue
        data = next(chunks, b"")
        if not data:
            break
    if is_first or has_come:
        raise EOFError


def _window_bits(head: bytes) -> int:
    """How to read a deflated stream: most servers wrap it like zlib (RFC 1950), some do not (RFC 1951)."""
    is_wrapped = head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:_HEAD_BYTES], "big") % 31 == 0
    return zlib.MAX_WBITS if is_wrapped else -zlib.MAX_WBITS
