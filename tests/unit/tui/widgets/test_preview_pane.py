"""Which lines of a preview are painted when it shows something else."""

from collections.abc import Callable

from rich.console import Console
from rich.text import Text
from textual.app import App, ComposeResult
from textual.strip import Strip

from readtui.tui.colors.palette_maker import ansi_palette, plain_palette
from readtui.tui.widgets.preview_pane import PreviewPane, Sheet

PALETTES = [plain_palette(), ansi_palette(is_dark=True)]


class Pane(PreviewPane):
    def __init__(self, sheet: Callable[[int], Sheet]) -> None:
        super().__init__(sheet)
        self.painted: list[int] = []

    def render_line(self, y: int) -> Strip:
        self.painted.append(y)
        return super().render_line(y)


class OnePane(App[None]):
    palette = PALETTES[0]

    def compose(self) -> ComposeResult:
        yield Pane(lambda width: Sheet(width, self.palette, Console()))


async def test_only_lines_that_look_different_are_painted_anew() -> None:
    app = OnePane()
    async with app.run_test(size=(40, 8)) as pilot:
        pane = app.query_one(Pane)

        async def painted_for(*lines: Text) -> list[int]:
            pane.painted.clear()
            pane.show(lambda _: list(lines))
            await pilot.pause()
            assert [pane.render_line(y).text.rstrip() for y in range(7)] == [
                *(line.plain for line in lines[:7]),
                *[""] * (7 - len(lines)),
            ]
            return pane.painted[:-7]

        await painted_for(Text("a"), Text("b"), Text("c"))
        assert await painted_for(Text("a"), Text("b"), Text("c")) == []
        assert await painted_for(Text("a"), Text("x"), Text("c"), Text("d")) == [1, 3]
        assert await painted_for(Text("a"), Text("x", "bold"), Text("c"), Text("d")) == [1]
        assert await painted_for(Text("a"), Text.assemble(("x", "bold")), Text("c"), Text("d")) == [1]
        assert await painted_for(Text("a")) == [1, 2, 3]
        app.palette = PALETTES[1]
        assert await painted_for(Text("a")) == [*range(7)]


async def test_a_pane_that_is_scrolled_shows_how_it_goes_on() -> None:
    app = OnePane()
    async with app.run_test(size=(40, 8)) as pilot:
        pane = app.query_one(Pane)
        pane.show(lambda _: [Text(f"{number}{'.' * 50}") for number in range(9)])
        await pilot.pause()
        assert pane.render_line(6).text.endswith("↓")
        pane.do_list_preview_down()
        await pilot.pause()
        pane.painted.clear()
        assert [pane.render_line(y).text[0] for y in (0, 6)] == ["2", "8"]
        assert not pane.render_line(6).text.endswith("↓")
        pane.painted.clear()
        pane.do_list_scroll_right()
        await pilot.pause()
        assert pane.painted == [*range(7)]
        assert pane.render_line(0).text.startswith("...")
