"""The pictures of a PDF: its streams, by its bytes alone, as JPEG or PNG; or as pdfium draws them."""

import ctypes
import hashlib
import re
import struct
import zlib
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

from readtui.importers.images.sizes import MOST_BYTES
from readtui.model.image import PART, Image

_MOST_STREAMS, _MOST_LOOKED_AT = 5_000, 20_000
_LONGEST_DICTIONARY = 3_000
MOST_PIXELS = 16_000_000
_JPEG = re.compile(rb"stream\r?\n(?=\xff\xd8\xff)")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,7})\s+\d{1,5}\s+obj\b")
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
_STREAM = re.compile(rb">>\s*stream\r?\n")
_FLATE = re.compile(rb"/Filter\s*(?:/FlateDecode\b|\[\s*/FlateDecode\s*\])")
_UNLIKE_PNG = re.compile(
    rb"/Decode\s*\[(?!\s*(?:0(?:\.0*)?\s+(?:1|255)(?:\.0*)?\s*){1,3}\])|/ImageMask\s+true|/Mask\s+\d"
)
_SOFT_MASK = re.compile(rb"/SMask\s+(\d{1,7})\s+\d{1,5}\s+R\b")
_PARAMETERS = re.compile(rb"/DecodeParms\s*\[?\s*<<([^<>]*)>>")
_COLORS = re.compile(rb"/ColorSpace\s*(/\w+|\d{1,7}\s+\d{1,5}\s+R\b|\[)")
_REFERENCE = re.compile(rb"\s*(\d{1,7})\s+\d{1,5}\s+R\b")
_NAMED = {b"/DeviceGray": 1, b"/CalGray": 1, b"/G": 1, b"/DeviceRGB": 3, b"/CalRGB": 3, b"/RGB": 3}
_IN_ARRAY = re.compile(rb"\[?\s*(/\w+)")
_PROFILE = re.compile(rb"\[\s*/ICCBased\s+(\d{1,7})\s+\d{1,5}\s+R\s*\]")
_INDEXED = re.compile(
    rb"\[\s*/Indexed\s*(/\w+|\[[^\[\]]*\]|\d{1,7}\s+\d{1,5}\s+R)\s*(\d{1,3})\s*(?:<([0-9A-Fa-f\s]*)>|(\d{1,7})\s+\d{1,5}\s+R)"
)
_PNG_PREDICTORS = range(10, 16)
_GRAY, _RGB, _INDEX, _GRAY_ALPHA, _RGB_ALPHA = 0, 2, 3, 4, 6
_STORED_AT_ONCE = 0xFFFF

_DRAWN = re.compile(rf"{PART}(\d{{1,5}})/(\d{{1,6}}(?:\.\d{{1,6}}){{0,8}})/([0-9a-f]{{16}})")

Span = tuple[int, int]
"""Where a stream begins and ends in the file."""


class _Pixels(NamedTuple):
    """The rows of a picture, of ``width`` times ``colors`` numbers of ``bits`` each. ``packed``: as a PNG has them."""

    width: int
    height: int
    bits: int
    colors: int
    palette: bytes
    rows: bytes
    packed: bytes


