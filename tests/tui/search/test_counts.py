"""Journeys through the counts of words and tags."""

import re
from pathlib import Path

import pytest
from journeys import Journey, is_list, journey

from readtui.bootstrap import Services
from readtui.model.passage import Passage
from readtui.tui.lists.count_rows import CountList, CountRow
from readtui.tui.reader.screen import ReaderScreen
from readtui.tui.widgets.preview_pane import PreviewPane


@pytest.fixture
def annotated(services: Services, tmp_path: Path) -> str:
    """An article in English with tagged passages, and one in German without."""
    for name, text in (
        ("en", "# Boats\n\nThe boat and the ferry. The ferry is slow, and the boat is not.\n\nNo [ferry] now.\n"),
        ("de", "# Boote\n\nDas Boot und die Fähre sind nicht das Ferry Boot, und die Stadt ist alt.\n"),
    ):
        path = tmp_path / f"{name}.md"
        path.write_text(text, "utf-8")
        services.library.add(str(path))
    record = next(one for one in services.library.records() if one.title == "Boats")
    article = services.library.open(record.id)
    for quote, tags in (("The ferry is slow", ("pace", "boats/ferry")), ("No [ferry] now", ("boats",))):
        start = article.text.index(quote)
        change = services.annotator.create(record.id, article, Passage(start, start + len(quote)), tags=tags, note="Oh")
        services.repository.apply(change)
    return record.id


def rows(app: Journey) -> list[list[str]]:
    """The rows from top to bottom, as their cells."""
    screen = app.app.screen
    assert is_list(screen, "counts")
    region = screen.table.region
    lines = app.screen_text().split("\n")[region.y : region.bottom]
    return [line.replace("▌ ", "").split() for line in lines if line.strip()]


async def test_on_a_very_wide_screen_the_places_stand_beside_the_counts(services: Services, annotated: str) -> None:
    async with journey(services, size=(180, 40)) as app:
        await app.press("g", "w")
        await app.shows("The boat and the ferry. The ferry is slow")
        pane = app.app.screen.query_one(PreviewPane).region
        lines = [line[pane.x :].lower() for line in app.screen_text().split("\n")]
        columns = [{found.start() for found in re.finditer("ferry", line)} for line in lines if "ferry" in line]
        assert len(columns) >= 3
        assert set.intersection(*columns), "below each other"
        await app.press("tab", "tab")
        await app.shows("Tags of passages")
        await app.shows("No [ferry] now")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
async def test_words_are_counted_and_enter_shows_their_places(
    services: Services, annotated: str, size: tuple[int, int]
) -> None:
    async with journey(services, size=size) as app:
        await app.press("g", "w")
        await app.shows("Words in articles")
        await app.comes(lambda: len(rows(app)) > 2, "the words")
        assert rows(app)[0][:2] == ["ferry", "4"]
        assert "and" not in [row[0] for row in rows(app)], "at first, frequent words are left out"
        await app.press("s")
        assert rows(app)[0][:2] == ["ferry", "4"]
        await app.press("z", "s")
        await app.comes(lambda: "and" in [row[0] for row in rows(app)], "frequent words too")
        await app.press("s", "g", "g", "enter")
        await app.shows("4 hits in 2 articles")
        screen = app.app.screen
        assert is_list(screen, "search")
        assert "Concordance" in app.screen_text()
        await app.press("j", "enter")
        assert isinstance(app.app.screen, ReaderScreen)
        assert app.app.screen.state.viewport.hits.spans


async def test_the_filter_narrows_the_count_and_the_places(services: Services, annotated: str) -> None:
    async with journey(services) as app:
        await app.press("g", "w", "/")
        await app.type("lang:en")
        await app.press("enter")
        await app.comes(lambda: rows(app)[0][:2] == ["ferry", "3"], "the words of one article")
        place = [row[0] for row in rows(app)].index("ferry")
        await app.press(*["j"] * place, "enter")
        await app.shows("3 hits in 1 article")
        assert "articles · lang:en" in app.screen_text()
        await app.press("escape")
        await app.shows("4 hits in 2 articles")
        await app.press("w")
        await app.type("lang:")
        await app.press("enter")
        assert "lang" in app.screen_text()
        await app.type("de")
        await app.press("enter")
        await app.shows("1 hit in 1 article")
        await app.press("q")
        assert is_list(app.app.screen, "counts")
        await app.press("escape")
        await app.comes(lambda: rows(app)[0][:2] == ["ferry", "4"], "the words of all articles")


async def test_tags_are_counted_over_the_list_on_the_screen(services: Services, annotated: str) -> None:
    async with journey(services) as app:
        await app.press("g", "n", "/")
        await app.type("slow")
        await app.press("enter", "g", "w")
        await app.shows("Tags of passages")
        await app.shows("3 tags")
        assert [row[:4] for row in rows(app)] == [
            ["boats", "1", "–", "1"],
            ["boats/ferry", "1", "1", "1"],
            ["pace", "1", "1", "1"],
        ]
        await app.press("enter")
        await app.shows("1 of 2 in 1 article")
        assert is_list(app.app.screen, "annotations")
        assert app.app.screen.filter_line.value == "slow tag:boats"
        await app.press("g", "w", "tab", "tab")
        await app.shows("Words in quotes and notes")
        assert ["slow", "1"] in [row[:2] for row in rows(app)]


async def test_an_empty_library_has_nothing_to_count(services: Services) -> None:
    async with journey(services) as app:
        await app.press("g", "w")
        await app.shows("Nothing to count")
        assert "Enter hits" not in app.screen_text()
        assert "There are no words in the articles." in app.screen_text()
        for key in ("enter", "s", "z", "tab", "tab", "z", "j", "G"):
            await app.press(key)
        assert "Only counts of words can leave out frequent words." in app.screen_text()


async def test_the_cursor_stays_on_top_while_words_are_counted_until_it_is_moved(
    services: Services, annotated: str
) -> None:
    first, second = CountRow("pier", 3, 1), CountRow("sea", 2, 1)
    async with journey(services) as app:
        await app.press("g", "w")
        await app.comes(lambda: len(rows(app)) > 5, "the words")
        screen = app.app.screen
        assert is_list(screen, "counts")
        screen.show_part(CountList(rows=[first, second]))
        assert screen.table.current_key == "pier"
        screen.show_part(CountList(rows=[second, first]))
        assert screen.table.current_key == "sea"
        await app.press("j")
        screen.show_part(CountList(rows=[first, second]))
        assert screen.table.current_key == "pier"
