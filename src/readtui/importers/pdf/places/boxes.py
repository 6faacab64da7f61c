"""Combines the boxes of a page's glyphs into a quadrilateral for each line."""

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from readtui.model.page_area import Quad

_SHIFTED, _SHIFTED_SMALL = 0.45, 0.75
_FARTHEST, _ADJACENT = 3.0, 0.35
_MOST_BETWEEN = 20
_ABOVE, _BELOW = 0.78, 0.22
"""What most types need above and below the baseline, relative to the size."""

_LARGEST, _SMALLEST = 1.6, 0.6


@dataclass(slots=True)
class _Box:
    """A glyph, or the glyphs of a line, in their own direction: ``left`` to ``right`` along the line, ``low`` to
    ``high`` across it. ``last``: the index of the last glyph.
    """

    last: int
    turn: int
    left: float
    right: float
    low: float
    high: float
    baseline: float
    size: float

    def is_beside(self, glyph: "_Box", distance: float) -> bool:
        """Whether a glyph is on this line, and not farther from the others than this multiple of the size."""
        size, smaller = max(self.size, glyph.size), min(self.size, glyph.size)
        apart = max(glyph.left - self.right, self.left - glyph.right)
        shift = abs(self.baseline - glyph.baseline)
        is_in_line = self.turn == glyph.turn and shift <= min(size * _SHIFTED, smaller * _SHIFTED_SMALL)
        return is_in_line and apart <= size * distance

    def add(self, glyph: "_Box") -> None:
        if glyph.size > self.size:
            self.size, self.baseline = glyph.size, glyph.baseline
        self.last = glyph.last
        self.left, self.right = min(self.left, glyph.left), max(self.right, glyph.right)
        self.low, self.high = min(self.low, glyph.low), max(self.high, glyph.high)

    def quad(self) -> Quad:
        corners = ((self.left, self.high), (self.right, self.high), (self.left, self.low), (self.right, self.low))
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (_on_page(self.turn, *corner) for corner in corners)
        return ax, ay, bx, by, cx, cy, dx, dy


def line_quads(text_page: Any, indexes: Sequence[int]) -> list[Quad]:
    """A quadrilateral for each line of the glyphs with these indexes, which are in reading order."""
    lines: list[_Box] = []
    for glyph in _boxes(text_page, indexes):
        if lines and _takes(text_page, lines[-1], glyph):
            lines[-1].add(glyph)
        else:
            lines.append(glyph)
    return [line.quad() for line in lines]


def _takes(text_page: Any, line: _Box, glyph: _Box) -> bool:
    """Whether the next glyph of the text continues a line, with no other words in between."""
    if line.is_beside(glyph, _ADJACENT):
        return True
    between = range(min(line.last, glyph.last) + 1, max(line.last, glyph.last))
    return len(between) <= _MOST_BETWEEN and line.is_beside(glyph, _FARTHEST) and _are_spaces(text_page, between)


def _are_spaces(text_page: Any, indexes: Sequence[int]) -> bool:
    import pypdfium2.raw as pdfium

    return all(chr(pdfium.FPDFText_GetUnicode(text_page, index) & 0xFFFF).isspace() for index in indexes)


def _boxes(text_page: Any, indexes: Sequence[int]) -> Iterator[_Box]:
    """The boxes of those glyphs that have one."""
    import pypdfium2.raw as pdfium

    loose, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    tight = [ctypes.c_double() for _ in range(4)]
    for index in indexes:
        has_box = pdfium.FPDFText_GetLooseCharBox(text_page, index, loose)
        if not has_box or not pdfium.FPDFText_GetCharOrigin(text_page, index, x, y):
            continue
        angle = max(0.0, float(pdfium.FPDFText_GetCharAngle(text_page, index)))
        size = float(pdfium.FPDFText_GetFontSize(text_page, index))
        turn = (round(angle / (math.pi / 2)) + 2 * int(size < 0)) % 4
        if pdfium.FPDFText_GetMatrix(text_page, index, matrix):
            size *= math.hypot(matrix.c, matrix.d) or 1.0
        left, right, low, high = _along(turn, loose.left, loose.right, loose.bottom, loose.top)
        baseline = _along(turn, x.value, x.value, y.value, y.value)[2]
        size = min(max(abs(size), (high - low) * _SMALLEST), (high - low) * _LARGEST)
        low, high = baseline - size * _BELOW, baseline + size * _ABOVE
        if pdfium.FPDFText_GetCharBox(text_page, index, *tight):
            shown = _along(turn, *(edge.value for edge in tight))
            low, high = min(low, max(shown[2], low - size / 2)), max(high, min(shown[3], high + size / 2))
        box = (left, right, low, high, baseline, size)
        if right > left and high > low and all(map(math.isfinite, box)):
            yield _Box(index, turn, *box)


def _along(turn: int, left: float, right: float, bottom: float, top: float) -> tuple[float, float, float, float]:
    """The edges of a box on the page in the direction of its text: along the line, then across it."""
    if turn == 0:
        return left, right, bottom, top
    if turn == 1:
        return -top, -bottom, left, right
    if turn == 2:
        return -right, -left, -top, -bottom
    return bottom, top, -right, -left


def _on_page(turn: int, along: float, across: float) -> tuple[float, float]:
    """A corner on the page: the inverse of ``_along``."""
    if turn == 0:
        return along, across
    if turn == 1:
        return across, -along
    if turn == 2:
        return -along, -across
    return -across, along