class PdfStreams:
    """The streams of a file that are pictures. First those in JPEG, so that they have the numbers that they always had.

    Only what PNG can hold as well is a picture: gray, colors or a palette, with a soft mask or without. What the file
    keeps in object streams is not looked for. Takes linear time, whatever the file contains.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._dictionaries = dict(islice(self._images(), _MOST_STREAMS))
        self.spans = [*self._jpegs(), *self._dictionaries]

    def picture(self, span: Span) -> bytes | None:
        """The stream as a file of its own, JPEG or PNG; None if it is damaged, or not plain pixels."""
        start, end = span
        if span not in self._dictionaries:
            return self._data[start:end]
        pixels = self._pixels(span)
        mask = _SOFT_MASK.search(self._dictionaries[span])
        if pixels is None or mask is None:
            return _png(pixels) if pixels else None
        found = self._stream_of(int(mask[1]))
        opacity = self._pixels(found) if found in self._dictionaries else None
        return _with_opacity(pixels, opacity) if opacity else None

    def _jpegs(self) -> Iterator[Span]:
        end = 0
        for _, match in zip(range(_MOST_STREAMS), _JPEG.finditer(self._data), strict=False):
            if match.start() >= end:
                if (end := self._data.find(b"endstream", match.end())) < 0:
                    return
                yield match.end(), self._without_line_end(end)

    def _images(self) -> Iterator[tuple[Span, bytes]]:
        """The streams of pixels, and their dictionaries."""
        data, end = self._data, 0
        for match in islice(_IMAGE.finditer(data), _MOST_LOOKED_AT):
            begin = data.rfind(b" obj", max(end, match.start() - _LONGEST_DICTIONARY), match.start())
            stream = _STREAM.search(data, match.end(), match.end() + _LONGEST_DICTIONARY)
            if begin < 0 or stream is None:
                continue
            dictionary = data[begin + 4 : stream.start()]
            if not _FLATE.search(dictionary) or b"endobj" in dictionary:
                continue
            if (end := data.find(b"endstream", stream.end())) < 0:
                return
            yield (stream.end(), self._without_line_end(end)), dictionary

    def _without_line_end(self, end: int) -> int:
        last = self._data[end - 2 : end]
        return end - (len(last) if last == b"\r\n" else last[-1:] in (b"\r", b"\n"))

    def _pixels(self, span: Span) -> _Pixels | None:
        dictionary = self._dictionaries[span]
        width, height = _number(dictionary, b"Width"), _number(dictionary, b"Height")
        bits = _number(dictionary, b"BitsPerComponent")
        colors, palette = self._colors(dictionary)
        is_plain = bits in (1, 2, 4, 8) and colors >= 0 and not _UNLIKE_PNG.search(dictionary)
        if not is_plain or not 0 < width * height <= MOST_PIXELS:
            return None
        parameters = _PARAMETERS.search(dictionary)
        predictor = _number(parameters[1], b"Predictor") if parameters else 1
        length = (width * (colors or 3) * bits + 7) // 8
        is_packed = parameters is not None and predictor in _PNG_PREDICTORS
        if is_packed and parameters is not None:
            told = [_number(parameters[1], name) or usual for name, usual in ((b"Colors", 1), (b"Columns", 1))]
            if told != [colors or 3, width] or (_number(parameters[1], b"BitsPerComponent") or 8) != bits:
                return None
        elif predictor > 1:
            return None
        packed, rows = self._expanded(span, (length + is_packed) * height)
        if not rows:
            return None
        return _Pixels(width, height, bits, colors or 3, palette, rows, packed if is_packed else b"")

    def _expanded(self, span: Span, size: int) -> tuple[bytes, bytes]:
        """A compressed stream without what follows it, and its first ``size`` bytes; nothing if it has fewer."""
        stream = zlib.decompressobj()
        try:
            found = stream.decompress(self._data[slice(*span)], min(size + 1, MOST_BYTES + 1))
        except zlib.error:
            return b"", b""
        end = span[1] - len(stream.unused_data)
        # One line end too many is common.
        return (self._data[span[0] : end], found[:size]) if size <= len(found) <= size + 1 else (b"", b"")

    def _colors(self, dictionary: bytes) -> tuple[int, bytes]:
        """How many numbers a pixel has, and the palette for one; 0 if that is not known, as of what is compressed."""
        written = _COLORS.search(dictionary)
        if written is None:
            return 0, b""
        if reference := _REFERENCE.match(written[1]):
            return self._colors_in(self._object(int(reference[1])))
        return self._colors_in(dictionary[written.start(1) :])

    def _colors_in(self, written: bytes) -> tuple[int, bytes]:
        if profile := _PROFILE.match(written.lstrip()):
            count = _number(self._object(int(profile[1])), b"N")
            return count if count in (1, 3) else -1, b""
        if indexed := _INDEXED.match(written.lstrip()):
            return self._palette(indexed)
        if named := _IN_ARRAY.match(written.lstrip()):
            return _NAMED.get(named[1], -1), b""
        return 0, b""

    def _palette(self, indexed: re.Match[bytes]) -> tuple[int, bytes]:
        base, _ = self._colors(b"/ColorSpace " + indexed[1])
        if indexed[4]:
            span = self._stream_of(int(indexed[4]))
            _, found = self._expanded(span, base * (int(indexed[2]) + 1)) if span and base > 0 else (b"", b"")
        else:
            digits = b"".join(indexed[3].split())
            found = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        if base == 1:
            found = b"".join(bytes([one]) * 3 for one in found)
        return (1, found[: 3 * 256]) if base in (1, 3) and len(found) >= 3 else (-1, b"")

    @cached_property
    def _objects(self) -> dict[int, int]:
        """Where objects begin, by number; of several versions, the last."""
        return {int(found[1]): found.end() for found in _OBJECT.finditer(self._data)}

    def _object(self, number: int) -> bytes:
        """What an object begins with; nothing if it is in an object stream."""
        start = self._objects.get(number)
        return b"" if start is None else self._data[start : start + _LONGEST_DICTIONARY].partition(b"endobj")[0]

    def _stream_of(self, number: int) -> Span | None:
        start = self._objects.get(number)
        stream = None if start is None else _STREAM.search(self._data, start, start + _LONGEST_DICTIONARY)
        if stream is None or (end := self._data.find(b"endstream", stream.end())) < 0:
            return None
        return stream.end(), self._without_line_end(end)


def _number(dictionary: bytes, name: bytes) -> int:
    """A number of a dictionary; 0 if it is not there, or elsewhere."""
    found = re.search(rb"/%s\s+(\d{1,6})\b(?!\s+\d{1,5}\s+R\b)" % name, dictionary)
    return int(found[1]) if found else 0


def _with_opacity(pixels: _Pixels, opacity: _Pixels) -> bytes | None:
    """A PNG with a soft mask, if both are pixels of the same kind."""
    is_alike = (opacity.width, opacity.height, opacity.colors) == (pixels.width, pixels.height, 1)
    if not is_alike or (pixels.bits, opacity.bits) != (8, 8) or pixels.packed or opacity.packed or pixels.palette:
        return None
    count = pixels.colors + 1
    rows = bytearray(pixels.width * pixels.height * count)
    for color in range(pixels.colors):
        rows[color::count] = pixels.rows[color :: pixels.colors]
    rows[pixels.colors :: count] = opacity.rows
    return _png(pixels._replace(colors=count, rows=bytes(rows)))


def _png(pixels: _Pixels) -> bytes:
    kind = _INDEX if pixels.palette else {1: _GRAY, 2: _GRAY_ALPHA, 3: _RGB, 4: _RGB_ALPHA}[pixels.colors]
    length = (pixels.width * pixels.colors * pixels.bits + 7) // 8
    rows = (pixels.rows[start : start + length] for start in range(0, length * pixels.height, length))
    packed = pixels.packed or _stored(b"\0" + b"\0".join(rows))
    palette = _chunk(b"PLTE", pixels.palette) if pixels.palette else b""
    head = struct.pack(">IIBBBBB", pixels.width, pixels.height, pixels.bits, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + palette + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _stored(data: bytes) -> bytes:
    """In the form of zlib but not compressed: releases of zlib differ in what they make of the same bytes."""
    parts = [data[at : at + _STORED_AT_ONCE] for at in range(0, len(data), _STORED_AT_ONCE)]
    blocks = (
        struct.pack("<BHH", number == len(parts), len(part), len(part) ^ 0xFFFF) + part
        for number, part in enumerate(parts, 1)
    )
    return b"\x78\x01" + b"".join(blocks) + struct.pack(">I", zlib.adler32(data))


# What no PNG can hold (the four colors of print, masks), what stands in the page's own stream (BI … EI), and what is
# compressed otherwise is drawn by pdfium. Its pixels depend on its version: what counts is the hash of the stream.


def hash_of(stream: bytes) -> str:
    """The hash of a stream, whether or not a line end before its end counts."""
    return hashlib.sha256(stream.rstrip(b"\r\n")).hexdigest()


def raw_stream(pdfium: Any, drawn: Any) -> bytes:
    """The bytes of a picture as they are in the file; nothing if they are too many."""
    size = pdfium.FPDFImageObj_GetImageDataRaw(drawn, None, 0)
    if not 0 < size <= MOST_BYTES:
        return b""
    data = ctypes.create_string_buffer(size)
    pdfium.FPDFImageObj_GetImageDataRaw(drawn, data, size)
    return data.raw


def drawn_place(page: int, path: str, digest: str) -> str:
    """The place of a picture that has to be drawn: its page, the numbers that lead to it, and its stream's hash."""
    return f"{PART}{page}/{path}/{digest[:16]}"


