"""Damaged bytes are kept under readable names, and nothing is overwritten."""

import os
from pathlib import Path

import pytest

from readtui.errors import StorageError
from readtui.storage.safety.quarantine import Quarantine

NOW = "2026-11-24T17:31:46Z"


def test_bytes_are_kept_under_the_name_they_had(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path / "state" / "quarantine", lambda: NOW)
    path = quarantine.keep("9f2c01d7a45be630.json", b"\0\0{")
    assert path.read_bytes() == b"\0\0{"
    assert path.name.startswith("9f2c01d7a45be630.20261124T173146Z.")
    assert path.suffix == ".json"
    (found,) = quarantine.files()
    assert (found.name, found.at, found.path, found.size) == ("9f2c01d7a45be630.json", NOW, path, 3)


def test_nothing_is_overwritten_and_the_same_bytes_are_kept_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quarantine = Quarantine(tmp_path, lambda: NOW)
    first = quarantine.keep("a.json", b"one")
    assert quarantine.keep("a.json", b"one") == first
    other_file = quarantine.keep("b.json", b"one")
    other_content = quarantine.keep("a.json", b"two")
    first.write_bytes(b"o")  # as after a crash
    again = quarantine.keep("a.json", b"one")
    assert len({first, other_file, other_content, again}) == 4
    assert (first.read_bytes(), again.read_bytes()) == (b"o", b"one")
    assert sorted(found.name for found in quarantine.files()) == ["a.json", "a.json", "a.json", "b.json"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "x" * 240 + "é.json", "no-ending", "a (conflicted copy).json", ".json"]
)
def test_any_name_stays_in_the_folder(tmp_path: Path, name: str) -> None:
    path = Quarantine(tmp_path / "q", lambda: NOW).keep(name, b"x")
    assert path.parent == tmp_path / "q"
    assert [found.path for found in Quarantine(tmp_path / "q", lambda: NOW).files()] == [path]


def test_a_failed_attempt_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="disk is full"):
        Quarantine(tmp_path, lambda: NOW).keep("a.json", b"x")
    assert list(tmp_path.iterdir()) == []
