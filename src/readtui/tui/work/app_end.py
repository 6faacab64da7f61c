"""The end of the app: what it waits for, for how long, and what it says if that does not come."""

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import field

from readtui.quick_dataclass import dataclass

MOST_SECONDS = 5.0
_LOOK_EVERY = 0.1
# Seconds of the processor that show that something is being done.
_LEAST_WORK = 0.02

_RUNNING: list[threading.Thread] = []


def to_its_end(act: Callable[[], object]) -> None:
    """Run ``act``, which takes a moment, in a thread that the end of the app waits for."""
    _RUNNING[:] = [one for one in _RUNNING if one.is_alive()]
    thread = threading.Thread(target=act, daemon=True)
    _RUNNING.append(thread)
    thread.start()


def wait_for_the_rest() -> None:
    """Wait for what ``to_its_end`` has begun."""
    for thread in _RUNNING:
        thread.join(MOST_SECONDS)


@dataclass(slots=True)
class AppEnd:
    """Ends the process if the app's end does not come: a file system that does not answer can keep a thread for ever.

    ``leave`` gives the terminal back.
    """

    leave: Callable[[], None]
    _what: str = "reading in the background"
    _is_at_work: Callable[[], bool] = lambda: False
    _since: float = 0.0
    _is_over: threading.Event = field(default_factory=threading.Event)

    def begin(self, is_at_work: Callable[[], bool]) -> None:
        """The app is ending. Watch it from now on."""
        if not self._since:
            self.wait_for(self._what, is_at_work)
            threading.Thread(target=self._watch, daemon=True).start()

    def wait_for(self, what: str, is_at_work: Callable[[], bool]) -> None:
        """Give ``what`` MOST_SECONDS, and as long as ``is_at_work`` that again from each sign of work."""
        self._what, self._is_at_work, self._since = what, is_at_work, time.monotonic()

    def done(self) -> None:
        self._is_over.set()

    def _watch(self) -> None:
        worked = time.process_time()
        while not self._is_over.wait(_LOOK_EVERY):
            if self._is_at_work() and time.process_time() - worked > _LEAST_WORK:
                worked, self._since = time.process_time(), time.monotonic()
            if time.monotonic() - self._since > MOST_SECONDS:
                self._give_up()

    def _give_up(self) -> None:
        self.leave()
        sys.stderr.write(
            f"readtui: gave up waiting for {self._what} after {MOST_SECONDS:.0f} seconds without progress\n"
            "Is a disk or a network share not responding? The next start goes on with what was left.\n"
        )
        sys.stderr.flush()
        os._exit(1)
