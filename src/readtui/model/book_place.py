"""Where a passage is in a book's file, as reading programs name places."""

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
