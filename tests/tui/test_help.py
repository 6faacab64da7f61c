"""The help: every key of a screen, whatever its width."""

import re

import pytest
from journeys import journey, key_event
from textual.containers import VerticalScroll
from textual.widgets import Static

from readtui.bootstrap import Services
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.screens.help import HelpScreen
from readtui.tui.widgets.key_footer import KeyFooter


@pytest.mark.parametrize(("size", "columns"), [((80, 24), 1), ((100, 30), 2), ((120, 40), 2), ((200, 50), 3)])
async def test_every_command_with_a_key_is_listed(
    services: Services, rivers: str, size: tuple[int, int], columns: int
) -> None:
    async with journey(services, article=rivers, size=size) as app:
        commands = app.reader.commands_here()
        await app.press("?")
        shown = [column for column in app.app.screen.query(".help--column").results(Static) if column.display]
        assert len(shown) == columns
        words = " ".join(" ".join(str(column.render()) for column in shown).split())
        for command in commands:
            assert command.title in words
        assert "gg Home Top" in words
        scroll = app.app.screen.query_one(VerticalScroll)
        await app.press("end")
        assert scroll.scroll_y == scroll.max_scroll_y
        assert "Ctrl+Q  Quit" in app.screen_text()


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_the_help_says_how_many_lines_are_hidden(services: Services, rivers: str, size: tuple[int, int]) -> None:
    async with journey(services, article=rivers, size=size) as app:
        await app.press("?")
        assert re.search(r"↓ \d+ more lines", app.screen_text())
        assert "Highlight in the last color" in " ".join(app.screen_text().split())
        await app.press("end")
        assert "↓" not in app.screen_text().split("\n")[-2]
        assert re.search(r"↑ \d+ lines above", app.screen_text())
        await app.press("/")
        await app.type("palette")
        assert "Palette: commands" in app.screen_text()
        assert "more lines" not in app.screen_text()


async def test_the_signs_of_a_screen_are_explained_and_found(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(120, 40)) as app:
        await app.press("?")
        await app.press("/")
        await app.type("signs answered")
        assert "○ ◐ ✓ Thread: open, answered (your" in " ".join(app.screen_text().split())
        assert "∅" not in app.screen_text()
        await app.press("escape", "escape", "g", "m", "?", "/")
        await app.type("signs")
        said = " ".join(app.screen_text().split())
        assert ("∅ Lost" in said, "farthest left" in said.lower()) == (True, False)


async def test_examples_of_queries_stand_below_each_other_beside_their_meaning(services: Services, rivers: str) -> None:
    async with journey(services, size=(120, 40)) as app:
        await app.press("?", "/")
        await app.type("filter queries")
        rows = [" ".join(row.split()) for row in app.screen_text().split("\n")]
        assert any(re.fullmatch(r".*\btag:politics has the tag .*", row) for row in rows), rows
        assert "Esc show all keys" in app.screen_text()
        assert "q close" not in app.screen_text(), "q is a letter here"
        await app.press("escape", "/")
        await app.type("signs")
        assert "● ◐ ✓ ○ ◇ To read, reading" in " ".join(app.screen_text().split())


@pytest.mark.parametrize("key", ["q", "escape", "?"])
async def test_the_help_closes(services: Services, key: str) -> None:
    async with journey(services) as app:
        await app.press("?")
        assert isinstance(app.app.screen, HelpScreen)
        await app.press(key)
        assert isinstance(app.app.screen, CommandScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_the_footer_offers_comes_first(services: Services, rivers: str, size: tuple[int, int]) -> None:
    async with journey(services, article=rivers, size=size) as app:
        offered = app.reader.query_one(KeyFooter).offered
        assert offered[:4] == ["reader.highlight", "reader.tag", "reader.note", "reader.undo"]
        await app.press("?")
        rows = [" ".join(row.split()) for row in app.screen_text().split("\n")[3:16]]
        assert rows[0].startswith("Most used here")
        for said in ("H Highlight", "t Tag", "a Write a note", "u Undo", "/ Ctrl+F Find", "E Export"):
            assert any(row.startswith(said) for row in rows), (said, rows)


async def test_typing_finds_a_key(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        await app.press("?")
        app.app.post_message(key_event("t"))
        await app.type("rash")
        assert "Move the article to the trash" in app.screen_text()
        assert "Add a file" not in app.screen_text()
        await app.press("escape")
        assert "Read the article" in app.screen_text()
        await app.press("/", "q")
        assert "quit" in app.screen_text(), "while something is typed, q is a letter"
        assert isinstance(app.app.screen, HelpScreen)


async def test_tab_goes_from_section_to_section_and_round(services: Services, rivers: str) -> None:
    async with journey(services, size=(80, 24)) as app:
        await app.press("?")
        tops = []
        for _ in range(9):
            tops.append(app.screen_text().split("\n")[3].strip("─ "))
            await app.press("tab")
        assert tops[:5] == ["Most used here", "Change", "Move", "Library", "Everywhere"]
        assert tops[-1] in tops[:-1]
        await app.press("home", "tab", "shift+tab")
        assert app.screen_text().split("\n")[3].strip("─ ") == "Most used here"
