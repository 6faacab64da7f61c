"""Pictures on the screen: half blocks where they are decoded, the room for them where they are not."""

from itertools import islice
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style

from readtui.importers.images.image_request import DecodedImage, ImageRequest
from readtui.layout.line import Line
from readtui.layout.pictures import PictureRow, size_in_cells
from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind
from readtui.model.image import Image
from readtui.settings import Settings
from readtui.settings.sections import ReaderSettings
from readtui.tui.article.line_painter import LinePainter
from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.context import Look
from readtui.tui.pictures.gallery import Gallery, PictureState
from readtui.tui.pictures.kitty_graphics import picture_ids
from readtui.tui.pictures.picture_look import Graphics, look_on
from readtui.tui.reader.pictures import gallery_on
from readtui.tui.widgets.placed_strip import strip_of
from readtui.tui.widgets.placed_text import unplaced

IMAGE = Image(0, "member:a.png", "0a" * 32, 160, 90)
ROW = PictureRow(IMAGE, 20, 2, 0)
PALETTE = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
ARTICLE = Article(Metadata("A"), "A", (Block(BlockKind.HEADING, 0, 1),), images=(IMAGE,))
RED_OVER_BLUE = (b"\xff\0\0" * 20 + b"\0\0\xff" * 20) * 2


def gallery(depth: ColorDepth = ColorDepth.FULL, graphics: str = "") -> Gallery:
    palette = make_palette(OWN_THEMES["readtui-dark"], depth)
    made = Gallery(look=look_on(palette.text, palette.depth, graphics, (8, 16)))
    made.show_all((IMAGE,))
    return made


def painted(shown: Gallery, row: PictureRow = ROW) -> list[Segment]:
    painter = LinePainter(ARTICLE, PALETTE, {}, gallery=shown)
    return painter.paint(Line(0, 0, is_gap=True, picture=row), ARTICLE.blocks[0], (), 40)


@pytest.mark.parametrize(("setting", "kind"), [("shown", "kitty"), ("off", "kitty"), ("blocks", "")])
def test_images_that_were_switched_on_are_as_sharp_as_if_the_settings_showed_them(setting: str, kind: str) -> None:
    drawing = SimpleNamespace(send=None, is_ready=True)
    pictures: Any = SimpleNamespace(available=None, kept=None)
    terminal: Any = SimpleNamespace(drawing=drawing, graphics=Graphics("kitty", (8, 16)))
    settings = Settings(reader=ReaderSettings(images=setting))
    assert gallery_on(pictures, settings, Look(Console(), PALETTE), terminal).look.graphics == kind


def test_a_picture_takes_the_same_cells_before_and_after_it_is_decoded() -> None:
    shown, asked = gallery(), list[ImageRequest]()
    shown.want = asked.append
    assert shown.state(ROW) is PictureState.AWAITED
    assert sum(segment.cell_length for segment in painted(shown)) == 40
    shown.show(asked[0], DecodedImage(RED_OVER_BLUE))
    assert shown.state(ROW) is PictureState.CELLS
    assert len(asked) == 1
    segments = painted(shown)
    assert sum(segment.cell_length for segment in segments) == 40
    written = "".join(segment.text for segment in segments if segment.control)
    assert written.count("▀") == 20
    assert "\x1b[38;2;255;0;0;48;2;0;0;255m" in written


def test_what_was_decoded_before_is_there_at_once() -> None:
    shown = Gallery(kept=lambda wanted: DecodedImage(RED_OVER_BLUE), look=gallery().look)
    assert shown.state(ROW) is PictureState.CELLS


def test_a_picture_that_cannot_be_decoded_says_so_in_its_room() -> None:
    shown = gallery()
    shown.lose(shown.look.wanted(ROW), "the image is damaged")
    assert shown.state(ROW) is PictureState.LOST
    texts = ["".join(segment.text for segment in painted(shown, ROW._replace(row=row))) for row in range(2)]
    assert texts == [" " * 40, "the image is damaged" + " " * 20]


def test_a_dialog_beside_or_over_a_picture_leaves_the_rest_of_it() -> None:
    shown = gallery()
    shown.show(shown.look.wanted(ROW), DecodedImage(RED_OVER_BLUE))
    strip = strip_of(painted(shown), 40)
    left = list(strip.crop(0, 12))
    assert sum(segment.cell_length for segment in left) == 12
    assert sum(segment.text.count("▀") for segment in left) == 8
    behind = list(unplaced(painted(shown)))
    assert "".join(segment.text for segment in behind) == "▀" * 20 + " " * 20
    style = behind[0].style
    assert style is not None
    assert (str(style.color and style.color.name), str(style.bgcolor and style.bgcolor.name)) != ("#ff0000", "#0000ff")


