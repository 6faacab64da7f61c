"""Shows in parts what a thread finds."""

import asyncio
import time
from collections.abc import Callable
from threading import Event
from typing import Generic, TypeVar

from readtui.errors import StoppedError
from readtui.tui.daemon_thread import in_thread

_PartT = TypeVar("_PartT")
AfterPainting = Callable[[Callable[[], None]], object]

_FIRST_AFTER, _AGAIN_AFTER = 0.03, 0.15
_WAITS = 0.2
_FOR_A_KEY = 0.002


class StreamTurn(Generic[_PartT]):
    """What one run of a thread knows of the screen; see Stream."""

    def __init__(
        self, show: Callable[[_PartT], None], is_busy: Callable[[], bool], after_painting: AfterPainting
    ) -> None:
        self._show = show
        self._is_busy = is_busy
        self._after_painting = after_painting
        self._has_emitted = False
        self._painted = Event()
        self._stop = Event()
        self._due = 0.0
        self._loop = asyncio.get_running_loop()

    def begin(self) -> None:
        """The run begins now."""
        self._due = time.monotonic() + _FIRST_AFTER

    def stop(self) -> None:
        """End the run: nothing more is shown."""
        self._stop.set()

    @property
    def has_stopped(self) -> bool:
        return self._stop.is_set()

    def check(self) -> None:
        """Let keys pass. Raises StoppedError if another run has begun or the screen has gone."""
        # Keys wait for the first part, so the first part must not wait for keys.
        if self._has_emitted and self._is_busy():
            time.sleep(_FOR_A_KEY)
        if self.has_stopped:
            raise StoppedError("stopped")

    @property
    def is_due(self) -> bool:
        """Whether it is time to emit a part: soon for the first one, then a few times a second."""
        return time.monotonic() > self._due

    def emit(self, part: _PartT) -> None:
        """Have the screen show a part. Parts are shown in the order in which they are emitted.

        The first one is painted before this returns, because the thread would slow down the painting.
        """
        self._due = time.monotonic() + _AGAIN_AFTER
        self._loop.call_soon_threadsafe(self._shown, part)
        if not self._has_emitted:
            self._has_emitted = True
            self._painted.wait(_WAITS)

    def _shown(self, part: _PartT) -> None:
        if self.has_stopped:
            self._painted.set()
        else:
            self._show(part)
            self._after_painting(self._painted.set)


class Stream(Generic[_PartT]):
    """Runs at most one thread at a time; ``show`` gets its parts on the event loop.

    While the screen ``is_busy`` with keys, the thread rests, and while the screen paints the first part, because it
    would slow both down. ``after_painting`` calls a function once the screen is painted.
    """

    def __init__(
        self,
        show: Callable[[_PartT], None],
        is_busy: Callable[[], bool] = lambda: False,
        after_painting: AfterPainting = lambda then: then(),
    ) -> None:
        self._show = show
        self._is_busy = is_busy
        self._after_painting = after_painting
        self._turn: StreamTurn[_PartT] | None = None
        self._one_at_a_time = asyncio.Lock()

    def stop(self) -> None:
        """End the present run, if there is one."""
        if self._turn is not None:
            self._turn.stop()
        self._turn = None

    def begin(self) -> StreamTurn[_PartT]:
        """End the present run; return the turn of the next one."""
        self.stop()
        self._turn = StreamTurn(self._show, self._is_busy, self._after_painting)
        return self._turn

    async def run(self, turn: StreamTurn[_PartT], find: Callable[[StreamTurn[_PartT]], None]) -> None:
        """Call ``find`` in a thread and return once it has ended and its parts are shown.

        ``find`` calls ``check`` often. Raises StoppedError, and what ``find`` raises.
        """

        def found() -> None:
            turn.begin()
            find(turn)

        try:
            # The run before ends at its next check.
            async with self._one_at_a_time:
                turn.check()
                await in_thread(found)
            turn.check()
        except asyncio.CancelledError:
            # The screen is closing.
            turn.stop()
            raise
