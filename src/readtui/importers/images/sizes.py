"""Reads the size of a picture from its header, without decoding it."""

import re
from collections.abc import Iterator

from readtui.quick_pattern import pattern

MOST_BYTES = 32 * 1024 * 1024
"""The largest picture that is looked at."""

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG_SIZE = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of frames, which state the size; the other three of this range are tables."""

_STANDALONE = frozenset((0x01, *range(0xD0, 0xD9)))
_SCAN = 0xDA
_MOST_SEGMENTS = 1_000
_ORIENTATION = 0x0112
_TURNED = frozenset((5, 6, 7, 8))
_TIFF = pattern(rb"Exif\x00\x00(II\*\x00|MM\x00\*)", re.DOTALL)
_MOST_FIELDS = 200

Size = tuple[int, int]
"""Width and height in pixels."""


def size_of(data: bytes) -> Size | None:
    """The size of a PNG, JPEG, GIF, WebP or BMP picture as it is to be shown; None for anything else."""
    try:
        size = _size_of(data)
    except IndexError:
        return None
    return size if size and size[0] > 0 and size[1] > 0 else None


def _size_of(data: bytes) -> Size | None:
    if data.startswith(_PNG) and data[12:16] == b"IHDR" and len(data) >= 24:
        return _big(data, 16, 4), _big(data, 20, 4)
    if data.startswith((b"GIF87a", b"GIF89a")) and len(data) >= 10:
        return _little(data, 6, 2), _little(data, 8, 2)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg_size(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp_size(data)
    if data.startswith(b"BM") and len(data) >= 26:
        height = int.from_bytes(data[22:26], "little", signed=True)
        return _little(data, 18, 4), abs(height)
    return None


def _jpeg_size(data: bytes) -> Size | None:
    is_turned = False
    for marker, start, end in _segments(data):
        if marker in _JPEG_SIZE and end - start >= 5:
            height, width = _big(data, start + 1, 2), _big(data, start + 3, 2)
            return (height, width) if is_turned else (width, height)
        if marker == 0xE1 and _TIFF.match(data, start, end):
            is_turned = _orientation(data[start + 6 : end]) in _TURNED
    return None


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """The marker, start and end of each segment before the picture itself."""
    position = 2
    for _ in range(_MOST_SEGMENTS):
        while position < len(data) and data[position] == 0xFF and data[position + 1] == 0xFF:
            position += 1
        if data[position] != 0xFF or (marker := data[position + 1]) == _SCAN:
            return
        position += 2
        if marker in _STANDALONE:
            continue
        length = _big(data, position, 2)
        if length < 2 or position + length > len(data):
            return
        yield marker, position + 2, position + length
        position += length


def _orientation(tiff: bytes) -> int:
    """The orientation in a JPEG's Exif data; 1, which is upright, if it has none."""
    is_little = tiff.startswith(b"II")

    def number(at: int, size: int) -> int:
        return _little(tiff, at, size) if is_little else _big(tiff, at, size)

    directory = number(4, 4)
    for field in range(min(number(directory, 2), _MOST_FIELDS)):
        at = directory + 2 + 12 * field
        if number(at, 2) == _ORIENTATION:
            return number(at + 8, 2)
    return 1


def _webp_size(data: bytes) -> Size | None:
    match data[12:16]:
        case b"VP8X" if len(data) >= 30:
            return 1 + _little(data, 24, 3), 1 + _little(data, 27, 3)
        case b"VP8L" if len(data) >= 25:
            bits = _little(data, 21, 4)
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 " if data[23:26] == b"\x9d\x01\x2a":
            return _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF
    return None


def _big(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "big")


def _little(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")
