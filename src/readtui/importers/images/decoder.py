"""Decodes an image at the size in which a terminal shows it. Runs in a process with limits; needs Pillow."""

import hashlib
import io
import os
import re
from collections.abc import Sequence

from PIL import Image as Pictures
from PIL import ImageEnhance, ImageOps, UnidentifiedImageError

from readtui.errors import SourceError
from readtui.importers.images.file_images import FileImages
from readtui.importers.images.image_request import DecodedImage, ImageRequest, Request, Rgb
from readtui.importers.images.sizes import MOST_BYTES
from readtui.importers.registry import MAX_BYTES
from readtui.model.image import BESIDE
from readtui.regular_files import open_regular

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_MOST_PIXELS = 60_000_000
"""The largest picture that is decoded, except for JPEG, which can be decoded at a fraction of its size."""

_MOST_JPEG_PIXELS = 400_000_000
_APART = 45
_MOST_UNSEEN = 0.02
_WHITE, _BLACK = (245, 245, 242), (22, 22, 24)
_STRONGER = 1.5
_FIRST_FIXED = 16
"""The first of 256 colors that looks the same in every terminal."""
_COLORS = 128
_BAND = 6
_RUN = re.compile(rb"(.)\1{3,254}", re.DOTALL)
_INTRODUCER, _END = b"\x1bP0;1;0q", b"\x1b\\"
"""The second parameter leaves unset pixels as they are."""


def decode(request: Request) -> DecodedImage:
    """Find the image and decode it. Raises SourceError if it is not there any more or cannot be shown."""
    data = _data(request)
    if data is None:
        raise SourceError("the image is no longer in the article's file", "Reload the article.")
    wanted = request.wanted
    try:
        picture = _opened(data, wanted)
        return DecodedImage(_cells(picture, wanted), _graphics(picture, wanted))
    except (UnidentifiedImageError, Pictures.DecompressionBombError, OSError, ValueError, SyntaxError) as fault:
        raise SourceError("the image is damaged, or too large to show", "Open the article's source.") from fault


def _data(request: Request) -> bytes | None:
    image = request.wanted.image
    if request.kept:
        data = _read(request.kept, MOST_BYTES)
        if data is not None and hashlib.sha256(data).hexdigest() == image.sha256:
            return data
    for path in request.paths:
        # What lies beside a page does not depend on it.
        content = b"" if image.place.startswith(BESIDE) else _read(path, MAX_BYTES)
        if content is not None and (found := FileImages(path, content).bytes_of(image)) is not None:
            return found
    return None


def _read(path: str, most: int) -> bytes | None:
    """The bytes of a regular file; None if there is none, or if it is larger than ``most``."""
    try:
        with open_regular(path) as file:
            return file.read(most) if os.fstat(file.fileno()).st_size <= most else None
    except (OSError, ValueError):
        return None


def _opened(data: bytes, wanted: ImageRequest) -> Pictures.Image:
    """The image as RGB, upright, and not much larger than it is shown. Raises an error of Pillow."""
    box = _pixels(wanted)
    picture: Pictures.Image = Pictures.open(io.BytesIO(data), formats=_FORMATS)
    pixels = picture.width * picture.height
    if pixels > (_MOST_JPEG_PIXELS if picture.format == "JPEG" else _MOST_PIXELS):
        raise ValueError(pixels)
    # Only the first of several frames is shown; a JPEG is decoded at no more than twice the size.
    picture.draft("RGB", (2 * max(box), 2 * max(box)))
    picture.load()
    picture = ImageOps.exif_transpose(picture)
    if "A" in picture.getbands() or "transparency" in picture.info:
        return _on_background(picture.convert("RGBA"), wanted.background)
    return picture.convert("RGB")


def _pixels(wanted: ImageRequest) -> tuple[int, int]:
    width, height = wanted.cell if wanted.graphics else (1, 2)
    return wanted.columns * width, wanted.rows * height


def _on_background(picture: Pictures.Image, background: Rgb) -> Pictures.Image:
    """A transparent picture on the page if it can be seen there: drawings in black ink get a light background on a dark
    page, those in white a dark one on a light page.
    """
    opaque = picture.getchannel("A").point(lambda alpha: 255 * (alpha > 127))
    counts = picture.convert("L").histogram(opaque)
    page = round(background[0] * 0.299 + background[1] * 0.587 + background[2] * 0.114)
    other = _WHITE if page < 128 else _BLACK
    unseen_here, unseen_there = _near(counts, page), _near(counts, other[0])
    is_lost = unseen_here > _MOST_UNSEEN * sum(counts) and unseen_here > unseen_there
    behind = other if is_lost else background
    under = Pictures.new("RGBA", picture.size, (*behind, 255))
    return Pictures.alpha_composite(under, picture).convert("RGB")


def _near(counts: Sequence[int], level: int) -> int:
    """How many pixels are hard to tell from a background of this level (0 to 255)."""
    return sum(counts[max(0, level - _APART) : level + _APART + 1])


def _fitted(picture: Pictures.Image, size: tuple[int, int]) -> Pictures.Image:
    return picture.resize(size, Pictures.Resampling.LANCZOS, reducing_gap=2.0)


def _cells(picture: Pictures.Image, wanted: ImageRequest) -> bytes:
    small = _fitted(picture, (wanted.columns, 2 * wanted.rows))
    if not wanted.is_indexed:
        return small.tobytes()
    palette = Pictures.new("P", (1, 1))
    palette.putpalette([part for color in _terminal_colors() for part in color])
    # At so few pixels dithering is noise; stronger colors keep dull ones from becoming gray.
    numbers = (
        ImageEnhance.Color(small).enhance(_STRONGER).quantize(palette=palette, dither=Pictures.Dither.NONE).tobytes()
    )
    return bytes(_FIRST_FIXED + number for number in numbers)


def _terminal_colors() -> list[Rgb]:
    """The colors of xterm from 16 to 255: a cube, then grays."""
    steps = (0, 95, 135, 175, 215, 255)
    cube = [(red, green, blue) for red in steps for green in steps for blue in steps]
    return cube + [(gray, gray, gray) for gray in range(8, 248, 10)]


def _graphics(picture: Pictures.Image, wanted: ImageRequest) -> bytes:
    if not wanted.graphics or min(wanted.cell) < 1:
        return b""
    fitted = _fitted(picture, _pixels(wanted))
    if wanted.graphics == "sixel":
        return sixel_rows(fitted, wanted.rows)
    file = io.BytesIO()
    fitted.save(file, "PNG", compress_level=3)
    return file.getvalue()


def sixel_rows(picture: Pictures.Image, rows: int) -> bytes:
    """The images of the ``rows`` of text that the picture covers as sixels (DEC's bitmaps), each with a line end."""
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
