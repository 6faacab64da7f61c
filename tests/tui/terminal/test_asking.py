"""The terminal is asked after the first page, and its answers change the layout, now and in later runs."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest
from journeys import Journey, journey
from terminal_screen import AnsweringTerminal, xterm_cells

from readtui.bootstrap import Services
from readtui.layout.article_layout import ArticleLayout
from readtui.layout.widths import UNKNOWN_TERMINAL
from readtui.paths import is_plain, terminal_path
from readtui.tui.terminal import this_terminal
from readtui.tui.terminal.fast import FastTerminal
from readtui.tui.terminal.plain import PlainTerminal
from readtui.tui.terminal.traits import TerminalTraits

pytestmark = pytest.mark.skipif(is_plain(), reason="with READTUI_PLAIN nothing is asked")

SIZE = (80, 24)
LINE = "क्षत्रिय स्त्री और राष्ट्रीय कार्यालयों की व्यवस्था में हिन्दी, 👨‍👩‍👧‍👦 and 🇩🇪 and some more words. "


class Line:
    """The connection between a terminal and the app. Passes answers on, unless it holds them up."""

    def __init__(self, terminal: AnsweringTerminal) -> None:
        self.terminal = terminal
        self.app_side = FastTerminal()
        self.is_held_up = False
        self.said = ""
        self.app_side.drawing.take(self.written)

    def written(self, text: str) -> None:
        self.said += self.terminal.asked(text)
        if not self.is_held_up:
            self.deliver()

    def deliver(self) -> None:
        said, self.said = self.said, ""
        assert not self.app_side.asking.typed(said)


@pytest.fixture
def hindi(services: Services, tmp_path: Path) -> str:
    path = tmp_path / "hindi.md"
    path.write_text("# हिन्दी\n\n" + "\n\n".join(LINE * 4 for _ in range(20)), "utf-8")
    return services.library.add(str(path)).record.id


def opened(services: Services, article: str, line: Line) -> AbstractAsyncContextManager[Journey]:
    return journey(services, article=article, size=SIZE, terminal=line.app_side)


async def answered(app: Journey, line: Line) -> None:
    """Wait until all answers are handled."""
    await app.comes(lambda: line.app_side.asking.traits != TerminalTraits(), "what the terminal answers")
    await app.settle()


@pytest.mark.parametrize(
    "make", [partial(AnsweringTerminal, measure=xterm_cells), partial(AnsweringTerminal, joins=True, mode="1")]
)
async def test_a_new_layout_keeps_the_reading_position(
    services: Services, hindi: str, make: Callable[[], AnsweringTerminal]
) -> None:
    line = Line(make())
    line.is_held_up = True
    async with opened(services, hindi, line) as app:
        await app.comes(lambda: bool(line.said), "the questions")
        await app.press("space", "space")
        before = app.view.lines
        top = before.line(app.view.top).start
        assert app.view.widths == UNKNOWN_TERMINAL
        line.deliver()
        await answered(app, line)
        assert app.view.widths == line.app_side.asking.traits.cell_widths != UNKNOWN_TERMINAL
        assert app.view.lines is not before
        here = app.view.lines.line(app.view.top)
        assert here.start <= top <= here.end
        await app.comes(lambda: Path(terminal_path()).exists(), "what is known to be kept")


async def test_known_widths_are_used_for_the_first_page_and_the_same_answer_changes_nothing(
    services: Services, hindi: str
) -> None:
    first = Line(AnsweringTerminal(measure=xterm_cells))
    async with opened(services, hindi, first) as app:
        await answered(app, first)
        await app.comes(lambda: Path(terminal_path()).exists(), "what is known to be kept")
    stamp = Path(terminal_path()).stat().st_mtime_ns
    again = Line(AnsweringTerminal(measure=xterm_cells))
    again.is_held_up = True
    async with opened(services, hindi, again) as app:
        assert app.view.widths == first.app_side.asking.traits.cell_widths
        laid_out: ArticleLayout = app.view.lines
        await app.comes(lambda: bool(again.said), "the questions")
        again.deliver()
        await app.settle()
        assert app.view.lines is laid_out
    assert Path(terminal_path()).stat().st_mtime_ns == stamp


async def test_a_terminal_that_says_nothing_changes_nothing(services: Services, hindi: str) -> None:
    line = Line(AnsweringTerminal())
    line.is_held_up = True
    async with opened(services, hindi, line) as app:
        await app.comes(lambda: bool(line.said), "the questions")
        line.said = ""
        await app.press("j", "space")
        assert app.view.widths == UNKNOWN_TERMINAL
    assert not Path(terminal_path()).exists()


async def test_the_samples_leave_nothing_on_the_screen(services: Services, hindi: str) -> None:
    line = Line(AnsweringTerminal(measure=xterm_cells))
    async with opened(services, hindi, line) as app:
        await answered(app, line)
        assert line.terminal.screen.rows()[-1] == app.screen_text().split("\n")[-1]


def test_a_plain_terminal_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READTUI_PLAIN", "1")
    terminal = this_terminal()
    assert isinstance(terminal, PlainTerminal)
    assert terminal.cell_widths == UNKNOWN_TERMINAL
