"""What a store repairs on its own before it lists or reads: swapped and damaged files, and sync tools' copies."""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from storing.device import NOW, Device, copy_of
from waiting import wait_until

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata, ReadingState
from readtui.model.change import Change, Edit
from readtui.model.tag import Tag
from readtui.storage.files.durable import replace_all_durably
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.library_files import FolderFiles
from readtui.storage.open_store import open_store


@pytest.fixture
def device(tmp_path: Path) -> Device:
    made = Device(tmp_path)
    made.add()
    made.add("a2")
    return made


def _swap(one: Path, other: Path) -> None:
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)


@pytest.mark.parametrize("has_backups", [True, False])
def test_two_swapped_files_are_repaired_at_once(device: Device, has_backups: bool) -> None:
    if not has_backups:
        shutil.rmtree(device.state / "latest")
    _swap(device.path, device.path.with_name("a2.json"))
    store = device.open()
    assert store.annotation_counts() == {"a1": 1, "a2": 1}
    assert (store.damaged(), sorted(path.name for path in device.path.parent.iterdir())) == ([], ["a1.json", "a2.json"])
    assert [note.id for note in store.annotations("a2")] == ["n-a2"]


@pytest.mark.parametrize("name", ["a1 2.json", "a1.sync-conflict-20260201-101500-ABCDEFG.json"])
def test_a_copy_that_appears_while_the_library_is_open_is_merged_when_its_article_is_read(
    device: Device, name: str
) -> None:
    store = device.open()
    assert [note.note for note in store.annotations("a1")] == ["first"]
    other = copy_of(device, "two")
    other.note("from two")
    shutil.copy(other.path, device.path.with_name(name))
    assert [note.note for note in store.annotations("a1")] == ["from two"]
    assert store.notices() == [f"{name} was merged into articles/a1.json."]


def test_reading_all_articles_lists_their_folder_once(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3, 9):
        device.add(f"a{number}")
    store = device.open()
    looked_at: list[Path] = []
    scan = os.scandir

    def counted_scan(folder: Path) -> object:
        looked_at.append(folder)
        return scan(folder)

    monkeypatch.setattr(os, "scandir", counted_scan)
    records = store.records()
    assert sum(len(store.annotations(record.id)) for record in records) == 8
    assert looked_at.count(device.path.parent) <= 3


