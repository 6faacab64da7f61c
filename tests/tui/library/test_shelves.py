"""Tabs, orders and groups of the library."""

from dataclasses import replace

from journeys import Journey, PatientApp, journey

from readtui.bootstrap import Services
from readtui.importers.importer import Source
from readtui.model.article import ReadingState
from readtui.model.change import Change, Edit
from readtui.model.view import Lists
from readtui.settings import Settings
from readtui.storage.repository import ReadingPosition
from readtui.tui.destination import Start
from readtui.tui.lists.article_order import ArticleOrder, ArticleSort
from readtui.tui.lists.library_state import ArticleGroup, ArticleGrouping, Wish, arrange
from readtui.tui.terminal import this_terminal
from tests.tui.library.lists import tab_line, titles
from tests.tui.library.test_import import clipping


async def test_sorting_keeps_the_cursor_on_its_article_and_is_remembered(
    services: Services, three: dict[str, str]
) -> None:
    async with journey(services) as app:
        assert titles(app) == [">Ämter", "Clouds", "Bridges"]
        await app.press("j", "s", "4")
        assert titles(app) == ["Ämter", "Bridges", ">Clouds"]
        assert "title ↑" in app.screen_text()
        await app.press("s", "4")
        assert titles(app) == [">Clouds", "Bridges", "Ämter"]
        await app.press("s", "j", "j", "j", "enter")
        assert "length ↓" in app.screen_text()
        assert titles(app) == ["Bridges", ">Clouds", "Ämter"]
        await app.press("S")
        assert titles(app) == ["Ämter", ">Clouds", "Bridges"]
    async with journey(services) as app:
        assert titles(app) == [">Ämter", "Clouds", "Bridges"]


async def test_articles_are_grouped_folded_and_marked_by_group(services: Services, three: dict[str, str]) -> None:
    library = services.library
    library.retag([library.find(three["Clouds"]), library.find(three["Bridges"])], ["sky"])
    async with journey(services, size=(100, 30)) as app:
        await app.press("s", "t")
        assert titles(app) == ["Clouds", "Bridges", ">Ämter"]
        await app.press("g", "g")
        assert "#sky ───" in app.screen_text()
        assert "no tags ───" in app.screen_text()
        await app.press("z")
        assert titles(app) == ["Ämter"]
        await app.press("x")
        assert "2 marked" in app.screen_text()
        await app.press("s", "n", "d", "d")
        assert titles(app) == [">Ämter"]


def test_groups_are_named_by_what_their_articles_share(services: Services, three: dict[str, str]) -> None:
    library = services.library
    bridges, clouds, aemter = (library.find(one) for one in three.values())
    for before, after in (
        (bridges, replace(bridges, reading_state=ReadingState.DONE)),
        (clouds, replace(clouds, metadata=replace(clouds.metadata, creator="Ada"))),
        (aemter, replace(aemter, metadata=replace(aemter.metadata, site="Hill News", creator="Bea"))),
    ):
        services.repository.apply(Change(before.id, before.added, "edit", (Edit(before, after),)))
    listed = library.entries()
    order = ArticleOrder(ArticleSort.TITLE)

    def groups(by: ArticleGrouping) -> list[tuple[str, int]]:
        shown = arrange(listed, listed, Wish(order=order, grouping=by)).shown
        return [(one.name, one.count) for one in shown if isinstance(one, ArticleGroup)]

    assert groups(ArticleGrouping.SITE) == [("2.md", 1), ("3.md", 1), ("Hill News", 1)]
    assert groups(ArticleGrouping.AUTHOR) == [("Ada", 1), ("Bea", 1), ("no author", 1)]
    assert groups(ArticleGrouping.STATE) == [("To read", 2), ("Done", 1)]
    [(month, count)] = groups(ArticleGrouping.MONTH)
    assert (month[:9], count) == ("Added in ", 3)


async def test_an_article_that_was_just_read_or_added_is_on_top(services: Services, three: dict[str, str]) -> None:
    services.repository.keep_position(three["Clouds"], ReadingPosition(0, 0.0, "2100-01-01T00:00:00Z"))
    async with journey(services) as app:
        assert titles(app) == [">Clouds", "Ämter", "Bridges"]


async def test_works_without_their_text_that_came_together_are_in_the_order_of_their_titles(
    services: Services,
) -> None:
    names = ("Bridges", "ämter", "Clouds", "Docks", "Eels")
    source = Source("".join(clipping(f"{name} and more", 10, "Words.") for name in names).encode(), "clippings.txt")
    services.importing.carry_out(services.importing.plan([source]))
    async with journey(services) as app:
        assert titles(app) == [">ämter", "Bridges", "Clouds", "Docks", "Eels"]


