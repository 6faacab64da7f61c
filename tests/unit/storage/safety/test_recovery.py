"""Damaged files are rebuilt with every record that a backup or the file itself still has."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from storing.device import Device

from readtui.codec.records import annotation_from_json
from readtui.errors import DamagedError
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit, Record
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.tag import Tag
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.open_store import open_store
from readtui.storage.repository import Repository
from readtui.storage.safety.backups import Backups
from readtui.storage.safety.quarantine import Quarantine
from readtui.storage.safety.repair import RecoveredFile, recover

NOW = "2026-02-01T10:00:00Z"
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda data: b"",
    "cut off": lambda data: data[: len(data) * 2 // 3],
    "filled with NULs": lambda data: bytes(len(data)),
    "half filled with NULs": lambda data: data[: len(data) // 2] + bytes(len(data) - len(data) // 2),
    "extra data": lambda data: data + data[-300:],
    "beginning lost": lambda data: data[400:],
    "halves swapped": lambda data: data[len(data) // 2 :] + data[: len(data) // 2],
    "another file's type": lambda data: b"[" + data.strip() + b"]",
    "not UTF-8": lambda data: data.replace(b"note 3", b"note \xff", 1),
    "a wrong field": lambda data: data.replace(b'"created": "2026-02-01T10:00:00Z"', b'"created": 5', 1),
    "a brace flipped": lambda data: data.replace(b'"body": [', b'"body": {', 1),
}


class Library:
    """A library with a codebook and an article with ten annotations, and its backups and quarantine."""

    def __init__(self, folder: Path) -> None:
        self.folders = LibraryFolders(folder / "library", folder / "state", folder / "cache")
        self.backups = Backups(self.folders.state, lambda: NOW)
        self.quarantine = Quarantine(self.folders.state / "quarantine", lambda: NOW)
        self.path = self.folders.article("a1")
        self.put(ArticleRecord("a1", Metadata("T"), NOW, NOW, "ffffffff"))
        for number in range(10):
            self.put(Annotation(f"n{number}", "a1", NOW, NOW, note=f"note {number}", color="yellow"))
        self.put(Tag("sea", color="blue"))

    def open(self) -> Repository:
        return open_store(self.folders.library, state=self.folders.state, cache=self.folders.cache)

    def put(self, after: Record, before: Record | None = None) -> None:
        self.open().apply(Change("c", NOW, "save", (Edit(before, after),)))

    def notes(self) -> dict[str, str]:
        return {found.id: found.note for found in self.open().annotations("a1", deleted=True)}

    def back_up(self, path: Path | None = None) -> None:
        path = path or self.path
        self.backups.saved(path.relative_to(self.folders.library).as_posix(), path.read_bytes())

    def recover(self, article_id: str = "a1") -> RecoveredFile | None:
        return recover(self.folders, article_id, self.backups, self.quarantine)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    # Each test makes its own backups.
    for making_one in ("saved", "met"):
        monkeypatch.setattr(f"readtui.storage.safety.safekeeping.Safekeeping.{making_one}", lambda *_: None)
    return Library(tmp_path)


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_no_damage_loses_anything_of_a_backed_up_file(library: Library, damage: Callable[[bytes], bytes]) -> None:
    library.back_up()
    whole = library.path.read_bytes()
    broken = damage(whole)
    assert broken != whole
    library.path.write_bytes(broken)
    recovered = library.recover()
    assert recovered is not None
    assert library.path.read_bytes() == whole
    assert recovered.quarantined.read_bytes() == broken
    assert (recovered.lost, recovered.from_backup) == (0, True)
    assert library.recover() is None


@pytest.mark.parametrize("damage", ["cut off", "extra data", "another file's type", "not UTF-8", "a wrong field"])
def test_without_a_backup_every_readable_record_is_kept(library: Library, damage: str) -> None:
    before = library.notes()
    library.path.write_bytes(DAMAGES[damage](library.path.read_bytes()))
    recovered = library.recover()
    assert recovered is not None
    after = library.notes()
    assert after.items() <= before.items()
    assert len(after) >= 6
    assert recovered.from_backup is False
    assert str(recovered.quarantined) in recovered.message
    if damage == "not UTF-8":
        assert (len(after), recovered.lost) == (9, 1)
        assert "1 entry is missing" in recovered.message
    if damage == "a wrong field":
        assert (len(after), recovered.lost, recovered.incomplete) == (10, 0, 1)
        assert "1 entry is incomplete" in recovered.message


def test_an_earlier_version_in_the_backup_takes_precedence_over_part_of_a_later_one(library: Library) -> None:
    library.back_up()
    (note,) = (found for found in library.open().annotations("a1") if found.id == "n2")
    library.put(replace(note, note="later"), before=note)
    library.path.write_bytes(library.path.read_bytes().replace(b'"value": "later"', b'"value": 5'))
    recovered = library.recover()
    assert recovered is not None
    assert (library.notes()["n2"], recovered.incomplete) == ("note 2", 0)


def test_an_article_with_a_partly_readable_record_keeps_its_annotations(library: Library) -> None:
    library.path.write_bytes(library.path.read_bytes().replace(b'"paths": []', b'"paths": 3'))
    recovered = library.recover()
    assert recovered is not None
    assert (len(library.notes()), recovered.incomplete) == (10, 1)


def test_both_sides_of_git_s_conflict_markers_are_kept(library: Library) -> None:
    """After a merge without readtui's merge driver. The backup is from the branch that was checked out."""
    (note,) = (found for found in library.open().annotations("a1") if found.id == "n2")
    base = library.path.read_bytes()
    library.put(replace(note, note="theirs"), before=note)
    theirs = next(line for line in library.path.read_bytes().split(b"\n") if b"theirs" in line)
    library.path.write_bytes(base)
    (library.folders.state / "device").unlink()
    library.put(replace(note, note="ours"), before=note)
    library.back_up()
    whole = library.path.read_bytes()
    ours = next(line for line in whole.split(b"\n") if b'"ours"' in line)
    markers = b"<<<<<<< HEAD\n%b\n=======\n%b\n>>>>>>> other" % (ours, theirs)
    library.path.write_bytes(whole.replace(ours, markers))
    assert library.recover() is not None
    (found,) = (found for found in library.open().annotations("a1") if found.id == "n2")
    assert {found.note, *(annotation_from_json(version).note for version in found.conflicts)} == {"ours", "theirs"}


