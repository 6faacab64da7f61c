"""Keeps Python itself from making a key wait: threads that hold the interpreter, and the search for garbage."""

import asyncio
import gc
import sys
import time
from collections.abc import Callable
from importlib import import_module

_SLICE = 0.0005
_WORK = 0.0005
_QUIET = 0.15
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_LARGE = 1 << 18
_WAIT = 0.7
_PAUSE = 0.002
_LATER = (
    "dialogs.tag",
    "dialogs.note",
    "dialogs.color",
    "dialogs.versions",
    "library.screen",
    "annotations.screen",
    "screens.help",
    "out.screen",
    "settling.screen",
)


def begin() -> None:
    """Before the app starts: threads hand the interpreter on after half a millisecond; no garbage is looked for.

    What is large goes back to the system as soon as it is not needed. Otherwise glibc keeps, for each thread, twice as
    much as the largest thing that was ever freed: of a book's files a hundred megabytes.
    """
    sys.setswitchinterval(_SLICE)
    gc.disable()
    _of_the_c_library("mallopt", _M_MMAP_THRESHOLD, _LARGE)
    _of_the_c_library("mallopt", _M_TRIM_THRESHOLD, _LARGE)


def started() -> None:
    """What is in memory now stays there: it is left out when Python looks for garbage from now on."""
    gc.freeze()
    gc.enable()


def let_keys_in() -> None:
    """Called now and then by a thread that nothing waits for: what the screen has to do comes first."""
    time.sleep(_PAUSE)


class Pause:
    """What a thread that nobody waits for calls now and then: it works a little, rests, and rests on while the screen
    ``is_busy``. Without that it would take half of the interpreter's time, which is felt with each key.
    """

    def __init__(self, is_busy: Callable[[], bool]) -> None:
        self._is_busy = is_busy
        self._rest_at = 0.0

    def __call__(self) -> None:
        """Rest, if it is time to."""
        if time.perf_counter() < self._rest_at:
            return
        time.sleep(_PAUSE)
        while self._is_busy():
            time.sleep(_PAUSE)
        self._rest_at = time.perf_counter() + _WORK


def give_back_memory() -> None:
    """Give the system what parsing has needed for a moment, where the C library can do that (glibc). Takes a while."""
    _of_the_c_library("malloc_trim", 0)


def _of_the_c_library(name: str, *arguments: int) -> None:
    try:
        import ctypes

        getattr(ctypes.CDLL(None), name)(*arguments)
    except (ImportError, AttributeError, OSError, TypeError):
        return


async def warm_up(is_busy: Callable[[], bool]) -> None:
    """Import what was left out for starting quickly, so that the first use of it is as quick as the second.

    Importing holds the interpreter for longer than a key may wait: it is done while no keys come.
    """
    await asyncio.sleep(_WAIT)
    for name in _LATER:
        await _quiet(is_busy)
        await asyncio.to_thread(import_module, f"readtui.tui.{name}")
    await asyncio.to_thread(give_back_memory)


async def _quiet(is_busy: Callable[[], bool]) -> None:
    """Wait until the screen has had nothing to do for a while."""
    quiet = 0.0
    while quiet < _QUIET:
        quiet = 0.0 if is_busy() else quiet + _PAUSE
        await asyncio.sleep(_PAUSE)
