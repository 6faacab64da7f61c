"""What the reader's status line shows of title and section, by the room that there is."""

import pytest
from textual.app import App, ComposeResult

from readtui.tui.article.status_line import Status, StatusLine

TITLE, SECTION = "The Long Way Round: How a Small Harbour Town Rebuilt Its Lighthouse", "In the end, a newspaper"
PARTS = ("11 annotations", "100%", "D marks it as done")


class _Line(App[None]):
    def compose(self) -> ComposeResult:
        yield StatusLine()


GAP = 3
"""Cells: a word that is cut may leave one more."""


@pytest.mark.parametrize("width", range(30, 131, 4))
async def test_no_room_is_left_empty_where_the_title_is_cut(width: int) -> None:
    async with _Line().run_test(size=(width, 3)) as pilot:
        line = pilot.app.query_one(StatusLine)
        line.show(Status(TITLE, SECTION, parts=PARTS, save_state="saved"))
        await pilot.pause()
        shown = line.render().plain
        left = shown[: shown.rindex("…") + 1] if "…" in shown else shown
        gap = shown[len(left) :]
        assert len(shown) == width
        assert len(gap) - len(gap.lstrip()) <= GAP, shown