def test_graphics_are_drawn_over_half_blocks_that_show_the_same() -> None:
    shown = gallery(graphics="sixel")
    shown.show(shown.look.wanted(ROW), DecodedImage(RED_OVER_BLUE, b"\x1bP0;1;0qone\x1b\\\n\x1bP0;1;0qtwo\x1b\\\n"))
    assert shown.state(ROW) is PictureState.GRAPHICS
    segments = painted(shown, ROW._replace(row=1))
    assert "\x1b[20D\x1bP0;1;0qtwo\x1b\\" in segments[-2].text
    assert sum(segment.cell_length for segment in segments) == 40
    assert sum(segment.text.count("▀") for segment in strip_of(segments, 40).crop(0, 16)) == 16
    assert "".join(segment.text for segment in unplaced(segments)) == "▀" * 20 + " " * 20
    shown.draws_graphics = False
    assert shown.state(ROW) is PictureState.CELLS
    assert "two" not in "".join(segment.text for segment in painted(shown, ROW._replace(row=1)))


def test_few_colors_or_none_show_no_pictures() -> None:
    assert not gallery(ColorDepth.ANSI).images
    assert not gallery(ColorDepth.NONE).images
    shown = gallery(ColorDepth.INDEXED)
    shown.show(shown.look.wanted(ROW), DecodedImage(b"\xc4\x15" * 40))
    assert "\x1b[38;5;196;48;5;196m▀\x1b[38;5;21;48;5;21m▀" in "".join(one.text for one in painted(shown))


def test_a_terminal_that_states_an_absurd_cell_shows_half_blocks() -> None:
    assert look_on(Style(), ColorDepth.FULL, "sixel", (0, 0)).graphics == ""
    assert look_on(Style(), ColorDepth.FULL, "sixel", (900, 20)).graphics == ""
    assert look_on(Style(), ColorDepth.FULL, "sixel", (8, 16)).graphics == "sixel"


def test_a_picture_has_the_rows_that_keep_its_shape_in_this_font() -> None:
    shapes = [look_on(Style(), ColorDepth.FULL, "", cell).shape for cell in ((0, 0), (10, 24), (60, 10))]
    assert shapes == [2.0, 2.4, 2.0]
    square = Image(0, "x", "", 400, 400)
    assert [size_in_cells(square, 48, 99, shape) for shape in shapes] == [(48, 24), (48, 20), (48, 24)]


def test_kitty_gets_a_picture_once_shows_it_in_cells_and_forgets_it_at_the_end() -> None:
    shown, sent = gallery(graphics="kitty"), list[str]()
    shown.send = sent.append
    shown.show(shown.look.wanted(ROW), DecodedImage(RED_OVER_BLUE, bytes(5_000)))
    drawn = ["".join(one.text for one in painted(shown, ROW._replace(row=row))) for row in (0, 1, 0)]
    assert len(sent) == 1
    *chunks, rest = sent[0].split("\x1b\\")
    assert not rest
    assert [chunk.partition(";")[0].rpartition("m=")[2] for chunk in chunks] == ["1", "0"]
    picture_id = int(sent[0].partition("i=")[2].partition(",")[0])
    color = f"\x1b[38;2;{picture_id >> 16};{picture_id >> 8 & 255};{picture_id & 255}m"
    assert f"{color}\U0010eeee\u030d\u0305" in drawn[1]
    assert drawn[1].count("\U0010eeee") == 20
    shown.close()
    assert sent[1:] == [f"\x1b_Ga=d,d=I,i={picture_id},q=2\x1b\\"]


def test_nothing_is_sent_while_the_terminal_is_not_ours() -> None:
    shown, sent = gallery(graphics="kitty"), list[str]()
    shown.send, shown.can_send = sent.append, lambda: False
    shown.show(shown.look.wanted(ROW), DecodedImage(RED_OVER_BLUE, b"png"))
    assert shown.state(ROW) is PictureState.CELLS
    assert not any("\U0010eeee" in one.text for one in painted(shown))
    assert not sent


def test_ids_of_pictures_differ_and_none_of_their_three_bytes_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal reads an id from the color of a cell, whose leading byte says that it has three."""
    for first in (0, 0xDFFFFE):
        monkeypatch.setattr("random.randrange", lambda most, first=first: min(first, most - 1))
        some = [*islice(picture_ids(), 4)]
        assert len({*some}) == 4
        assert all(0x100000 <= one <= 0xFFFFFF for one in some)
