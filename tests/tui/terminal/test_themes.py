"""Choosing a theme: each is tried as the cursor comes to it, and the last one stays."""

import pytest
from journeys import journey
from rich.color import Color as RichColor
from rich.style import Style

from readtui.bootstrap import Services
from readtui.tui.colors.colors import OWN_THEMES, VISIBLE, Color
from readtui.tui.colors.look import AUTO
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.record_table import RecordTable


async def test_the_theme_under_the_cursor_is_tried_and_enter_keeps_it(services: Services, rivers: str) -> None:
    async with journey(services, article=rivers) as app:
        before = app.app.theme
        await app.press("f9", "j", "j")
        assert app.app.theme == "readtui-light"
        await app.press("escape")
        assert app.app.theme == before
        await app.press("f9", "j", "j", "enter")
        assert "Theme: readtui-light." in app.screen_text()
    async with journey(services, article=rivers) as app:
        assert app.app.theme == "readtui-light"


@pytest.mark.parametrize("answer", [True, False])
async def test_a_light_terminal_makes_the_page_light_once_it_has_said_so(
    services: Services, rivers: str, monkeypatch: pytest.MonkeyPatch, answer: bool
) -> None:
    async with journey(services, article=rivers) as app:
        monkeypatch.setattr(type(app.app.terminal), "is_dark", answer, raising=False)
        assert app.app.settings.app.theme == AUTO
        app.app.themes.terminal_changed()
        await app.settle()
        assert app.app.theme == ("readtui-dark" if answer else "readtui-light")


async def test_what_stands_above_a_list_has_the_colors_of_the_new_theme(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        app.app.theme = "readtui-light"
        # Textual draws in the new theme from now on.
        grounds = {Style.parse(str(span.style)).bgcolor for span in app.app.screen.query_one(PageHeader).render().spans}
        assert grounds == {RichColor.parse(OWN_THEMES["readtui-light"].paper)}


async def test_the_bar_of_a_list_is_seen_in_every_theme(services: Services, rivers: str) -> None:
    async with journey(services) as app:
        for theme in OWN_THEMES:
            app.app.theme = theme
            await app.settle()
            styles = app.app.screen.query_one(RecordTable).styles
            ground, bar = styles.scrollbar_background, styles.scrollbar_color
            assert Color.parse((ground + bar).hex6).contrast(Color.parse(ground.hex6)) >= VISIBLE, theme
