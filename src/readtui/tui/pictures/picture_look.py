"""How this terminal shows pictures. Independent of Textual."""

from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style

from readtui.layout.pictures import USUAL_SHAPE, PictureRow
from readtui.quick_dataclass import dataclass
from readtui.tui.colors.palette import ColorDepth

if TYPE_CHECKING:
    from readtui.importers.images.image_request import ImageRequest, Rgb

_SMALLEST_CELL, _LARGEST_CELL = 4, 64
_FLATTEST, _HIGHEST = 1.4, 3.0
_UNKNOWN_PAPER = (24, 24, 26)


class Graphics(NamedTuple):
    """``kind``: "kitty", "sixel" or "" for none. ``cell``: the width and height of a cell in pixels, 0 if unknown."""

    kind: str = ""
    cell: tuple[int, int] = (0, 0)


NO_GRAPHICS = Graphics()


@dataclass(frozen=True, slots=True)
class PictureLook:
    """``depth``: the terminal's colors. ``background``: that of the page. ``graphics``: "kitty", "sixel" or "" for half
    blocks; ``cell`` is the size of a cell in pixels for it. ``shape``: a cell's height by its width.
    """

    depth: ColorDepth = ColorDepth.NONE
    background: "Rgb" = _UNKNOWN_PAPER
    graphics: str = ""
    cell: tuple[int, int] = (0, 0)
    shape: float = USUAL_SHAPE

    @property
    def can_show(self) -> bool:
        """Whether pictures can be told from noise: not in sixteen colors, and not where no colors are wanted."""
        return self.depth.has_themes

    def wanted(self, row: PictureRow) -> "ImageRequest":
        """What to ask for, to show the picture of this row."""
        # Imported here because the first page of most articles has no pictures.
        from readtui.importers.images.image_request import ImageRequest
        from readtui.tui.pictures.kitty_graphics import MOST_ROWS

        is_indexed = self.depth is ColorDepth.INDEXED
        kind = "" if self.graphics == "kitty" and row.rows > MOST_ROWS else self.graphics
        cell = self.cell if kind else (0, 0)
        return ImageRequest(row.image, row.columns, row.rows, self.background, is_indexed, kind, cell)


def look_on(text: Style, depth: ColorDepth, graphics: str = "", cell: tuple[int, int] = (0, 0)) -> PictureLook:
    """The look on a page with this style of text. Cells of an unlikely size are not believed."""
    paper = text.bgcolor.get_truecolor() if text.bgcolor is not None else None
    background = (paper.red, paper.green, paper.blue) if paper is not None else _UNKNOWN_PAPER
    is_likely = all(_SMALLEST_CELL <= side <= _LARGEST_CELL for side in cell)
    shape = cell[1] / cell[0] if is_likely else USUAL_SHAPE
    if not _FLATTEST <= shape <= _HIGHEST:
        shape = USUAL_SHAPE
    kind = graphics if is_likely else ""
    return PictureLook(depth, background, kind, cell if kind else (0, 0), shape)
