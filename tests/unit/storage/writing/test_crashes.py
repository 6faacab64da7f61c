"""Programs that are killed while saving, and programs that save at the same time."""

import errno
import json
import os
import random
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest

from readtui.errors import LockedError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit
from readtui.storage.files.lock import holding_lock
from readtui.storage.open_store import open_store
from readtui.storage.repository import Repository

NOW = "2026-02-01T10:00:00Z"

SAVER = textwrap.dedent(
    """
    import random, sys
    from dataclasses import replace
    from pathlib import Path
    from readtui.errors import LockedError
    from readtui.model.annotation import Annotation
    from readtui.model.change import Change, Edit
    from readtui.storage.open_store import open_store

    def saved(change):
        # The app retries too: on a busy machine, the other program may hold the lock beyond the deadline.
        for _ in range(100):
            try:
                return store.apply(change)
            except LockedError:
                pass
        sys.exit("gave up waiting for the lock")

    folder, writer, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    store = open_store(folder / "library", state=folder / "state", cache=folder / "cache")
    chance = random.Random(writer)
    seen = {note.id: note for note in store.annotations("a1", deleted=True)}
    count = 0
    while count != rounds:
        count += 1
        key = f"{writer.split('.')[0]}-{chance.randrange(12)}"
        before = seen.get(key)
        note = f"{writer}.{count} " + "x" * chance.choice([0, 10, 3000])
        after = Annotation(key, "a1", "t", "t", note=note) if before is None else replace(
            before, note=note, deleted="t" if chance.random() < 0.2 else None)
        print("TRY", key, note.split()[0], after.deleted or "-", flush=True)
        made = saved(Change(f"{writer}.{count}", "t", "save", (Edit(before, after),)))
        print("ACK", key, note.split()[0], after.deleted or "-", flush=True)
        seen[key] = made.edits[0].after
    """
)


