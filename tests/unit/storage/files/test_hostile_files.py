"""Files of any content and kind under the names of a library's own files."""

import os
from pathlib import Path
from random import Random

import pytest
from storing.device import ARTICLE, Device

from readtui.errors import StorageError
from readtui.storage.files.bounded_files import read_regular
from readtui.storage.files.texts import keep_text
from tests.fuzz.library_files import Fuzzer
from tests.fuzz.one_byte import KINDS, OneByte

ROUNDS = range(1, 26)


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory: pytest.TempPathFactory) -> Fuzzer:
    return Fuzzer(tmp_path_factory.mktemp("fuzz") / "home")


@pytest.mark.parametrize("seed", ROUNDS)
def test_a_mutated_library_is_read_or_refused_and_never_controls_the_terminal(fuzzer: Fuzzer, seed: int) -> None:
    done = fuzzer.round(seed, commands=8)
    assert not done.faults, done.report()


@pytest.fixture(scope="module")
def one_byte(tmp_path_factory: pytest.TempPathFactory) -> OneByte:
    return OneByte(tmp_path_factory.mktemp("one") / "home")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("has_backups", [True, False])
def test_damage_in_one_place_never_ends_a_command_or_hides_another_article(
    one_byte: OneByte, kind: str, has_backups: bool
) -> None:
    random = Random(f"{kind} {has_backups}")
    by_field = {spot.field: spot for spot in one_byte.spots()}
    always = [spot for field, spot in by_field.items() if field == "library/articles/*.json value"]
    assert always
    for spot in (*always, *random.sample(list(by_field.values()), 3)):
        done = one_byte.damage(spot, kind, has_backups=has_backups, commands=2, random=random)
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


@pytest.mark.parametrize("given", [1, 3, 100])
def test_a_file_is_read_to_its_end_whatever_the_system_returns_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: int
) -> None:
    path, read = tmp_path / "a.json", os.read
    path.write_bytes(b"words")

    def grows(descriptor: int, wanted: int) -> bytes:
        if path.stat().st_size < 8:
            path.write_bytes(b"words" + b"x" * 3)
        return read(descriptor, min(wanted, given))

    monkeypatch.setattr(os, "read", grows)
    assert read_regular(path) == b"wordsxxx"
    with pytest.raises(StorageError, match="too large"):
        read_regular(path, most=7)


def test_a_save_that_would_make_a_file_too_large_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Device(tmp_path)
    device.add()
    before = device.path.read_bytes()
    monkeypatch.setattr("readtui.storage.files.bounded_files.require_room.__defaults__", (1000,))
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
