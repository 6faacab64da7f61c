"""Annotations that another program removes from an article's file are reported and kept, never restored unasked."""

import json
import os
import shutil
import subprocess
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from storing.device import ARTICLE, NOW, TEXT, Device

from readtui.errors import StorageError
from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit
from readtui.model.selector import TextPositionSelector, TextQuoteSelector


@pytest.fixture
def device(tmp_path: Path) -> Device:
    made = Device(tmp_path)
    made.add()
    for number in (2, 3):
        made.save(Annotation(f"n{number}", "a1", NOW, NOW, note=f"note {number}"))
    [seen] = [note for note in made.open().annotations("a1") if note.id == "n3"]
    made.save(replace(seen, deleted=NOW), seen)
    return made


def _without(device: Device, *ids: str) -> bytes:
    """Remove annotations from the file as another program may do it; returns the file's bytes."""
    tables = json.loads(device.path.read_bytes())
    for key in ids:
        del tables["annotations"][key]
    content = json.dumps(tables).encode()
    device.path.write_bytes(content)
    return content


def test_vanished_annotations_are_reported_once_and_stay_away_until_they_are_saved_again(device: Device) -> None:
    content = _without(device, "n2", "n3")
    store = device.open()
    assert store.annotation_counts() == {"a1": 1}
    store.close()
    assert device.path.read_bytes() == content
    [told] = store.notices()
    assert told.startswith("1 annotation is missing from “T”")
    assert "readtui doctor --restore a1@2026-02-01" in told
    [gone] = store.vanished("a1")
    assert (gone.id, gone.note) == ("n2", "note 2"), "one from the trash has vanished too, but nobody misses it"
    device.note("a save of another one")
    device.day = "2026-02-03"
    device.note("and on another day")
    again = device.open()
    again.records()
    again.close()
    assert (list(device.notes()), again.notices()) == (["n-a1"], [])
    assert [one.note for one in again.vanished("a1")] == ["note 2"]
    device.save(gone)
    assert device.notes() == {"n-a1": "and on another day", "n2": "note 2"}
    assert device.open().vanished("a1") == []
    assert not list((device.state / "vanished").iterdir())


