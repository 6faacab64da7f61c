"""Drives the app like a user: sends keys, and inspects the screen and the disk."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeGuard

import pytest
from terminal_screen import TerminalScreen
from textual.app import App
from textual.events import Key
from textual.keys import REPLACED_KEYS, _character_to_key, key_to_character
from textual.notifications import SeverityLevel
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.strip import Strip

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.services.out.standing_exports import StandingFolders
from readtui.services.reading.session import ReadingSession
from readtui.settings import Settings
from readtui.tui.app import ReadtuiApp
from readtui.tui.article.viewport import Viewport
from readtui.tui.destination import Start
from readtui.tui.lists import list_screen
from readtui.tui.lists.list_screen import ListScreen
from readtui.tui.reader.screen import ReaderScreen
from readtui.tui.screens import preview
from readtui.tui.terminal import this_terminal
from readtui.tui.terminal_interface import Terminal
from readtui.tui.work.index_upkeep import Index

SIZE = (100, 32)
_ROUNDS = 3
_WAITS = 6_000
"""After so many looks, half a minute or more on a slow machine, what is awaited never comes."""
_STEP = 0.003


def key_event(key: str) -> Key:
    """The event of a key: a name as in Textual, or a character."""
    return Key(_character_to_key(key) if len(key) == 1 else key, key_to_character(REPLACED_KEYS.get(key, key)))


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys one after another, each once all widgets have handled the previous one."""
    for key in keys:
        pilot.app.post_message(key_event(key))
        await at_rest(pilot)


async def at_rest(pilot: Pilot[Any], is_quiet: Callable[[], bool] = lambda: True) -> bool:
    """Wait until all widgets have handled their messages and ``is_quiet`` holds; False if that never happens.

    Does not wait for what a timer starts later.
    """
    quiet = 0
    for _ in range(_WAITS):
        await _draw(pilot.app)
        # What is drawn, or the end of a worker, may send messages to other widgets, which are handled in another round.
        quiet = quiet + 1 if _have_read_all(pilot.app) and is_quiet() else 0
        if quiet == _ROUNDS:
            return True
        if not quiet:
            await asyncio.sleep(_STEP)
    return False


async def _draw(app: App[Any]) -> None:
    """Let the app do what it can do without time passing, and draw what waits for the next frame.

    A ``PatientApp`` is drawn only when it shows another screen, and once it has read all messages.
    """
    # Textual's pilot sends a message to each widget to learn of this, which takes longer than what it waits for.
    loop: Any = asyncio.get_running_loop()
    await asyncio.sleep(0)
    while loop._ready:
        await asyncio.sleep(0)
    if app.screen_stack:
        app.screen._on_timer_update()
        if isinstance(app, PatientApp) and app.drawn is not app.screen and _have_read_all(app):
            app.draw()
    await asyncio.sleep(0)
    while loop._ready:
        await asyncio.sleep(0)


def _have_read_all(app: App[Any]) -> bool:
    """Whether all widgets wait for a message, and none for a thread or time in the middle of one."""
    pumps = [app, *app.screen.walk_children(with_self=True)] if app.screen_stack else [app]
    return all(pump._closed or pump._message_queue.ready_event._waiters for pump in pumps)


async def comes(pilot: Pilot[Any], holds: Callable[[], bool]) -> bool:
    """Wait until ``holds`` returns True; False if that never happens."""
    for _ in range(_WAITS):
        await _draw(pilot.app)
        if holds():
            return True
        await asyncio.sleep(_STEP)
    return False


_compositor_refresh = Screen._compositor_refresh


def _left_to_be_drawn(screen: Screen[Any]) -> None:
    """Draw a screen of a ``PatientApp`` not now but when it is there, when a test looks at it, and at the end.

    Drawing takes a third of the time of a journey, and nobody sees what is on the screen in between.
    """
    app = screen.app
    if isinstance(app, PatientApp) and screen is app.screen:
        # What has changed stays with the compositor.
        screen._dirty_widgets.clear()
        app._update_mouse_over(screen)
    else:
        _compositor_refresh(screen)


Screen._compositor_refresh = _left_to_be_drawn  # type: ignore[assignment, method-assign]
# In the app, what stands beside rows waits until these are painted. A journey would wait for it at each list.
list_screen._PAINTED_AFTER = preview._REST = _STEP / 2


