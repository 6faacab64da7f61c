import io

import pytest
from picturing.pictures import picture
from PIL import Image as Pictures

from readtui.importers.images.sizes import size_of


@pytest.mark.parametrize(
    ("kind", "saved"),
    [
        ("PNG", {}),
        ("GIF", {}),
        ("BMP", {}),
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
    ],
)
def test_the_size_is_that_of_the_decoded_picture_and_no_cut_off_one_fails(kind: str, saved: dict[str, object]) -> None:
    data = picture(161, 90, kind, **saved)
    assert size_of(data) == (161, 90)
    for length in range(0, 400, 3):
        assert size_of(data[:length]) in (None, (161, 90))


def test_a_photograph_taken_sideways_is_measured_upright() -> None:
    exif = Pictures.Exif()
    exif[0x0112] = 6
    data = picture(160, 90, "JPEG", exif=exif)
    assert size_of(data) == (90, 160)


def test_a_webp_with_transparency_is_measured_by_its_canvas() -> None:
    file = io.BytesIO()
    frames = [Pictures.new("RGBA", (70, 81), (200, 0, 0, 90)), Pictures.new("RGBA", (70, 81), (0, 200, 0, 90))]
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:])
    assert size_of(file.getvalue()) == (70, 81)


@pytest.mark.parametrize(
    "data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff", b"BM", b"\0" * 99]
)
def test_anything_else_has_no_size(data: bytes) -> None:
    assert size_of(data) is None


@pytest.mark.parametrize(("comments", "size"), [(0, (161, 90)), (999, (161, 90)), (1000, None)])
def test_the_size_stands_behind_no_more_than_a_thousand_segments(comments: int, size: tuple[int, int] | None) -> None:
    frame = b"\xff\xc0\x00\x0b\x08" + (90).to_bytes(2, "big") + (161).to_bytes(2, "big") + b"\x01\x01\x11\x00"
    assert size_of(b"\xff\xd8" + b"\xff\xfe\x00\x02" * comments + frame) == size
