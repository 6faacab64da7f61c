"""The locations of files on this machine."""

import subprocess
import sys
from pathlib import Path

import pytest
from platformdirs import PlatformDirs

from readtui.paths import cache_folder, default_library, settings_file, state_folder


def test_the_environment_decides_first() -> None:
    environ = {"READTUI_LIBRARY": "/data/mine", "READTUI_STATE": "/data/state", "READTUI_SETTINGS": "/data/s.toml"}
    assert default_library(environ) == Path("/data/mine")
    assert settings_file(environ) == Path("/data/s.toml")
    assert state_folder(Path("/data/mine"), environ).parent == Path("/data/state/state")
    assert cache_folder(Path("/data/mine"), environ).parent == Path("/data/state/cache")


def test_two_libraries_of_one_name_have_each_their_own_state(tmp_path: Path) -> None:
    one, two = (state_folder(tmp_path / place / "Mine & more", {"READTUI_STATE": "/s"}) for place in ("a", "b"))
    assert one != two
    assert one.name.startswith("Mine-more-")
    assert state_folder(tmp_path / "a" / "x" / ".." / "Mine & more", {"READTUI_STATE": "/s"}) == one


def test_xdg_folders_are_respected(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for kind in ("DATA", "STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    assert default_library({}) == tmp_path / "DATA" / "readtui" / "library"
    assert state_folder(tmp_path / "l", {}).is_relative_to(tmp_path / "STATE" / "readtui")
    assert cache_folder(tmp_path / "l", {}).is_relative_to(tmp_path / "CACHE" / "readtui")
    assert settings_file({}) == tmp_path / "CONFIG" / "readtui" / "settings.toml"


@pytest.mark.parametrize("home", ["/home/kim", "/home/kim/", "/", "", "kim", None])
@pytest.mark.parametrize("folder", ["/data/mine", "/data/mine/", "mine", "~/mine", " ", "", None])
def test_default_folders_are_those_of_platformdirs(
    monkeypatch: pytest.MonkeyPatch, home: str | None, folder: str | None
) -> None:
    variables = {f"XDG_{kind}_HOME": folder for kind in ("DATA", "STATE", "CACHE", "CONFIG")}
    for name, value in {"HOME": home, **variables}.items():
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    folders = PlatformDirs("readtui", appauthor=False)
    library = Path("/some/library")
    assert default_library({}) == folders.user_data_path / "library"
    assert state_folder(library, {}).parent == folders.user_state_path / "state"
    assert cache_folder(library, {}).parent == folders.user_cache_path
    assert settings_file({}) == folders.user_config_path / "settings.toml"


@pytest.mark.skipif(sys.platform == "win32", reason="these are no paths there")
@pytest.mark.parametrize(
    ("library", "name"),
    [
        ("/texts/Mine & more", "Mine-more-c7b669e7"),
        ("/texts/ .Ünï_çödé – 日本語 2. ", "Ünï_çödé-日本語-2-d17f22e0"),
        ("/texts/&", "library-1f7e4ea1"),
        ("/", "library-8a5edab2"),
    ],
)
def test_a_library_keeps_the_name_of_its_state(library: str, name: str) -> None:
    assert state_folder(Path(library), {"READTUI_STATE": "/s"}).name == name


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs says where they are")
def test_the_first_page_needs_no_slow_imports() -> None:
    code = """
import sys
before = set(sys.modules)
from readtui.paths import cache_root, settings_path
print(cache_root({}), settings_path({}))
print(*set(sys.modules) - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"HOME": "/home/kim"}
    )
    places, loaded = done.stdout.splitlines()
    assert places.split() == ["/home/kim/.cache/readtui", "/home/kim/.config/readtui/settings.toml"]
    assert not {"pathlib", "re", "hashlib", "typing", "platformdirs"} & set(loaded.split())