async def test_opened_articles_are_in_the_order_in_which_they_were_named(
    services: Services, three: dict[str, str]
) -> None:
    named = [three[name] for name in ("Bridges", "Ämter", "Clouds")]
    app = PatientApp(services, settings=Settings(), terminal=this_terminal(), start=Start(only=named))
    async with app.run_test(size=(100, 30)) as pilot:
        driven = Journey(app, pilot, services)
        await driven.settle()
        assert titles(driven) == [">Bridges", "Ämter", "Clouds"]
        assert "as opened" in driven.screen_text()


async def test_tabs_list_articles_by_state_and_count_them(services: Services, three: dict[str, str]) -> None:
    async with journey(services, size=(100, 30)) as app:
        assert tab_line(app) == "To read 3   Reading 0   Done 0   Archived 0   All 3"
        await app.press("m", "d")
        assert titles(app) == [">Clouds", "Bridges"]
        assert tab_line(app) == "To read 2   Reading 0   Done 1   Archived 0   All 3"
        await app.press("tab")
        assert "Nothing started" in app.screen_text()
        await app.press("tab")
        assert titles(app) == [">Ämter"]
        await app.press("m", "a", "shift+tab", "shift+tab", "shift+tab")
        assert tab_line(app) == "To read 2   Reading 0   Done 0   Archived 1   All 3"
        assert len(titles(app)) == 3
        await app.press("shift+tab")
        assert titles(app) == [">Ämter"]
        await app.press("/")
        await app.type("clouds")
        assert tab_line(app) == "To read 1   Reading 0   Done 0   Archived 0   All 1"
        assert "No article under Archived matches “clouds”, but 1 under To read." in app.screen_text()
        await app.press("enter")
        assert titles(app) == [">Clouds"]
        await app.press("shift+tab", "shift+tab", "enter")
        assert titles(app) == [">Clouds"]
        await app.press("/")
        await app.type("nowhere")
        await app.press("enter")
        assert "go there" not in app.screen_text()
        await app.press("tab", "tab", "/")
        await app.type("more")
        assert "No article under Done matches “more”, but 3 under All." in app.screen_text()
        await app.press("enter")
        assert titles(app) == ["Ämter", ">Clouds", "Bridges"]
    async with journey(services, size=(100, 30)) as app:
        assert titles(app) == [">Ämter", "Clouds", "Bridges"]


async def test_the_footer_names_the_states_that_an_article_may_get(services: Services, three: dict[str, str]) -> None:
    async with journey(services) as app:
        assert "md done   ma archive" in app.screen_text()
        await app.press("m", "a", "shift+tab", "shift+tab")
        assert titles(app) == [">Ämter"]
        assert "ma take out   mt to read" in app.screen_text()
        await app.press("/")
        footer = app.screen_text().split("\n")[-1]
        assert "Enter to the list" in footer
        assert not {"read", "tabs", "mt"} & set(footer.split())
        await app.press("enter")
        assert "ma take out   mt to read" in app.screen_text()


async def test_views_are_tabs_that_list_articles_in_all_states(services: Services, three: dict[str, str]) -> None:
    for name in ("Same", "Skies"):
        services.views.save(name, "clouds or bridges", Lists.ARTICLES)
    async with journey(services, size=(100, 30)) as app:
        await app.press("m", "d", "m", "d")
        await app.shows("Skies 2")
        await app.press("shift+tab")
        assert titles(app) == ["Clouds", ">Bridges"]
        assert "/ clouds or bridges" in app.screen_text()
        await app.press("shift+tab", "shift+tab")
        assert "/ clouds" not in app.screen_text(), "not twice on a view with the same query"
        await app.press("tab", "tab", "tab")
        assert "/ clouds" not in app.screen_text()
        assert len(titles(app)) == 1


async def test_an_article_stays_listed_where_it_was_opened_although_it_is_being_read(
    services: Services, three: dict[str, str]
) -> None:
    async with journey(services, size=(60, 12)) as app:
        await app.press("G", "enter", "space")
        await app.comes(lambda: services.library.find(three["Bridges"]).reading_state.value == "reading", "reading")
        await app.press("q")
        assert titles(app) == [">Bridges", "Ämter", "Clouds"]
        assert tab_line(app).startswith("To read 3   Reading 1 "), "a tab counts what it lists"
        await app.press("tab", "shift+tab")
        assert titles(app) == [">Ämter", "Clouds"]
        assert tab_line(app).startswith("To read 2   Reading 1 ")
