"""Where things are on this machine."""

from pathlib import Path

import pytest

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
