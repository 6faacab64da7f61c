"""Private parts of Textual that readtui uses. If this fails, a release of Textual has changed them."""

import gc
import sys
import weakref

import pytest
from rich.segment import Segment
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.color import Color
from textual.containers import Horizontal
from textual.events import Key
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Textual's own driver is used there")


def test_the_parser_of_textual_is_where_the_driver_looks_for_it() -> None:
    try:
        from readtui.tui.terminal.textual_insides import KeyParser
    except ImportError as moved:
        pytest.fail(f"{moved}: find the parser of LinuxDriver.run_input_thread and import it in textual_insides.py")
    parser = KeyParser()
    keys = [message.key for message in parser.feed("j\x1b[B") if isinstance(message, Key)]
    assert keys == ["j", "down"], "feed() must give the messages of what the terminal has sent"
    assert list(parser.feed("\x1b")) == []
    assert list(parser.tick()) == [], "tick() must wait a little for the rest of a sequence"


def test_what_a_closed_widget_has_drawn_can_be_let_go_of() -> None:
    try:
        from textual._styles_cache import StylesCache

        from readtui.tui.terminal.textual_insides import forget_drawn
    except ImportError as moved:
        pytest.fail(f"{moved}: find what Widget.render_lines keeps its lines in, and import it in textual_insides.py")
    drawn = StylesCache()
    drawn.get_inner_outer(Color(0, 0, 0), Color(1, 1, 1))
    kept = weakref.ref(drawn)
    del drawn
    gc.collect()
    assert kept() is not None, "Textual lets go of it by itself: forget_drawn is no longer needed, so remove it"
    forget_drawn(Screen())
    gc.collect()
    assert kept() is None, "something else than get_inner_outer holds what closed widgets have drawn"


def test_a_row_that_was_painted_is_freed_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    from readtui.tui.terminal import textual_insides

    def garbage() -> int:
        strip = Strip([Segment("a")], 1)
        assert list(strip.divide([1, 2])) == [strip]
        gc.collect()
        del strip
        return gc.collect()

    # An app that another test ran may have done so already.
    monkeypatch.setattr(Strip, "divide", textual_insides._divide)
    assert garbage() > 0, "Textual lets go of it by itself: let_go_of_strips is no longer needed, so remove it"
    textual_insides.let_go_of_strips()
    assert garbage() == 0
    assert [part.text for part in Strip([Segment("abcd")], 4).divide([1, 4])] == ["a", "bcd"]


class _Beside(App[None]):
    """Two texts beside each other, and a line below them."""

    CSS = "Static { width: 1fr; height: 1fr; } #below { height: 1; dock: bottom; }"

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static("left\n" * 9, id="left")
            yield Static("right\n" * 9, id="right")
        yield Static("below", id="below")


async def test_only_what_is_drawn_is_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    from readtui.tui.terminal import textual_insides

    rendered: list[tuple[str, int]] = []
    render = Widget.render_lines

    def noted(self: Widget, crop: Region) -> list[Strip]:
        rendered.append((self.id or type(self).__name__, crop.height))
        return render(self, crop)

    # An app that another test ran may have done so already.
    monkeypatch.setattr(Compositor, "_render_chops", textual_insides._render_chops)
    app = _Beside()
    async with app.run_test(size=(40, 10)) as pilot:
        monkeypatch.setattr(Widget, "render_lines", noted)
        left = app.query_one("#left", Static)
        left.update("other\n" * 9, layout=False)
        await pilot.pause()
        others = "Textual renders no others by itself: render_only_what_is_drawn is no longer needed, so remove it"
        assert {"right", "below"} <= {name for name, _ in rendered}, others
        textual_insides.render_only_what_is_drawn()
        rendered.clear()
        left.update("third\n" * 9, layout=False)
        await pilot.pause()
        assert rendered == [("left", 9)]
        rendered.clear()
        left.refresh(Region(0, 2, 20, 1))
        await pilot.pause()
        assert rendered == [("left", 1)]
        rows = [row.text.split() for row in textual_insides.rows_on(app.screen)]
        assert rows == [["third", "right"]] * 9 + [["below"]]
