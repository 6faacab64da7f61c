"""Triage by keyboard: what becomes of each article, taking it back, and where it ends."""

from pathlib import Path

import pytest
from journeys import Journey, journey

from readtui.bootstrap import Services
from readtui.model.article import ReadingState


@pytest.fixture
def pile(services: Services, tmp_path: Path) -> None:
    """Five articles to be read, which are asked about from One to Five, and one that is done."""
    for number, name in enumerate(("One", "Two", "Three", "Four", "Five", "Six")):
        path = tmp_path / f"{number}.md"
        path.write_text(f"---\ntitle: {name}\nauthor: A. Writer\n---\n\nThis is {name}.\n\nAnd more.\n", "utf-8")
        record = services.library.add(str(path)).record
        if name == "Six":
            change = services.editor.set_state([record], "done")
            assert change
            services.repository.apply(change)


def states(services: Services) -> dict[str, ReadingState]:
    return {record.title: record.state for record in services.library.records()}


def card(app: Journey) -> str:
    """The title of the card on the screen, with its place in the pile."""
    rows = [row.strip() for row in app.screen_text().split("\n")]
    return f"{rows[1].split('Triage')[1].strip()}: {next(row for row in rows[3:] if row)}"


async def test_each_article_is_decided_about_with_a_digit_and_taken_back(services: Services, pile: None) -> None:
    async with journey(services, size=(80, 24)) as app:
        await app.press("g", "T")
        await app.shows("This is One.")
        assert card(app) == "0 of 5 decided: One"
        assert "1 open   2 keep   3 done   4 archive   t tag" in app.screen_text()
        await app.press("2", "3", "4")
        assert card(app) == "3 of 5 decided: Four"
        assert "Archived “Three”. Press u to undo." in app.screen_text()
        assert states(services)["Two"] is ReadingState.DONE
        assert states(services)["Three"] is ReadingState.ARCHIVED
        await app.press("u", "u")
        assert card(app) == "1 of 5 decided: Two"
        assert states(services)["Two"] is states(services)["Three"] is ReadingState.TO_READ
        await app.press("3", "t")
        await app.type("later")
        await app.press("enter")
        await app.shows("#later")
        assert card(app) == "2 of 5 decided: Three"
        await app.press("4", "1")
        assert app.session.record.title == "Four"
        await app.press("q")
        assert card(app) == "4 of 5 decided: Five"
        await app.press("space")
        assert "5 articles: 1 opened, 2 kept, 1 done, 1 archived." in app.screen_text()
        await app.press("3", "4", "u")
        assert card(app) == "4 of 5 decided: Five"
        await app.press("q")
        assert "To read 3   Reading 0   Done 2   Archived 1" in app.screen_text()


async def test_triage_is_of_what_the_library_lists_and_may_be_empty(services: Services, pile: None) -> None:
    async with journey(services, size=(80, 24)) as app:
        await app.press("/")
        await app.type("two or (three")
        await app.press("enter", "g", "T")
        assert "Triage  two" in app.screen_text()
        await app.press("q", "/")
        await app.type("two or three")
        await app.press("enter", "g", "T")
        assert "0 of 2 decided" in app.screen_text()
        await app.shows("This is Two.")
        await app.press("3", "3", "q", "g", "T")
        assert "Nothing left to read" in app.screen_text()
        await app.press("1", "2", "3", "4", "u", "escape")
        assert "Library" in app.screen_text()
