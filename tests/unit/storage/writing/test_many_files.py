"""Changes of many files: what is on the disk when, under which device they are made, and what they leave in memory."""

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from storing.cut_off_library import NOW, history, opened

from readtui.errors import StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit
from readtui.model.tag import Tag
from readtui.services.saving.undo import History
from readtui.services.tags.codebook import Codebook
from readtui.storage.open_store import new_uuid, utc_now
from readtui.storage.repository import Repository

ARTICLES = [f"a{number:02}" for number in range(30)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of thirty articles, each with an annotation tagged ``old``."""
    store = opened(tmp_path)
    edits: list[Edit] = []
    for article_id in ARTICLES:
        edits.append(Edit(None, ArticleRecord(article_id, Metadata(f"The {article_id}"), NOW, NOW, "ffffffff")))
        edits.append(Edit(None, Annotation(f"n-{article_id}", article_id, NOW, NOW, note="x", tags=("old",))))
    store.apply(Change("c", NOW, "add", tuple(edits)))
    store.close()
    return tmp_path


def rename(store: Repository) -> Change:
    return store.apply(Codebook(store, clock=utc_now, new_id=new_uuid).rename("old", "new").change)


def tags(store: Repository) -> set[tuple[str, ...]]:
    return {one.tags for article_id in ARTICLES for one in store.annotations(article_id)}


def test_no_file_is_replaced_before_the_intent_and_all_new_files_are_on_the_disk(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    at_replacement: list[tuple[int, list[int]]] = []
    real_fsync, real_replace = os.fsync, os.replace
    articles, state = folder / "library" / "articles", folder / "state"

    def fsync(descriptor: int) -> None:
        real_fsync(descriptor)
        synced.append(os.fstat(descriptor).st_ino)

    def replace_file(source: Path, target: Path) -> None:
        if Path(target).parent == articles:
            at_replacement.append((os.stat(source).st_ino, list(synced)))
            [intent] = (state / "intents").iterdir()
            assert {intent.stat().st_ino, intent.parent.stat().st_ino} <= set(synced)
        real_replace(source, target)

    store = opened(folder)
    change = Codebook(store, clock=utc_now, new_id=new_uuid).rename("old", "new").change
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace_file)
    store.apply(change)
    new_files = {inode for inode, _ in at_replacement}
    assert len(new_files) == len(ARTICLES)
    for _, before in at_replacement:
        assert new_files <= set(before)
    # The names are on the disk before the history says that the change was made.
    folders, log = articles.stat().st_ino, (state / "history.jsonl").stat().st_ino
    assert synced.index(folders) < synced.index(log)
    assert tags(store) == {("new",)}


def test_a_replacement_that_fails_takes_the_others_back_and_begins_no_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in _files(folder)}
    real_replace = os.replace
    put: list[str] = []

    def replace_file(source: Path, target: Path) -> None:
        if Path(target).name in before and Path(target).parent.parent.name == "library":
            if Path(target).stem == ARTICLES[10]:
                raise OSError(errno.EIO, "the disk failed")
            put.append(Path(target).stem)
        real_replace(source, target)

    store = opened(folder)
    monkeypatch.setattr(os, "replace", replace_file)
    with pytest.raises(StorageError, match="the disk failed"):
        rename(store)
    assert put
    assert {path.name: path.read_bytes() for path in _files(folder)} == before
    assert not list((folder / "state" / "intents").iterdir())
    assert tags(opened(folder)) == {("old",)}


def test_lists_follow_a_change_of_many_tags_without_reading_its_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(folder)
    first.records()
    first.close()
    store = opened(folder)
    monkeypatch.setattr("readtui.storage.catalogue._MANY", len(ARTICLES))
    monkeypatch.setattr("readtui.storage.catalogue.read_entry", lambda path, *_: pytest.fail(f"read {path}"))
    rename(store)
    assert set(store.tag_sets()) == {("new",)}
    [article] = [one for one in store.listed() if one.record.id == ARTICLES[7]]
    assert (article.annotations, article.tag_sets) == (1, {("new",): 1})
    store.close()
    # Undo, in a program that has listed nothing.
    other = opened(folder)
    History(other, clock=utc_now, new_id=new_uuid).undo()
    other.close()
    assert set(opened(folder).tag_sets()) == {("old",)}


def test_a_file_that_another_program_changed_is_read_again_after_a_change(folder: Path) -> None:
    store, other = opened(folder), opened(folder)
    store.records()
    [note] = other.annotations(ARTICLES[3])
    other.apply(Change("m", NOW, "tag", (Edit(note, replace(note, tags=("old", "more"))),)))
    rename(store)
    assert set(store.tag_sets()) == {("new",), ("new", "more")}


def test_a_file_that_is_older_than_its_backup_gives_all_edits_the_same_new_device(folder: Path) -> None:
    last = folder / "library" / "articles" / f"{ARTICLES[-2]}.json"
    old_bytes = last.read_bytes()
    store = opened(folder)
    [note] = store.annotations(ARTICLES[-2])
    [device] = note.versions
    after = replace(note, note="y")
    store.apply(Change("c2", NOW, "edit", (Edit(note, after),)))
    change = Codebook(store, clock=utc_now, new_id=new_uuid).rename("old", "new").change
    store.finish()
    last.write_bytes(old_bytes)
    made = store.apply(change)
    devices = {frozenset(edit.after.versions) for edit in made.edits if not isinstance(edit.after, Tag)}
    assert len(devices) == 1
    assert next(iter(devices)) > {device}
    assert tags(store) == {("new",)}
    history(store).undo()
    assert tags(store) == {("old",)}


def test_backups_hold_what_was_written_and_the_day_before(folder: Path) -> None:
    latest, daily = folder / "state" / "latest" / "articles", folder / "state" / "daily" / "articles"
    before = {path.name: path.read_bytes() for path in latest.iterdir()}
    for path in latest.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    store = opened(folder)
    rename(store)
    assert sorted(path.name for path in _files(folder)) == sorted(before)
    for path in _files(folder):
        assert (latest / path.name).read_bytes() == path.read_bytes() != before[path.name]
        [kept] = (daily / path.stem).iterdir()
        assert (kept.name, kept.read_bytes()) == ("2023-11-14.json", before[path.name])


def test_a_backup_that_cannot_be_made_stops_no_change(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    store = opened(folder)
    monkeypatch.setattr("readtui.storage.safety.backups.write_all", full)
    rename(store)
    assert tags(store) == {("new",)}
    assert any("Could not make a backup: the disk is full" in notice for notice in store.notices())
    # Undoing finds files that their backups do not know.
    monkeypatch.undo()
    history(store).undo()
    assert tags(opened(folder)) == {("old",)}


def _files(folder: Path) -> Iterator[Path]:
    return (folder / "library" / "articles").glob("*.json")


def test_a_large_change_tells_how_far_it_is_and_when_it_is_saved(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readtui.storage.bulk_work._EVERY", 10)
    store = opened(folder)
    told: list[tuple[str, int, int, bool]] = []
    intents = folder / "state" / "intents"

    def hear(what: str, done: int, total: int) -> None:
        told.append((what, done, total, tags(opened(folder)) == {("new",)} and not any(intents.iterdir())))

    store.progress.listen(hear)
    rename(store)
    what = "rename the tag #old to #new"
    assert told == [(what, 10, 31, False), (what, 20, 31, False), (what, 30, 31, False), (what, 31, 31, True)]
    told.clear()
    [note] = store.annotations(ARTICLES[0])
    store.apply(Change("c2", NOW, "edit", (Edit(note, replace(note, note="y")),)))
    assert told == []
