"""Where a passage is in its article's file: as reading programs name places in books, and on the pages of a PDF."""

from typing import TypeAlias

from readtui.quick_dataclass import dataclass

Box: TypeAlias = tuple[float, float, float, float]
"""The left and top edge, width and height of words of one line, in points from the upper left corner of a page."""


@dataclass(frozen=True, slots=True)
class BookPlace:
    """In an EPUB, ``start`` and ``end`` are KOReader's names of places; a step has a number where there are several of
    its name. In a PDF, ``pages`` are the boxes on each page by its number from 1, in reading order.
    """

    start: str = ""
    end: str = ""
    pages: tuple[tuple[int, tuple[Box, ...]], ...] = ()


Quad: TypeAlias = tuple[float, float, float, float, float, float, float, float]
"""The corners around words of one line, as x and y in points of the page's own coordinates: top left, top right, bottom
left, bottom right as one reads the line. Viewers expect this order, not that of the PDF standard's text.
"""


@dataclass(frozen=True, slots=True)
class PageArea:
    """The lines of a passage on one page. ``page`` counts from 0."""

    page: int
    quads: tuple[Quad, ...]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The left, bottom, right and top edges of all lines together."""
        xs = [x for quad in self.quads for x in quad[::2]]
        ys = [y for quad in self.quads for y in quad[1::2]]
        return min(xs), min(ys), max(xs), max(ys)
