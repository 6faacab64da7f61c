"""Encodes a picture as sixels (DEC's format of bitmaps in terminals), one image per row of text."""

import re

from PIL import Image as Pictures

_COLORS = 128
_BAND = 6
_RUN = re.compile(rb"(.)\1{3,254}", re.DOTALL)
_INTRODUCER, _END = b"\x1bP0;1;0q", b"\x1b\\"
"""The second parameter leaves unset pixels as they are."""


def sixel_rows(picture: Pictures.Image, rows: int) -> bytes:
    """The images of the ``rows`` of text that the picture covers, each followed by a line end."""
    numbered = picture.quantize(_COLORS, method=Pictures.Quantize.MEDIANCUT, dither=Pictures.Dither.FLOYDSTEINBERG)
    palette = numbered.getpalette() or []
    pixels, width = numbered.tobytes(), numbered.width
    height = numbered.height // rows
    size = width * height
    strips = (pixels[size * row : size * (row + 1)] for row in range(rows))
    return b"".join(_strip(strip, width, height, palette) + b"\n" for strip in strips)


def _strip(pixels: bytes, width: int, height: int, palette: list[int]) -> bytes:
    colors = b"".join(
        b"#%d;2;%d;%d;%d" % (number, *(round(part * 100 / 255) for part in palette[3 * number : 3 * number + 3]))
        for number in sorted(set(pixels))
    )
    lines = [pixels[width * row : width * (row + 1)] for row in range(height)]
    bands = b"-".join(_band(lines[first : first + _BAND]) for first in range(0, height, _BAND))
    return b'%s"1;1;%d;%d%s%s%s' % (_INTRODUCER, width, height, colors, bands, _END)


def _band(lines: list[bytes]) -> bytes:
    """Up to six lines of pixels: for each color the pixels that have it, as a bit per line."""
    width = len(lines[0])
    parts: list[bytes] = []
    for color in sorted(set(b"".join(lines))):
        bits = 0
        for row, line in enumerate(lines):
            if color in line:
                # All pixels of a line at once: each is a byte of one large number.
                bits |= int.from_bytes(line.translate(_only(color, 1 << row)), "big")
        sixels = bits.to_bytes(width, "big").translate(_PRINTED).rstrip(b"?")
        parts.append(b"#%d" % color + _RUN.sub(lambda run: b"!%d%c" % (len(run[0]), run[1][0]), sixels))
    return b"$".join(parts)


def _only(color: int, bit: int) -> bytes:
    """A table that turns one color into a bit, and all others into none."""
    table = bytearray(256)
    table[color] = bit
    return bytes(table)


_PRINTED = bytes(63 + number if number < 64 else 63 for number in range(256))