def is_drawn(image: Image) -> bool:
    """Whether an image has to be drawn: in a process with limits, as a damaged file may crash pdfium."""
    return "/" in image.place and image.place.startswith(PART)


def drawn_picture(asked: tuple[bytes, str]) -> bytes | None:
    """The picture at such a place in these bytes of a PDF, as a PNG; None if it is not there any more, or too large."""
    import pypdfium2.raw as pdfium

    data, place = asked
    found = _DRAWN.fullmatch(place)
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None) if found else None
    page = pdfium.FPDF_LoadPage(document, int(found[1])) if found and document else None
    try:
        if not (found and page):
            return None
        first, *inner = map(int, found[2].split("."))
        drawn = pdfium.FPDFPage_GetObject(page, first)
        for index in inner:
            drawn = pdfium.FPDFFormObj_GetObject(drawn, index) if drawn else None
        is_image = drawn and pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_IMAGE
        if not is_image or not hash_of(raw_stream(pdfium, drawn)).startswith(found[3]):
            return None
        return _drawn(pdfium, document, page, drawn)
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)
        if document:
            pdfium.FPDF_CloseDocument(document)


def _drawn(pdfium: Any, document: Any, page: Any, drawn: Any) -> bytes | None:
    said = pdfium.FPDF_IMAGEOBJ_METADATA()
    pdfium.FPDFImageObj_GetImageMetadata(drawn, page, said)
    if not 0 < said.width * said.height <= MOST_PIXELS:
        return None
    pdfium.FPDFPageObj_SetMatrix(drawn, pdfium.FS_MATRIX(said.width, 0, 0, said.height, 0, 0))
    bitmap = pdfium.FPDFImageObj_GetRenderedBitmap(document, page, drawn)
    if not bitmap:
        return None
    try:
        width, height = pdfium.FPDFBitmap_GetWidth(bitmap), pdfium.FPDFBitmap_GetHeight(bitmap)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        if pdfium.FPDFBitmap_GetFormat(bitmap) != pdfium.FPDFBitmap_BGRA or stride != 4 * width:
            return None
        pixels = bytearray(ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height))
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    pixels[0::4], pixels[2::4] = pixels[2::4], pixels[0::4]
    return _png(_Pixels(width, height, 8, 4, b"", bytes(pixels), b""))
