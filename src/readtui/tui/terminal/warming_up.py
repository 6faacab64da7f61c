"""Prepares the first use of what the start left out."""

import asyncio
from collections.abc import Callable, Sequence
from importlib import import_module

_QUIET = 0.15
_WAIT = 0.7
_BREATH = 0.01


async def warm_up(modules: Sequence[str], idle_for: Callable[[], float]) -> None:
    """Import what was left out for a quick start, so that its first use is as fast as the second.

    Importing holds the interpreter for longer than a key may wait, so it runs while no keys arrive.
    """
    await asyncio.sleep(_WAIT)
    for name in modules:
        # Timed rather than polled: each look wakes the loop, and hundreds of them take longer than the imports.
        while (idle := idle_for()) < _QUIET:
            await asyncio.sleep(_QUIET - idle)
        await asyncio.to_thread(import_module, name)
        await asyncio.sleep(_BREATH)
