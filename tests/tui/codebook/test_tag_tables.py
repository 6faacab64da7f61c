"""The tables of tags: those that stand together, and those of each article."""

from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from journeys import Journey, is_list, journey

from readtui.bootstrap import Services
from readtui.model.passage import Passage
from readtui.services.tags.codebook import Codebook
from readtui.tui.tables.screen import TableState, TagTableScreen
from readtui.tui.tables.tag_tables import Down, TableRow, TagTable, read_table


@pytest.fixture
def tagged(services: Services, rivers: str) -> str:
    """An article with passages that have two tags."""
    tag(services, rivers, "It is slow.", "mood", "water/spree")
    tag(services, rivers, "It is long.", "mood", "water")
    tag(services, rivers, "It is busy.", "work")
    return rivers


@pytest.fixture
def wide(services: Services, tmp_path: Path) -> str:
    """An article without tags, in a script without spaces."""
    path = tmp_path / "wide.md"
    path.write_text("# 日本の川\n\n水は川を流れ、橋の下を通る。\n", "utf-8")
    return services.library.add(str(path)).record.id


def tag(services: Services, article_id: str, quote: str, *tags: str) -> None:
    article = services.library.open(article_id)
    start = article.text.index(quote)
    passage = Passage(start, start + len(quote))
    services.repository.apply(services.annotator.create(article_id, article, passage, tags=tags))


def lines(app: Journey) -> list[list[str]]:
    """The rows of the table from top to bottom, as their cells."""
    screen = app.app.screen
    assert isinstance(screen, TagTableScreen)
    region = screen.table.region
    shown = app.screen_text().split("\n")[region.y : region.bottom]
    return [line.replace("▌", " ").split() for line in shown if line.strip()]


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_a_pair_is_counted_and_its_passages_are_listed(
    services: Services, tagged: str, size: tuple[int, int]
) -> None:
    async with journey(services, size=size) as app:
        await app.press("g", "t", "g", "C", "l")
        assert "2 passages" in app.screen_text()
        assert "work" not in app.screen_text()
        await app.press("l")
        assert "1 passage" in app.screen_text()
        await app.press("h", "enter")
        await app.shows("2 of 3 in 1 article")
        assert is_list(app.app.screen, "annotations")
        assert app.app.screen.filter_line.value == "tag:mood (tag:water or with:water)"


async def test_the_columns_begin_with_the_most_frequent_tag_and_nested_tags_are_no_pair(
    services: Services, tagged: str
) -> None:
    async with journey(services) as app:
        await app.press("g", "t", "g", "C")
        assert lines(app)[:3] == [
            ["mood", "2", "–", "2", "██", "1", "▃▃"],
            ["water", "2", "2", "██", "–", "–"],
            ["spree", "1", "1", "▃▃", "–", "–"],
        ]


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_a_cell_of_an_article_lists_its_passages_with_the_tag(
    services: Services, tagged: str, wide: str, size: tuple[int, int]
) -> None:
    async with journey(services, size=size) as app:
        tag(services, wide, "水", "water")
        await app.press("g", "t", "g", "A")
        shown = lines(app)
        assert [row[:1] for row in shown[:2]] == [["On"], ["日本の川"]]
        assert shown[1][1:4] == ["1", "1", "▃▃"]
        await app.press("j")
        assert "#water" in app.screen_text()
        await app.press("enter")
        await app.shows("1 of 4 in 1 article")
        assert is_list(app.app.screen, "annotations")
        assert app.app.screen.filter_line.value == "tag:water article:日本の川"


async def test_rows_are_sorted_by_a_column_and_columns_are_gone_through(
    services: Services, tagged: str, wide: str
) -> None:
    for quote in ("水", "川", "橋"):
        tag(services, wide, quote, "work")
    async with journey(services, size=(40, 12)) as app:
        await app.press("g", "t", "g", "A", "0")
        assert "#work" in app.screen_text()
        assert lines(app)[0][0] == "On"
        await app.press("s")
        assert lines(app)[0][0] == "日本の川"
        await app.press("s", "$")
        assert lines(app)[0][0] == "On"
        assert "#wate" in app.screen_text()
        await app.press("H", "0")
        assert "#work" in app.screen_text()
        await app.press("tab")
        assert "Tags together" in app.screen_text()
        await app.press("q", "g", "A")
        assert "Tags by article" in app.screen_text()


