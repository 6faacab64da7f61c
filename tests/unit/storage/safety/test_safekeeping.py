"""What a store does on its own (recover, back up, merge copies) and on request (merge, restore, purge)."""

import errno
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from storing.device import NOW, TEXT, Device, copy_of

from readtui.errors import DamagedError, NotFoundError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import Article, Metadata
from readtui.model.block import Block, BlockKind
from readtui.model.change import Change, Edit, inverse_edit
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.process.job import Worker
from readtui.storage.files.durable import replace_all_durably
from readtui.storage.findings import MergeResult
from readtui.storage.merging import library_merge
from readtui.storage.repository import ReadingPosition

COPY_NAMES = (
    "a1.sync-conflict-20260201-101500-ABCDEFG.json",
    "a1 (Ada's conflicted copy 2026-02-01).json",
    "a1 (conflicted copy 2026-02-01 101500).json",
    "a1-LAPTOP.json",
    "a1 2.json",
    "a1.json (Kopie).json",
)


@pytest.fixture
def device(tmp_path: Path) -> Device:
    made = Device(tmp_path)
    made.add()
    return made


def test_a_damaged_file_is_repaired_when_it_is_read_and_reported_once(device: Device) -> None:
    whole = device.path.read_bytes()
    device.path.write_bytes(b"")
    store = device.open()
    assert [note.note for note in store.annotations("a1")] == ["first"]
    assert device.path.read_bytes() == whole
    [told] = store.notices()
    assert "rebuilt from its backup" in told
    assert store.notices() == []


def test_a_damaged_file_is_repaired_before_it_is_listed_or_changed(device: Device) -> None:
    device.path.write_bytes(device.path.read_bytes()[:200])
    store = device.open()
    assert (store.annotation_counts(), store.damaged()) == ({"a1": 1}, [])
    device.path.write_bytes(bytes(500))
    store.apply(Change("c", NOW, "note", (Edit(None, Annotation("n2", "a1", NOW, NOW, note="new")),)))
    assert device.notes() == {"n-a1": "first", "n2": "new"}
    assert len(store.notices()) == 2


@pytest.mark.parametrize("flipped", [b'"id": "n-a1"', b'"source": "a1"', b'"id": "a1"'])
def test_a_record_whose_id_differs_from_its_key_is_damage(device: Device, flipped: bytes) -> None:
    whole = device.path.read_bytes()
    device.path.write_bytes(whole.replace(flipped, flipped.replace(b"a1", b"a3")))
    assert device.path.read_bytes() != whole
    # Listing backs up changed files, and closing waits for that. The damage must not replace the good copy.
    store = device.open()
    store.records()
    store.close()
    assert device.notes() == {"n-a1": "first"}
    assert device.path.read_bytes() == whole


@pytest.mark.parametrize("damage", [b"\0\0", None])
def test_a_damaged_codebook_is_repaired(device: Device, damage: bytes | None) -> None:
    device.save(Tag("sea", color="blue"))
    codebook = device.library / "codebook.json"
    codebook.write_bytes(damage or codebook.read_bytes().replace(b'"name": "sea"', b'"name": "lake"'))
    assert [(tag.name, tag.color) for tag in device.open().tags()] == [("sea", "blue")]


