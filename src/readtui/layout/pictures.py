"""The room for pictures in a text: known from their size in pixels, before anything of them is read."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from readtui.model.block import Block
from readtui.model.image import Image
from readtui.quick_dataclass import dataclass

_PIXELS_IN_CELL = 8
"""How many pixels of a picture are worth a cell, so that small ones stay small."""

USUAL_SHAPE = 2.0
"""How many times as high as it is wide a cell is, if the terminal does not say."""

_LEAST_ROWS = 2


class PictureRow(NamedTuple):
    """One row of a picture: the picture's size in cells, and the row's number from its top."""

    image: Image
    columns: int
    rows: int
    row: int


@dataclass(frozen=True, slots=True)
class PictureRoom:
    """The ``images`` of a text that are shown, in order, each in at most ``most_rows`` rows of cells of this ``shape``:
    their height by their width.
    """

    images: tuple[Image, ...] = ()
    most_rows: int = 0
    shape: float = USUAL_SHAPE

    def rows_above(self, block: Block, width: int, *, is_first: bool) -> list[list[PictureRow]]:
        """The rows of each picture above a block of a text of ``width`` cells."""
        if not self.images:
            return []
        first = 0 if is_first else bisect_left(self.images, block.start, key=_offset)
        return self._rows(self.images[first : bisect_right(self.images, block.start, key=_offset)], width)

    def rows_below(self, last: Block, width: int) -> list[list[PictureRow]]:
        if not self.images:
            return []
        return self._rows(self.images[bisect_right(self.images, last.start, key=_offset) :], width)

    def _rows(self, images: Sequence[Image], width: int) -> list[list[PictureRow]]:
        made: list[list[PictureRow]] = []
        for image in images:
            columns, rows = size_in_cells(image, width, self.most_rows, self.shape)
            made.append([PictureRow(image, columns, rows, row) for row in range(rows)])
        return made


NO_PICTURES = PictureRoom()


def size_in_cells(image: Image, width: int, most_rows: int, shape: float = USUAL_SHAPE) -> tuple[int, int]:
    """The columns and rows of a picture in a text of ``width`` cells. Never larger than it is, and never distorted by
    more than rounding.
    """
    columns = max(1, min(width, -(-image.width // _PIXELS_IN_CELL)))
    rows = round(columns * image.height / image.width / shape)
    if rows > most_rows:
        rows = most_rows
        columns = max(1, min(width, round(rows * shape * image.width / image.height)))
    return columns, max(1, rows)


def most_rows_on(height: int) -> int:
    """How many rows a picture may take on a screen of ``height`` rows, so that text stays beside it."""
    return max(_LEAST_ROWS, height * 3 // 5)


def _offset(image: Image) -> int:
    return image.offset
