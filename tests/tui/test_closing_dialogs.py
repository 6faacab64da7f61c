"""What closes a dialog closes nothing else, however often it comes."""

from typing import Any

import pytest
from journeys import at_rest
from textual import events
from textual.app import App
from textual.screen import Screen

from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.command_palette.dialog import PaletteDialog
from readtui.tui.command_palette.palette_entries import Entries
from readtui.tui.dialogs.confirm import ConfirmDialog
from readtui.tui.themes import own_themes


class Asking(App[None]):
    """Dialogs, one over the other."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[Any] = []
        for theme in own_themes(ColorDepth.FULL):
            self.register_theme(theme)
        self.theme = next(iter(OWN_THEMES))

    def ask(self, dialog: Screen[Any]) -> None:
        self.push_screen(dialog, self.results.append)


def click_outside(dialog: Screen[Any]) -> events.Click:
    return events.Click(dialog, 0, 0, 0, 0, 1, shift=False, meta=False, ctrl=False, screen_x=0, screen_y=0)


@pytest.mark.parametrize(
    "make",
    [lambda: PaletteDialog(Entries()), lambda: ConfirmDialog("Delete?", "", "Delete", "Keep")],
    ids=["palette", "question"],
)
async def test_a_dialog_that_closes_twice_closes_nothing_below_it(make: Any) -> None:
    app = Asking()
    async with app.run_test(size=(80, 24)) as pilot:
        below, dialog = ConfirmDialog("Stay?", "", "Go", "Stay"), make()
        app.ask(below)
        app.ask(dialog)
        await at_rest(pilot)
        for _ in range(3):
            dialog.post_message(click_outside(dialog))
        dialog.dismiss()
        dialog.dismiss()
        await at_rest(pilot)
        assert app.screen is below
        assert len(app.results) == 1
