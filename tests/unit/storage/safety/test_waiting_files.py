"""Files of annotations that wait are backed up, recovered, merged and checked like those of articles."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata, waiting_id
from readtui.model.change import Change, Edit
from readtui.model.selector import TextQuoteSelector
from readtui.storage.open_store import open_store
from readtui.storage.repository import Repository

NOW = "2026-02-01T10:00:00Z"
LAKE = waiting_id("00112233aabbccdd")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library in which an annotation waits."""
    record = ArticleRecord(LAKE, Metadata("The Lake"), NOW, NOW, "")
    quote = TextQuoteSelector("as still as a plate")
    note = Annotation("n1", LAKE, NOW, NOW, quote=quote, color="yellow", anchor=AnchorState.WAITING)
    with_store = opened(tmp_path)
    with_store.apply(Change("c1", NOW, "import", (Edit(None, record), Edit(None, note))))
    with_store.close()
    return tmp_path / "library"


def opened(tmp_path: Path) -> Repository:
    return open_store(tmp_path / "library", state=tmp_path / "state", cache=tmp_path / "cache")


@pytest.fixture
def store(folder: Path) -> Iterator[Repository]:
    store = opened(folder.parent)
    yield store
    store.close()


def waiting_in(store: Repository) -> list[str]:
    return [one.quoted_text for record in store.waiting() for one in store.annotations(record.id)]


def test_they_are_no_articles(folder: Path, store: Repository) -> None:
    assert (folder / "waiting" / "00112233aabbccdd.json").is_file()
    assert store.records(deleted=True) == []
    assert waiting_in(store) == ["as still as a plate"]


def test_a_damaged_file_and_a_missing_one_are_recovered(folder: Path) -> None:
    path = folder / "waiting" / "00112233aabbccdd.json"
    for damage in (lambda: path.write_bytes(path.read_bytes()[:40]), path.unlink, lambda: shutil.rmtree(path.parent)):
        damage()
        store = opened(folder.parent)
        assert waiting_in(store) == ["as still as a plate"]
        assert len(store.notices()) == 1
        store.close()


def test_a_copy_that_a_sync_tool_left_is_merged(folder: Path) -> None:
    path = folder / "waiting" / "00112233aabbccdd.json"
    content = path.read_text()
    path.with_name("00112233aabbccdd (conflict).json").write_text(content.replace('"n1"', '"n2"'))
    store = opened(folder.parent)
    assert waiting_in(store) == ["as still as a plate"] * 2
    store.close()
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_another_library_is_merged_with_what_waits_in_it(folder: Path, tmp_path: Path) -> None:
    other = open_store(tmp_path / "b" / "library", state=tmp_path / "b" / "state", cache=tmp_path / "b" / "cache")
    merged = other.merge_from(folder)
    assert (merged.articles_new, waiting_in(other)) == (0, ["as still as a plate"])
    other.close()
