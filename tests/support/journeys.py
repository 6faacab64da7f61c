"""Drives the app like a user: sends keys, and inspects the screen and the disk."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from terminal_screen import TerminalScreen
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.strip import Strip

from readtui.bootstrap import Services
from readtui.model.annotation import Annotation
from readtui.services.reading.session import ReadingSession
from readtui.settings import Settings
from readtui.tui.app import ReadtuiApp
from readtui.tui.article.viewport import Viewport
from readtui.tui.reader.screen import ReaderScreen
from readtui.tui.terminal import this_terminal
from readtui.tui.terminal.interface import Terminal

SIZE = (100, 32)
_WAITS = 2_000


class Journey:
    """A running app and its keyboard."""

    def __init__(self, app: ReadtuiApp, pilot: Pilot[None], services: Services) -> None:
        self.app = app
        self.pilot = pilot
        self.services = services

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, named as in Textual, and let the app settle."""
        await self.pilot.press(*keys)
        await self.settle()

    async def burst(self, *keys: str) -> None:
        """Send all keys at once, as a paste or a slow connection does."""
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 else key
            self.app.post_message(Key(name, key if len(key) == 1 else None))
        await self.settle()

    async def type(self, text: str) -> None:
        """Type characters."""
        await self.press(*("space" if character == " " else character for character in text))

    async def settle(self) -> None:
        """Wait for saves, workers and repaints."""
        await self.pilot.pause()
        await self.comes(lambda: self.app.key_queue.is_idle, "the last key being dealt with")
        await self.comes(lambda: self.app.saving.is_settled and not self._busy(), "the app coming to rest")
        await self.pilot.pause(0.02)

    def _busy(self) -> list[str]:
        """The running workers, except those that nothing waits for, and those behind a dialog, which wait for it."""
        screen = self.app.screen
        return [
            worker.name
            for worker in self.app.workers
            if not worker.is_finished
            and worker.group not in ("save", "warm-up")
            and (not isinstance(screen, ModalScreen) or screen in worker.node.ancestors_with_self)
        ]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something that happens by itself, and let the app settle."""
        await self.comes(holds, "what was to happen")
        await self.settle()

    async def shows(self, words: str) -> None:
        """Wait until the text is on the screen."""
        await self.comes(lambda: words in self.screen_text(), repr(words))

    async def comes(self, holds: Callable[[], bool], what: str) -> None:
        """Wait only for ``what``; a timeout says what was on the screen."""
        for _ in range(_WAITS):
            await self.pilot.pause()
            if holds():
                return
            await self.pilot.pause(0.01)
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
        return self.reader.state.view

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
) -> AsyncIterator[Journey]:
    """The app on an article (possibly already loaded) or on the library; ``settled`` waits until it is idle."""
    app = ReadtuiApp(
        services,
        settings=settings or Settings(),
        terminal=terminal or this_terminal(),
        open_article=article,
        opened=opened,
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        driven = Journey(app, pilot, services)
        if settled:
            await driven.settle()
        yield driven