def test_what_vanished_from_a_file_in_our_layout_is_found_without_parsing_the_others(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = device.path.read_bytes()
    [line] = [line for line in whole.splitlines(keepends=True) if line.startswith(b'"n2"')]
    device.path.write_bytes(whole.replace(line, b""))
    parsed: list[bytes] = []
    monkeypatch.setattr("readtui.storage.files.articles.parse_tables", lambda _path, content: parsed.append(content))
    store = device.open()
    assert [one.id for one in store.vanished("a1")] == ["n2"]
    assert not parsed


def test_of_highlights_that_stay_as_they_are_none_is_parsed_to_find_those_that_vanished(tmp_path: Path) -> None:
    device = Device(tmp_path)
    device.add()
    quote, position = TextQuoteSelector(TEXT[2:11], TEXT[:2], TEXT[11:]), TextPositionSelector(2, 11)
    made = replace(Annotation("", "a1", NOW, NOW), quote=quote, position=position, text_version=ARTICLE.hash8)
    device.open().apply(
        Change("c", NOW, "highlight", tuple(Edit(None, replace(made, id=f"h{number}")) for number in range(1000)))
    )
    whole = device.path.read_bytes()

    def without(*ids: bytes) -> Sequence[str]:
        """What is said once another program has removed these lines."""
        lines = whole.splitlines(keepends=True)
        device.path.write_bytes(
            b"".join(line for line in lines if not line.startswith(tuple(b'"%b"' % i for i in ids)))
        )
        store = device.open()
        store.records()
        store.close()
        return store.notices()

    tracemalloc.start()
    try:
        [told] = without(b"h2", b"h700")
        assert tracemalloc.get_traced_memory()[1] < 12 * len(whole), "17 times as much if each is parsed"
    finally:
        tracemalloc.stop()
    assert told.startswith("2 annotations are missing from “T”")
    assert [one.id for one in device.open().vanished("a1")] == ["h2", "h700"]
    assert not without(b"h2")
    [told] = without(b"h2", b"h3")
    assert told.startswith("1 annotation is missing")
    kept = json.loads((device.state / "vanished" / "a1.json").read_bytes())
    assert [*kept["annotations"]] == ["h2", "h3"], "the other one is there again"


def test_a_save_also_notices_vanished_annotations(device: Device) -> None:
    _without(device, "n2")
    store = device.open()
    store.apply(Change("c", NOW, "note", (Edit(None, Annotation("n4", "a1", NOW, NOW, note="new")),)))
    assert device.notes() == {"n-a1": "first", "n4": "new"}
    assert [one.id for one in store.vanished("a1")] == ["n2"]
    [told] = store.notices()
    assert "missing" in told


def test_annotations_that_vanish_one_after_another_are_all_kept(device: Device) -> None:
    _without(device, "n2")
    device.note("in between")
    _without(device, "n-a1")
    assert sorted(one.id for one in device.open().vanished("a1")) == ["n-a1", "n2"]
    assert sorted(one.note for one in device.open().vanished("a1")) == ["in between", "note 2"]


def test_vanished_annotations_that_are_let_go_are_in_the_trash(device: Device) -> None:
    _without(device, "n2")
    [gone] = device.open().vanished("a1")
    device.save(replace(gone, deleted=NOW))
    assert device.open().vanished("a1") == []
    assert {note.id for note in device.open().annotations("a1", deleted=True)} == {"n-a1", "n2", "n3"}


def test_restoring_the_latest_backup_restores_only_vanished_annotations(device: Device) -> None:
    _without(device, "n2")
    device.note("changed")
    made = device.open().restore_backup("a1", "2026-02-01")
    assert [edit.after.note for edit in made.edits if isinstance(edit.after, Annotation)] == ["note 2"]
    assert device.notes() == {"n-a1": "changed", "n2": "note 2"}


def test_annotations_in_a_sync_tool_s_copy_have_not_vanished(device: Device) -> None:
    whole = device.path.read_bytes()
    _without(device, "n2")
    device.path.with_name("a1.sync-conflict-20260201-101500-ABCDEFG.json").write_bytes(whole)
    store = device.open()
    assert store.annotation_counts() == {"a1": 2}
    store.close()
    assert [told for told in store.notices() if "missing" in told] == []
    assert store.vanished("a1") == []


def test_saving_fails_while_vanished_annotations_cannot_be_kept(device: Device) -> None:
    content = _without(device, "n2")
    (device.state / "vanished").write_text("a file in the way")
    note = Annotation("n4", "a1", NOW, NOW, note="new")
    with pytest.raises(StorageError):
        device.save(note)
    assert device.path.read_bytes() == content
    (device.state / "vanished").unlink()
    device.save(note)
    assert [one.id for one in device.open().vanished("a1")] == ["n2"]


def _git(folder: Path, *arguments: str) -> None:
    given = {
        "GIT_CONFIG_GLOBAL": os.environ["GIT_CONFIG_GLOBAL"],
        "GIT_CONFIG_NOSYSTEM": "1",
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
    }
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run(("git", *who, *arguments), cwd=folder, env=given, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize("is_worktree", [False, True])
def test_nothing_vanishes_when_another_branch_is_checked_out(
    device: Device, tmp_path: Path, is_packed: bool, is_worktree: bool
) -> None:
    library = device.path.parent.parent
    folder = library
    if is_worktree:
        (tmp_path / "main").mkdir()
        folder = tmp_path / "main"
    _git(folder, "init", "-q")
    if is_worktree:
        _git(folder, "commit", "-q", "--allow-empty", "-m", "empty")
        _git(folder, "worktree", "add", "-q", "--detach", str(tmp_path / "work"))
        (tmp_path / "work" / ".git").rename(library / ".git")
    _git(library, "add", "articles")
    _git(library, "commit", "-q", "-m", "two notes")
    _git(library, "checkout", "-q", "-b", "more")
    device.save(Annotation("n5", "a1", NOW, NOW, note="on a branch"))
    _git(library, "commit", "-q", "-a", "-m", "three notes")
    if is_packed:
        _git(folder, "gc", "-q")
    _git(library, "checkout", "-q", "-")
    store = device.open()
    assert [one.id for one in store.vanished("a1")] == []
    store.annotations("a1")
    store.apply(Change("c", NOW, "note", (Edit(None, Annotation("n6", "a1", NOW, NOW, note="new")),)))
    assert (store.notices(), store.vanished("a1")) == ([], [])
    _git(library, "commit", "-q", "-a", "-m", "another note")
    assert "n5" in (device.state / "daily" / "articles" / "a1" / f"{device.day}.json").read_text("utf-8")
    _git(library, "checkout", "-q", "more")
    assert set(device.notes()) == {"n-a1", "n2", "n5"}
    # What is in no commit is missed, in a repository as elsewhere.
    device.save(Annotation("n7", "a1", NOW, NOW, note="not committed"))
    _git(library, "checkout", "-q", "--", ".")
    assert [one.id for one in device.open().vanished("a1")] == ["n7"]
