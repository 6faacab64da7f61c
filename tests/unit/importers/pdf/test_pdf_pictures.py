"""The pictures of a PDF: where they stand in its text, and that their bytes are found again."""

import hashlib
import io
import zlib

import pytest
from picturing.pictures import picture
from PIL import Image as Pictures
from tiny_pdf import Photo, Rule, Text, paragraph, pdf, pdf_with_content, tagged_pdf

from readtui.importers.images.file_images import FileImages
from readtui.importers.images.inner_images import InnerImages
from readtui.importers.importer import Source
from readtui.importers.pdf.importer import PdfImporter
from readtui.model.article import Article
from readtui.model.block import BlockKind

LINES = [
    "The river leaves the hills a little above the old mill and",
    "comes to the valley where nobody in summer hurries it, and",
    "so the ferryman became the keeper of a bridge of stone.",
]


def jpeg(mark: int, height: int = 60) -> bytes:
    """The head of a picture of 80 pixels across, and a byte that tells it from others."""
    frame = b"\xff\xc0\x00\x0b\x08" + height.to_bytes(2, "big") + b"\x00\x50\x01\x01\x11\x00"
    return b"\xff\xd8" + frame + b"\xff\xda" + bytes([mark]) + b"\xff\xd9"


def read(data: bytes) -> Article:
    return PdfImporter().read(Source(data, "valley.pdf"))


def places(article: Article) -> list[tuple[str, str]]:
    """What each picture stands before, and the hash of its bytes."""
    return [(article.text[one.offset :].partition("\n")[0], one.sha256) for one in article.images]


def test_pictures_stand_above_their_captions_and_their_bytes_are_found_again() -> None:
    one, two = jpeg(1, 64), jpeg(2)
    first: list[Text | Photo | Rule] = [
        *paragraph(72, 760, LINES), Photo(72, 560, 200, 150, one), Text(72, 540, "Figure 1: The mill."),
        *paragraph(72, 500, LINES),
    ]  # fmt: skip
    data = pdf([first, [Text(72, 700, "The end of the walk."), Photo(72, 300, 200, 150, two)]])
    article = read(data)
    hashes = [hashlib.sha256(picture).hexdigest() for picture in (one, two)]
    assert places(article) == [("Figure 1: The mill.", hashes[0]), ("", hashes[1])]
    assert (article.images[0].width, article.images[0].height) == (80, 64)
    assert [FileImages("valley.pdf", data).bytes_of(image) for image in article.images] == [one, two]


def pixels(entries: str, rows: bytes, width: int = 80, height: int = 60) -> Photo:
    written = f"/Width {width} /Height {height} /Filter /FlateDecode {entries}"
    return Photo(72, 560, 200, 150, zlib.compress(rows), written.encode())


RED, HALF = bytes([200, 10, 20]), 120
_PNG = picture(80, 60)
_PACKED = zlib.decompress(_PNG[_PNG.index(b"IDAT") + 4 : _PNG.index(b"IEND") - 8])
PREDICTED = pixels(
    "/ColorSpace /DeviceRGB /BitsPerComponent 8 /DecodeParms << /Predictor 15 /Colors 3 /Columns 80 >>", _PACKED
)


@pytest.mark.parametrize(
    ("photo", "colors"),
    [
        (pixels("/ColorSpace /DeviceRGB /BitsPerComponent 8", RED * 4800), [tuple(RED)]),
        (pixels("/ColorSpace [/CalRGB << /Gamma [2 2 2] >>] /BitsPerComponent 8", RED * 4800), [tuple(RED)]),
        (pixels("/ColorSpace /DeviceGray /BitsPerComponent 8 /Decode [0 1]", b"\x20" * 4800), [(32, 32, 32)]),
        (pixels("/ColorSpace /DeviceGray /BitsPerComponent 1", b"\xaa" * 600), [(0, 0, 0), (255, 255, 255)]),
        (
            pixels("/ColorSpace [/Indexed /DeviceRGB 1 <01 02 03 c8 0a 14>] /BitsPerComponent 4", b"\x01" * 2400),
            [(1, 2, 3), tuple(RED)],
        ),
        (PREDICTED, Pictures.open(io.BytesIO(_PNG)).convert("RGB").getcolors(9999)),
    ],
)  # fmt: skip
def test_plain_pixels_are_a_picture_whose_bytes_are_found_again(photo: Photo, colors: list[object]) -> None:
    data = pdf([[*paragraph(72, 760, LINES), photo, *paragraph(72, 500, LINES)]])
    [image] = read(data).images
    assert (image.width, image.height) == (80, 60)
    found = FileImages("valley.pdf", data).bytes_of(image)
    assert found is not None
    shown = Pictures.open(io.BytesIO(found)).convert("RGB").getcolors(9999)
    assert shown is not None
    assert {color for _, color in shown} == {color[1] if isinstance(color[1], tuple) else color for color in colors}  # type: ignore[index]


