"""Passes keys and pastes on one at a time, so that none overtakes what an earlier one opens."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import perf_counter
from typing import Protocol

from textual import events
from textual.dom import DOMNode

from readtui.debug_log import DEBUG_LOG

_LONGEST_WAIT = 2.0
_STEP = 0.02
_TURNS = 50
_PAINTED_AFTER = 0.005


class KeyTarget(Protocol):
    """What the queue needs to know about the app."""

    @property
    def focused(self) -> DOMNode | None:
        """The widget with the focus."""

    @property
    def screen(self) -> DOMNode:
        """The top screen."""

    @property
    def is_running(self) -> bool:
        """Whether the app has started and not ended."""

    async def loaded(self) -> None:
        """Wait until the target of the next key has loaded."""


class KeyQueue:
    """Handles bursts of keys and pastes: typed ahead over a slow connection, or sent by a script.

    Textual passes them at once to the current focus, so a dialog that an earlier key is about to open would miss them,
    and the screen below would take a key as a command. Here the next one waits until the last one has been handled and
    whatever it opened has the focus.
    """

    def __init__(self, app: KeyTarget, hand_on: Callable[[events.Key | events.Paste], Awaitable[None]]) -> None:
        self._app = app
        self._hand_on = hand_on
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._task: asyncio.Task[None] | None = None
        self._reached = asyncio.Event()
        self._paint: asyncio.Future[None] | None = None
        self._last = perf_counter()
        self._is_used = asyncio.Event()

    def put(self, typed: events.Key | events.Paste) -> None:
        """Pass on a key or a paste as soon as it is its turn."""
        if isinstance(typed, events.Key) and "alt+" in typed.key:
            # From terminals that send Escape before the key, it comes with its letter, which a line would insert.
            typed.character = None
        self._waiting.append(typed)
        self._is_used.set()
        self._end_paint()
        if self.is_idle:
            self._task = asyncio.create_task(self._run())

    @property
    def is_idle(self) -> bool:
        """Whether every key and paste has been handled."""
        return self._task is None or self._task.done()

    def idle_for(self) -> float:
        """For how many seconds every key and paste has been handled; 0 while one is not."""
        return perf_counter() - self._last if self.is_idle else 0.0

    async def used(self) -> None:
        """Wait until something is typed for the first time."""
        await self._is_used.wait()

    async def idle(self) -> None:
        """Wait until every key and paste has been handled."""
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        await self._app.loaded()
        while self._waiting and self._app.is_running:
            target = self._app.focused or self._app.screen
            began = perf_counter()
            await self._hand_on(self._waiting.popleft())
            if not self._waiting:
                await self._painted()
            await self._dealt_with(target)
            for _ in range(3):
                # A worker started by the key pushes its dialog now.
                await asyncio.sleep(0)
            await self._opened()
            self._last = perf_counter()
            DEBUG_LOG.key(self._last - began, target)

    async def _opened(self) -> None:
        """Wait until the screen on top, which may be new, has begun and has loaded what it shows."""
        screen = None
        while self._app.is_running and screen is not self._app.screen:
            await self._app.loaded()
            screen = self._app.screen
            await self._dealt_with(screen)
            # One that is new has begun only now to load.
            await self._app.loaded()

    async def _painted(self) -> None:
        """Let the effect of the key be painted first, unless another key arrives."""
        loop = asyncio.get_running_loop()
        self._paint = paint = loop.create_future()
        timer = loop.call_later(_PAINTED_AFTER, self._end_paint)
        await paint
        timer.cancel()

    def _end_paint(self) -> None:
        if self._paint is not None and not self._paint.done():
            self._paint.set_result(None)

    async def _dealt_with(self, target: DOMNode) -> None:
        """Wait until the target and its ancestors have handled the messages now in their queues."""
        for node in list(target.ancestors_with_self):
            self._reached.clear()
            # Not ``call_later``, which inspects the callable's signature each time.
            node.post_message(events.Callback(callback=self._reached.set))
            for _ in range(_TURNS):
                if self._reached.is_set():
                    break
                await asyncio.sleep(0)
            waited = 0.0
            while not self._reached.is_set() and node.is_running and waited < _LONGEST_WAIT:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._reached.wait(), _STEP)
                waited += _STEP