def test_a_read_only_library_is_reported_and_not_repaired(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    device.path.write_bytes(b"")
    monkeypatch.setattr(os, "access", lambda *_: False)
    store = device.open()
    with pytest.raises(DamagedError):
        store.annotations("a1")
    assert (store.records(), len(store.damaged())) == ([], 1)
    assert device.path.read_bytes() == b""


def test_a_missing_file_is_restored(device: Device) -> None:
    whole = device.path.read_bytes()
    for use in (lambda: device.open().records(), lambda: device.open().record("a1"), device.notes):
        device.path.unlink()
        assert use()
        assert device.path.read_bytes() == whole
    device.path.unlink()
    device.save(Annotation("n2", "a1", NOW, NOW, note="new"))
    assert device.notes() == {"n-a1": "first", "n2": "new"}


def test_an_article_that_another_device_purged_stays_away(device: Device) -> None:
    device.path.unlink()
    shutil.rmtree(device.library / "texts")
    assert device.open().records() == []
    assert device.open().record("a1") is None


def test_a_failed_backup_does_not_fail_the_save(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    real_utime = os.utime

    def refuse(path: Path, *rest: object) -> None:
        if "latest" in str(path):
            raise OSError(errno.ENOSPC, "No space left on device")
        real_utime(path)

    monkeypatch.setattr(os, "utime", refuse)
    store = device.open()
    for number in range(2):
        store.apply(Change(f"s{number}", NOW, "n", (Edit(None, Annotation(f"x{number}", "a1", NOW, NOW, note="n")),)))
    [told] = store.notices()
    assert told.startswith("Could not make a backup: the disk is full")


def test_a_write_by_another_program_is_backed_up_when_it_is_first_seen(tmp_path: Path, device: Device) -> None:
    other = copy_of(device, "two")
    store = other.open()
    assert [generation.kind for generation in store.backups("articles/a1.json")] == []
    store.records()
    store.close()
    [generation] = store.backups("articles/a1.json")
    assert generation.path.read_bytes() == other.path.read_bytes()


@pytest.mark.parametrize("name", COPY_NAMES)
def test_a_conflict_copy_is_merged_quarantined_and_reported(device: Device, name: str) -> None:
    other = copy_of(device, "two")
    other.save(Annotation("n2", "a1", NOW, NOW, note="from two"))
    other.note("second")
    content = other.path.read_bytes()
    (device.path.parent / name).write_bytes(content)
    store = device.open()
    assert store.annotation_counts() == {"a1": 2}
    assert device.notes() == {"n-a1": "second", "n2": "from two"}
    assert [path.name for path in device.path.parent.iterdir()] == ["a1.json"]
    assert [path.read_bytes() for path in (device.state / "quarantine").iterdir()] == [content]
    assert store.notices() == [f"{name} was merged into articles/a1.json."]
    assert store.damaged() == []


def test_an_incomplete_or_newer_copy_is_left_alone(device: Device) -> None:
    content = device.path.read_bytes()
    newer = json.loads(content)
    newer["format"]["1"]["version"] = 99
    copies = [device.path.with_name("a1 2.json"), device.path.with_name("a1 3.json")]
    copies[0].write_bytes(content[:100])
    copies[1].write_text(json.dumps(newer))
    assert [record.id for record in device.open().records()] == ["a1"]
    assert all(copy.exists() for copy in copies)
    assert device.path.read_bytes() == content


def test_a_copy_of_the_codebook_is_merged(device: Device) -> None:
    device.save(Tag("sea", color="blue"))
    other = copy_of(device, "two")
    other.save(Tag("sky", color="green"))
    shutil.copy(other.library / "codebook.json", device.library / "codebook.sync-conflict-1.json")
    store = device.open()
    store.records()
    assert {tag.name for tag in store.tags()} == {"sea", "sky"}


def test_views_of_two_devices_are_merged_even_if_their_names_are_the_same(device: Device) -> None:
    seen = View("w0", "both", "#sea")
    device.save(seen)
    other = copy_of(device, "two")
    device.save(View("w1", "unread", "is:to-read"))
    other.save(View("w2", "Unread", "-is:done"))
    device.save(replace(seen, query="#river"), seen)
    other.save(replace(seen, query="#lake"), seen)
    shutil.copy(other.library / "codebook.json", device.library / "codebook.sync-conflict-1.json")
    store = device.open()
    store.records()
    views = {view.id: view for view in store.views()}
    assert {view.name for view in views.values()} == {"both", "unread", "Unread"}
    assert {views["w0"].query, *(str(version["query"]) for version in views["w0"].conflicts)} == {"#river", "#lake"}


def test_an_edit_does_not_decide_a_conflict(device: Device) -> None:
    other = copy_of(device, "two")
    device.note("mine")
    other.note("theirs")
    shutil.copy(other.path, device.path.with_name("a1 2.json"))
    device.open().records()
    assert len(device.conflicts()) == 1
    device.day = "2026-02-03"
    [seen] = device.open().annotations("a1")
    first = device.save(replace(seen, color="blue"), seen)
    second = device.note("later")
    shutil.copy(other.path, device.path.with_name("a1 2.json"))
    device.open().records()
    assert len(device.conflicts()) == 1, "the other version is still undecided"
    for made in (second, first):
        undo = tuple(inverse_edit(edit, NOW) for edit in made.edits)
        device.open().apply(Change(f"undo {made.id}", NOW, "undo", undo, undoes=made.id))
    assert len(device.conflicts()) == 1
    [seen] = device.open().annotations("a1")
    device.save(replace(seen, conflicts=()), seen)
    shutil.copy(other.path, device.path.with_name("a1 2.json"))
    device.open().records()
    assert device.conflicts() == [], "it is decided, and the old copy does not reopen it"


def test_merging_libraries_in_either_direction_gives_the_same_bytes(device: Device) -> None:
    other = copy_of(device, "two")
    other.add("a2")
    other.save(Tag("sea", color="blue"))
    other.note("theirs")
    device.note("mine")
    before = {path.name: path.read_bytes() for path in (other.library / "articles").iterdir()}
    store = device.open()
    assert store.merge_from(other.library) == MergeResult(articles_new=1, articles_merged=1, conflicts=1)
    assert {path.name: path.read_bytes() for path in (other.library / "articles").iterdir()} == before
    assert store.article("a2").text == TEXT
    assert [tag.name for tag in store.tags()] == ["sea"]
    assert store.merge_from(other.library) == MergeResult(0, 0, 0)
    assert other.open().merge_from(device.library) == MergeResult(0, 1, 1)
    for name in ("articles/a1.json", "articles/a2.json", "codebook.json"):
        assert (other.library / name).read_bytes() == (device.library / name).read_bytes()


def test_a_file_that_both_libraries_have_is_only_compared(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    other, steps = copy_of(device, "two"), list[tuple[int, int]]()
    device.note("mine")
    other.path.write_bytes(device.path.read_bytes())
    store = device.open()
    with monkeypatch.context() as never:
        never.setattr("readtui.storage.merging.library_merge._fold", lambda *arguments: pytest.fail("merged"))
        assert store.merge_from(other.library, passed=lambda *step: steps.append(step)) == MergeResult(0, 0, 0)
    assert steps == [(0, 3), (3, 3)], "a text, which is not copied, and an article"
    other.path.write_bytes(device.path.read_bytes().replace(b'"deleted": null', b'"deleted": false', 1))
    assert store.merge_from(other.library, passed=lambda *step: steps.append(step)).left_out == 1
    device.path.write_bytes(other.path.read_bytes())
    assert device.open().merge_from(other.library).left_out == 1, "it was never checked"


def test_a_third_version_of_an_undecided_record_is_a_conflict_too(device: Device) -> None:
    two, three = copy_of(device, "two"), copy_of(device, "three")
    for one, said in ((device, "mine"), (two, "theirs"), (three, "another's")):
        one.note(said)
    store = device.open()
    assert store.merge_from(two.library) == MergeResult(0, 1, 1)
    assert store.merge_from(three.library) == MergeResult(0, 1, 1)


@pytest.mark.parametrize("at_once", [1, 100], ids=["many", "few"])
def test_each_text_is_there_before_its_article_and_a_damaged_one_is_left_out(
    device: Device, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    other = copy_of(device, "two")
    for number in range(2, 9):
        other.add(f"a{number}")
    [damaged] = (other.library / "texts").glob("a3.*")
    damaged.write_bytes(b"{")
    asked: list[object] = []
    call = Worker.call

    def noted(worker: Worker, function: str, argument: object) -> object:
        asked.append(argument)
        # The process is killed, some time.
        if len(asked) > 5:
            worker.__exit__()
        return call(worker, function, argument)

    def watched(files: Sequence[tuple[Path, bytes]], temp: Path) -> None:
        for path, _ in files:
            is_record = path.parent.name == "articles" and path.name != "a3.json"
            assert not is_record or [*(device.library / "texts").glob(f"{path.stem}.*")], path
        replace_all_durably(files, temp)

    monkeypatch.setattr(library_merge, "_WRITTEN_AT_ONCE", at_once)
    monkeypatch.setattr(library_merge, "replace_all_durably", watched)
    monkeypatch.setattr(Worker, "call", noted)
    store = device.open()
    assert store.merge_from(other.library) == MergeResult(articles_new=7, articles_merged=0, conflicts=0, left_out=1)
    assert len(asked) == (7 if at_once == 1 else 0)
    [told] = store.notices()
    assert f"{damaged}" in told
    texts = {path.name: path.read_bytes() for path in (other.library / "texts").iterdir() if path != damaged}
    assert {path.name: path.read_bytes() for path in (device.library / "texts").iterdir()} == texts


def test_a_merge_that_fails_leaves_no_text_without_an_article(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    other = copy_of(device, "two")
    for number in range(2, 9):
        other.add(f"a{number}")
    monkeypatch.setattr(library_merge, "_WRITTEN_AT_ONCE", 1)

    def fail(*_: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(library_merge, "_write", fail)
    before = [*(device.library / "texts").iterdir()]
    store = device.open()
    with pytest.raises(StorageError):
        store.merge_from(other.library)
    assert [*(device.library / "texts").iterdir()] == before


def test_damage_in_the_other_library_is_skipped_and_reported(device: Device) -> None:
    other = copy_of(device, "two")
    other.add("a2")
    other.path.write_bytes(b"{")
    store = device.open()
    assert store.merge_from(other.library) == MergeResult(1, 0, 0, left_out=1)
    [told] = store.notices()
    assert str(other.path) in told
    with pytest.raises(NotFoundError):
        store.merge_from(other.library / "articles")
    with pytest.raises(StorageError, match="itself"):
        store.merge_from(device.library)


def test_restoring_the_backup_of_a_day_can_be_undone(device: Device) -> None:
    device.day = "2026-02-03"
    device.note("changed")
    device.save(Annotation("n2", "a1", NOW, NOW, note="made since"))
    store = device.open()
    assert {kept.date for kept in store.backups("articles/a1.json")} == {"2026-02-03", "2026-02-01"}
    made = store.restore_backup("a1", "2026-02-02")
    assert made.what == "restore “T” as of 2026-02-02"
    assert device.notes() == {"n-a1": "first"}
    assert store.restore_backup("a1", "2026-02-02").edits == ()
    undo = tuple(inverse_edit(edit, NOW) for edit in made.edits)
    store.apply(Change("undo", NOW, "undo", undo, undoes=made.id))
    assert device.notes() == {"n-a1": "changed", "n2": "made since"}
    with pytest.raises(NotFoundError, match="2026-01-31"):
        store.restore_backup("a1", "2026-01-31")


def test_a_backup_is_restored_without_a_text_that_is_no_longer_kept(device: Device) -> None:
    store, title = device.open(), "As it was"
    before = store.record("a1")
    assert before is not None
    store.apply(Change("title", NOW, "title", (Edit(before, replace(before, metadata=Metadata(title))),)))
    device.day = "2026-02-03"
    read, text = store.record("a1"), "Another text."
    assert read is not None
    article = Article(before.metadata, text, (Block(BlockKind.PARAGRAPH, 0, len(text)),))
    store.keep_text("a1", article)
    after = replace(read, text_version=article.hash8, metadata=Metadata("As it is"))
    store.apply(Change("text", NOW, "read again", (Edit(read, after),)))
    device.note("changed")
    store.drop_texts("a1", [before.text_version, article.hash8])
    assert store.text_versions("a1") == {article.hash8}
    with pytest.raises(NotFoundError, match="no longer kept"):
        store.apply(Change("undo", NOW, "undo", (Edit(after, read),), undoes="text"), force=True)
    store.restore_backup("a1", "2026-02-01")
    assert device.notes() == {"n-a1": "first"}
    restored = store.record("a1")
    assert restored is not None
    assert (restored.title, restored.text_version) == (title, article.hash8)
    assert store.article("a1").text == text


def test_a_purged_article_leaves_nothing(device: Device) -> None:
    device.add("a2")
    device.day = "2026-02-03"
    device.note("changed")
    store = device.open()
    store.records()
    for article_id in ("a1", "a2"):
        store.keep_position(article_id, ReadingPosition(3, 0.5, NOW))
        store.keep_draft(f"{article_id}:0:5", "half a thought")
        store.keep_draft(f"{article_id}:0123abcd:0:5", "half another one")
        store.keep_draft(f"n-{article_id}", "half an answer")
        store.begin_editing(f"{article_id}:5:9", "as it was").write_text("by another program")
    page, opening = device.state / f"cache-{device.count}" / "first-pages" / "a1", device.state / "openings" / "0123"
    other = opening.with_name("4567")
    for file, content in ((page, "words of the article"), (opening, "which opens a1"), (other, "which opens a2")):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    store.purge("a1")
    assert (page.exists(), opening.exists(), other.exists()) == (False, False, True)
    assert list(store.positions()) == ["a2"]
    assert sorted(store.drafts()) == ["a2:0123abcd:0:5", "a2:0:5", "a2:5:9", "n-a2"]
    assert len(list(device.state.rglob("note.md"))) == 1
    assert [record.id for record in store.records()] == ["a2"]
    assert [change.id for change in store.history()] == ["add a2"]
    assert store.backups("articles/a1.json") == []
    store.close()
    left = [path for path in device.library.parent.rglob("*") if path.is_file() and "a1" in path.name]
    assert left == []
    assert [record.id for record in device.open().records()] == ["a2"]


@pytest.mark.parametrize("damage", [b"", b"\0\0\0", b"garbage"])
def test_an_article_too_damaged_to_rebuild_can_be_purged(device: Device, damage: bytes) -> None:
    shutil.rmtree(device.state / "latest")
    device.path.write_bytes(damage)
    store = device.open()
    assert (store.records(), len(store.damaged())) == ([], 1)
    store.purge("a1")
    assert (store.records(), store.damaged()) == ([], [])
    store.close()
    assert [path for path in device.library.parent.rglob("*") if path.is_file() and "a1" in path.name] == []


def test_the_codebook_is_restored_from_a_backup(device: Device) -> None:
    made = device.save(Tag("sea", color="blue"))
    device.save(View("w1", "then", "#sea"))
    device.day = "2026-02-03"
    device.save(Tag("sea", color="red"), made.edits[0].after)
    device.save(Tag("sky"))
    device.save(View("w1", "now", "#sea"), View("w1", "then", "#sea"))
    device.save(View("w2", "since", "#sky"))
    store = device.open()
    assert store.restore_backup("", "2026-02-02").what == "restore the codebook as of 2026-02-02"
    assert [(tag.name, tag.color) for tag in store.tags()] == [("sea", "blue")]
    assert [(view.id, view.name) for view in store.views()] == [("w1", "then")]
    (device.library / "codebook.json").unlink()
    assert [(tag.name, tag.color) for tag in store.tags()] == [("sea", "blue")], "a missing one is restored"
