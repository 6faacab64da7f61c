"""Images are decoded at the size of the screen; hostile ones are refused in words."""

import hashlib
import io
import re
from pathlib import Path

import pytest
from picturing.pictures import claimed, picture, plain_picture
from PIL import Image as Pictures

from readtui.errors import SourceError
from readtui.importers.images.decoder import decode
from readtui.importers.images.image_request import DecodedImage, ImageRequest, Request
from readtui.model.image import Image

DARK, LIGHT = (20, 20, 20), (250, 250, 245)


def decoded(data: bytes, path: Path, background: tuple[int, int, int] = DARK, **how: object) -> DecodedImage:
    path.write_bytes(data)
    image = Image(0, "member:x", hashlib.sha256(data).hexdigest(), 160, 90)
    wanted = ImageRequest(image, 20, 5, background, **how)  # type: ignore[arg-type]
    return decode(Request(wanted, str(path), ()))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "image"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_a_cell_holds_two_pixels_one_above_the_other(path: Path, kind: str) -> None:
    found = decoded(picture(160, 90, kind), path)
    assert len(found.cells) == 20 * 5 * 2 * 3
    assert found.cells[0] < found.cells[-3]
    assert not found.graphics


def test_with_few_colors_a_pixel_is_the_number_of_a_color(path: Path) -> None:
    found = decoded(plain_picture((255, 0, 0)), path, is_indexed=True)
    assert set(found.cells) == {196}


def test_the_first_of_several_frames_is_shown(path: Path) -> None:
    file = io.BytesIO()
    frames = [Pictures.new("RGB", (70, 81), color) for color in ("red", "blue", "lime")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    assert decoded(file.getvalue(), path).cells[:3] == b"\xff\0\0"


@pytest.mark.parametrize(
    ("ink", "page", "is_light"), [(0, DARK, True), (255, DARK, False), (0, LIGHT, True), (255, LIGHT, False)]
)
def test_a_transparent_drawing_can_be_seen_on_any_page(
    path: Path, ink: int, page: tuple[int, int, int], is_light: bool
) -> None:
    drawing = Pictures.new("RGBA", (160, 90), (0, 0, 0, 0))
    drawing.paste((ink, ink, ink, 255), (40, 20, 120, 70))
    file = io.BytesIO()
    drawing.save(file, "PNG")
    cells = decoded(file.getvalue(), path, page).cells
    assert (cells[0] > 128) is is_light
    assert abs(cells[0] - cells[20 * 5 * 3 + 30]) > 100


def test_sixels_are_cut_into_rows_of_text_that_hold_no_other_sequence(path: Path) -> None:
    found = decoded(picture(), path, graphics="sixel", cell=(8, 17))
    rows = found.graphics.decode("ascii").split("\n")
    assert len(rows) == 6
    assert not rows.pop()
    for row in rows:
        assert re.fullmatch(r'\x1bP0;1;0q"1;1;160;17[#;\d!$?-~-]+\x1b\\', row)
    pixels = sum(_width(band) for band in rows[0].partition("q")[2].split("$")[0].split("-")[:1])
    assert 0 < pixels <= 160


def _width(band: str) -> int:
    sixels = re.sub(r'"[\d;]*|#\d+(?:;2;\d+;\d+;\d+)?', "", band)
    return len(re.sub(r"!(\d+)(.)", lambda run: run[2] * int(run[1]), sixels))


def test_graphics_for_kitty_are_a_picture_of_the_size_of_its_cells(path: Path) -> None:
    found = decoded(picture(), path, graphics="kitty", cell=(8, 17))
    assert Pictures.open(io.BytesIO(found.graphics)).size == (160, 85)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(claimed(30_000, 30_000), id="nearly a gigapixel"),
        pytest.param(claimed(2_000_000_000, 2), id="two billion wide"),
        pytest.param(picture()[:60], id="cut off in its header"),
        pytest.param(picture(kind="JPEG")[:200], id="cut off"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="a drawing"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", id="a program"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_a_hostile_or_damaged_image_is_refused_in_words(path: Path, data: bytes) -> None:
    with pytest.raises(SourceError, match="damaged, or too large"):
        decoded(data, path)


def test_only_the_bytes_that_the_text_names_are_decoded(path: Path) -> None:
    path.write_bytes(picture())
    wanted = ImageRequest(Image(0, "member:x", "0a" * 32, 160, 90), 20, 5, DARK)
    with pytest.raises(SourceError, match="no longer in the article's file"):
        decode(Request(wanted, str(path), (str(path), "/dev/zero", "/nowhere")))
