"""Keeps Python from delaying keys: threads that hold the interpreter, and garbage collection."""

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
    """Before the app starts: let threads release the interpreter after half a millisecond, and disable garbage
    collection.

    Large allocations return to the system as soon as they are freed. Otherwise glibc keeps, for each thread, twice the
    size of the largest one ever freed: a hundred megabytes for the files of a book.
    """
    sys.setswitchinterval(_SLICE)
    gc.disable()
    _of_the_c_library("mallopt", _M_MMAP_THRESHOLD, _LARGE)
    _of_the_c_library("mallopt", _M_TRIM_THRESHOLD, _LARGE)


def started() -> None:
    """Exclude the objects now in memory from future garbage collection."""
    gc.freeze()
    gc.enable()


def give_back_memory() -> None:
    """Return memory used for parsing to the system, if the C library supports it (glibc). Takes a while."""
    _of_the_c_library("malloc_trim", 0)


def _of_the_c_library(name: str, *arguments: int) -> None:
    try:
        import ctypes

        getattr(ctypes.CDLL(None), name)(*arguments)
    except (ImportError, AttributeError, OSError, TypeError):
        return


async def warm_up(modules: Sequence[str], is_busy: Callable[[], bool]) -> None:
    """Import what was left out for a quick start, so that its first use is as fast as the second.

    Importing holds the interpreter for longer than a key may wait, so it runs while no keys arrive.
    """
    await asyncio.sleep(_WAIT)
    for name in modules:
        await _quiet(is_busy)
        await asyncio.to_thread(import_module, name)
    await asyncio.to_thread(give_back_memory)


async def _quiet(is_busy: Callable[[], bool]) -> None:
    """Wait until the screen has been idle for a while."""
    quiet = 0.0
    while quiet < _QUIET:
        quiet = 0.0 if is_busy() else quiet + _PAUSE
        await asyncio.sleep(_PAUSE)
