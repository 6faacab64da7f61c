"""The theme: chosen in the app, named in the settings, or after the terminal."""

from pathlib import Path

import pytest

from readtui.paths import look_path
from readtui.tui.colors.look import AUTO, keep_images, keep_theme, shows_images, theme_name


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"READTUI_STATE": str(tmp_path)}


@pytest.mark.parametrize(
    ("is_dark", "name"), [(True, "readtui-dark"), (False, "readtui-light"), (None, "readtui-dark")]
)
def test_auto_follows_the_terminal(environ: dict[str, str], is_dark: bool | None, name: str) -> None:
    assert theme_name(AUTO, is_dark=is_dark, environ=environ) == name


def test_a_choice_stays_until_the_settings_name_another_theme(environ: dict[str, str]) -> None:
    keep_theme("nord", AUTO, environ)
    assert theme_name(AUTO, is_dark=False, environ=environ) == "nord"
    assert theme_name("dracula", is_dark=False, environ=environ) == "dracula"
    keep_theme(AUTO, "dracula", environ)
    assert theme_name("dracula", is_dark=False, environ=environ) == "readtui-light"


def test_images_are_shown_as_last_chosen_until_the_settings_say_something_else(environ: dict[str, str]) -> None:
    assert shows_images("blocks", environ)
    assert not shows_images("off", environ)
    keep_theme("nord", AUTO, environ)
    keep_images(is_on=False, setting="shown", environ=environ)
    assert not shows_images("shown", environ)
    assert shows_images("blocks", environ)
    keep_images(is_on=True, setting="off", environ=environ)
    assert shows_images("off", environ)
    keep_theme("dracula", AUTO, environ)
    assert shows_images("off", environ)
    assert theme_name(AUTO, is_dark=None, environ=environ) == "dracula"


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"theme": 1}', b"\xff", b"[" * 2000])
def test_a_damaged_choice_is_none(environ: dict[str, str], content: bytes) -> None:
    path = Path(look_path(environ))
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert theme_name("nord", is_dark=None, environ=environ) == "nord"
    keep_images(is_on=False, setting="shown", environ=environ)
    assert not shows_images("shown", environ)
