"""Exports of programs for saving articles: pages with tags, state, text and highlights."""

import json
from pathlib import Path

import pytest

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.importer import AnnotationImporter, ImportedWork
from readtui.interchange.reading_lists.instapaper import InstapaperImporter
from readtui.interchange.reading_lists.karakeep import KarakeepImporter
from readtui.interchange.reading_lists.omnivore import OmnivoreImporter
from readtui.interchange.reading_lists.pocket import PocketImporter
from readtui.interchange.reading_lists.wallabag import WallabagImporter
from readtui.model.article import ReadingState

SAMPLES = Path(__file__).parents[2] / "support" / "importing" / "samples"
TRAINS = "https://example.org/night-trains"


def sample(importer: AnnotationImporter, name: str) -> list[ImportedWork]:
    return list(importer.read(Source((SAMPLES / importer.format.name / name).read_bytes())))


@pytest.mark.parametrize("name", ["part_000000.csv", "ril_export.html"])
def test_pocket_gives_tags_time_and_state_and_no_address_as_a_title(name: str) -> None:
    trains, ferry = sample(PocketImporter(), name)
    assert (trains.url, trains.tags, trains.saved) == (TRAINS, ("rail", "two words"), "2024-10-10T16:12:32Z")
    assert (trains.is_archived, trains.reading_state) == (False, ReadingState.TO_READ)
    assert (ferry.title, ferry.is_archived, ferry.reading_state) == ("", True, ReadingState.DONE)
    assert trains.is_saved
    assert trains.content is None


def test_pocket_gives_highlights_of_both_kinds_of_json() -> None:
    [page] = sample(PocketImporter(), "highlights.json")
    assert [one.quote for one in page.annotations] == ["sleeper cars came back", "the ticket office"]
    [item] = sample(PocketImporter(), "api.json")
    assert (item.author, item.tags, item.is_archived) == ("Ada Lund", ("rail",), True)
    assert [(one.source_id, one.created) for one in item.annotations] == [("9c6e", "2024-10-10T16:12:32Z")]


def test_instapaper_gives_folders_as_tags_and_selections_as_highlights() -> None:
    trains, ferry, boats = sample(InstapaperImporter(), "instapaper-export.csv")
    assert (trains.tags, [one.quote for one in trains.annotations]) == (
        ("rail", "two words"),
        ["sleeper cars came back"],
    )
    assert (ferry.tags, ferry.is_archived) == ((), True)
    assert (boats.tags, boats.is_archived) == (("Long reads",), False)


def test_wallabag_gives_texts_and_annotations() -> None:
    ferry, trains = sample(WallabagImporter(), "entries.json")
    assert (ferry.author, ferry.published, ferry.saved) == (
        "Ada Lund; B. Hale", "2023-11-01T23:00:00Z", "2024-05-01T08:00:00Z",
    )  # fmt: skip
    assert ferry.content is not None
    assert b"<title>The ferry &amp; the dog</title>" in ferry.content.data
    assert [(one.quote, one.note) for one in ferry.annotations] == [("Nobody on board spoke", "Why?")]
    assert (trains.content, trains.is_archived) == (None, False)


def test_karakeep_gives_links_texts_notes_and_highlights() -> None:
    link, text, broken = sample(KarakeepImporter(), "export.json")
    assert (link.url, [one.note for one in link.annotations]) == (TRAINS, ["For the trip."])
    assert (text.content.data if text.content else b"").startswith(b"# Packing list")
    assert (broken.title, broken.content, len(broken.annotations)) == ("Scan", None, 1)
    [page] = sample(KarakeepImporter(), "api.json")
    [highlight] = page.annotations
    assert (highlight.quote, highlight.note, highlight.color) == ("sleeper cars came back", "When?", "pink")
    assert page.content is not None


def test_omnivore_gives_texts_and_highlights_with_labels_and_notes() -> None:
    ferry, trains = sample(OmnivoreImporter(), "export.zip")
    assert (ferry.author, ferry.tags, ferry.is_archived) == ("Ada Lund", ("boats", "long nights"), True)
    assert b"the dog slept" in (ferry.content.data if ferry.content else b"")
    assert [(one.quote, one.note, one.tags) for one in ferry.annotations] == [
        ("", "About the whole page.", ()),
        ("Nobody on board spoke of the river", "Why not?", ("people",)),
        ("It left at dawn\nand came back at dusk.", "", ("light", "two words")),
        ("In winter the boat lay in ice.", "", ()),
    ]
    assert (trains.content, trains.annotations, trains.reading_state) == (None, (), ReadingState.READING)


@pytest.mark.parametrize("importer", [PocketImporter(), WallabagImporter(), KarakeepImporter()])
def test_values_of_every_wrong_type_are_refused_or_left_out(importer: AnnotationImporter) -> None:
    for name in (path.name for path in (SAMPLES / importer.format.name).glob("*.json")):
        value = json.loads((SAMPLES / importer.format.name / name).read_bytes())
        for wrong in (None, 7, "x", [], {}, [1], {"a": [None]}, True):
            damaged = json.dumps(_with(value, wrong)).encode()
            try:
                works = list(importer.read(Source(damaged)))
            except SourceError:
                continue
            assert all(isinstance(work.title, str) and isinstance(work.url, str) for work in works)


def _with(value: object, wrong: object) -> object:
    """The value with something else in place of each innermost value."""
    if isinstance(value, dict):
        return {name: _with(one, wrong) for name, one in value.items()}
    return [_with(one, wrong) for one in value] if isinstance(value, list) else wrong
