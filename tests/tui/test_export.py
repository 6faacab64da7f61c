"""Journeys through the export: preview, file, clipboard."""

import json
from pathlib import Path

import pytest
from journeys import journey

from readtui.bootstrap import Services
from readtui.model.passage import Passage
from readtui.settings import parse_settings
from readtui.tui.screens.export import ExportScreen


@pytest.fixture
def annotated(services: Services, rivers: str) -> str:
    """An article with one annotation."""
    article = services.library.open(rivers)
    start = article.text.index("It is slow.")
    change = services.annotator.create(rivers, article, Passage(start, start + 11), color="blue", note="As I am.")
    services.repository.apply(change)
    return rivers


async def test_the_preview_is_what_is_written(
    services: Services, annotated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with journey(services) as app:
        await app.press("E")
        assert isinstance(app.app.screen, ExportScreen)
        shown = app.screen_text()
        assert "“On rivers”" in shown
        assert "1 article · 1 annotation" in shown
        await app.press("enter", "enter")
        written = (tmp_path / "On rivers.md").read_text("utf-8")
        assert "> It is slow." in shown
        assert "> It is slow." in written
        assert "As I am." in written


async def test_a_file_that_is_there_is_asked_for_first(
    services: Services, annotated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    there = tmp_path / "On rivers.md"
    there.write_text("mine", "utf-8")
    async with journey(services) as app:
        await app.press("E", "o", "enter")
        assert "Overwrite what is there?" in app.screen_text()
        await app.press("n")
        assert there.read_text("utf-8") == "mine"
        await app.press("o", "enter", "y")
        assert "It is slow." in there.read_text("utf-8")


async def test_the_format_of_the_settings_is_first_and_tab_goes_round(services: Services, annotated: str) -> None:
    settings = parse_settings('[export]\nformat = "json"\n')
    async with journey(services, settings=settings) as app:
        await app.press("E", "y")
        copied = json.loads(app.app.clipboard)
        assert "It is slow." in json.dumps(copied)
        await app.press("tab")
        assert not app.screen_text().split("\n")[5].strip().startswith("{")
        await app.press("shift+tab", "y")
        assert json.loads(app.app.clipboard) == copied


async def test_a_place_that_cannot_be_written_is_named_and_nothing_is_lost(
    services: Services, annotated: str, tmp_path: Path
) -> None:
    settings = parse_settings(f'[export]\nfolder = "{tmp_path}/nowhere"\n')
    async with journey(services, settings=settings) as app:
        await app.press("E", "o", "enter")
        assert isinstance(app.app.screen, ExportScreen)
        assert not (tmp_path / "nowhere").exists()
        await app.press("q")
        assert not isinstance(app.app.screen, ExportScreen)
