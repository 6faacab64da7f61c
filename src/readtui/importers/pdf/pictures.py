"""Finds the pictures on the pages of a PDF, and where they stand among its lines."""

import ctypes
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from types import MappingProxyType
from typing import Any

from readtui.importers.images.finder import ImageFinder, Locate, is_worth_showing
from readtui.importers.images.inner_images import InnerImages
from readtui.importers.images.pdf_streams import MOST_PIXELS, drawn_place, hash_of, raw_stream
from readtui.importers.importer import Source
from readtui.importers.pdf.lines import Line
from readtui.importers.pdf.word import Word
from readtui.model.image import PART, Image
from readtui.quick_dataclass import dataclass

_MOST_OBJECTS = 20_000
_DEEPEST = 3
_BITS_OF_PRINT = 32
_MOST_ON_PAGE = 200
_MOST_PAGES = 2
_MOST_COVERED = 8
_MOST_UNPACKED = 256 * 1024 * 1024
_LEAST_SIDE = 20.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a page: its edges in points, the hash of its bytes, its alternative text. One without a hash is
    drawn of lines, or of a kind that cannot be shown.

    ``place``: where pdfium finds it to draw it, ``size``: its pixels, ``is_in_file``: whether its stream may be shown.
    """

    page: int
    left: float
    right: float
    bottom: float
    top: float
    sha256: str = ""
    alternative: str = ""
    place: str = ""
    size: tuple[int, int] = (0, 0)
    is_in_file: bool = False

    def is_above(self, line: Line) -> bool:
        """Whether the line comes after the picture: below it in the same column, or on a later page."""
        if line.page != self.page:
            return line.page > self.page
        return line.baseline < self.bottom and line.left < self.right and line.right > self.left

    def with_part(self, part: "Picture") -> "Picture":
        """The picture that both are parts of."""
        left, right = min(self.left, part.left), max(self.right, part.right)
        bottom, top = min(self.bottom, part.bottom), max(self.top, part.top)
        shown = self if self.sha256 else part
        return replace(shown, left=left, right=right, bottom=bottom, top=top, alternative=self.alternative)

    def is_behind(self, words: Sequence[Word]) -> bool:
        """Whether text is set on the picture, such as that of a scanned page."""
        covered = (
            self.left < (word.left + word.right) / 2 < self.right and self.bottom < word.baseline < self.top
            for word in words
        )
        return sum(covered) > _MOST_COVERED


def pictures_of(
    page: Any, number: int, words: Sequence[Word], alternatives: Mapping[int, str] = MappingProxyType({})
) -> Iterator[Picture]:
    """The pictures of a loaded page and the forms on it, except those behind its text; and whatever else has an
    alternative text, by the number of its marked content.
    """
    import pypdfium2.raw as pdfium

    shown = 0
    described: dict[str, Picture] = {}
    for path, drawn, around in islice(_drawn_in(pdfium, page), _MOST_OBJECTS):
        is_image = pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_IMAGE
        of_page = alternatives and not around
        alternative = alternatives.get(pdfium.FPDFPageObj_GetMarkedContentID(drawn), "") if of_page else ""
        if not (is_image or alternative):
            continue
        shown += is_image
        if shown > _MOST_ON_PAGE:
            break
        edges = _edges_of(pdfium, drawn, around)
        if edges is None:
            continue
        left, bottom, right, top = edges
        picture = Picture(number, left, right, bottom, top, "", alternative)
        if is_image and (min(right - left, top - bottom) < _LEAST_SIDE or picture.is_behind(words)):
            continue
        if is_image:
            picture = _with_bytes(pdfium, page, drawn, path, picture)
        if alternative:
            described[alternative] = described.get(alternative, picture).with_part(picture)
        elif picture.sha256:
            yield picture
    yield from described.values()


def _drawn_in(pdfium: Any, holder: Any, path: str = "", around: tuple[Any, ...] = ()) -> Iterator[Any]:
    """The objects of a page or a form, and of the forms in it: the numbers that lead to each, the object, and the
    matrices of the forms around it.
    """
    count = (pdfium.FPDFFormObj_CountObjects if around else pdfium.FPDFPage_CountObjects)(holder)
    object_at = pdfium.FPDFFormObj_GetObject if around else pdfium.FPDFPage_GetObject
    for index in range(count):
        drawn = object_at(holder, index)
        yield f"{path}{index}", drawn, around
        if len(around) < _DEEPEST and pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_FORM:
            matrix = pdfium.FS_MATRIX()
            if pdfium.FPDFPageObj_GetMatrix(drawn, matrix):
                yield from _drawn_in(pdfium, drawn, f"{path}{index}.", (*around, matrix))


def _edges_of(pdfium: Any, drawn: Any, around: Sequence[Any]) -> tuple[float, float, float, float] | None:
    """The left, bottom, right and top edge of an object on the page."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(drawn, *edges):
        return None
    left, bottom, right, top = (edge.value for edge in edges)
    for one in reversed(around):
        corners = [
            (x * one.a + y * one.c + one.e, x * one.b + y * one.d + one.f) for x in (left, right) for y in (bottom, top)
        ]
        (left, right), (bottom, top) = ((min(values), max(values)) for values in zip(*corners, strict=True))
    return left, bottom, right, top


def _with_bytes(pdfium: Any, page: Any, drawn: Any, path: str, picture: Picture) -> Picture:
    """The picture with the hash of its stream, its place and its size, if it has pixels."""
    data, said = raw_stream(pdfium, drawn), pdfium.FPDF_IMAGEOBJ_METADATA()
    if not data or not pdfium.FPDFImageObj_GetImageMetadata(drawn, page, said):
        return picture
    digest = hash_of(data)
    # A file with the four colors of print is shown in others.
    in_file = said.bits_per_pixel < _BITS_OF_PRINT
    can_be_drawn = said.bits_per_pixel and said.width * said.height <= MOST_PIXELS
    place = drawn_place(picture.page, path, digest) if can_be_drawn else ""
    return replace(picture, sha256=digest, place=place, size=(said.width, said.height), is_in_file=in_file)


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
        return [(self._image(one) if one.sha256 else None, one) for one in due]

    def _image(self, picture: Picture) -> Image | None:
        """The image as the file has it, or else as pdfium draws it."""
        if picture.is_in_file and (found := self._finder.find((picture.sha256,))):
            return found
        is_shown = picture.place and is_worth_showing(*picture.size)
        return Image(0, picture.place, picture.sha256, *picture.size) if is_shown else None


def _name(picture: Picture) -> str:
    return picture.sha256 or picture.alternative


def _parts_of(data: bytes) -> Locate:
    """Find the pictures among the streams of a file by the hashes of their bytes."""
    inner = InnerImages(data)
    numbers = {hash_of(data[start:end]): number for number, (start, end) in enumerate(inner.spans)}
    left = _MOST_UNPACKED

    def locate(reference: str) -> tuple[str, bytes] | None:
        nonlocal left
        number = numbers.get(reference)
        picture = inner.picture(number) if number is not None and left > 0 else None
        left -= len(picture or b"")
        return (f"{PART}{number}", picture) if picture else None

    return locate
