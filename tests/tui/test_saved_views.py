"""Saved views in the app: the command palette lists them, and choosing one filters a screen."""

import pytest
from journeys import is_list, journey

from readtui.bootstrap import Services
from readtui.model.passage import Passage
from readtui.model.view import Lists


@pytest.mark.parametrize("start", ["library", "reader", "annotations"])
@pytest.mark.parametrize("lists", list(Lists))
async def test_a_view_is_opened_from_the_palette(services: Services, rivers: str, lists: Lists, start: str) -> None:
    services.views.save("[red]Long[/red] [x", "article:river -has:note", lists)
    async with journey(services, article=rivers if start == "reader" else "") as app:
        if start == "annotations":
            await app.press("g", "n")
        await app.press("ctrl+p")
        await app.type("long[")
        await app.shows("[red]Long[/red] [x")
        await app.press("enter")
        await app.shows("/ article:river -has:note")
        screen = app.app.screen
        assert is_list(screen, "library" if lists is Lists.ARTICLES else "annotations")
        assert screen.filter_line.value == "article:river -has:note"
        assert screen.filter_line.display
        assert not screen.filter_line.has_cursor
        assert sum(is_list(one, screen.MODE) for one in app.app.screens.open) == 1, "one that is open is returned to"


async def test_a_view_of_an_unfinished_filter_lists_what_was_shown(services: Services, rivers: str) -> None:
    article = services.library.open(rivers)
    for tags in ((), ("politics",)):
        made = services.annotator.create(rivers, article, Passage(0, 5), note="Which?", tags=tags)
        services.repository.apply(made)
    async with journey(services) as app:
        await app.press("g", "n", "slash")
        await app.type("has:note (#poli")
        await app.shows("1 of 2 in 1 article")
        await app.press("enter")
        await app.shows("/ has:note (#politics)")
        await app.press("v", "a")
        await app.type("mine")
        await app.press("enter")
        assert [view.query for view in services.views.all()] == ["has:note (#politics)"]
    services.views.save("theirs", "#poli", Lists.ANNOTATIONS)
    async with journey(services) as app:
        await app.press("ctrl+p")
        await app.type("theirs")
        await app.press("enter")
        await app.shows("Nothing found")


@pytest.mark.parametrize("lists", list(Lists))
async def test_an_open_view_follows_a_tag_that_gets_a_new_name(services: Services, rivers: str, lists: Lists) -> None:
    made = services.annotator.create(rivers, services.library.open(rivers), Passage(0, 5), tags=("ice",))
    services.repository.apply(made)
    tagged = services.editor.edit(services.library.find(rivers), tags=("ice",))
    assert tagged is not None
    services.repository.apply(tagged)
    services.views.save("Frozen", "#ice", lists)
    async with journey(services) as app:
        if lists is Lists.ANNOTATIONS:
            await app.press("g", "n")
        await app.shows("Frozen 1")
        await app.press("shift+tab")
        await app.shows("/ #ice")
        await app.press("g", "t", "r", "ctrl+u")
        await app.type("snow")
        await app.press("enter", "enter")
        await app.shows("Renamed the tag #ice to #snow.")
        await app.press("q")
        await app.shows("/ tag:snow")
        await app.shows("Frozen 1")
        await app.comes(lambda: "Nothing found" not in app.screen_text(), "what the view lists")
        await app.press("u")
        await app.shows("/ #ice")


async def test_a_query_of_a_newer_version_shows_its_mistake(services: Services, rivers: str) -> None:
    services.views.save("new", "#x", Lists.ARTICLES)
    path = services.folder / "codebook.json"
    path.write_text(path.read_text().replace("#x", "mood:sad"))
    async with journey(services) as app:
        await app.press("ctrl+p")
        await app.type("new")
        await app.press("enter")
        await app.shows("there is no field “mood”")


async def test_a_filter_is_saved_used_renamed_and_deleted_in_one_dialog(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        await app.press("slash")
        await app.type("article:river")
        await app.press("enter", "v")
        assert "No saved views yet." in app.screen_text()
        await app.press("a")
        assert "Enter save article:river" in app.screen_text()
        await app.type("Long rivers")
        await app.press("ctrl+s")
        assert [(view.name, view.query, view.lists) for view in services.views.all()] == [
            ("Long rivers", "article:river", Lists.ARTICLES)
        ]
        await app.press("r", "backspace", "backspace", *"r one", "enter")
        assert [view.name for view in services.views.all()] == ["Long river one"]
        await app.press("escape", "escape")
        assert "/ article:river" not in app.screen_text()
        await app.press("v", "enter")
        await app.shows("/ article:river")
        await app.press("v", "d", "d")
        assert "Deleted the view “Long river one”. Press u to undo." in app.screen_text()
        assert services.views.all() == []
        await app.press("escape", "u")
        assert [view.name for view in services.views.all()] == ["Long river one"]


async def test_a_view_is_replaced_only_after_a_question(services: Services, rivers: str) -> None:
    services.views.save("seas", "#sea", Lists.ANNOTATIONS)
    services.views.save("other", "#other", Lists.ANNOTATIONS)
    async with journey(services) as app:
        await app.press("g", "n", "slash")
        await app.type("has:note")
        await app.press("enter", "v", "a")
        await app.type("SEAS")
        await app.press("enter")
        await app.shows("There is already a view “SEAS”. Enter again replaces")
        assert services.views.find("seas").query == "#sea"
        await app.press("enter")
        assert services.views.find("seas").query == "has:note"
        await app.press("r", "backspace", "backspace", "backspace", "backspace", *"other", "enter")
        await app.shows("There is already a view “other”.")
        await app.press("escape", "escape")
        assert [view.name for view in services.views.all()] == ["other", "seas"]


async def test_a_view_is_exported(services: Services, rivers: str) -> None:
    article = services.library.open(rivers)
    for words, tags in (("It finds the sea.", ("sea",)), ("It is slow.", ("slow",))):
        start = article.text.index(words)
        passage = Passage(start, start + len(words))
        services.repository.apply(services.annotator.create(rivers, article, passage, tags=tags))
    services.views.save("seas", "#sea", Lists.ANNOTATIONS)
    async with journey(services, article=rivers, size=(120, 40)) as app:
        await app.press("E", "v", "1")
        await app.shows("the view seas")
        await app.shows("1 annotation")
        assert "It finds the sea." in app.screen_text()
        assert "It is slow." not in app.screen_text()
        await app.press("left")
        await app.shows("everything")
