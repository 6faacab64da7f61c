"""Drawing past Textual gives what Textual would have painted."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journeys import Journey, journey
from terminal_screen import TerminalScreen
from textual.screen import Screen as TextualScreen

from readtui.bootstrap import Services
from readtui.errors import ReadtuiError
from readtui.paths import is_plain
from readtui.tui.terminal.fast import FastTerminal
from readtui.tui.terminal.textual_insides import hold_frames, release_frames

pytestmark = pytest.mark.skipif(is_plain(), reason="with READTUI_PLAIN only Textual draws")

SIZE = (120, 30)
LINES = [
    "A quiet morning on the water.",
    "水は低い方へ流れる。それだけのことだ。",
    "Nothing moves, and nothing needs to move; the boats lie where they lay yesterday.",
    "שלום לכולם",
    "क्षत्रिय और स्त्री, 👨‍👩‍👧 und 🇩🇪.",
    "A very long line " * 20,
]


class Unasked(FastTerminal):
    """A terminal that is asked no questions, because these would be written, too."""

    def ask(self, screen: TextualScreen[Any], changed: Callable[[], None]) -> bool:
        """Do nothing."""
        return True


class Screen(TerminalScreen):
    """What a terminal shows, and how many characters were written to it."""

    written = 0

    def __init__(self) -> None:
        super().__init__(*SIZE)
        self.terminal = Unasked()
        self.terminal.drawing.take(self.feed)

    def feed(self, written: str) -> None:
        self.written += len(written)
        super().feed(written)


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def pond(services: Services, tmp_path: Path) -> str:
    path = tmp_path / "pond.md"
    parts = [f"## Part {number}\n\n{LINES[number % len(LINES)]}" for number in range(60)]
    path.write_text("# The pond\n\n" + "\n\n".join(parts), "utf-8")
    return services.library.add(str(path)).record.id


def drawn_as_painted(app: Journey, screen: Screen) -> bool:
    """Whether the terminal shows the panes' rows that the app believes it shows, and whether it believes so."""
    reader = app.reader
    panes = (reader.panes.outline, reader.panes.text, reader.panes.marginalia, reader.panes.bar)
    if not all(pane.is_drawn for pane in panes if pane.display):
        return False
    region = reader.panes.page.region
    painted = app.screen_text().split("\n")[region.y : region.bottom]
    assert screen.rows()[region.y : region.bottom] == painted
    assert (screen.column, screen.row) == app.app.cursor_position
    return True


async def test_any_sequence_of_keys_leaves_the_right_contents_on_the_terminal(
    services: Services, pond: str, screen: Screen
) -> None:
    keys = ["j"] * 8 + ["k"] * 6 + ["l", "h", "space", "b", "ctrl+d", "ctrl+u", "right_curly_bracket", "G", "H", "v"]
    keys += ["escape", "i", "plus", "minus", "o", "escape", "n", "z", "z"]
    chosen = random.Random(7)
    async with journey(services, article=pond, size=SIZE, terminal=screen.terminal) as app:
        drawn = 0
        for _ in range(30):
            await app.burst(*chosen.choices(keys, k=chosen.randint(1, 4)))
            app.app.clear_messages()
            await app.settle()
            drawn += drawn_as_painted(app, screen)
        assert drawn > 10


async def test_over_a_slow_line_nothing_is_drawn_until_the_terminal_has_taken_the_last_frame(
    services: Services, pond: str, screen: Screen
) -> None:
    is_behind = False
    screen.terminal.drawing.falls_behind = lambda: is_behind
    async with journey(services, article=pond, size=SIZE, terminal=screen.terminal) as app:
        for keys in (["j", "j", "l"], ["space", "j", "H"], ["G", "k", "b"], ["i", "j"]):
            await app.press("j")
            is_behind, screen.written = True, 0
            hold_frames(app.app)
            await app.burst(*keys)
            await app.settle()
            assert not screen.written
            release_frames(app.app, lambda: None)
            await app.settle()
            # What Textual paints then, which a test without a terminal does not write.
            for row, text in enumerate(app.screen_text().split("\n")):
                screen.feed(f"\x1b[{row + 1};1H{' ' * SIZE[0]}\x1b[{row + 1};1H{text}")
            is_behind = False
            await app.press("j", "l")
            assert drawn_as_painted(app, screen)


async def test_a_line_down_writes_a_line_and_not_the_screen(services: Services, pond: str, screen: Screen) -> None:
    async with journey(services, article=pond, size=SIZE, terminal=screen.terminal) as app:
        await app.press("j", "j")
        whole, screen.written = screen.written, 0
        await app.press("j")
        assert drawn_as_painted(app, screen)
        assert 0 < screen.written < whole / 4


async def test_nothing_is_drawn_over_a_dialog_or_a_fault(services: Services, pond: str, screen: Screen) -> None:
    async with journey(services, article=pond, size=SIZE, terminal=screen.terminal) as app:
        reader = app.reader
        await app.press("j")
        app.app.tell_error(ReadtuiError("could not do it"), lasts=True)
        await app.settle()
        screen.written = 0
        await app.press("j", "j")
        assert not screen.written
        await app.press("z")
        app.app.tell_error(ReadtuiError("could not do that either"), lasts=True)
        await app.settle()
        screen.written = 0
        await app.press("j")
        assert not screen.written
        app.app.clear_messages()
        await app.press("z", "j")
        assert drawn_as_painted(app, screen)
        await app.press("question_mark")
        screen.written = 0
        assert reader.state.viewport.scroll_lines(1)
        assert not screen.written


async def test_a_message_leaves_the_text_free(services: Services, pond: str, screen: Screen) -> None:
    async with journey(services, article=pond, size=SIZE, terminal=screen.terminal) as app:
        await app.press("j")
        app.app.tell("A message.")
        await app.settle()
        assert "A message." in app.screen_text().split("\n")[-2]
        screen.written = 0
        await app.press("j")
        assert screen.written
        assert drawn_as_painted(app, screen)
