"""Splitting a tag by keyboard: some of its passages get another tag."""

import pytest
from journeys import Journey, is_list, journey

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.model.passage import Passage
from readtui.search.query.parser import parse
from readtui.tui.codebook.screen import CodebookScreen
from readtui.tui.lists.tag_split import old_tag

NOW = "2026-01-01T00:00:00Z"


@pytest.fixture
def tagged(services: Services, rivers: str) -> str:
    """An article with three passages about water, one of them about a nested tag too, and another one."""
    article = services.library.open(rivers)
    for quote, tags in (
        ("Nobody has to tell it where.", ("water",)),
        ("It is slow.", ("water/spree", "mood")),
        ("It is long.", ("water",)),
        ("It is busy.", ("work",)),
    ):
        start = article.text.index(quote)
        change = services.annotator.create(rivers, article, Passage(start, start + len(quote)), tags=tags)
        services.repository.apply(change)
    return rivers


def tags_of(app: Journey, article: str) -> list[tuple[str, ...]]:
    return [one.tags for one in app.saved(article)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
async def test_marked_passages_of_a_tag_get_another_one(services: Services, tagged: str, size: tuple[int, int]) -> None:
    async with journey(services, size=size) as app:
        await app.press("g", "t", "j", "g", "s")
        await app.shows("3 of 4 in 1 article")
        await app.press("x", "x", "g", "s")
        await app.type("#lake")
        await app.press("enter")
        shown = " ".join(app.screen_text().split())
        assert "Give 2 passages #lake instead of #wat" in shown
        assert "Changes 2 passages in 1 article." in shown
        assert "#lake is a new tag." in shown
        assert "#water/spree becomes #lake/spree." in shown
        assert len(tags_of(app, tagged)) == 4
        assert ("water",) in tags_of(app, tagged)[:1]
        await app.press("enter")
        assert tags_of(app, tagged) == [("lake",), ("lake/spree", "mood"), ("water",), ("work",)]
        await app.shows("1 of 4 in 1 article")
        await app.press("q")
        assert isinstance(app.app.screen, CodebookScreen)
        await app.press("u")
        assert tags_of(app, tagged) == [("water",), ("water/spree", "mood"), ("water",), ("work",)]


async def test_a_codebook_over_the_annotations_stays_below_what_it_lists(services: Services, tagged: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("g", "n", "/")
        await app.type("#work")
        await app.press("enter", "g", "t", "j", "g", "s")
        await app.shows("3 of 4 in 1 article")
        await app.press("q")
        assert isinstance(app.app.screen, CodebookScreen)
        await app.press("enter", "g", "t", "g", "C", "enter", "q", "q", "q")
        assert "/ #work" in app.screen_text(), "the list is as it was left"
        await app.press("q")
        assert len(app.app.screens.open) == 1


async def test_what_cannot_be_split_is_said_and_changes_nothing(services: Services, tagged: str) -> None:
    services.repository.apply(services.codebook.create("empty"))
    async with journey(services) as app:
        await app.press("g", "t", "g", "g", "g", "s")
        assert isinstance(app.app.screen, CodebookScreen)
        assert "No passage has #empty" in app.screen_text()
        await app.press("j", "j", "g", "s")
        await app.shows("3 of 4 in 1 article")
        for line, said in (("water", "already have the tag #water"), ("", "A tag needs a name")):
            await app.press("g", "s")
            await app.type(line)
            await app.press("enter")
            assert said in " ".join(app.screen_text().split())
            await app.press("escape")
        await app.press("g", "s")
        await app.type("mood")
        await app.press("enter", "escape")
        assert is_list(app.app.screen, "annotations")
        assert tags_of(app, tagged) == [("water",), ("water/spree", "mood"), ("water",), ("work",)]


async def test_without_a_filter_one_of_several_tags_is_asked_for(services: Services, tagged: str) -> None:
    async with journey(services) as app:
        await app.press("g", "n", "j", "g", "s")
        assert "Which of their tags should be replaced?" in app.screen_text()
        await app.type("moo")
        await app.press("tab", "enter")
        await app.type("wor")
        await app.press("tab", "enter")
        assert "Give 1 passage #work instead of #mood?" in app.screen_text()
        await app.press("enter")
        assert tags_of(app, tagged)[1] == ("water/spree", "work")


def with_tags(*tags: str) -> Annotation:
    return Annotation("1", "a", NOW, NOW, tags=tags)


@pytest.mark.parametrize(
    ("tags", "query", "old"),
    [
        ([("water",), ("water/spree",)], "#water", "water"),
        ([("water",)], "tag:=Water created:1y", "Water"),
        ([("a", "b")], "(#a or #c) -has:note", "a"),
        ([("a", "b")], "#a #b", ""),
        ([("a", "b"), ("B",)], "", "b"),
        ([("a", "b")], "", ""),
        ([("a",), ("b",)], "", ""),
        ([("a",), ()], "", ""),
    ],
)
def test_the_tag_to_split_is_the_one_listed_or_the_only_one(tags: list[tuple[str, ...]], query: str, old: str) -> None:
    assert old_tag([with_tags(*one) for one in tags], parse(query)) == old
