"""Finds the straight horizontal and vertical lines on a PDF page that rule a table."""

import ctypes
import itertools
from collections.abc import Iterator
from typing import Any

from readtui.quick_dataclass import dataclass

_MAX_OBJECTS = 20_000
_MAX_SEGMENTS = 2_000
_MAX_RULINGS = 1_500
_THICKEST = 2.5
_SHORTEST = 6.0
_HIGHEST_FILLED = 60.0
_SLANT = 0.5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A line from ``start`` to ``end``, in points: horizontal at the height ``place``, or vertical at that x."""

    is_level: bool
    place: float
    start: float
    end: float


def mirrored(ruling: Ruling) -> Ruling:
    """A ruling as seen from behind the page."""
    if ruling.is_level:
        return Ruling(True, ruling.place, -ruling.end, -ruling.start)
    return Ruling(False, -ruling.place, ruling.start, ruling.end)


def rulings_of(page: Any) -> tuple[Ruling, ...]:
    """The rulings of a page; none if there are so many that it is a drawing."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page)
    found: list[Ruling] = []
    for index in range(count if count <= _MAX_OBJECTS else 0):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(drawn) == pdfium.FPDF_PAGEOBJ_PATH:
            found += _rulings_of_path(pdfium, drawn)
            if len(found) > _MAX_RULINGS:
                return ()
    return tuple(found)


def _rulings_of_path(pdfium: Any, path: Any) -> Iterator[Ruling]:
    if not 2 <= pdfium.FPDFPath_CountSegments(path) <= _MAX_SEGMENTS:
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if not (fill.value or stroke.value):
        return
    for corners in _outlines(pdfium, path):
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
        if top - bottom <= _THICKEST and right - left >= _SHORTEST:
            yield Ruling(True, (bottom + top) / 2, left, right)
        elif right - left <= _THICKEST and top - bottom >= _SHORTEST:
            yield Ruling(False, (left + right) / 2, bottom, top)
        elif stroke.value or min(top - bottom, right - left) <= _HIGHEST_FILLED:
            yield from _edges(corners)


def _edges(corners: list[Point]) -> Iterator[Ruling]:
    """The horizontal and vertical lines between consecutive corners."""
    for (x, y), (to_x, to_y) in itertools.pairwise(corners):
        if abs(y - to_y) <= _SLANT and abs(x - to_x) >= _SHORTEST:
            yield Ruling(True, y, min(x, to_x), max(x, to_x))
        elif abs(x - to_x) <= _SLANT and abs(y - to_y) >= _SHORTEST:
            yield Ruling(False, x, min(y, to_y), max(y, to_y))


def _outlines(pdfium: Any, path: Any) -> Iterator[list[Point]]:
    """The corners of each part of a path on the page, without parts that have curves."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    corners: list[Point] = []
    is_straight = True
    for index in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if is_straight and len(corners) > 1:
                yield corners
            corners, is_straight = [], True
        is_straight = is_straight and kind != pdfium.FPDF_SEGMENT_BEZIERTO
        corners.append(
            (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        )
        if pdfium.FPDFPathSegment_GetClose(segment):
            corners.append(corners[0])
    if is_straight and len(corners) > 1:
        yield corners