def test_the_backup_corrects_an_impossible_position(library: Library) -> None:
    (note,) = (found for found in library.open().annotations("a1") if found.id == "n2")
    placed = replace(note, quote=TextQuoteSelector("words"), position=TextPositionSelector(3, 8))
    library.put(placed, before=note)
    whole = library.path.read_bytes()
    for is_backed_up in (False, True):
        if is_backed_up:
            library.path.write_bytes(whole)
            library.back_up()
        library.path.write_bytes(whole.replace(b'"start": 3', b'"start": 9'))
        assert library.notes()["n2"] == "note 2"
        (found,) = (found for found in library.open().annotations("a1") if found.id == "n2")
        assert (found.anchor is AnchorState.ORPHAN) is not is_backed_up


def test_readable_records_saved_after_the_backup_are_kept(library: Library) -> None:
    library.back_up()
    (note,) = (found for found in library.open().annotations("a1") if found.id == "n2")
    library.put(replace(note, note="later"), before=note)
    library.put(Annotation("n10", "a1", NOW, NOW, note="new"))
    library.path.write_bytes(library.path.read_bytes()[:-60])
    library.recover()
    notes = library.notes()
    assert (notes["n2"], notes["n10"], len(notes)) == ("later", "new", 11)


def test_of_the_same_version_the_backup_s_bytes_are_taken(library: Library) -> None:
    library.back_up()
    whole = library.path.read_bytes()
    library.path.write_bytes(whole.replace(b"note 4", b"nkte 4") + b"}")
    library.recover()
    assert library.path.read_bytes() == whole


def test_records_of_another_file_are_not_taken_over(library: Library) -> None:
    library.back_up()
    whole = library.path.read_bytes()
    library.path.write_bytes(whole.replace(b'"a1"', b'"a2"').replace(b'"n', b'"m'))
    library.recover()
    assert library.path.read_bytes() == whole


@pytest.mark.parametrize("damage", [b"", b"\0\0\0", b'{"annotations": {}}', b"[]"])
def test_an_unrecoverable_file_is_left_and_reported(library: Library, damage: bytes) -> None:
    library.path.write_bytes(damage)
    with pytest.raises(DamagedError, match="no usable backup") as failure:
        library.recover()
    assert library.path.read_bytes() == damage
    (kept,) = library.quarantine.files()
    assert str(kept.path) in failure.value.hint


def test_a_file_of_a_newer_readtui_is_not_touched(library: Library) -> None:
    library.back_up()
    newer = json.loads(library.path.read_bytes())
    newer["format"]["1"]["version"] = 99
    newer["annotations"]["n1"]["created"] = {"of": "another shape"}
    library.path.write_text(json.dumps(newer))
    before = library.path.read_bytes()
    with pytest.raises(DamagedError, match="newer"):
        library.recover()
    assert library.path.read_bytes() == before


def test_the_codebook_is_rebuilt_and_is_empty_at_worst(library: Library) -> None:
    path = library.folders.codebook
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b"}\n}}") + 2])
    assert library.recover("") is not None
    assert path.read_bytes() == whole
    path.write_bytes(b"\0")
    library.recover("")
    assert path.read_bytes() == whole, "from the backup that the first recovery made"
    (library.folders.state / "latest" / "codebook.json").unlink()
    path.write_bytes(b"\0")
    library.recover("")
    assert library.open().tags() == []


def test_an_intact_or_missing_file_needs_no_recovery(library: Library) -> None:
    assert library.recover() is None
    assert library.recover("unknown") is None
    assert library.quarantine.files() == []


def test_every_readable_record_of_a_damaged_backup_comes_back(tmp_path: Path) -> None:
    device = Device(tmp_path)
    device.add()
    device.save(Annotation("n2", "a1", NOW, NOW, note="second"))
    backup = device.state / "latest" / "articles" / "a1.json"
    backup.write_bytes(backup.read_bytes().replace(b'"id": "n2"', b'"id": ["n2"]'))
    device.path.write_bytes(b"{")
    assert device.notes() == {"n-a1": "first"}
    assert device.open().damaged() == []
