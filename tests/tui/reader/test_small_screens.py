"""The reader on a screen that has room for one thing at a time."""

from journeys import journey

from readtui.bootstrap import Services
from readtui.tui.widgets.key_footer import WhichKey


async def test_on_a_small_screen_the_outline_takes_the_place_of_the_text(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(40, 12)) as app:
        await app.press("l", "o")
        await app.shows("▌ On rivers")
        assert "Water" not in app.screen_text()
        await app.press("escape")
        await app.shows("Water runs downhill.")
        await app.press("o", "j", "j", "enter")
        await app.shows("It is long.")
        assert app.cursor == "The Rhine"
        assert "▌" not in app.screen_text()


async def test_a_message_leaves_the_panel_of_keys_whole(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(40, 12)) as app:
        app.app.tell("Something that is too long for the status line of a small screen.")
        await app.shows("too long for the")
        await app.press("g")
        await app.shows("─ g … ─")
        panel = app.app.screen.query_one(WhichKey).region
        rows = app.screen_text().split("\n")[panel.y : panel.bottom]
        assert not any("too long" in row or "of a small" in row for row in rows)
        await app.press("escape")
        await app.shows("too long for the")