def test_a_soft_mask_makes_pixels_transparent() -> None:
    # The first object after the fonts is the first picture, the next one what it refers to.
    photo = pixels("/ColorSpace /DeviceRGB /BitsPerComponent 8 /SMask 10 0 R", RED * 4800)
    mask = pixels("/ColorSpace /DeviceGray /BitsPerComponent 8", bytes([HALF]) * 4800)
    tiny = Photo(0, 0, 1, 1, mask.data, mask.entries)
    data = pdf([[*paragraph(72, 760, LINES), photo, tiny]])
    [image] = read(data).images
    found = FileImages("valley.pdf", data).bytes_of(image)
    assert found is not None
    assert Pictures.open(io.BytesIO(found)).getcolors() == [(4800, (*RED, HALF))]


def shown(data: bytes) -> tuple[list[str], set[object]]:
    """What each picture stands before, and the colors of the first one."""
    article = read(data)
    found = FileImages("valley.pdf", data).bytes_of(article.images[0])
    assert found is not None
    colors = Pictures.open(io.BytesIO(found)).convert("RGB").getcolors(9999) or []
    return [before for before, _ in places(article)], {color for _, color in colors}


_RUNS = b"".join(bytes([256 - 127]) + b"\x20" for _ in range(37)) + bytes([257 - 101]) + b"\x20\x80"


@pytest.mark.parametrize(
    ("photo", "color"),
    [
        (pixels("/ColorSpace /DeviceGray /BitsPerComponent 8 /Decode [1 0]", b"\x20" * 4800), (223, 223, 223)),
        (pixels("/ColorSpace /DeviceCMYK /BitsPerComponent 8", b"\0\0\0\0" * 4800), (255, 255, 255)),
        (pixels("/ColorSpace /DeviceRGB /BitsPerComponent 8 /SMask 99 0 R", RED * 4800), tuple(RED)),
        (
            Photo(
                72,
                560,
                200,
                150,
                _RUNS,
                b"/Width 80 /Height 60 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /RunLengthDecode",
            ),
            (32, 32, 32),
        ),
    ],
)
def test_what_no_png_can_hold_is_drawn(photo: Photo, color: object) -> None:
    where, colors = shown(pdf([[*paragraph(72, 760, LINES), photo, *paragraph(72, 500, LINES)]]))
    assert where == [" ".join(LINES)]
    assert colors == {color}


def test_pictures_within_forms_and_within_the_content_stand_where_they_are_drawn() -> None:
    photo = pixels("/ColorSpace /DeviceRGB /BitsPerComponent 8", RED * 4800)
    form = Photo(
        72,
        540,
        200,
        150,
        b"q .5 0 0 .5 .25 .25 cm /P Do Q",
        b"/Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /P 10 0 R >> >>",
    )
    tiny = Photo(0, 0, 1, 1, photo.data, photo.entries)
    data = pdf([[*paragraph(72, 760, LINES), form, tiny, *paragraph(72, 500, LINES)]])
    assert shown(data) == ([" ".join(LINES)], {tuple(RED)})
    written = b"".join(
        b"BT /F1 10 Tf 72 %d Td (%s) Tj ET\n" % (y, line.encode())
        for y, line in zip((700, 688, 676), LINES, strict=True)
    )
    inline = b"q 90 0 0 90 72 560 cm BI /W 80 /H 60 /CS /G /BPC 8 /F /AHx ID\n%s>\nEI Q\n" % (b"40" * 4800)
    assert shown(pdf_with_content(written + inline)) == ([""], {(64, 64, 64)})