async def test_only_the_cell_under_the_cursor_is_marked(services: Services, tagged: str) -> None:
    async with journey(services) as app:
        await app.press("g", "t", "g", "C", "0")
        screen = app.app.screen
        assert isinstance(screen, TagTableScreen)

        def marked() -> list[tuple[int, str]]:
            strips = screen.table.render_lines(screen.table.size.region)[:3]
            hit = screen.context.look.palette.hit
            return [(y, one.text) for y, strip in enumerate(strips) for one in strip if one.style == hit]

        assert marked() == [(0, "–")]
        await app.press("j", "l", "k")
        assert marked() == [(0, "2")]
        await app.press("j", "h", "k", "j")
        # Where there is room, an empty line stands between rows.
        assert marked() == [(2, "2")]


async def test_the_passages_in_the_cell_stand_below_the_table(services: Services, tagged: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("g", "t", "g", "C")
        assert "#mood and #water" in app.screen_text(), "the strongest cell of the first row"
        quotes = {one.quoted_text for one in app.saved(tagged) if {"mood"} & set(one.tags)}
        await app.until(lambda: all(quote in app.screen_text() for quote in quotes))
        await app.press("0")
        await app.shows("No passage has both.")
        await app.press("p")
        assert "No passage has both." not in app.screen_text()
        await app.press("p", "tab", "0")
        await app.until(lambda: all(quote in app.screen_text() for quote in quotes))


async def test_without_tags_the_tables_say_so(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        await app.press("g", "t", "g", "C")
        assert "No tags share a passage" in app.screen_text()
        for key in ("enter", "l", "h", "L", "$", "s", "j"):
            await app.press(key)
        await app.press("tab")
        assert "No tagged passages yet" in app.screen_text()
        footer = app.screen_text().rstrip().split("\n")[-1]
        assert ("sort" in footer, "Tab articles or tags" in footer) == (False, True)


async def test_a_table_that_is_painted_while_it_turns_is_empty(services: Services, tagged: str) -> None:
    async with journey(services, article=tagged, size=(100, 32)) as app:
        app.app.screens.show_tag_table(by_article=False)
        await app.settle()
        screen = app.app.screen
        assert isinstance(screen, TagTableScreen)
        screen.turn_to(Down.ARTICLES)
        screen.table.repaint()
        assert not any(strip.text.strip() for strip in screen.table.render_lines(screen.table.size.region))
        await app.settle()
        assert "On rivers" in app.screen_text()


async def test_headings_that_are_painted_before_the_rows_are_counted_do_not_end_the_app(
    services: Services, tagged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("g", "t", "g", "C")
        screen = app.app.screen
        assert isinstance(screen, TagTableScreen)
        painted: list[list[str]] = []

        def paint() -> None:
            screen.legend(116)
            painted.append("".join(text for text, *_ in screen.headings(116)).split())

        def read(down: Down, codebook: Codebook) -> TagTable:
            paint()
            return replace(read_table(down, codebook), columns=columns[: len(columns) - 1])

        def passing(state: TableState, text: str) -> list[TableRow]:
            paint()
            return list(state.table.rows)

        columns = screen.state.table.columns
        monkeypatch.setattr("readtui.tui.tables.screen.read_table", read)
        monkeypatch.setattr(TableState, "passing", passing)
        screen.reload()
        await app.settle()
        screen.turn_to(Down.ARTICLES)
        await app.settle()
        assert [names for names, _ in groupby(painted)] == [
            ["All", "mood", "water", "water/spree"],
            ["All", "mood", "water"],
            ["All"],
            ["All", "mood", "water"],
        ]
