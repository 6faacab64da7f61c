"""Finds the pictures on the pages of a PDF, and where they stand among its lines."""

import ctypes
import hashlib
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from readtui.importers.images.finder import ImageFinder, Locate
from readtui.importers.images.inner_images import InnerImages
from readtui.importers.images.sizes import MOST_BYTES
from readtui.importers.importer import Source
from readtui.importers.pdf.lines import Line
from readtui.importers.pdf.word import Word
from readtui.model.image import PART, Image
from readtui.quick_dataclass import dataclass

_FILTERS = (b"DCTDecode", b"FlateDecode")
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
_FILTER_BYTES = 32
_MOST_OBJECTS = 20_000
_MOST_ON_PAGE = 200
_MOST_PAGES = 2
_MOST_COVERED = 8
_MOST_UNPACKED = 256 * 1024 * 1024
_LEAST_SIDE = 20.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a page: its edges in points, the hash of its bytes, its alternative text. One without a hash is
    drawn of lines, or of a kind that cannot be shown.
    """

    page: int
    left: float
    right: float
    bottom: float
    top: float
    sha256: str = ""
    alternative: str = ""

    def is_above(self, line: Line) -> bool:
        """Whether the line comes after the picture: below it in the same column, or on a later page."""
        if line.page != self.page:
            return line.page > self.page
        return line.baseline < self.bottom and line.left < self.right and line.right > self.left

    def with_part(self, part: "Picture") -> "Picture":
        """The picture that both are parts of."""
        left, right = min(self.left, part.left), max(self.right, part.right)
        bottom, top = min(self.bottom, part.bottom), max(self.top, part.top)
        return Picture(self.page, left, right, bottom, top, self.sha256 or part.sha256, self.alternative)

    def is_behind(self, words: Sequence[Word]) -> bool:
        """Whether text is set on the picture, such as that of a scanned page."""
        covered = (
            self.left < (word.left + word.right) / 2 < self.right and self.bottom < word.baseline < self.top
            for word in words
        )
        return sum(covered) > _MOST_COVERED


def has_pictures(data: bytes) -> bool:
    """Whether a PDF may have pictures that can be shown; see ``PdfStreams``."""
    return _IMAGE.search(data) is not None


def pictures_of(
    page: Any, number: int, words: Sequence[Word], alternatives: Mapping[int, str] = MappingProxyType({})
) -> Iterator[Picture]:
    """The pictures of a loaded page in JPEG or as plain pixels, except those behind its text; and whatever else has an
    alternative text, by the number of its marked content.
    """
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page)
    edges = [ctypes.c_float() for _ in range(4)]
    shown = 0
    described: dict[str, Picture] = {}
    for index in range(count if count <= _MOST_OBJECTS else 0):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        alternative = alternatives.get(pdfium.FPDFPageObj_GetMarkedContentID(drawn), "") if alternatives else ""
        is_image = pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_IMAGE
        if not (is_image or alternative):
            continue
        shown += is_image
        if shown > _MOST_ON_PAGE:
            break
        if not pdfium.FPDFPageObj_GetBounds(drawn, *edges):
            continue
        left, bottom, right, top = (edge.value for edge in edges)
        picture = Picture(number, left, right, bottom, top, "", alternative)
        if is_image and (min(right - left, top - bottom) < _LEAST_SIDE or picture.is_behind(words)):
            continue
        data = _stream_of(pdfium, drawn) if is_image else None
        if data is not None:
            picture = replace(picture, sha256=_hash(data))
        if alternative:
            described[alternative] = described.get(alternative, picture).with_part(picture)
        elif data is not None:
            yield picture
    yield from described.values()


def _stream_of(pdfium: Any, drawn: Any) -> bytes | None:
    """The bytes of a picture as they are in the file, if they are JPEG or compressed pixels and nothing else."""
    name = ctypes.create_string_buffer(_FILTER_BYTES)
    if pdfium.FPDFImageObj_GetImageFilterCount(drawn) != 1:
        return None
    pdfium.FPDFImageObj_GetImageFilter(drawn, 0, name, _FILTER_BYTES)
    size = pdfium.FPDFImageObj_GetImageDataRaw(drawn, None, 0) if name.value in _FILTERS else 0
    if not 0 < size <= MOST_BYTES:
        return None
    data = ctypes.create_string_buffer(size)
    pdfium.FPDFImageObj_GetImageDataRaw(drawn, data, size)
    return data.raw


def _hash(data: bytes) -> str:
    """The hash of a stream, whether or not a line end before its end counts."""
    return hashlib.sha256(data.rstrip(b"\r\n")).hexdigest()


class PicturesBetween:
    """Hands out the images of a document in the order of its lines, each once the first line below it is reached, with
    their alternative texts.
    """

    def __init__(self, pictures: Iterable[Picture], source: Source) -> None:
        pictures = list(pictures)
        times = Counter(name for _, name in {(one.page, _name(one)) for one in pictures})
        # What is on many pages is a logo or a frame.
        self._waiting = deque(one for one in pictures if times[_name(one)] <= _MOST_PAGES)
        self._finder = ImageFinder(source, _parts_of(source.data) if self._waiting else lambda _: None)

    def above(self, line: Line | None) -> list[tuple[Image | None, Picture]]:
        """The pictures that come before a line, with those images that can be shown; all that are left for None."""
        if not self._waiting:
            return []
        due = [one for one in self._waiting if line is None or one.is_above(line)]
        if due:
            self._waiting = deque(one for one in self._waiting if one not in due)
        due.sort(key=lambda one: (one.page, -one.top, one.left))
        return [(self._finder.find((one.sha256,)) if one.sha256 else None, one) for one in due]


def _name(picture: Picture) -> str:
    return picture.sha256 or picture.alternative


def _parts_of(data: bytes) -> Locate:
    """Find the pictures among the streams of a file by the hashes of their bytes."""
    inner = InnerImages(data)
    numbers = {_hash(data[start:end]): number for number, (start, end) in enumerate(inner.spans)}
    left = _MOST_UNPACKED

    def locate(reference: str) -> tuple[str, bytes] | None:
        nonlocal left
        number = numbers.get(reference)
        picture = inner.picture(number) if number is not None and left > 0 else None
        left -= len(picture or b"")
        return (f"{PART}{number}", picture) if picture else None

    return locate
