"""Foliate's files of books: highlights with notes, colors and places, of both generations."""

import json
from pathlib import Path

import pytest

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedWork
from readtui.interchange.readers.foliate import FoliateImporter

SAMPLES = Path(__file__).parents[3] / "support" / "importing" / "samples" / "foliate"


def read(data: bytes) -> list[ImportedWork]:
    return list(FoliateImporter().read(Source(data)))


def highlights(*annotations: dict[str, str], **metadata: object) -> list[ImportedWork]:
    return read(json.dumps({"annotations": annotations, "metadata": metadata}).encode())


def test_a_book_gives_its_highlights_with_notes_colors_and_times() -> None:
    [book] = read((SAMPLES / "urn%3Auuid%3A1b6c.json").read_bytes())
    assert (book.title, book.author, book.language) == ("The ferry & the dog", "Ada Lund; B. Hale", "en")
    assert [(one.quote, one.note, one.color) for one in book.annotations] == [
        ("Nobody on board spoke of the river.", "Why not?", "yellow"),
        ("It left at dawn\nand came back", "", "yellow"),
        ("In winter", "", "blue"),
    ]
    assert (book.annotations[0].created, book.annotations[0].modified) == (
        "2025-03-04T10:15:30Z",
        "2025-03-05T08:00:00Z",
    )


def test_places_are_in_the_order_of_the_book_and_identify_highlights() -> None:
    places = ["/6/4[a,1^]]!/4/2,/1:10,/1:46", "/6/4!/4/10,/1:0,/1:9", "/6/12!/4/2,/1:0,/3:4"]
    [book] = highlights(*({"value": f"epubcfi({place})", "text": place} for place in places), title="A")
    assert [one.order for one in book.annotations] == sorted(one.order for one in book.annotations)
    assert book.annotations[0].order == (6, 4, 4, 2, 1, 10)
    assert [one.key for one in book.annotations] == [f"epubcfi({place})" for place in places]


def test_a_file_of_an_old_version_has_its_author_elsewhere() -> None:
    [book] = read((SAMPLES / "old.json").read_bytes())
    assert (book.title, book.author, book.annotations[0].color) == ("Night trains", "Ada Lund", "blue")


def test_a_highlight_without_words_is_refused_and_a_book_without_any_has_nothing_to_import() -> None:
    [book] = highlights({"value": "epubcfi(/6/4!/4/2,/1:0,/1:1)", "text": " "})
    assert (book.annotations, [one.why for one in book.refused]) == ((), ["it has no words"])
    location = json.dumps({"lastLocation": "epubcfi(/6/4!/4/2/1:0)", "metadata": {"title": "A"}}).encode()
    assert FoliateImporter().recognises(Source(location))
    assert read(location) == []


def test_other_json_is_no_book_of_foliate() -> None:
    for other in ('{"annotations": [{"value": "yes"}]}', '{"lastLocation": "12", "metadata": {}}', "[]", "{}"):
        source = Source(other.encode())
        assert not FoliateImporter().recognises(source)
        with pytest.raises(SourceError, match="not a book of Foliate"):
            list(FoliateImporter().read(source))