class PatientApp(ReadtuiApp):
    """The app, but its notifications stay to the end, because a slow test must not let them expire, and it is drawn
    when it is at rest.
    """

    CSS_PATH = str(Path(inspect.getfile(ReadtuiApp)).with_name(ReadtuiApp.CSS_PATH))
    NOTIFICATION_TIMEOUT = 3600.0
    drawn: Screen[Any] | None = None

    def draw(self) -> None:
        """Draw what has changed."""
        if self.screen._compositor._dirty_regions:
            _compositor_refresh(self.screen)
            self.drawn = self.screen

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a notification that never expires."""
        super().notify(message, title=title, severity=severity, timeout=3600, markup=markup)


class Journey:
    """A running app and its keyboard."""

    def __init__(self, app: PatientApp, pilot: Pilot[None], services: Services) -> None:
        self.app = app
        self.pilot = pilot
        self.services = services

    async def press(self, *keys: str) -> None:
        """Press keys, named as in Textual, each once the app is idle after the previous one."""
        for key in keys:
            self.app.post_message(key_event(key))
            await self.settle()

    async def burst(self, *keys: str) -> None:
        """Send all keys at once, as a paste or a slow connection does."""
        for key in keys:
            self.app.post_message(key_event(key))
        await self.settle()

    async def type(self, text: str) -> None:
        """Type characters."""
        await self.press(*("space" if character == " " else character for character in text))

    async def settle(self) -> None:
        """Wait for keys, saves, workers and repaints, but not for what a timer starts later."""
        if not await at_rest(self.pilot, self._is_quiet):
            self._give_up("the app to become idle")

    def _is_quiet(self) -> bool:
        return self.app.key_queue.is_idle and self.app.saving.is_settled and not self._busy()

    def _busy(self) -> list[str]:
        """The running workers, except background ones, and those behind a dialog, which wait for it."""
        screen = self.app.screen
        return [
            worker.name
            for worker in self.app.workers
            if not worker.is_finished
            and worker.group not in ("save", "standing", "indexing", "warm-up", "next article", "pictures", "strips")
            and (not isinstance(screen, ModalScreen) or screen in worker.node.ancestors_with_self)
        ]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something that happens on its own, and then until the app is idle."""
        await self.comes(holds, "an expected event")
        await self.settle()

    async def shows(self, words: str) -> None:
        """Wait until the text is on the screen."""
        await self.comes(lambda: words in self.screen_text(), repr(words))

    async def comes(self, holds: Callable[[], bool], what: str) -> None:
        """Wait for ``what`` and nothing else. A failure shows the screen."""
        if not await comes(self.pilot, holds):
            self._give_up(what)

    def _give_up(self, what: str) -> NoReturn:
        pytest.fail(
            f"gave up waiting for {what}; saved: {self.app.saving.is_settled}, busy: {self._busy()}; the screen:\n"
            f"{self.screen_text()}"
        )

    @property
    def reader(self) -> ReaderScreen:
        """The reader on top."""
        screen = self.app.screen
        assert isinstance(screen, ReaderScreen)
        return screen

    @property
    def session(self) -> ReadingSession:
        """The session of the reader on top."""
        return self.reader.state.session

    @property
    def view(self) -> Viewport:
        """The viewport of the reader on top."""
        return self.reader.state.viewport

    @property
    def cursor(self) -> str:
        """The text under the reading cursor."""
        return self.view.cursor.of(self.session.article.text)

    @property
    def selected(self) -> str:
        """The selected words."""
        passage = self.view.selected()
        return passage.of(self.session.article.text) if passage else ""

    def saved(self, article_id: str) -> list[Annotation]:
        """The annotations on disk, in reading order."""
        found = self.services.repository.annotations(article_id)
        return sorted(found, key=lambda annotation: annotation.passage.start if annotation.passage else -1)

    def strips(self) -> list[Strip]:
        """The rows of the screen."""
        self.app.draw()
        return self.app.screen._compositor.render_strips()

    def screen_text(self) -> str:
        """All characters on the screen, one line per row."""
        return "\n".join(shown_text(strip) for strip in self.strips())


def shown_text(strip: Strip) -> str:
    """The characters of a row as the terminal shows them."""
    text = "".join(segment.text for segment in strip)
    if "\x1b" not in text:
        return text.rstrip()
    screen = TerminalScreen(strip.cell_length + 1, 1)
    screen.feed(text)
    return screen.rows()[0]


def is_list(screen: Screen[Any], mode: str) -> TypeGuard[ListScreen]:
    """Whether the screen shows this list."""
    return isinstance(screen, ListScreen) and mode == screen.MODE


@asynccontextmanager
async def journey(
    services: Services,
    *,
    article: str = "",
    opened: ReadingSession | None = None,
    size: tuple[int, int] = SIZE,
    settings: Settings | None = None,
    settled: bool = True,
    terminal: Terminal | None = None,
    standing: StandingFolders | None = None,
    index: Index | None = None,
) -> AsyncIterator[Journey]:
    """The running app on an article (possibly loaded already) or on the library. ``settled``: wait until it is idle."""
    terminal = terminal or this_terminal()
    # It would search all that the tests before have left for garbage, and keep what it does not find for good.
    terminal.started = lambda: None  # type: ignore[method-assign]
    app = PatientApp(
        services,
        settings=settings or Settings(),
        terminal=terminal,
        start=Start(article, opened),
        standing=standing,
        index=index,
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        driven = Journey(app, pilot, services)
        if settled:
            await driven.settle()
        yield driven
        if app.is_running and app.screen_stack:
            app.draw()
