"""Folders that end with their process."""

from pathlib import Path

import pytest

from readtui.storage.files.lock import holding_lock
from readtui.storage.local.temporary_folder import passing_folder


def left_by_a_killed_process(parent: Path, name: str) -> Path:
    folder = parent / name
    (folder / "tour").mkdir(parents=True)
    (folder / "tour" / "note").write_text("x")
    (folder / "lock").touch()
    return folder


def test_a_folder_is_gone_after_its_block_whatever_happens_in_it(tmp_path: Path) -> None:
    with pytest.raises(ValueError), passing_folder("tour", tmp_path) as folder:  # noqa: PT012
        assert folder.parent.stat().st_mode & 0o077 == 0
        (folder / "note").write_text("x")
        raise ValueError
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_has_left_is_removed_and_what_is_in_use_stays(tmp_path: Path) -> None:
    left, used = left_by_a_killed_process(tmp_path, "tour-left"), left_by_a_killed_process(tmp_path, "tour-used")
    (tmp_path / "other").mkdir()
    (tmp_path / "tour-of-somebody").symlink_to(tmp_path / "other")
    with holding_lock(used / "lock"), passing_folder("tour", tmp_path) as mine:
        assert not left.exists()
        assert (used / "tour" / "note").exists()
        with passing_folder("tour", tmp_path):
            assert mine.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "tour-of-somebody", "tour-used"]
