"""What is asked of the process that decodes images, and what it answers."""

from collections.abc import Sequence

from readtui.model.image import Image
from readtui.quick_dataclass import dataclass

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """How to decode an image: for ``columns`` times ``rows`` cells on ``background``.

    ``is_indexed``: in the 256 colors of a terminal. ``graphics``: "kitty", "sixel" or "" for none besides the cells;
    ``cell`` is the size of a cell in pixels for it.
    """

    image: Image
    columns: int
    rows: int
    background: Rgb
    is_indexed: bool = False
    graphics: str = ""
    cell: tuple[int, int] = (0, 0)

    @property
    def cell_bytes(self) -> int:
        """How many bytes the cells take."""
        return self.columns * self.rows * 2 * (1 if self.is_indexed else 3)


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted, and where the bytes may be: a file with only them, and the files that the article came from."""

    wanted: ImageRequest
    kept: str
    paths: Sequence[str]


@dataclass(frozen=True, slots=True)
class DecodedImage:
    """An image for a terminal. ``cells``: two pixels per cell, one above the other, as ``columns`` times twice ``rows``
    pixels of three bytes, or of one byte with a color's number. ``graphics``: a PNG, or a sixel image per row.
    """

    cells: bytes
    graphics: bytes = b""
