"""Copies that would share a device's id (restored folders, cloned homes) get new ids, so that no edit is lost."""

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from readtui.codec.record_versions import open_conflicts
from readtui.codec.records import annotation_from_json
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.tag import Tag
from readtui.storage.format.merge import merge_documents
from readtui.storage.format.plain_lines import partly_parsed
from readtui.storage.format.tables import Tables
from readtui.storage.open_store import new_uuid, open_store
from readtui.storage.repository import Repository

_TICK = 0.02
"""Seconds, longer than the kernel takes to give files another time. No restore is as quick as a test."""
NOW = "2026-02-01T10:00:00Z"


def opened(folder: Path, machine: str = "here") -> Repository:
    return open_store(folder / "library", state=folder / "state", cache=folder / "cache", machine=lambda: machine)


def write(store: Repository, note: str, key: str = "n1", made: Annotation | None = None) -> Annotation:
    """Add the note, or change it; ``made``: on a passage."""
    if store.record("a1") is None:
        record = ArticleRecord("a1", Metadata("T"), NOW, NOW, "ffffffff")
        store.apply(Change(new_uuid(), NOW, "add", (Edit(None, record),)))
    before = next((found for found in store.annotations("a1") if found.id == key), None)
    after = replace(before or made or Annotation(key, "a1", NOW, NOW), note=note)
    change = store.apply(Change(new_uuid(), NOW, "note", (Edit(before, after),)))
    store.close()
    [edit] = change.edits
    assert isinstance(edit.after, Annotation)
    return edit.after


def notes(store: Repository, key: str = "n1") -> set[str]:
    """The texts of all versions of the note."""
    [found] = [one for one in store.annotations("a1") if one.id == key]
    store.close()
    return {found.note, *(annotation_from_json(version).note for version in found.conflicts)}


def devices(annotation: Annotation) -> set[str]:
    return set(annotation.versions)


def test_one_device_keeps_its_id(tmp_path: Path) -> None:
    made = [write(opened(tmp_path), f"take {number}") for number in range(5)]
    opened(tmp_path).records()
    assert len({device for annotation in made for device in devices(annotation)}) == 1


HIGHLIGHT = Annotation(
    "n1",
    "a1",
    NOW,
    NOW,
    quote=TextQuoteSelector("word", "", ""),
    position=TextPositionSelector(0, 4),
    text_version="ffffffff",
)
on_each = pytest.mark.parametrize("first", [HIGHLIGHT, None], ids=["a line that is not parsed", "a parsed line"])


def restored_library(folder: Path) -> None:
    shutil.rmtree(folder / "library")
    shutil.copytree(folder / "before" / "library", folder / "library")


def restored_all(folder: Path) -> None:
    for name in ("library", "state"):
        shutil.rmtree(folder / name)
        shutil.copytree(folder / "before" / name, folder / name)


def restored_all_without_times(folder: Path) -> None:
    for name in ("library", "state"):
        shutil.rmtree(folder / name)
        shutil.copytree(folder / "before" / name, folder / name, copy_function=shutil.copy)


def restored_over_what_is_there(folder: Path) -> None:
    """Restores as rsync and backup programs do: leaves unchanged files alone, and gives others their old times."""
    for source in sorted((folder / "before").rglob("*")):
        target = folder / source.relative_to(folder / "before")
        if source.is_file() and (not target.exists() or source.read_bytes() != target.read_bytes()):
            shutil.copy2(source, target)


@pytest.mark.parametrize(
    "restored", [restored_library, restored_all, restored_all_without_times, restored_over_what_is_there]
)
@pytest.mark.parametrize("is_listed_first", [False, True])
@on_each
def test_what_was_written_before_and_after_a_restore_survives_a_merge(
    tmp_path: Path, restored: Callable[[Path], None], is_listed_first: bool, first: Annotation | None
) -> None:
    write(opened(tmp_path), "first", made=first)
    for name in ("library", "state"):
        shutil.copytree(tmp_path / name, tmp_path / "before" / name)
    time.sleep(_TICK)
    write(opened(tmp_path), "before the restore")
    shutil.copytree(tmp_path / "library", tmp_path / "newer")
    restored(tmp_path)
    if is_listed_first:
        store = opened(tmp_path)
        store.records()
        store.close()
    write(opened(tmp_path), "after the restore")

    merged = opened(tmp_path).merge_from(tmp_path / "newer")
    assert merged.conflicts == 1
    assert notes(opened(tmp_path)) == {"before the restore", "after the restore"}


