"""Journeys: tags and a note on the whole article, and the end of it."""

from pathlib import Path

import pytest
from journeys import Journey, journey

from readtui.bootstrap import Services

OTHER = "# On lakes\n\nThey stay where they are.\n"


async def test_an_article_gets_tags_and_a_note_that_stand_at_its_title(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(120, 30)) as app:
        await app.press("G", "T")
        await app.type("water,to read")
        await app.press("enter", "A")
        assert "On rivers" in app.screen_text()
        await app.type("All of it")
        await app.press("ctrl+s", "g", "g")
        assert [row for row in app.screen_text().split("\n") if "On rivers" in row and "━┳ #water #to read" in row]
        assert "All of it" in app.screen_text()
        assert services.library.find(rivers).tags == ("water", "to read")
        [noted] = app.saved(rivers)
        assert (noted.note, noted.quote) == ("All of it", None)
        assert "#water #to read ✎" in app.screen_text().split("\n")[-2]
        await app.press("A", "end")
        await app.type(", twice")
        await app.press("ctrl+s")
        assert [one.note for one in app.saved(rivers)] == ["All of it, twice"]
        await app.press("u", "u")
        assert (app.saved(rivers), services.library.find(rivers).tags) == ([], ("water", "to read"))
        assert "━━ #water #to read" in app.screen_text()
        await app.press("u")
        assert services.library.find(rivers).tags == ()


async def test_an_unfinished_note_on_the_article_is_kept_and_found_again(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("A")
        await app.type("half a th")
        await app.press("escape")
        assert "Draft kept. Press A to continue it." in app.screen_text()
    async with journey(services, article=rivers) as app:
        await app.shows("Unfinished note. Press gd to continue it")
        await app.press("g", "d")
        await app.type("ought")
        await app.press("ctrl+s", "g", "d")
        assert "No unfinished note" in app.screen_text()
        assert [one.note for one in app.saved(rivers)] == ["half a thought"]


async def test_at_the_end_one_key_marks_it_done_and_again_reads_the_next(
    services: Services, rivers: str, tmp_path: Path
) -> None:
    path = tmp_path / "lakes.md"
    path.write_text(OTHER)
    lakes = services.library.add(str(path)).record.id

    def states() -> list[str]:
        return [services.library.find(one).reading_state.value for one in (rivers, lakes)]

    async with journey(services, article=rivers) as app:
        assert "D marks it" not in app.screen_text()
        await app.press("G")
        assert "100% · D marks it as done · saved" in app.screen_text()
        await app.press("D")
        assert "Done. Press D to read the next one, u to undo." in app.screen_text()
        assert "D reads the next one" in app.screen_text()
        assert states() == ["done", "to-read"]
        await app.press("u")
        assert states()[0] != "done"
        await app.press("D", "D")
        assert app.reader.article_id == lakes
        await app.press("D", "D")
        assert "All other articles are done or archived." in app.screen_text()
        assert states() == ["done", "done"]


async def test_the_end_card_counts_annotations_and_names_the_next_article(
    services: Services, rivers: str, tmp_path: Path
) -> None:
    path = tmp_path / "lakes.md"
    path.write_text(OTHER)
    lakes = services.library.add(str(path)).record.id
    async with journey(services, article=rivers, size=(80, 40)) as app:
        assert "Mark as done" in app.screen_text()
        assert "annotation" not in card_of(app)
        await app.shows("]n  Next: On lakes · 1 min")
        await app.press("H", "A")
        await app.type("Good.")
        await app.press("ctrl+s", "D")
        assert "[a  1 annotation · 1 note" in card_of(app)
        assert "✓   Done" in card_of(app)
        await app.press("u")
        assert "Mark as done" in card_of(app)
        row = next(number for number, row in enumerate(app.screen_text().split("\n")) if "Next: " in row)
        await app.pilot.click(offset=(20, row))
        await app.settle()
        assert app.reader.article_id == lakes
        await app.press("]", "n")
        assert app.reader.article_id == rivers


@pytest.mark.parametrize(("key", "mode"), [("r", "ends"), ("f", "pick")])
async def test_a_click_on_the_end_card_does_nothing_in_a_mode_without_its_commands(
    services: Services, rivers: str, key: str, mode: str
) -> None:
    async with journey(services, article=rivers, size=(80, 40)) as app:
        await app.press("H", key)
        row = next(number for number, row in enumerate(app.screen_text().split("\n")) if "Mark as done" in row)
        await app.pilot.click(offset=(20, row))
        await app.settle()
        assert app.reader.mode == mode
        assert "Mark as done" in card_of(app)
        await app.press("escape", "D")
        assert "✓   Done" in card_of(app)


def card_of(app: Journey) -> str:
    """The screen below the text, without the lines at the bottom."""
    return "\n".join(app.screen_text().rpartition("━━━━━━")[2].split("\n")[:-2])
