"""Keys and pastes that come before the app has dealt with the ones before them."""

from journeys import journey, key_event
from textual.events import Paste

from readtui.bootstrap import Services


async def test_keys_that_come_in_one_burst_go_where_they_were_meant_to(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.burst("l", "l", "t", *"politics/nato", "enter", "a", *"enough", "ctrl+s", "l", "H")
        first, second = app.saved(rivers)
        assert (first.tags, first.note) == (("politics/nato",), "enough")
        assert second.quoted_text == "It finds the sea."
        await app.burst("/", *"ships", "enter", "H")
        assert app.saved(rivers)[-1].quoted_text == "Ships carry coal, and some carry people."
        await app.burst("g", "l", "/", *"rivers", "enter", "enter", "g", "g", "l", "l", "d", "d")
        assert app.saved(rivers)[0].quoted_text == "It finds the sea."


async def test_a_paste_typed_ahead_goes_into_the_note_that_the_key_before_it_opens(
    services: Services, rivers: str
) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("l", "l")
        app.app.post_message(key_event("a"))
        app.app.post_message(Paste("Where else?"))
        await app.burst("ctrl+s")
        assert [found.note for found in app.saved(rivers)] == ["Where else?"]
