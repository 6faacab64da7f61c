"""Groups, folding and the tabs of saved views on the annotations screen."""

from annotation_lists import SlowReading, current, filter_of, send, tabs
from journeys import journey

from readtui.bootstrap import Services
from readtui.model.view import Lists
from readtui.tui.widgets.tab_line import TabLine

_COUNT = 6


async def test_grouped_by_tag_an_annotation_is_below_each_of_its_tags(services: Services, articles: list[str]) -> None:
    last = services.repository.annotations(articles[-1])
    tagged = next(one for one in last if one.tags)
    change = services.annotator.edit(tagged, tags=("late", "early"))
    assert change is not None
    services.repository.apply(change)
    async with journey(services, size=(100, 50)) as app:
        await app.press("g", "n", "G")
        assert current(app) == tagged.id
        await app.press("s")
        shown = app.screen_text()
        assert shown.index("#early") < shown.index("#late") < shown.index("without tags")
        headings = [line.strip(" █▌") for line in shown.split("\n") if "──" in line and line.strip()[-1:].isdigit()]
        assert [(line.split(" ─")[0], line.split()[-1]) for line in headings] == [
            ("#early", "1"),
            ("#late", "1"),
            ("without tags", "11"),
        ]
        assert "12 in 6 articles" in shown, "an annotation counts once"
        assert current(app) == tagged.id, "the cursor stays on its annotation"
        await app.press("s")
        assert current(app) == tagged.id
        assert "#early" not in [line.split(" ─")[0].strip() for line in app.screen_text().split("\n")]


async def test_a_filtered_list_by_tag_counts_what_it_shows(services: Services, articles: list[str]) -> None:
    async with journey(services, size=(100, 50)) as app:
        await app.press("g", "n", "s", "/")
        await app.type('"Second of"')
        await app.press("enter")
        assert "6 of 12 in 6 articles" in app.screen_text()
        rules = [line for line in app.screen_text().split("\n") if "without tags ──" in line]
        assert [line.rstrip(" █").split()[-1] for line in rules] == ["5"]


async def test_a_group_is_folded_and_its_heading_marks_all_of_it(services: Services, articles: list[str]) -> None:
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n", "z")
        assert app.screen_text().count("▍ First of") == _COUNT - 1
        assert current(app) == articles[0]
        await app.press("x")
        assert "2 marked" in app.screen_text()
        await app.press("d", "d")
        assert "Deleted 2 annotations" in app.screen_text()
        assert app.saved(articles[0]) == []


async def test_all_groups_fold_to_a_list_of_articles_also_those_still_to_be_read(
    services: Services, slow: SlowReading
) -> None:
    async with journey(services, size=(100, 40)) as app:
        await send(app, "g", "n")
        await app.shows("reading …")
        await send(app, "Z")
        slow.go.set()
        await app.settle()
        assert "▍" not in app.screen_text()
        assert app.screen_text().count("▸") == _COUNT
        await app.press("j", "z", "j")
        assert app.screen_text().count("▸") == _COUNT - 1
        assert "▌▍ First of 1." in app.screen_text().replace("▌ ▍", "▌▍")
        await app.press("Z", "Z")
        assert "▸" not in app.screen_text()


async def test_the_cursor_passes_over_headings_but_goes_there_when_sent(
    services: Services, articles: list[str]
) -> None:
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n")
        assert current(app) == app.saved(articles[0])[0].id
        await app.press("j", "j")
        assert current(app) == app.saved(articles[1])[0].id
        await app.press("{")
        assert current(app) == articles[1]
        await app.press("}", "j")
        assert current(app) == app.saved(articles[2])[0].id
        await app.press("k", "g", "g")
        assert current(app) == app.saved(articles[0])[0].id


# ---------------------------------------------------------------------- views as tabs


async def test_saved_views_are_tabs_over_the_list_with_counts(services: Services, articles: list[str]) -> None:
    services.views.save("Late ones", "#late", Lists.ANNOTATIONS)
    services.views.save("Pink", "color:pink", Lists.ANNOTATIONS)
    services.views.save("Other list", "lang:en", Lists.ARTICLES)
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n")
        assert tabs(app) == "All 12   Late ones 1   Pink", "what cannot be counted cheaply is not counted"
        await app.press("tab")
        assert "1 of 12 in 1 article" in app.screen_text()
        assert filter_of(app) == "#late"
        await app.press("tab")
        assert "No annotation matches" in app.screen_text()
        assert tabs(app) == "All 12   Late ones 1   Pink 0"
        await app.press("tab")
        assert (filter_of(app), "12 in 6 articles" in app.screen_text()) == ("", True)
        await app.press("shift+tab")
        assert filter_of(app) == "color:pink"


async def test_tabs_pass_views_with_the_same_query(services: Services, articles: list[str]) -> None:
    for name in ("Late ones", "Other name", "Third"):
        services.views.save(name, "color:pink" if name == "Third" else "#late", Lists.ANNOTATIONS)
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n", "tab", "tab", "tab")
        assert filter_of(app) == "color:pink"
        await app.press("shift+tab", "shift+tab", "shift+tab")
        assert filter_of(app) == ""


async def test_without_saved_views_there_are_no_tabs(services: Services, articles: list[str]) -> None:
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n")
        assert not app.app.screen.query_one(TabLine).display
        await app.press("tab")
        assert "No saved views yet" in app.screen_text()


async def test_a_tab_follows_changes_and_a_view_of_a_newer_version_has_no_count(
    services: Services, articles: list[str]
) -> None:
    services.views.save("Late", "#late", Lists.ANNOTATIONS)
    services.views.save("New", "#newer", Lists.ANNOTATIONS)
    path = services.folder / "codebook.json"
    path.write_text(path.read_text().replace("#newer", "mood:sad"))
    async with journey(services, size=(100, 40)) as app:
        await app.press("g", "n", "G", "d", "d")
        assert tabs(app) == "All 11   Late 0   New"
        await app.press("u")
        assert tabs(app) == "All 12   Late 1   New"