def start_saver(folder: Path, writer: str, rounds: int = -1) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SAVER, str(folder), writer, str(rounds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def library(folder: Path) -> Repository:
    return open_store(folder / "library", state=folder / "state", cache=folder / "cache")


def add_article(repository: Repository, article_id: str = "a1") -> None:
    record = ArticleRecord(article_id, Metadata("T"), NOW, NOW, "ffffffff")
    repository.apply(Change(f"add {article_id}", NOW, "add", (Edit(None, record),)))


def test_acknowledged_changes_survive_a_kill_at_any_moment(tmp_path: Path) -> None:
    add_article(library(tmp_path))
    tried: dict[str, tuple[str, str]] = {}
    acknowledged: dict[str, tuple[str, str]] = {}
    acknowledged_changes: list[str] = []
    chance = random.Random(7)
    for number in range(15):
        saver = start_saver(tmp_path, f"w.{number}")
        assert saver.stdout is not None
        lines = [saver.stdout.readline() for _ in range(chance.randrange(1, 8))]
        time.sleep(chance.uniform(0.0, 0.02))
        saver.kill()
        lines += saver.stdout.read().splitlines()
        saver.wait()
        for word, key, revision, deleted in (line.split() for line in lines if len(line.split()) == 4):
            tried[key] = (revision, deleted)
            if word == "ACK":
                acknowledged[key] = (revision, deleted)
                acknowledged_changes.append(revision)

        repository = library(tmp_path)
        found = {
            note.id: (note.note.split()[0], note.deleted or "-") for note in repository.annotations("a1", deleted=True)
        }
        for key, last in acknowledged.items():
            assert found[key] in (last, tried[key])
        assert all(found[key] == tried[key] for key in found.keys() - acknowledged.keys())
        assert set(acknowledged_changes) <= {change.id for change in repository.history()}
        acknowledged.update(found)
        tried.update(found)
    assert len(acknowledged_changes) > 15


def test_two_programs_that_save_into_one_article_lose_nothing(tmp_path: Path) -> None:
    add_article(library(tmp_path))
    savers = [start_saver(tmp_path, writer, rounds=60) for writer in ("one", "two")]
    last: dict[str, str] = {}
    for saver in savers:
        output, errors = saver.communicate()
        assert (saver.returncode, errors) == (0, "")
        last |= {line.split()[1]: line.split()[2] for line in output.splitlines() if line.startswith("ACK")}
    repository = library(tmp_path)
    found = {note.id: note.note.split()[0] for note in repository.annotations("a1", deleted=True)}
    assert found == last
    assert len(repository.history()) == 1 + 120
    assert len({version for note in repository.annotations("a1", deleted=True) for version in note.versions}) == 1


def test_waiting_too_long_for_a_lock_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with holding_lock(path), pytest.raises(LockedError, match="lock"), holding_lock(path, deadline_seconds=0.02):
        pass
    with holding_lock(path, deadline_seconds=0):
        pass


def test_an_incomplete_line_at_the_end_of_the_history_is_the_only_loss(tmp_path: Path) -> None:
    add_article(library(tmp_path))
    history = tmp_path / "state" / "history.jsonl"
    history.write_bytes(history.read_bytes() + b'{"id": "half a cha')
    repository = library(tmp_path)
    assert [change.id for change in repository.history()] == ["add a1"]
    add_article(repository, "a2")
    assert [change.id for change in repository.history()] == ["add a1", "add a2"]
    assert [change.id for change in library(tmp_path).history()] == ["add a1", "add a2"]


def test_a_long_history_forgets_its_oldest_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readtui.storage.writing.history_log.MAX_BYTES", 4000)
    repository = library(tmp_path)
    for number in range(30):
        add_article(repository, f"a{number}")
    ids = [change.id for change in repository.history()]
    assert ids == [f"add a{number}" for number in range(30 - len(ids), 30)]
    assert 3 < len(ids) < 20
    assert (tmp_path / "state" / "history.jsonl").stat().st_size < 4500


def test_a_disk_too_full_to_shorten_the_history_takes_what_still_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readtui.storage.writing.history_log.MAX_BYTES", 4000)
    repository, history = library(tmp_path), tmp_path / "state" / "history.jsonl"
    with monkeypatch.context() as patch:
        _fail_for(patch, history, "replace")
        for number in range(30):
            add_article(repository, f"a{number}")
    assert len(repository.history()) == 30
    add_article(repository, "a30")
    assert history.stat().st_size < 4500


def test_a_very_large_change_can_still_be_undone_after_another_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readtui.storage.writing.history_log.MAX_BYTES", 4000)
    repository = library(tmp_path)
    add_article(repository)
    notes = tuple(Edit(None, Annotation(f"n{number}", "a1", NOW, NOW, note="x")) for number in range(30))
    repository.apply(Change("bulk", NOW, "bulk", notes))
    add_article(repository, "a2")
    add_article(repository, "a3")
    assert [change.id for change in repository.history()][-3:] == ["bulk", "add a2", "add a3"]
    for number in range(4, 30):
        add_article(repository, f"a{number}")
    assert "bulk" not in {change.id for change in repository.history()}
    assert (tmp_path / "state" / "history.jsonl").stat().st_size < 4500


@pytest.mark.parametrize("content", ["", "\0\0\0\0", "not hex \0"])
def test_a_damaged_device_id_is_replaced(tmp_path: Path, content: str) -> None:
    add_article(library(tmp_path))
    (tmp_path / "state" / "device").write_text(content)
    add_article(library(tmp_path), "a2")
    records = {record.id: record for record in library(tmp_path).records()}
    assert len({*records["a1"].versions, *records["a2"].versions}) == 2
    assert all(device.isalnum() for device in records["a2"].versions)


def test_a_failed_save_can_be_retried_and_is_one_step_in_the_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = library(tmp_path)
    add_article(repository, "a1")
    add_article(repository, "a2")
    edits = tuple(Edit(None, Annotation(f"n{number}", f"a{number}", NOW, NOW, note="both")) for number in (1, 2))
    change = Change("c1", NOW, "note twice", edits)
    for failing in ("library/articles/a2.json", "state/history.jsonl"):
        with monkeypatch.context() as patch:
            _fail_for(patch, tmp_path / failing)
            with pytest.raises(StorageError, match="disk is full"):
                repository.apply(change)
    made = repository.apply(change)
    assert [edit.before for edit in made.edits] == [None, None]
    assert [c.id for c in repository.history()] == ["add a1", "add a2", "c1"]
    for number in (1, 2):
        [note] = repository.annotations(f"a{number}")
        assert note == replace(edits[number - 1].after, versions=note.versions, modified=note.modified)
        assert len(json.loads((tmp_path / f"library/articles/a{number}.json").read_bytes())["annotations"]) == 1


def _fail_for(patch: pytest.MonkeyPatch, path: Path, *calls: str) -> None:
    """The disk is full for these calls on a file, by default all."""
    real_replace, real_fsync = os.replace, os.fsync

    def replace_or_fail(source: Path, target: Path) -> None:
        if target == path:
            raise OSError(errno.ENOSPC, "No space left on device")
        real_replace(source, target)

    def fsync_or_fail(descriptor: int) -> None:
        if os.path.samestat(os.fstat(descriptor), path.stat()):
            raise OSError(errno.ENOSPC, "No space left on device")
        real_fsync(descriptor)

    for name, call in (("replace", replace_or_fail), ("fsync", fsync_or_fail)):
        if name in (calls or (name,)):
            patch.setattr(os, name, call)
