"""Highlights of Calibre, wherever it keeps them."""

import base64
import json
from pathlib import Path

import pytest
from growth import assert_growth

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.interchange.importer import ImportedAnnotation, ImportedWork
from readtui.interchange.readers.calibre import CalibreImporter

SAMPLES = Path(__file__).parents[3] / "support" / "importing" / "samples" / "calibre"
EXPECTED = (
    ImportedAnnotation(
        quote="the dog slept through both\ncrossings",
        note="Why both?",
        place="Part one › The landing",
        order=(1, 2, 4, 2, 1, 84),
        color="green",
        created="2025-03-04T10:15:30Z",
        source_id="Ffhc1TqYtvzmC5cEEP5Hz",
    ),
    ImportedAnnotation(
        quote="the boat lay in ice",
        order=(1, 2, 4, 4, 1, 10),
        created="2025-03-05T08:00:00Z",
        source_id="aQ3-x_Yw7bN2kLmP0rStUv",
    ),
)


def read(name: str, data: bytes = b"") -> ImportedWork:
    [work] = CalibreImporter().read(Source(data or (SAMPLES / name).read_bytes(), f"/books/{name}"))
    return work


@pytest.mark.parametrize(
    ("name", "title", "author", "files"),
    [
        ("metadata.opf", "The Ferry Year", "Ada Lund; Bo Hale", ("/books/*.epub",)),
        ("book.epub", "The Ferry Year", "Ada Lund; Bo Hale", ("/books/book.epub",)),
        (
            "metadata.db",
            "The Ferry Year",
            "Ada Lund; Bo Hale, Jr.",
            ("/books/Ada Lund/The Ferry Year (7)/The Ferry Year - Ada Lund.epub",),
        ),
        ("annotations.calibre_annotation_collection", "Book 7 in Calibre", "", ()),
        ("viewer.json", "A book in Calibre", "", ()),
    ],
)
def test_the_same_highlights_come_from_every_place(name: str, title: str, author: str, files: tuple[str, ...]) -> None:
    work = read(name)
    assert work.annotations == EXPECTED
    assert (work.title, work.author, work.files) == (title, author, files)


def test_a_book_says_that_it_has_highlights() -> None:
    data = (SAMPLES / "book.epub").read_bytes()
    assert read_source(Source(data, "book.epub")).is_annotated
    assert not read_source(Source(data.replace(b"calibre_bookmarks", b"calibre_bookmarky"), "book.epub")).is_annotated


def test_damaged_highlights_in_a_book_do_not_keep_it_from_being_read() -> None:
    data = bytearray((SAMPLES / "book.epub").read_bytes())
    at = data.index(b"META-INF/calibre_bookmarks.txt") + 60
    data[at : at + 40] = bytes(40)
    damaged = Source(bytes(data), "book.epub")
    article = read_source(damaged)
    assert ("the dog slept" in article.text, article.is_annotated) == (True, False)
    with pytest.raises(SourceError):
        list(CalibreImporter().read(damaged))


def test_styles_become_the_nearest_colors_or_none() -> None:
    styles: list[object] = [
        {"kind": "color", "which": "purple"},
        {"kind": "color", "type": "custom", "background-color": "#ff9900", "color": "#000000"},
        {"kind": "decoration", "which": "strikeout"},
        None,
    ]
    value = [
        {"type": "highlight", "uuid": str(number), "highlighted_text": "x", "style": style}
        for number, style in enumerate(styles)
    ]
    work = read("x.json", json.dumps({"type": "calibre_highlights", "highlights": value}).encode())
    assert [one.color for one in work.annotations] == ["purple", "orange", None, None]


def test_the_order_of_highlights_is_that_of_their_steps_whatever_the_ids_of_elements() -> None:
    starts = ["/2/4[part-9]/2/1:5", "/2/4[part-9]/4[note12]/1:0", "/2/6/2/1:0"]
    value: list[dict[str, object]] = [
        {"type": "highlight", "uuid": start, "highlighted_text": "x", "spine_index": 3, "start_cfi": start}
        for start in starts
    ]
    value.append({"type": "highlight", "uuid": "nowhere", "highlighted_text": "x", "start_cfi": "/2/4"})
    work = read("x.json", json.dumps({"type": "calibre_highlights", "highlights": value}).encode())
    orders = [one.order for one in work.annotations]
    assert orders == [(3, 2, 4, 2, 1, 5), (3, 2, 4, 4, 1, 0), (3, 2, 6, 2, 1, 0), ()]


def test_what_is_none_of_calibre_is_not_taken_for_it() -> None:
    importer = CalibreImporter()
    plain = (SAMPLES / "metadata.opf").read_bytes().replace(b"calibre:annotation", b"calibre:other")
    assert not importer.recognises(Source(plain))
    assert not importer.recognises(Source(b'["calibre:annotation"]'))
    assert not importer.recognises(Source(base64.b64encode(plain)))
    with pytest.raises(SourceError, match="no Calibre highlights"):
        list(importer.read(Source(b"[]")))


def test_a_place_with_brackets_that_never_close_is_read_once() -> None:
    def read(size: int) -> None:
        one = {"type": "highlight", "uuid": "1", "highlighted_text": "words", "start_cfi": "[" * size, "spine_index": 1}
        source = Source(json.dumps({"type": "calibre_highlights", "highlights": [one]}).encode())
        [work] = CalibreImporter().read(source)
        assert [found.quote for found in work.annotations] == ["words"]

    assert_growth(read, few=8_000, many=80_000, below=30)
