"""A library written by an earlier version opens, reads the same, and changes only where it is edited.

The folders in tests/golden/library are such libraries, one for each version of the format. They are never regenerated.
"""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord
from readtui.model.block import BlockKind
from readtui.model.change import Change, Edit
from readtui.storage.files.tinydb_storage import read_tables
from readtui.storage.format.tables import FORMAT_VERSION, migrate
from readtui.storage.open_store import open_store
from readtui.storage.repository import Repository

LIBRARIES = Path(__file__).parent / "library"
ARTICLE = "9f2c01d7a45be630"
VERSIONS = sorted(folder.name for folder in LIBRARIES.iterdir())
FINGERPRINTS = {
    "articles/9f2c01d7a45be630.json": "4828c72bf5f67c3e",
    "codebook.json": "827bb655981e3417",
    "texts/9f2c01d7a45be630.8209616d.json": "850b693e8370de5b",
}


@pytest.fixture(params=VERSIONS)
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    shutil.copytree(LIBRARIES / request.param, tmp_path / "library")
    return tmp_path / "library"


def opened(library: Path) -> Repository:
    return open_store(library, state=library.parent / "state", cache=library.parent / "cache")


def by_start_of_id(found: list[Annotation]) -> dict[str, Annotation]:
    return {annotation.id[:8]: annotation for annotation in found}


def test_there_is_a_library_of_every_version_and_it_is_the_one_that_was_written() -> None:
    assert [f"v{number}" for number in range(1, FORMAT_VERSION + 1)] == VERSIONS
    folder = LIBRARIES / "v1"
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.json")}
    assert {name: hashlib.sha256(content).hexdigest()[:16] for name, content in found.items()} == FINGERPRINTS


def test_an_old_library_reads_the_same(library: Path) -> None:
    store = opened(library)
    (record,) = store.records()
    assert (record.id, record.title, record.words, record.tags, record.metadata.creator, record.extra) == (
        ARTICLE,
        "The harbour at night",
        11,
        ("sea",),
        "Ada Lund",
        {"otherProgram:rating": 4},
    )
    article = store.article(ARTICLE)
    assert [block.kind for block in article.blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.FURNITURE]
    assert [(article.text[offset], original) for offset, original in article.replaced] == [("␛", "\x1b")]
    found = by_start_of_id(store.annotations(ARTICLE, deleted=True))
    assert set(found) == {"0d9c1111", "7b204444", "c3e08888", "e1f09999"}
    for annotation in found.values():
        assert annotation.passage is None or article.text[annotation.passage.start : annotation.passage.end] == (
            annotation.quoted_text
        )
    noted, reviewed, deleted, whole = (found[key] for key in sorted(found))
    assert (noted.tags, noted.note[:16], noted.color) == (("sea/light",), "Compare *ch. 2*.", "yellow")
    assert (reviewed.anchor, reviewed.extra["otherProgram:stars"]) == (AnchorState.REVIEW, 5)
    assert deleted.deleted == "2026-01-31T12:30:00Z"
    assert [conflict["v"] for conflict in whole.conflicts] == [{"77aa00bb11cc": 1769860811000}]
    assert [(tag.name, tag.pin, tag.description) for tag in store.tags()] == [
        ("sea/light", 3, "Light on water"),
        ("to-cite", None, ""),
    ]


def test_reading_changes_nothing_and_an_edit_changes_one_line(library: Path) -> None:
    path = library / "articles" / f"{ARTICLE}.json"
    before = path.read_bytes()
    store = opened(library)
    (record, note) = (store.record(ARTICLE), by_start_of_id(store.annotations(ARTICLE))["0d9c1111"])
    assert isinstance(record, ArticleRecord)
    assert path.read_bytes() == before
    tables = read_tables(path)
    assert tables is not None
    store.apply(Change("c", "2026-03-01T00:00:00Z", "edit", (Edit(note, replace(note, note="Compare nothing.")),)))
    differing = set(path.read_bytes().split(b"\n")) ^ set(before.split(b"\n"))
    if migrate(tables)[1] == 0:
        assert [line[:11] for line in differing] == [b'"0d9c1111-5'] * 2
