"""Keeps Python from making a key wait: threads that hold the interpreter, and the search for garbage."""

import asyncio
import gc
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

_SLICE = 0.0005
_QUIET = 0.15
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_LARGE = 1 << 18
_WAIT = 0.7
_PAUSE = 0.002


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


def give_back_memory() -> None:
    """Give the system what parsing has needed for a moment, where the C library can do that (glibc). Takes a while."""
    _of_the_c_library("malloc_trim", 0)


def _of_the_c_library(name: str, *arguments: int) -> None:
    try:
        import ctypes

        getattr(ctypes.CDLL(None), name)(*arguments)
    except (ImportError, AttributeError, OSError, TypeError):
        return


async def warm_up(modules: Sequence[str], is_busy: Callable[[], bool]) -> None:
    """Import what was left out for starting quickly, so that the first use of it is as quick as the second.

    Importing holds the interpreter for longer than a key may wait: it is done while no keys come.
    """
    await asyncio.sleep(_WAIT)
    for name in modules:
        await _quiet(is_busy)
        await asyncio.to_thread(import_module, name)
    await asyncio.to_thread(give_back_memory)


async def _quiet(is_busy: Callable[[], bool]) -> None:
    """Wait until the screen has had nothing to do for a while."""
    quiet = 0.0
    while quiet < _QUIET:
        quiet = 0.0 if is_busy() else quiet + _PAUSE
        await asyncio.sleep(_PAUSE)
