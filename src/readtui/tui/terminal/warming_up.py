"""Prepares the first use of what the start left out."""

import asyncio
from collections.abc import Callable, Sequence
from importlib import import_module

_QUIET = 0.15
_WAIT = 0.7
_PAUSE = 0.002


async def warm_up(modules: Sequence[str], is_busy: Callable[[], bool]) -> None:
    """Import what was left out for a quick start, so that its first use is as fast as the second.

    Importing holds the interpreter for longer than a key may wait, so it runs while no keys arrive.
    """
    await asyncio.sleep(_WAIT)
    for name in modules:
        await _quiet(is_busy)
        await asyncio.to_thread(import_module, name)


async def _quiet(is_busy: Callable[[], bool]) -> None:
    """Wait until the screen has been idle for a while."""
    quiet = 0.0
    while quiet < _QUIET:
        quiet = 0.0 if is_busy() else quiet + _PAUSE
        await asyncio.sleep(_PAUSE)
