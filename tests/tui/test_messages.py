"""A message goes with the next key that does something; news stay, but not on a screen that was left."""

import pytest
from journeys import Journey, journey

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError

# Keys that do something each: over the reader, the annotations, the codebook, the library and back.
WALK = (
    "H", "l", "a", "ctrl+s", "l", "n", "h", "d d", "u", "h", "t", "w enter", "1", "y", "j", "z",
    "g n", "c", "2", "u", "g t", "c", "3", "u", "ctrl+r", "g l", "m d", "u", "m a", "g h", "U", "u", "j", "q",
    "g z", "q", "g n", "d d", "u", "E", "q", "g /",
)  # fmt: skip


def shown(app: Journey, message: str) -> bool:
    """Whether the message, or as much of it as a narrow place has room for, is on the screen."""
    return message.rstrip(".")[:28] in " ".join(app.screen_text().split())


@pytest.mark.parametrize("size", [(80, 24), (160, 40)])
async def test_no_message_outlives_the_next_key(services: Services, rivers: str, size: tuple[int, int]) -> None:
    said: list[str] = []
    async with journey(services, article=rivers, size=size) as app:
        tell = app.app.tell

        def record(message: str, title: str = "", *, lasts: bool = False) -> None:
            said.append(message if not lasts else "")
            tell(message, title, lasts=lasts)

        app.app.tell = record  # type: ignore[method-assign]
        count = 0
        for keys in WALK:
            earlier = [message for message in said if message]
            said.clear()
            await app.press(*keys.split())
            count += len(said)
            again = {message[:28] for message in said}
            left = [message for message in earlier if message[:28] not in again and shown(app, message)]
            assert not left, f"{keys} leaves {left}:\n{app.screen_text()}"
        assert count > 12


async def test_an_error_goes_with_the_next_key_and_news_stay_until_the_screen_is_left(
    services: Services, rivers: str
) -> None:
    async with journey(services, article=rivers, size=(80, 24)) as app:
        app.app.tell_error(ReadtuiError("the paper is torn", "Mend it."))
        await app.shows("The paper is torn.")
        await app.press("j")
        assert "The paper is torn." not in app.screen_text()
        app.app.tell_error(ReadtuiError("the ink is out", "Fill it."), lasts=True)
        await app.press("j")
        await app.shows("The ink is out.")
        app.app.tell("A ship has come.", lasts=True)
        await app.press("j")
        await app.shows("A ship has come.")
        await app.press("H")
        # News join other news, each once, and what a key does takes their place.
        app.app.tell("The tide is in.", lasts=True)
        app.app.tell("The tide is in.", lasts=True)
        await app.shows("The tide is in.")
        assert "A ship has come." in app.screen_text()
        assert app.screen_text().count("The tide is in.") == 1
        await app.press("d", "d")
        assert "The tide is in." not in app.screen_text()
        app.app.tell("A ship has come.", lasts=True)
        await app.press("g", "l", "q")
        assert "A ship has come." not in app.screen_text()


async def test_a_key_of_other_screens_says_that_it_does_nothing_here(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("g", "h", "E")
        assert "Here, E does nothing. Press ? for the keys that do." in app.screen_text()
        await app.press("g", "!")
        assert "Here, g! does nothing." in app.screen_text()
        await app.press("q")
        assert "does nothing" not in app.screen_text()
