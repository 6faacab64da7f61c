"""Journeys to programs outside readtui."""

from pathlib import Path

import pytest
from journeys import Journey, journey

from readtui.bootstrap import Services

MAP = "https://example.org/map"


async def follow_the_link(app: Journey) -> None:
    await app.press("/")
    await app.type("map")
    await app.press("enter", "enter")


def browser(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Makes a shell script the browser. Returns the file to which it writes the address."""
    opened = folder / "opened"
    program = folder / "browser"
    program.write_text(f'#!/bin/sh\necho noise; echo noise >&2\necho "$1" >"{opened}"\n{script}\n')
    program.chmod(0o700)
    monkeypatch.setenv("BROWSER", str(program))
    return opened


async def test_a_link_is_opened_by_a_program_that_cannot_write_on_the_screen(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    opened = browser(tmp_path, "read answer; exit 0", monkeypatch)
    async with journey(services, article=rivers) as app:
        await follow_the_link(app)
        await app.until(lambda: f"Opened {MAP}" in app.screen_text())
    assert opened.read_text() == f"{MAP}\n"
    assert "noise" not in "".join(capfd.readouterr())


async def test_a_program_that_fails_is_not_reported_as_having_opened_the_file(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    browser(tmp_path, "exit 4", monkeypatch)
    async with journey(services, article=rivers) as app:
        await follow_the_link(app)
        await app.until(lambda: "Could not open" in app.screen_text())
        assert "Opened" not in app.screen_text()
        assert "$BROWSER" in app.screen_text()
        assert app.app.clipboard == MAP
    assert "noise" not in "".join(capfd.readouterr())


async def test_a_program_that_keeps_running_is_not_waited_for(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = tmp_path / "ended"
    monkeypatch.setattr("readtui.tui.programs.browser._PATIENCE", 0.1)
    # Its folder may be gone before it looks for the file.
    browser(tmp_path, f'while [ -d "{tmp_path}" ] && [ ! -e "{ended}" ]; do sleep 0.1; done', monkeypatch)
    async with journey(services, article=rivers) as app:
        await follow_the_link(app)
        await app.until(lambda: f"Opened {MAP}" in app.screen_text())
        await app.press("l")
    ended.touch()


async def test_a_missing_program_is_reported(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser(tmp_path, "", monkeypatch)
    (tmp_path / "browser").write_bytes(b"\x7fELF no program")
    async with journey(services, article=rivers) as app:
        await follow_the_link(app)
        await app.until(lambda: "Could not start" in app.screen_text())
        assert app.app.clipboard == MAP


async def test_without_a_program_the_address_is_copied(
    services: Services, rivers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    async with journey(services, article=rivers) as app:
        await follow_the_link(app)
        await app.until(lambda: "No program found" in app.screen_text())
        assert app.app.clipboard == MAP
