"""A file that was changed in place is read again, even if its size and time say that it was not."""

import os
from dataclasses import replace
from pathlib import Path

from storing.device import Device

from readtui.model.article import stamp_text
from readtui.model.change import Change, Edit
from readtui.storage.files.bounded_files import file_stamp
from readtui.storage.tinydb_repository import TinyDbRepository


def in_place(path: Path, old: bytes, new: bytes) -> None:
    """Another program writes into the file, and sets back its time."""
    status = path.stat()
    content = path.read_bytes()
    assert len(old) == len(new)
    with open(path, "r+b") as file:
        file.write(content.replace(old, new))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_an_edit_of_the_same_size_and_time_is_seen(tmp_path: Path) -> None:
    device = Device(tmp_path)
    device.add()
    store = device.open()
    [record] = store.records()
    known = store.stamp("a1")
    in_place(device.path, f'"title": "{record.title}"'.encode(), b'"title": "U"')
    assert store.stamp("a1") != known
    assert [one.title for one in store.records()] == ["U"]
    store.close()


def test_what_was_just_saved_is_not_read_again(tmp_path: Path) -> None:
    device = Device(tmp_path)
    device.add()
    store = device.open()
    assert isinstance(store, TinyDbRepository)
    store.records()
    [note] = store.annotations("a1")
    store.apply(Change("c", "t", "tag", (Edit(note, replace(note, tags=("sea",))),)))
    stamp = file_stamp(device.path)
    assert stamp is not None
    assert store._upkeep.catalogue._lines.stamps == [stamp_text(stamp)]  # type: ignore[union-attr]
    store.close()
