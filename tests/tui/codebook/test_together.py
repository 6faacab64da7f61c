"""The table of tags that stand on the same passages."""

from collections import Counter

import pytest
from journeys import journey

from readtui.bootstrap import Services
from readtui.model.passage import Passage
from readtui.services.tags.together import counted_together
from readtui.tui.annotations.screen import AnnotationsScreen


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_a_pair_is_counted_and_its_passages_are_listed(
    services: Services, rivers: str, size: tuple[int, int]
) -> None:
    article = services.library.open(rivers)
    for quote, tags in (
        ("It is slow.", ("mood", "water/spree")),
        ("It is long.", ("mood", "water")),
        ("It is busy.", ("work",)),
    ):
        start = article.text.index(quote)
        passage = Passage(start, start + len(quote))
        services.repository.apply(services.annotator.create(rivers, article, passage, tags=tags))
    async with journey(services, size=size) as app:
        await app.press("g", "t", "t", "l")
        assert "2 passages" in app.screen_text()
        assert "work" not in app.screen_text()
        await app.press("l")
        assert "1 passage" in app.screen_text()
        await app.press("h", "enter")
        await app.shows("2 of 3 in 1 article")
        assert isinstance(app.app.screen, AnnotationsScreen)
        assert app.app.screen.filter_line.value == "tag:mood tag:water"


async def test_without_pairs_the_table_says_so(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        await app.press("g", "t", "t", "l", "h", "j", "enter")
        assert "No tags stand together" in app.screen_text()


def test_a_tag_and_one_nested_in_it_are_no_pair() -> None:
    pairs = counted_together(Counter({("a/b", "a/c", "D"): 2, ("a", "d"): 1}))
    assert {one: dict(others) for one, others in pairs.items()} == {
        ("a",): {("d",): 3},
        ("a", "b"): {("a", "c"): 2, ("d",): 2},
        ("a", "c"): {("a", "b"): 2, ("d",): 2},
        ("d",): {("a",): 3, ("a", "b"): 2, ("a", "c"): 2},
    }
