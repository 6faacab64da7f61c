"""The pictures of a PDF: where they stand in its text, and that their bytes are found again."""

import hashlib

from tiny_pdf import Photo, Rule, Text, paragraph, pdf

from readtui.importers.images.file_images import FileImages
from readtui.importers.images.inner_images import InnerImages
from readtui.importers.importer import Source
from readtui.importers.pdf.importer import PdfImporter
from readtui.model.article import Article

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


def test_streams_without_an_end_do_not_take_the_square_of_their_number() -> None:
    data = b"%PDF-1.4\n" + b"stream\n\xff\xd8\xff" * 200_000 + b"endstream"
    assert len(InnerImages(data).spans) == 1
