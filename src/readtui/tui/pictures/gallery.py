"""The pictures of the open article as they are drawn: those that are decoded, and the room for the others.

Independent of Textual. Nothing here waits: what was decoded before comes from a small file, the rest is asked for.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from readtui.layout.pictures import NO_PICTURES, PictureRoom, PictureRow, most_rows_on
from readtui.model.article import Article, ArticleRecord
from readtui.model.image import Image
from readtui.tui.pictures.picture_look import PictureLook
from readtui.tui.widgets.placed_text import drawn_over

if TYPE_CHECKING:
    from readtui.importers.images.image_request import DecodedImage, ImageRequest

_MOST_DRAWN = 32
_CHUNK = 8
"""The cells that are drawn together: a dialog that covers some of them blanks all of them."""

_HALF = "▀"
_COLORS = "\x1b[38;2;{};{};{};48;2;{};{};{}m"
_END = "\x1b[0m"


class PictureState(IntEnum):
    """How far a picture is."""

    AWAITED = 1
    LOST = 2
    CELLS = 3
    GRAPHICS = 4


class Gallery:
    """``available`` returns the images of an article whose bytes can be had, ``kept`` one that was decoded before.

    ``want`` is called, again and again, for each picture that is not there yet; ``show`` then gives it. ``send`` gives
    the terminal what it keeps of a picture, once ``can_send`` returns True. ``look_again`` finds out how it looks now.
    ``is_on``: the user wants pictures. ``draws_graphics``: as sharply as the terminal can; otherwise in half blocks,
    for which it keeps nothing.
    """

    def __init__(
        self,
        available: Callable[[ArticleRecord, Article], tuple[Image, ...]] = lambda record, article: (),
        kept: Callable[[ImageRequest], DecodedImage | None] = lambda wanted: None,
        look: PictureLook = PictureLook(),  # noqa: B008  a frozen value
    ) -> None:
        self._available = available
        self._kept = kept
        self.look = look
        self.is_on = True
        self.draws_graphics = True
        self.want: Callable[[ImageRequest], None] = lambda wanted: None
        self.send: Callable[[str], None] = lambda data: None
        self.can_send: Callable[[], bool] = lambda: True
        self.look_again: Callable[[], None] = lambda: None
        self.images: tuple[Image, ...] = ()
        self._decoded: OrderedDict[ImageRequest, DecodedImage] = OrderedDict()
        self._drawn: OrderedDict[tuple[ImageRequest, bool], Sequence[list[Segment]]] = OrderedDict()
        self._looked_for: set[ImageRequest] = set()
        self._lost: dict[ImageRequest, str] = {}
        self._ids: Iterator[int] | None = None
        self._sent: dict[ImageRequest, int] = {}

    @contextmanager
    def in_half_blocks(self) -> Iterator[None]:
        """Draw nothing sharper in the block."""
        before, self.draws_graphics = self.draws_graphics, False
        try:
            yield
        finally:
            self.draws_graphics = before

    def open(self, record: ArticleRecord, article: Article) -> None:
        """Show the pictures of this article from now on."""
        self.show_all(self._available(record, article))

    def show_all(self, images: tuple[Image, ...]) -> None:
        """Show these images, as far as the terminal can."""
        self.images = images if self.look.can_show else ()

    def room(self, screen_rows: int) -> PictureRoom:
        """The room that the pictures take on a screen of this height."""
        if not (self.is_on and self.images):
            return NO_PICTURES
        return PictureRoom(self.images, most_rows_on(screen_rows), self.look.shape)

    # ------------------------------------------------------------------ what is there

    def state(self, row: PictureRow) -> PictureState:
        """How far the picture of this row is. Asks for what is not there."""
        wanted = self.look.wanted(row)
        found = self._find(wanted)
        if wanted in self._lost:
            return PictureState.LOST
        if found is None or (wanted.graphics and not found.graphics):
            self.want(wanted)
        if found is None:
            return PictureState.AWAITED
        return PictureState.GRAPHICS if self._has_graphics(found) else PictureState.CELLS

    def _has_graphics(self, decoded: DecodedImage) -> bool:
        return bool(decoded.graphics) and self.draws_graphics and self.can_send()

    def show(self, wanted: ImageRequest, decoded: DecodedImage) -> None:
        """The picture has been decoded."""
        self._decoded[wanted] = decoded
        self._undraw(wanted)
        while len(self._decoded) > _MOST_DRAWN:
            oldest, _ = self._decoded.popitem(last=False)
            self._looked_for.discard(oldest)
            self._undraw(oldest)

    def _undraw(self, wanted: ImageRequest) -> None:
        for key in ((wanted, False), (wanted, True)):
            self._drawn.pop(key, None)
        if (picture_id := self._sent.pop(wanted, None)) is not None:
            from readtui.tui.pictures.kitty_graphics import removed

            self.send(removed(picture_id))

    def close(self) -> None:
        """Nothing is shown any more: the terminal need not keep anything."""
        for wanted in list(self._sent):
            self._undraw(wanted)

    def lose(self, wanted: ImageRequest, reason: str) -> None:
        """The picture cannot be shown."""
        self._lost[wanted] = reason

    def _find(self, wanted: ImageRequest) -> DecodedImage | None:
        if wanted not in self._looked_for:
            self._looked_for.add(wanted)
            kept = self._kept(wanted)
            if kept is not None:
                self.show(wanted, kept)
        found = self._decoded.get(wanted)
        if found is not None:
            self._decoded.move_to_end(wanted)
        return found

    # ------------------------------------------------------------------ how it is drawn

    def segments(self, row: PictureRow, style: Style) -> list[Segment] | None:
        """The row on a page of this style; None if the picture is not there."""
        wanted = self.look.wanted(row)
        found = self._find(wanted)
        if found is None:
            return None
        key = (wanted, self._has_graphics(found))
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = self._drawn[key] = self._draw(found, *key, style)
        return drawn[row.row]

    def _draw(
        self, decoded: DecodedImage, wanted: ImageRequest, has_graphics: bool, style: Style
    ) -> Sequence[list[Segment]]:
        rows = half_block_rows(decoded.cells, wanted, style)
        if not has_graphics:
            return rows
        over = self._placeholders(decoded, wanted) if wanted.graphics == "kitty" else _sixels(decoded)
        return [with_graphics(row, drawn, style) for row, drawn in zip(rows, over, strict=False)]

    def _placeholders(self, decoded: DecodedImage, wanted: ImageRequest) -> list[str]:
        """Send the picture, and return the text that shows it."""
        from readtui.tui.pictures.kitty_graphics import picture_ids, placeholder_rows, sent

        self._ids = self._ids or picture_ids()
        picture_id = self._sent[wanted] = next(self._ids)
        self.send(sent(picture_id, decoded.graphics, wanted.columns, wanted.rows))
        return placeholder_rows(picture_id, wanted.columns, wanted.rows)

    def words(self, row: PictureRow) -> str:
        """What stands in the room of a picture that is not there; empty for most rows."""
        reason = self._lost.get(self.look.wanted(row), "")
        return reason if row.row == row.rows // 2 else ""


def _sixels(decoded: DecodedImage) -> list[str]:
    """The images of the rows, which the decoding process has cut."""
    return decoded.graphics.decode("ascii", "ignore").split("\n")


NO_GALLERY = Gallery()


# ------------------------------------------------------------------ rows of segments
# Draws decoded pictures as rows of segments: half blocks over blank cells and, over these, the terminal's graphics.
#
# A row of a picture has hundreds of colors. It is written as a few long texts instead of hundreds of segments, in a
# fiftieth of the time. Rich counts the blank cells below them, as for placed graphemes.


def half_block_rows(cells: bytes, wanted: ImageRequest, style: Style) -> list[list[Segment]]:
    """The rows of a picture of which each cell shows two pixels."""
    columns, size = wanted.columns, 1 if wanted.is_indexed else 3
    row_bytes = columns * size
    rows: list[list[Segment]] = []
    for row in range(wanted.rows):
        top = cells[2 * row * row_bytes : (2 * row + 1) * row_bytes]
        bottom = cells[(2 * row + 1) * row_bytes : (2 * row + 2) * row_bytes]
        segments: list[Segment] = []
        for first in range(0, columns, _CHUNK):
            last = min(columns, first + _CHUNK)
            drawn = (_indexed if wanted.is_indexed else _colored)(top, bottom, range(first, last))
            segments += drawn_over(" " * (last - first), drawn + _END, style)
        rows.append(segments)
    return rows


def _colored(top: bytes, bottom: bytes, cells: Sequence[int]) -> str:
    parts: list[str] = []
    before = b""
    for cell in cells:
        at = 3 * cell
        colors = top[at : at + 3] + bottom[at : at + 3]
        if colors != before:
            parts.append(_COLORS.format(*colors))
            before = colors
        parts.append(_HALF)
    return "".join(parts)


def _indexed(top: bytes, bottom: bytes, cells: Sequence[int]) -> str:
    return "".join(f"\x1b[38;5;{top[cell]};48;5;{bottom[cell]}m{_HALF}" for cell in cells)


def with_graphics(row: Sequence[Segment], graphics: str, style: Style) -> list[Segment]:
    """The row with graphics over all of its cells."""
    cells = sum(segment.cell_length for segment in row)
    return [*row, *drawn_over(" " * cells, graphics, style, is_all=True)[1:]]
