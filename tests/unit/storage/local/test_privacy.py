"""What this device keeps is for its user alone, also if others could once read it."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from storing.device import Device

from readtui.paths import own_folders
from readtui.storage import open_store
from readtui.storage.open_store import make_private

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")


def modes(folder: Path) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for path in (folder, *folder.rglob("*")):
        found.setdefault(stat.S_IMODE(path.lstat().st_mode), set()).add(path.name)
    return found


def widen(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.fixture
def device(tmp_path: Path) -> Device:
    """A device with a state that anybody could read."""
    made = Device(tmp_path)
    made.add()
    made.note("second")
    widen(made.state)
    # As if it had been made so.
    mark, known = made.state / "device.birth", made.state / "device"
    os.utime(mark)
    os.utime(made.state / "history.jsonl")
    known.write_text("\n".join([*known.read_text().splitlines()[:2], str(mark.stat().st_ctime_ns), ""]))
    return made


def test_the_next_start_makes_state_and_cache_private_and_keeps_the_id(device: Device) -> None:
    before = (device.state / "device").read_text().splitlines()[0]
    device.note("third")
    assert modes(device.state).keys() == {0o600, 0o700}
    assert (device.state / "device").read_text().splitlines()[0] == before
    assert device.notes() == {"n-a1": "third"}


def test_a_restored_history_still_shows_that_it_was_restored(device: Device) -> None:
    before = (device.state / "device").read_text().splitlines()[0]
    os.utime(device.state / "history.jsonl", (1_700_000_000, 1_700_000_000))
    device.note("third")
    assert (device.state / "device").read_text().splitlines()[0] != before


def test_what_a_crash_interrupted_is_done_again(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as crashing:
        crashing.setattr(open_store, "_entries", lambda folder: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            make_private([device.state])
    assert not device.state.stat().st_mode & 0o077, "what is left is already out of reach"
    make_private([device.state])
    assert modes(device.state).keys() == {0o600, 0o700}


def test_a_private_folder_is_not_looked_through(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    make_private([device.state])
    monkeypatch.setattr(open_store, "_entries", lambda folder: 1 // 0)
    make_private([device.state])


def test_links_and_libraries_in_the_folder_are_left_as_they_are(device: Device, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    (tmp_path / "notes").chmod(0o664)
    (device.state / "link").symlink_to(tmp_path / "notes")
    (device.state / "lib" / ".readtui").mkdir(parents=True)
    (device.state / "lib").chmod(0o775)
    make_private([device.state])
    assert stat.S_IMODE((tmp_path / "notes").stat().st_mode) == 0o664
    assert stat.S_IMODE((device.state / "lib").stat().st_mode) == 0o775


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"READTUI_STATE": "/usb"}, ["/usb/state", "/usb/cache"]),
        ({"XDG_STATE_HOME": "/s", "XDG_CACHE_HOME": "/c"}, ["/s/readtui", "/c/readtui"]),
        ({"XDG_STATE_HOME": "/d", "XDG_DATA_HOME": "/d", "XDG_CACHE_HOME": "/c"}, ["/d/readtui/state", "/c/readtui"]),
    ],
)
def test_the_folders_hold_nothing_but_state_and_cache(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], expected: list[str]
) -> None:
    for name in ("READTUI_STATE", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert own_folders() == expected


Rights = Callable[[str], int]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
@pytest.mark.parametrize(
    ("library", "new_file", "new_folder"), [(0o755, 0o644, 0o755), (0o700, 0o600, 0o700), (0o2775, 0o664, 0o2775)]
)
def test_a_library_keeps_the_rights_that_its_owner_gave(
    tmp_path: Path, umask: int, library: int, new_file: int, new_folder: int
) -> None:
    device = Device(tmp_path)
    device.library.mkdir()
    device.library.chmod(library)
    before = os.umask(umask)
    try:
        device.add()
        assert modes(device.library).keys() == {new_file, new_folder}
        device.path.chmod(0o640)
        device.note("second")
        device.path.write_bytes(device.path.read_bytes()[:-40])
        assert device.notes() == {"n-a1": "second"}
    finally:
        os.umask(before)
    assert stat.S_IMODE(device.path.stat().st_mode) == 0o640
    assert modes(device.state).keys() == {0o600, 0o700}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_library_that_readtui_creates_is_private(tmp_path: Path, umask: int) -> None:
    device = Device(tmp_path / "new")
    before = os.umask(umask)
    try:
        device.add()
        device.note("second")
    finally:
        os.umask(before)
    assert modes(tmp_path / "new").keys() == {0o600, 0o700}
