import os
from pathlib import Path

import pytest

from readtui.storage.local.known_libraries import known_libraries, remember_library


def test_libraries_are_remembered_once_in_the_order_of_their_first_opening(tmp_path: Path) -> None:
    file = tmp_path / "libraries.json"
    for name in ("b", "a", "b"):
        remember_library(file, tmp_path / name)
    assert known_libraries(file) == [tmp_path / "b", tmp_path / "a"]


def test_opening_a_known_library_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "libraries.json"
    remember_library(file, tmp_path)
    before = os.stat(file)
    remember_library(file, tmp_path)
    assert (os.stat(file).st_ino, os.stat(file).st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_list_is_bounded_and_forgets_first_what_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "libraries.json"
    (tmp_path / "old").mkdir()
    remember_library(file, tmp_path / "old")
    for number in range(100):
        remember_library(file, tmp_path / str(number))
    known = known_libraries(file)
    assert len(known) == 64
    assert known[0] == tmp_path / "old"
    assert known[-1] == tmp_path / "99"


@pytest.mark.parametrize("content", [b"", b"{", b'{"a": 1}', b'[1, null, "relative", "/a\\u0000b"]', b"[" * 100_000])
def test_a_damaged_list_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "libraries.json"
    file.write_bytes(content)
    assert known_libraries(file) == []
    remember_library(file, tmp_path)
    assert known_libraries(file) == [tmp_path]


def test_a_folder_that_cannot_be_written_to_is_ignored(tmp_path: Path) -> None:
    remember_library(tmp_path / "missing" / "libraries.json", tmp_path)
    assert not (tmp_path / "missing").exists()