def test_a_drawn_picture_is_only_found_in_the_same_file() -> None:
    photo = pixels("/ColorSpace /DeviceGray /BitsPerComponent 8 /Decode [1 0]", b"\x20" * 4800)
    other = pixels("/ColorSpace /DeviceGray /BitsPerComponent 8 /Decode [1 0]", b"\x21" * 4800)
    data, changed = (pdf([[*paragraph(72, 760, LINES), one]]) for one in (photo, other))
    [image] = read(data).images
    assert FileImages("valley.pdf", changed).bytes_of(image) is None
    assert FileImages("valley.pdf", data[:200]).bytes_of(image) is None


@pytest.mark.parametrize(
    "photo",
    [
        pixels("/ColorSpace /DeviceRGB /BitsPerComponent 8", RED * 4800, 900_000, 900_000),
        pixels("/ColorSpace 999999 0 R /BitsPerComponent 8", b"\x20" * 4800),
    ],
)
def test_pixels_that_a_png_cannot_hold_and_damaged_ones_are_left_out(photo: Photo) -> None:
    article = read(pdf([[*paragraph(72, 760, LINES), photo]]))
    assert article.images == ()
    assert article.text.startswith(LINES[0])


def test_a_picture_in_a_column_waits_for_the_text_below_it() -> None:
    left = [Text(72, 760 - 12 * row, f"Line {row} of the left column goes on") for row in range(20)]
    right = [Text(320, 560 - 12 * row, f"Row {row} of the right column goes on") for row in range(12)]
    end = Text(72, 520, "and here is its end.")
    page: list[Text | Photo | Rule] = [*left, end, Photo(320, 580, 180, 180, jpeg(1)), *right]
    article = read(pdf([page]))
    assert [place[:5] for place, _ in places(article)] == ["Row 0"]


def test_a_scan_behind_its_text_and_a_logo_on_each_page_are_no_pictures() -> None:
    pages: list[list[Text | Photo | Rule]] = [[Photo(0, 0, 595, 842, jpeg(1)), *paragraph(72, 700, LINES)]]
    pages += [[*paragraph(72, 500 - at, LINES), Photo(400, 780, 100, 50, jpeg(2))] for at in range(3)]
    assert read(pdf(pages)).images == ()


@pytest.mark.parametrize(
    ("alternative", "caption", "said"),
    [
        ("A mill  with three wheels", "Figure 1: The mill.", ["A mill with three wheels"]),
        ("The mill", "Figure 1: The mill.", []),
        ("image1.png", "Figure 1: The mill.", []),
        ("", "Figure 1: The mill.", []),
    ],
)
def test_what_a_figure_of_a_tagged_document_shows_stands_above_its_caption(
    alternative: str, caption: str, said: list[str]
) -> None:
    wheels = [Rule(90, 600, 200, 660), Rule(90, 660, 200, 600)]
    elements: list[tuple[str, list[Text | Rule]]] = [
        ("P", [*paragraph(72, 760, LINES)]), ("Figure", [*wheels]), ("Caption", [Text(72, 580, caption)]),
        ("P", [*paragraph(72, 540, LINES)]),
    ]  # fmt: skip
    article = read(tagged_pdf(elements, alternative))
    blocks = [article.text[block.start : block.end] for block in article.blocks]
    assert blocks == [" ".join(LINES), *said, caption, " ".join(LINES)]
    assert [block.kind for block in article.blocks].count(BlockKind.CAPTION) == 1 + len(said)
    assert [one.number for one in article.pages] == [0]


def test_streams_without_an_end_do_not_take_the_square_of_their_number() -> None:
    data = b"%PDF-1.4\n" + b"stream\n\xff\xd8\xff" * 200_000 + b"endstream"
    assert len(InnerImages(data).spans) == 1
    assert InnerImages(b"%PDF-1.4\n" + b"1 0 obj<</Subtype/Image/Filter/FlateDecode" * 300_000).spans == []
