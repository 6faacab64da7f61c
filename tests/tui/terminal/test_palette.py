"""The palette goes to commands, articles and tags by name, and offers first what was chosen last."""

from journeys import is_list, journey

from readtui.bootstrap import Services
from readtui.tui.command_palette.dialog import PaletteDialog
from readtui.tui.command_palette.palette_entries import Entries, EntryKind, PaletteEntry
from readtui.tui.out.screen import ExportScreen
from readtui.tui.reader.screen import ReaderScreen


async def test_an_article_and_a_tag_are_found_by_name(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        await app.press("ctrl+p")
        await app.type("river")
        await app.shows("On rivers")
        await app.press("enter")
        await app.comes(lambda: isinstance(app.app.screen, ReaderScreen), "the article")
        await app.press("t")
        await app.type("water")
        await app.press("enter", "ctrl+p")
        await app.type("wat")
        # The margin shows the tag, too.
        await app.shows("› #water")
        await app.press("enter")
        await app.comes(lambda: is_list(app.app.screen, "annotations"), "the passages")


async def test_entries_may_arrive_before_the_palette_is_drawn(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        entries = Entries()
        dialog = PaletteDialog(entries)
        app.app.push_screen(dialog)
        entries.add([PaletteEntry(EntryKind.COMMAND, "reader.swim", "Swim", "s", lambda: None)])
        dialog.find_again()
        await app.shows("Swim")


async def test_enter_waits_for_entries_that_have_not_arrived(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        entries = Entries()
        dialog, chosen = PaletteDialog(entries), list[PaletteEntry | None]()
        app.app.push_screen(dialog, chosen.append)
        await app.type("sw")
        await app.shows("Looking …")
        await app.press("enter")
        swim = PaletteEntry(EntryKind.COMMAND, "reader.swim", "Swim", "s", lambda: None)
        entries.add([swim])
        dialog.find_again()
        await app.comes(lambda: chosen == [swim], "the entry")


async def test_enter_does_nothing_where_nothing_has_the_name(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        await app.press("ctrl+p")
        await app.type("xyzzy")
        await app.shows("Nothing matches “xyzzy”.")
        await app.press("enter")
        assert isinstance(app.app.screen, PaletteDialog)


async def test_what_was_chosen_last_comes_first_also_after_a_restart(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        await app.press("ctrl+p")
        await app.type("focus mode")
        await app.press("enter")
        assert not isinstance(app.app.screen, PaletteDialog)
    async with journey(services, article=rivers) as app:
        await app.press("ctrl+p")
        rows = [line for line in app.screen_text().split("\n") if "›" in line]
        assert "Focus mode" in rows[0]


async def test_no_ids_and_no_screen_that_is_already_there(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        await app.press("ctrl+p")
        await app.type("library")
        assert "app." not in app.screen_text()
        assert not [line for line in app.screen_text().split("\n") if " Library  " in line and "gl" in line]


async def test_what_another_screen_does_is_found_too_and_enter_goes_there(services: Services, rivers: str) -> None:
    wanted = {
        "merge": "Merge the tag into another · in the codebook",
        "rename": "Rename the tag everywhere · in the codebook",
        "standing export": "Begin a standing export: it keeps a folder up to date · in the export",
        "restore": "Restore the marked items, or the one under the cursor · in the trash",
        "codebook pin": "Pin the tag to a digit key of the reader, or unpin it · in the codebook",
        "compare": "Compare what two coders tagged · in a shell",
    }
    async with journey(services, size=(160, 40)) as app:
        for typed, found in wanted.items():
            await app.press("ctrl+p")
            await app.type(typed)
            await app.shows(found)
            await app.press("escape")
        await app.press("ctrl+p")
        await app.type("merge")
        await app.press("enter")
        await app.shows("Press gM: merge the tag into another.")
        assert app.app.screens.open[-1].MODE == "codebook"
        await app.press("ctrl+p")
        await app.type("begin a standing")
        await app.press("enter")
        assert isinstance(app.app.screen, ExportScreen)
        await app.shows("Press S: begin a standing export: it keeps a folder up to date.")
        await app.press("ctrl+p")
        await app.type("highlight in the last")
        await app.press("enter")
        await app.shows("In an article, press H: highlight in the last color.")
