"""READTUI_PLAIN leaves drawing and keys to Textual."""

import os
import sys

import pytest
from journeys import journey

from readtui.bootstrap import Services
from readtui.first_page import FIRST_PAGE
from readtui.paths import cache_folder
from readtui.settings import Settings
from readtui.tui.app import ReadtuiApp


@pytest.mark.skipif(sys.platform == "win32", reason="Textual's own driver is used there anyway")
@pytest.mark.parametrize(("value", "is_plain"), [("1", True), ("0", False), ("", False)])
def test_the_terminal_is_textuals_own(
    monkeypatch: pytest.MonkeyPatch, services: Services, value: str, is_plain: bool
) -> None:
    monkeypatch.setenv("READTUI_PLAIN", value)
    app = ReadtuiApp(services, settings=Settings())
    assert app.driver_class.__module__.startswith("textual." if is_plain else "readtui.")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
async def test_no_page_is_shown_or_kept(monkeypatch: pytest.MonkeyPatch, services: Services, rivers: str) -> None:
    monkeypatch.setenv("READTUI_PLAIN", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(os, "isatty", lambda _number: True)
    assert not FIRST_PAGE.can_be_shown()
    async with journey(services, article=rivers) as app:
        await app.press("j", "q")
    FIRST_PAGE.write()
    monkeypatch.delenv("READTUI_PLAIN")
    assert FIRST_PAGE.can_be_shown()
    assert not list(cache_folder(services.folder).rglob("first-pages/*"))