def test_adding_an_article_lists_no_folder_and_a_copy_that_comes_then_is_merged(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = device.open()
    assert store.record("a1") is not None
    looked_at: list[Path] = []
    scan = os.scandir

    def counted_scan(folder: Path) -> object:
        looked_at.append(folder)
        return scan(folder)

    monkeypatch.setattr(os, "scandir", counted_scan)
    for number in range(3, 9):
        assert store.record(f"a{number}") is None
        record = ArticleRecord(f"a{number}", Metadata("One more"), NOW, NOW, "00000000")
        store.apply(Change(f"c{number}", NOW, "add", (Edit(None, record),)))
        assert store.record(f"a{number}") is not None
    assert looked_at == []
    other = copy_of(device, "two")
    other.note("from two")
    shutil.copy(other.path, device.path.with_name("a1 2.json"))
    assert [note.note for note in store.annotations("a1")] == ["from two"]


def test_a_copy_of_the_codebook_is_merged_when_the_tags_are_read(device: Device) -> None:
    device.save(Tag("sea", color="blue"))
    other = copy_of(device, "two")
    other.save(Tag("sky", color="green"))
    shutil.copy(other.library / "codebook.json", device.library / "codebook 2.json")
    assert {tag.name for tag in device.open().tags()} == {"sea", "sky"}


def test_a_damaged_record_in_the_file_is_repaired_before_another_one_is_saved(device: Device) -> None:
    content = device.path.read_bytes()
    device.path.write_bytes(content.replace(b'"id": "n-a1"', b'"id": "n-a3"'))
    note = Annotation("n2", "a1", NOW, NOW, note="new")
    device.open().apply(Change("c", NOW, "note", (Edit(None, note),)))
    assert device.notes() == {"n-a1": "first", "n2": "new"}


def test_damage_that_a_listing_skips_is_repaired_afterwards(device: Device) -> None:
    whole = device.path.read_bytes()
    device.path.write_bytes(whole.replace(b'"note"', b'"n\0te"').replace(b"first", b"f\xffrst"))
    store = device.open()
    assert [record.id for record in store.records()] != []
    store.close()
    assert device.path.read_bytes() == whole
    [told] = store.notices()
    assert "rebuilt from its backup" in told


@pytest.mark.parametrize(
    ("line", "live"),
    [
        (b'"deleted": null', 1),
        (b'"deleted":null', 1),
        (b'"deleted": ""', 1),
        (b'"deleted": "2026-02-01T10:00:00Z"', 0),
        (b'"deleted": "2026-02-01T10:00:00Z", "x": {"deleted": null}', 0),
        (b'"deleted": null, "x": "\\"deleted\\": null"', 1),
        (b'"deleted": "2026-02-01T10:00:00Z", "x": "\\"deleted\\": null"', 0),
    ],
)
def test_live_annotations_are_counted_however_the_file_is_written(device: Device, line: bytes, live: int) -> None:
    head, tail = device.path.read_bytes().split(b'"annotations"')
    device.path.write_bytes(head + b'"annotations"' + tail.replace(b'"deleted": null', line))
    assert device.open().annotation_counts()["a1"] == live


def test_the_next_start_lists_the_same_from_the_catalogue(device: Device) -> None:
    record = ArticleRecord(
        "a3", Metadata("T", "s", "c", "de", "2026", "site", "url"), NOW, NOW, "ffffffff", 7, ("/p",), ("t",),
        ReadingState.READING, extra={"x": [1]},
    )  # fmt: skip
    device.save(record)
    first = device.open()
    listed = {found.id: found for found in first.records()}
    first.close()
    for path in device.path.parent.iterdir():
        # Keep the stamp, but leave nothing to read.
        status = path.stat()
        path.write_bytes(bytes(status.st_size))
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    second = open_store(device.library, state=device.state, cache=device.state / f"cache-{device.count}")
    assert {found.id: found for found in second.records()} == listed
    (catalogue,) = (device.state / f"cache-{device.count}").glob("catalogue*")
    catalogue.write_bytes(catalogue.read_bytes().replace(b"site", b"sight"))
    third = open_store(device.library, state=device.state, cache=catalogue.parent)
    assert {found.id: found for found in third.records()} == listed, "an altered catalogue is not trusted"


def test_many_copies_are_merged_a_few_at_a_time_and_the_rest_is_reported(tmp_path: Path) -> None:
    device = Device(tmp_path)
    device.add()
    for number in range(100):
        (device.path.parent / f"a1.sync-conflict-{number}.json").write_bytes(device.path.read_bytes())
    store = device.open()
    store.records()
    store.close()
    left = len(list(device.path.parent.glob("a1.sync*")))
    assert 0 < left < 100
    assert any(f"{left} files that may be" in notice for notice in store.notices())
    store = device.open()
    while list(device.path.parent.glob("a1.sync*")):
        store.records()
    store.close()
    assert device.notes() == {"n-a1": "first"}


def test_copies_that_cannot_be_merged_do_not_hold_up_others(tmp_path: Path) -> None:
    device = Device(tmp_path)
    device.add()
    for number in range(40):
        (device.path.parent / f"a1 (conflicted copy {number:02}).json").write_bytes(b"{")
    (device.path.parent / "a1 (conflicted copy 99).json").write_bytes(device.path.read_bytes())
    store = device.open()
    good = device.path.parent / "a1 (conflicted copy 99).json"

    def is_merged() -> bool:
        store.records()
        return not good.exists()

    wait_until(is_merged, seen=lambda: sorted(device.path.parent.iterdir()))
    store.close()
    assert len(list(device.path.parent.iterdir())) == 41


def test_many_conflicting_copies_are_merged_with_few_writes_and_nothing_is_lost(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = json.loads(device.path.read_bytes())
    copies = {}
    for number in range(600):
        body = {"type": "TextualBody", "purpose": "commenting", "value": f"take {number}"}
        content["annotations"]["n-a1"] |= {"body": [body], "v": {f"device {number}": 1}}
        name = f"a1.sync-conflict-20260201-{number:06}-ABCDEFG.json"
        copies[name] = json.dumps(content).encode()
        device.path.with_name(name).write_bytes(copies[name])
    torn = device.path.with_name("a1 2.json")
    torn.write_bytes(copies[name][:100])
    written: list[Path] = []

    def count_and_replace(files: Sequence[tuple[Path, bytes]], temp: Path) -> None:
        written.extend(path for path, _ in files)
        replace_all_durably(files, temp)

    monkeypatch.setattr("readtui.storage.merging.library_merge.replace_all_durably", count_and_replace)
    files = FolderFiles(
        LibraryFolders(device.library, device.state, device.state / "cache"), clock=lambda: NOW, new_id=lambda: "here"
    )
    for problem in files.check().problems:
        files.mend(problem)
    assert 0 < len(written) <= 5
    [note] = device.open().annotations("a1")
    versions = json.loads(device.path.read_bytes())["annotations"]["n-a1"]
    texts = {version["body"][0]["value"] for version in (versions, *versions["conflicts"])}
    assert texts == {"first", *(f"take {number}" for number in range(600))}
    assert len(note.conflicts) == 600
    assert {path.read_bytes() for path in (device.state / "quarantine").iterdir()} >= set(copies.values())
    assert sorted(path.name for path in device.path.parent.iterdir()) == ["a1 2.json", "a1.json", "a2.json"]
    assert all("copies of articles/a1.json were merged; 1 entry was changed" in told for told in files.notices())
