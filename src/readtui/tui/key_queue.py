"""Hands keys on one at a time, so that none overtakes what the one before it opens."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import events
from textual.dom import DOMNode

if TYPE_CHECKING:
    from readtui.tui.app import ReadtuiApp

_LONGEST_WAIT = 2.0
_STEP = 0.02


class KeyQueue:
    """Keys may come in a burst: pasted, typed ahead over a slow line, sent by a script.

    Textual hands a key on at once to what has the focus then; the dialog that an earlier key is about to open would
    miss it, and the screen below would take it as a command. Here the next key waits until the last one is dealt with
    and whatever it opened has the focus.
    """

    def __init__(self, app: "ReadtuiApp", hand_on: Callable[[events.Key], Awaitable[None]]) -> None:
        self._app = app
        self._hand_on = hand_on
        self._waiting: deque[events.Key] = deque()
        self._task: asyncio.Task[None] | None = None
        self._reached = asyncio.Event()
        self._mark_reached = self._reached.set

    def put(self, key: events.Key) -> None:
        """Hand a key on as soon as it is its turn."""
        self._waiting.append(key)
        if self.is_idle:
            self._task = asyncio.create_task(self._run())

    @property
    def is_idle(self) -> bool:
        """Whether every key has been dealt with."""
        return self._task is None or self._task.done()

    async def _run(self) -> None:
        await self._loaded()
        while self._waiting and self._app.is_running:
            target = self._app.focused or self._app.screen
            await self._hand_on(self._waiting.popleft())
            await self._dealt_with(target)
            for _ in range(3):
                # A worker that was started by the key pushes its dialog now.
                await asyncio.sleep(0)
            await self._loaded()
            if self._app.is_running:
                await self._dealt_with(self._app.screen)

    async def _loaded(self) -> None:
        while self._app.is_loading and self._app.is_running:
            await asyncio.sleep(0.002)

    async def _dealt_with(self, target: DOMNode) -> None:
        """Wait until the target and all above it have worked off what is in their queues by now."""
        for node in list(target.ancestors_with_self):
            self._reached.clear()
            # One callable for all: Textual looks at the signature of each that it does not know yet.
            node.call_later(self._mark_reached)
            waited = 0.0
            while not self._reached.is_set() and node.is_running and waited < _LONGEST_WAIT:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._reached.wait(), _STEP)
                waited += _STEP
