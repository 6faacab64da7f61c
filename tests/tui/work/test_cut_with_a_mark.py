"""What does not fit in a line says so, or goes on in the next one."""

from journeys import journey

from readtui.bootstrap import Services
from readtui.tui.dialogs.confirm import ConfirmDialog


async def test_a_mistake_in_a_filter_is_whole(services: Services, rivers: str) -> None:
    async with journey(services, size=(80, 24)) as app:
        await app.press("/")
        await app.type("is:reaing")
        await app.shows("is unknown")
        screen = " ".join(app.screen_text().split())
        assert "archived, discussed or waiting." in screen
        assert "matches “is:reaing”" not in screen, "the list is that of the last valid query"


async def test_options_of_an_export_that_do_not_fit_end_with_a_mark(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers, size=(40, 12)) as app:
        await app.press("E")
        await app.shows("1 scope")
        [row] = [row for row in app.screen_text().split("\n") if "1 scope" in row]
        assert row.split()[:2] == ["1", "scope"]
        assert row.split()[-3:] == ["…", "4", "more"]


async def test_keys_that_just_fit_have_no_mark(services: Services, rivers: str) -> None:
    async with journey(services, size=(40, 24)) as app:
        app.app.push_screen(ConfirmDialog("Leave?", "", "leave it, go on", "stay"))
        await app.shows("y Enter leave it, go on   n Esc stay")
        assert "…" not in app.screen_text()


async def test_long_details_of_a_question_end_with_a_mark(services: Services, rivers: str) -> None:
    async with journey(services, size=(40, 24)) as app:
        app.app.push_screen(ConfirmDialog("Leave?", "It goes on and on. " * 40, "Leave", "Stay"))
        await app.shows("n Esc stay")
        assert [row.rstrip()[-1] for row in app.screen_text().split("\n") if "It goes" in row][-1] == "…"
