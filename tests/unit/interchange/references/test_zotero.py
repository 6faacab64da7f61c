"""Zotero's annotations in the shapes in which they come: Better BibTeX, the API, the reader."""

import json
from pathlib import Path

import pytest

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedWork
from readtui.interchange.references.zotero import ZoteroImporter

SAMPLES = Path(__file__).parents[3] / "support" / "importing" / "samples" / "zotero"


def sample(name: str) -> ImportedWork:
    [work] = ZoteroImporter().read(Source((SAMPLES / name).read_bytes()))
    return work


@pytest.mark.parametrize("name", ["better-bibtex.json", "api.json"])
def test_annotations_belong_to_the_item_of_their_file(name: str) -> None:
    work = sample(name)
    assert (work.title, work.author, work.url) == (
        "Night trains", "Ada Lund; Rail Institute", "https://example.org/night-trains",
    )  # fmt: skip
    first = work.annotations[0]
    assert (first.quote, first.note, first.tags) == ("sleeper cars came back", "The **first** claim.", ("rail",))
    assert (first.color, first.place, first.created) == ("green", "page 12", "2023-05-09T17:05:57Z")


def test_notes_of_an_item_are_on_the_whole_work_and_drawings_are_refused() -> None:
    work = sample("better-bibtex.json")
    assert work.annotations[1].note == "About the *whole*.\n\n- one\n- two"
    assert [one.why for one in work.refused] == ["it is an image without a comment"]


def test_the_reader_gives_annotations_without_an_item() -> None:
    first, note = sample("reader.json").annotations
    assert (first.quote, first.note, first.tags, first.source_id) == (
        "sleeper cars came back", "When?", ("rail",), "ZVQG2R4M",
    )  # fmt: skip
    assert (note.quote, note.note, note.place) == ("", "Good table", "page 4")


def test_emphasis_that_a_person_gave_to_the_words_does_not_hide_them() -> None:
    item = {
        "key": "A",
        "annotationType": "highlight",
        "annotationText": "An <i>old</i> H<sub>2</sub>O test, 1 < 2\nand more",
        "annotationComment": "A <b>first</b> line\nand a second",
    }
    [work] = ZoteroImporter().read(Source(json.dumps([item]).encode()))
    [annotation] = work.annotations
    assert annotation.quote == "An old H2O test, 1 < 2\nand more"
    assert annotation.note == "A **first** line\nand a second"


def test_items_without_annotations_are_refused() -> None:
    with pytest.raises(SourceError, match="no Zotero annotations"):
        list(ZoteroImporter().read(Source(b'[{"id": "x", "type": "article-journal", "title": "t"}]')))


@pytest.mark.parametrize(("levels", "count"), [(8, 1), (9, 0)])
def test_items_may_stand_in_items_eight_deep(levels: int, count: int) -> None:
    value: object = {"key": "A", "annotationType": "highlight", "annotationText": "words"}
    for _ in range(levels):
        value = {"items": [value]}
    importer, source = ZoteroImporter(), Source(json.dumps(value).encode())
    assert importer.recognises(source) is bool(count)