def test_a_tag_that_the_restored_folder_does_not_have_is_not_replaced_either(tmp_path: Path) -> None:
    def describe(description: str) -> None:
        store = opened(tmp_path)
        store.apply(Change(new_uuid(), NOW, "tag", (Edit(None, Tag("sea", description=description)),)))
        store.close()

    store = opened(tmp_path)
    store.apply(Change(new_uuid(), NOW, "tag", (Edit(None, Tag("land")),)))
    store.close()
    shutil.copytree(tmp_path / "library", tmp_path / "before" / "library")
    describe("before the restore")
    shutil.copytree(tmp_path / "library", tmp_path / "newer")
    restored_library(tmp_path)
    describe("after the restore")
    assert opened(tmp_path).merge_from(tmp_path / "newer").conflicts == 1


def test_a_copied_state_folder_is_another_device_on_another_machine_and_on_this_one(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    mine = write(opened(home), "first")
    shutil.copytree(home, other)
    # A copy of the whole disk has the same times, so only the machine tells them apart.
    write(opened(home), "at home")
    theirs = write(opened(other, machine="there"), "on the copy")
    assert devices(theirs) > devices(mine)
    assert opened(home).merge_from(other / "library").conflicts == 1
    assert notes(opened(home)) == {"at home", "on the copy"}

    third = tmp_path / "third"
    shutil.copytree(other, third)
    assert devices(write(opened(third, machine="there"), "again")) > devices(theirs)


def test_the_same_disk_in_another_machine_is_another_device_once(tmp_path: Path) -> None:
    write(opened(tmp_path), "here")
    there = [write(opened(tmp_path, machine="there"), f"there {number}") for number in range(3)]
    assert [len(devices(annotation)) for annotation in there] == [2, 2, 2]


@on_each
def test_an_id_with_an_unknown_counter_is_given_up(tmp_path: Path, first: Annotation | None) -> None:
    mine = write(opened(tmp_path), "first", made=first)
    [file] = (tmp_path / "library" / "articles").iterdir()
    assert bool(partly_parsed(file, file.read_bytes()).lines) is (first is not None)
    shutil.rmtree(tmp_path / "state" / "latest")
    assert devices(write(opened(tmp_path), "second")) > devices(mine)
    assert len(devices(write(opened(tmp_path), "third"))) == 2


def test_an_id_from_an_older_readtui_is_given_up_once(tmp_path: Path) -> None:
    mine = write(opened(tmp_path), "first")
    (tmp_path / "state" / "device").write_text(f"{next(iter(devices(mine)))}\n")
    assert len(devices(write(opened(tmp_path), "second"))) == 2
    assert len(devices(write(opened(tmp_path), "third"))) == 2


def test_a_running_program_takes_over_the_id_that_another_one_has_made(tmp_path: Path) -> None:
    running = opened(tmp_path)
    write(running, "first")
    shutil.copytree(tmp_path / "library", tmp_path / "before" / "library")
    write(running, "before the restore")
    shutil.copytree(tmp_path / "library", tmp_path / "newer")
    restored_library(tmp_path)
    # Another program notices the restored file and backs it up.
    other = opened(tmp_path)
    other.records()
    other.close()
    write(running, "after the restore")
    assert opened(tmp_path).merge_from(tmp_path / "newer").conflicts == 1


def test_purging_an_article_does_not_look_like_a_restore(tmp_path: Path) -> None:
    store = opened(tmp_path)
    record = ArticleRecord("a2", Metadata("T"), NOW, NOW, "ffffffff")
    store.apply(Change("add a2", NOW, "add", (Edit(None, record),)))
    mine = write(store, "first")
    store.purge("a2")
    store.close()
    assert devices(write(opened(tmp_path), "second")) == devices(mine)


def test_a_merge_with_a_base_keeps_what_one_side_has_restored() -> None:
    """Resetting one branch to an older file is a change too, and no later merge silently reverts it."""

    def file_of(note: str, counter: int) -> Tables:
        record = {"id": "n1", "note": note, "v": {"d": counter}, "conflicts": []}
        return {"format": {"1": {"name": "readtui-article", "version": 1}}, "annotations": {"n1": record}}

    base, restored, edited = file_of("base", 5), file_of("older", 3), file_of("newer", 9)
    merged = merge_documents(restored, edited, base)
    for branch in (restored, edited, base):
        record = merge_documents(merged, branch)["annotations"]["n1"]
        assert {record["note"], *(one["note"] for one in open_conflicts(record))} >= {"older", "newer"}
    assert merge_documents(base, restored, base)["annotations"]["n1"]["note"] == "older"
