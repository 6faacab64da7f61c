"""Saved views in the app: the command palette lists them, and choosing one filters a screen."""

import pytest
from journeys import journey

from readtui.bootstrap import Services
from readtui.model.view import Lists
from readtui.tui.annotations.screen import AnnotationsScreen
from readtui.tui.library.screen import LibraryScreen
from readtui.tui.screens.list_screen import ListScreen


@pytest.mark.parametrize("start", ["library", "reader", "annotations"])
@pytest.mark.parametrize("lists", list(Lists))
async def test_a_view_is_opened_from_the_palette(services: Services, rivers: str, lists: Lists, start: str) -> None:
    services.views.save("[red]Long[/red] [x", "article:river -has:note", lists)
    async with journey(services, article=rivers if start == "reader" else "") as app:
        if start == "annotations":
            await app.press("g", "n")
        await app.press("ctrl+p")
        await app.type("long[")
        assert "View: [red]Long[/red] [x" in app.screen_text()
        await app.press("enter")
        await app.shows("/ article:river -has:note")
        screen = app.app.screen
        assert isinstance(screen, LibraryScreen if lists is Lists.ARTICLES else AnnotationsScreen)
        assert isinstance(screen, ListScreen)
        assert screen.filter_line.value == "article:river -has:note"
        assert screen.filter_line.display
        assert not screen.filter_line.has_cursor


async def test_a_query_of_a_newer_version_shows_its_mistake(services: Services, rivers: str) -> None:
    services.views.save("new", "#x", Lists.ARTICLES)
    path = services.folder / "codebook.json"
    path.write_text(path.read_text().replace("#x", "mood:sad"))
    async with journey(services) as app:
        await app.press("ctrl+p")
        await app.type("view new")
        await app.press("enter")
        await app.shows("there is no field “mood”")
