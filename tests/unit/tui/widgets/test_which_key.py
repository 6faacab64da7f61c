"""The panel of keys that can follow: whatever does not fit is counted."""

import pytest
from textual.app import App, ComposeResult

from readtui.tui.widgets.key_footer import WhichKey


class _Panel(App[None]):
    CSS = "WhichKey { dock: bottom; border: round; height: auto; }"

    def compose(self) -> ComposeResult:
        yield WhichKey()


async def test_titles_are_whole_where_there_is_room() -> None:
    async with _Panel().run_test(size=(120, 40)) as pilot:
        title = "Archive the article, or take it out of the archive"
        pilot.app.query_one(WhichKey).show(("m",), [(key, title) for key in "abcd"])
        await pilot.pause()
        strips = pilot.app.screen._compositor.render_strips()
        assert "".join(segment.text for strip in strips for segment in strip).count(title) == 4


async def test_no_title_is_cut_on_a_small_screen_as_long_as_there_are_rows() -> None:
    async with _Panel().run_test(size=(80, 24)) as pilot:
        titles = [f"{number:02} titles as long as they are" for number in range(40)]
        pilot.app.query_one(WhichKey).show(("g",), [("x", title) for title in titles])
        await pilot.pause()
        strips = pilot.app.screen._compositor.render_strips()
        shown = "".join(segment.text for strip in strips for segment in strip)
        assert [title for title in titles if title not in shown] == []


@pytest.mark.parametrize(("size", "named"), [((120, 40), 31), ((80, 24), 31), ((40, 12), 15)])
async def test_keys_that_do_not_fit_are_counted(size: tuple[int, int], named: int) -> None:
    async with _Panel().run_test(size=size) as pilot:
        panel = pilot.app.query_one(WhichKey)
        panel.show(("g",), [(f"{number:02}", f"command {number:02}") for number in range(31)])
        await pilot.pause()
        text = "\n".join(
            "".join(segment.text for segment in strip) for strip in pilot.app.screen._compositor.render_strips()
        )
        assert text.count("comma") == named
        assert ("… 16 more" in text) == (named < 31)
