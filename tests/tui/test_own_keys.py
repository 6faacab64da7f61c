"""Screens name the keys that the user has bound, in what they show and in their messages."""

from journeys import journey

from readtui.bootstrap import Services
from readtui.settings import Settings
from readtui.tui.commands.table import COMMANDS

NAMED = [
    "app.annotations",
    "app.help",
    "app.library",
    "annotations.back",
    "annotations.delete",
    "annotations.filter",
    "annotations.settle",
    "annotations.show_all",
    "annotations.undo",
    "library.add",
    "library.back",
    "library.filter",
    "library.remove",
    "library.show_all",
    "library.undo",
    "reader.highlight",
    "reader.note",
    "reader.tag",
    "settling.back",
    "settling.undo",
]
# No command has F13 or above as a default key.
KEYS = {command_id: f"f{number}" for number, command_id in enumerate(NAMED, 13)}


def settings() -> Settings:
    assert {command.id for command in COMMANDS}.issuperset(NAMED)
    return Settings(keys={command_id: (key,) for command_id, key in KEYS.items()})


async def test_empty_screens_and_messages_of_lists_name_the_keys_that_are_bound(
    services: Services, rivers: str
) -> None:
    def named(*command_ids: str) -> None:
        shown = app.screen_text()
        for command_id in command_ids:
            assert KEYS[command_id].upper() in shown, f"the key of {command_id}"

    async with journey(services, settings=settings()) as app:
        await app.press(KEYS["library.filter"], "z", "z")
        named("library.show_all", "library.filter")
        await app.press("escape", KEYS["library.remove"])
        named("library.undo", "library.add", "library.back", "app.help")
        await app.press(KEYS["app.annotations"])
        named("reader.highlight", "reader.tag", "reader.note", "app.library", "annotations.back")
        await app.press(KEYS["annotations.settle"])
        named("settling.back", "settling.undo")


async def test_a_letter_that_moved_says_once_where_it_went(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("t", "s", "e", "a", "enter", "g", "t", "m")
        assert "Merging is now gM." in app.screen_text()
        await app.press("j", "m")
        assert "gM." not in app.screen_text()
        await app.press("g", "h", "U")
        await app.shows("Undone: tagged")
        assert not app.saved(rivers)
    async with journey(services) as app:
        await app.press("g", "t", "m")
        assert "gM." not in app.screen_text()
        await app.press("q", "E", "a")
        assert "Grouping is now 3." in app.screen_text()


async def test_keys_of_the_user_are_not_said_to_have_moved(services: Services, rivers: str) -> None:
    chosen = Settings(keys={"codebook.merge": ("m",), "history.back_to": ("U",), "review.answer": ("o",)})
    async with journey(services, article=rivers, settings=chosen) as app:
        await app.press("H", "g", "t", "m")
        assert "now" not in app.screen_text()
        await app.press("escape", "g", "h", "U")
        await app.shows("Undone: highlighted")
    assert not chosen.faults
