"""Texts whose articles never come are removed, but none that a record names or that somebody is counting on."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from storing.device import ARTICLE, NOW, Device

from readtui.errors import StorageError
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.block import Block, BlockKind
from readtui.model.change import Change, Edit
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.findings import Kind
from readtui.storage.library_files import FolderFiles
from readtui.storage.writing.change_writer import ChangeWriter

OTHER = Article(Metadata("O"), "Another text.", (Block(BlockKind.PARAGRAPH, 0, 13),))
# Writes two texts, the first of which is there already, and is killed before it saves their articles.
KILLED = """\
import os, sys
from pathlib import Path
from storing.device import ARTICLE, Device
from test_coming_texts import OTHER
device = Device(Path(sys.argv[1]))
with device.open().keeping_texts([("a1", ARTICLE), ("a1", OTHER), ("b2", ARTICLE), ("b3", OTHER)]):
    print("written", flush=True)
    sys.stdin.read()
    os._exit(9)
"""


@pytest.fixture
def device(tmp_path: Path) -> Device:
    """A library with the article a1."""
    made = Device(tmp_path)
    made.add()
    return made


def texts(device: Device) -> list[str]:
    return sorted(path.name for path in (device.library / "texts").iterdir())


def files_of(device: Device) -> FolderFiles:
    folders = LibraryFolders(device.library, device.state, device.state / "cache-0")
    return FolderFiles(folders, clock=lambda: NOW, new_id=lambda: "id")


def record(article_id: str) -> ArticleRecord:
    return ArticleRecord(article_id, Metadata("T"), NOW, NOW, ARTICLE.hash8)


@pytest.fixture
def writing(device: Device) -> Iterator["subprocess.Popen[str]"]:
    """Another program that has written texts and has not saved their articles yet."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    command = [sys.executable, "-c", KILLED, str(device.library.parent)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "written\n"
        yield program
        program.kill()


def test_a_change_that_fails_leaves_no_text(device: Device) -> None:
    before, store = texts(device), device.open()

    def add_on_a_full_disk() -> None:
        with store.keeping_texts([("a1", ARTICLE), ("a1", OTHER), ("b2", OTHER)]):
            assert len(texts(device)) == 3
            raise StorageError("the disk is full")

    with pytest.raises(StorageError, match="full"):
        add_on_a_full_disk()
    assert texts(device) == before
    with store.keeping_texts([("b2", ARTICLE)]):
        store.apply(Change("add", NOW, "add", (Edit(None, record("b2")),)))
    assert len(texts(device)) == 2
    assert not any((device.library / ".readtui" / "coming").iterdir())


def test_texts_of_a_change_that_can_be_finished_later_stay(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise StorageError("the disk is full")

    def add_on_a_full_disk() -> None:
        store = device.open()
        with store.keeping_texts([("b2", OTHER)]):
            after = replace(record("b2"), text_version=OTHER.hash8)
            store.apply(Change("add", NOW, "add", (Edit(None, after),)))

    with monkeypatch.context() as full:
        full.setattr(ChangeWriter, "_put", fail)
        full.setattr("readtui.storage.writing.file_edits.FileEdits.take_back", fail)
        with pytest.raises(StorageError):
            add_on_a_full_disk()
    assert len(texts(device)) == 2
    assert device.open().article("b2").text == OTHER.text


def test_the_next_start_removes_the_texts_of_a_killed_program(device: Device, writing: "subprocess.Popen[str]") -> None:
    assert len(texts(device)) == 4
    device.open()
    assert len(texts(device)) == 4, "it may still save them"
    assert files_of(device).check().problems == []
    writing.communicate()
    [problem] = files_of(device).check().problems
    assert (problem.kind, problem.message.partition(" in ")[0]) == (Kind.UNUSED, "3 texts of no article")
    device.open()
    assert texts(device) == [f"a1.{ARTICLE.hash8}.json"]
    assert files_of(device).check().problems == []


def test_a_text_on_which_another_program_counts_stays(device: Device, writing: "subprocess.Popen[str]") -> None:
    store = device.open()
    with store.keeping_texts([("b2", ARTICLE)]):
        writing.communicate()
        device.open()
        assert texts(device) == [f"a1.{ARTICLE.hash8}.json", f"b2.{ARTICLE.hash8}.json"]
        store.apply(Change("add", NOW, "add", (Edit(None, record("b2")),)))
    device.open()
    assert device.open().article("b2").text == ARTICLE.text


def test_the_doctor_removes_old_texts_of_no_article(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    device.open().keep_text("b2", ARTICLE)
    (device.library / "media").mkdir()
    (device.library / "media" / ("ab" * 32)).write_bytes(b"an image")
    files = files_of(device)
    assert files.check().problems == [], "a sync tool may bring the article later"
    day = time.time() + 90_000
    monkeypatch.setattr("readtui.storage.files.bounded_files.time.time", lambda: day)
    of_texts, of_images = files.check().problems
    assert (of_texts.kind, of_images.kind) == (Kind.UNUSED, Kind.UNUSED)
    files.mend(of_images)
    assert not any((device.library / "media").iterdir())
    assert files.check().problems == [of_texts]
    files.mend(of_texts)
    assert texts(device) == [f"a1.{ARTICLE.hash8}.json"]
    assert files.check().problems == []


def test_the_text_of_a_lost_article_file_stays(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    device.path.unlink()
    day = time.time() + 90_000
    monkeypatch.setattr("readtui.storage.files.bounded_files.time.time", lambda: day)
    assert [problem.kind for problem in files_of(device).check().problems] == [Kind.MISSING_ARTICLE]
