"""Files of any content and kind under the names of a library's own files."""

import os
from pathlib import Path

import pytest
from storing.device import ARTICLE, Device

from readtui.errors import StorageError
from readtui.storage.files.regular import read_regular
from readtui.storage.files.texts import keep_text
from tests.fuzz.library_files import Fuzzer

ROUNDS = range(1, 41)


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory: pytest.TempPathFactory) -> Fuzzer:
    return Fuzzer(tmp_path_factory.mktemp("fuzz") / "home")


@pytest.mark.parametrize("seed", ROUNDS)
def test_a_mutated_library_is_read_or_refused_and_never_controls_the_terminal(fuzzer: Fuzzer, seed: int) -> None:
    done = fuzzer.round(seed, commands=8)
    assert not done.faults, done.report()


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "loop"])
def test_special_files_are_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.json"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "device":
            path.symlink_to("/dev/zero")
        case "loop":
            path.symlink_to(path.name)
    with pytest.raises((StorageError, OSError)):
        read_regular(path)


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_nothing_is_saved_if_the_history_is_not_a_regular_file(tmp_path: Path, kind: str) -> None:
    device = Device(tmp_path)
    device.add()
    before = device.path.read_bytes()
    history = device.state / "history.jsonl"
    history.unlink()
    os.mkfifo(history) if kind == "pipe" else history.symlink_to("/dev/zero")
    with pytest.raises(StorageError, match=f"history.jsonl is not a file but a {kind}"):
        device.note("lost?")
    assert device.path.read_bytes() == before


def test_a_symbolic_link_to_a_file_counts_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"{}")
    (tmp_path / "a.json").symlink_to("kept")
    assert read_regular(tmp_path / "a.json") == b"{}"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with open(path, "wb") as file:
        file.truncate(10**12)
    with pytest.raises(StorageError, match="too large"):
        read_regular(path)


def test_a_save_that_would_make_a_file_too_large_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Device(tmp_path)
    device.add()
    before = device.path.read_bytes()
    monkeypatch.setattr("readtui.storage.files.regular.require_room.__defaults__", (1000,))
    with pytest.raises(StorageError, match="too large"):
        device.note("x" * 1000)
    assert device.path.read_bytes() == before
    device.note("short")
    assert device.notes() == {"n-a1": "short"}


def test_a_text_that_is_too_large_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readtui.storage.files.texts.MOST_IN_TEXT", 10)
    path = tmp_path / f"a1.{ARTICLE.hash8}.json"
    with pytest.raises(StorageError, match="too large"):
        keep_text(path, ARTICLE, tmp_path)
    assert not path.exists()
