"""The mouse in the reader: the text, the notes beside it, the outline, the bar, the keys, and dialogs."""

import pytest
from journeys import Journey, is_list, journey
from textual.events import MouseScrollDown, Paste
from textual.screen import ModalScreen

from readtui.bootstrap import Services
from readtui.model.passage import Passage
from readtui.tui.dialogs.note import NoteDialog

WIDE = (140, 40)


async def click(app: Journey, words: str, times: int = 1) -> None:
    """Click on the first of some words on the screen."""
    rows = app.screen_text().split("\n")
    row = next(number for number, line in enumerate(rows) if words in line)
    await app.pilot.click(offset=(rows[row].index(words) + 1, row), times=times)
    await app.settle()


async def note(app: Journey, text: str) -> None:
    await app.press("a")
    app.app.post_message(Paste(text))
    await app.press("ctrl+s")


async def test_clicks_go_to_sentences_and_select_units(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=WIDE) as app:
        await click(app, "finds the sea")
        assert app.cursor == "It finds the sea."
        await click(app, "runs downhill", times=2)
        assert app.selected == "runs"
        await click(app, "runs downhill", times=3)
        assert app.selected == "Water runs downhill."
        await click(app, "Berliners")
        assert (app.view.selection, app.cursor) == (None, "Berliners like it.")
        await click(app, "highlight")
        assert [one.quoted_text for one in app.saved(rivers)] == ["Berliners like it."]
        await app.press("c")
        assert isinstance(app.app.screen, ModalScreen)
        await app.pilot.click(offset=(2, 2))
        await app.settle()
        assert app.reader.is_on_top


async def test_dialogs_are_used_with_the_mouse(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=WIDE) as app:
        await app.press("l", "l", "H", "c")
        await click(app, " green ")
        assert [one.color for one in app.saved(rivers)] == ["green"]
        await app.press("t")
        await app.type("sea")
        await click(app, "Enter save")
        await app.comes(lambda: not isinstance(app.app.screen, ModalScreen), "the reader")
        assert [one.tags for one in app.saved(rivers)] == [("sea",)]
        assert app.reader.is_on_top
        await app.press("G", "t")
        await click(app, " sea ")
        await click(app, "Enter save")
        assert [one.tags for one in app.saved(rivers)] == [("sea",), ("sea",)]
        await app.press("ctrl+p")
        await app.type("focus")
        await click(app, "Focus mode")
        assert not app.reader.panes.status.display
        await app.press("f9")
        await click(app, "readtui-sepia")
        assert app.app.theme == "readtui-sepia"
        await app.pilot.click(offset=(2, 2))
        await app.settle()
        assert app.app.theme == "readtui-dark"


async def test_notes_in_the_margin_are_shown_edited_and_followed(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with journey(services, article=rivers, size=WIDE) as app:
        opened: list[str] = []
        monkeypatch.setattr(app.app, "open_url", lambda url, **_: opened.append(url))
        await app.press("l", "l", "t")
        await app.type("water")
        await app.press("enter")
        await note(app, "See [the map](https://a.example/x) *there*")
        await click(app, "Berliners")
        assert "See the map there" in app.screen_text()
        # On its first letter.
        await click(app, " the map there")
        assert opened == ["https://a.example/x"]
        await click(app, "there")
        assert app.cursor == "Water runs downhill."
        await click(app, "Berliners")
        await click(app, " there", times=2)
        assert isinstance(app.app.screen, NoteDialog)
        await app.press("escape")
        await click(app, "#water")
        await app.until(lambda: is_list(app.app.screen, "annotations"))
        await app.shows("#water")


async def test_what_has_no_room_in_the_margin_is_counted_and_reached_by_a_click(
    services: Services, rivers: str
) -> None:
    async with journey(services, article=rivers, size=WIDE) as app:
        session = services.read(rivers)
        start = session.article.text.index("Water runs downhill")
        for number in range(8):
            passage = Passage(start + number, start + 12)
            services.repository.apply(
                services.annotator.create(rivers, session.article, passage, color="blue", note=f"Thought {number}")
            )
        app.reader.live_updates.read_again()
        await app.shows("+3 here")
        shown = [number for number in range(8) if f"Thought {number}" in app.screen_text()]
        assert shown == [0, 1, 2, 3, 4]
        await click(app, "+3 here")
        assert "━ Thought 5" in app.screen_text()


async def test_the_wheel_scrolls_the_text_from_the_margin_too(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(140, 14)) as app:
        top = app.view.top
        region = app.reader.panes.marginalia.region
        app.reader.panes.marginalia.post_message(
            MouseScrollDown(None, 1, 1, 0, 1, 0, False, False, False, region.x + 1, region.y + 1)
        )
        await app.settle()
        assert app.view.top > top
        await app.pilot.click(app.reader.panes.bar, offset=(0, 0))
        await app.settle()
        assert app.view.top == top
