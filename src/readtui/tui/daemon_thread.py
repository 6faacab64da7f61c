"""Threads that the event loop can wait for, but that never keep the app from ending."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, NoReturn, ParamSpec, TypeVar

from readtui.errors import StoppedError

_ResultT = TypeVar("_ResultT")
_Params = ParamSpec("_Params")


class StopSwitch:
    """Ends waits for threads. Thrown on the event loop; readable from any thread."""

    def __init__(self) -> None:
        self._for_threads = threading.Event()
        self._for_the_loop = asyncio.Event()

    @property
    def is_thrown(self) -> bool:
        return self._for_threads.is_set()

    def throw(self) -> None:
        self._for_threads.set()
        self._for_the_loop.set()

    async def thrown(self) -> None:
        await self._for_the_loop.wait()


async def in_thread(act: Callable[_Params, _ResultT], *args: _Params.args, **named: _Params.kwargs) -> _ResultT:
    """Run ``act`` off the event loop; return what it returns, raise what it raises.

    Unlike a thread of asyncio's executor, this one does not keep the app from ending. What has to be done completely,
    because it leaves something on the disk or with another program, belongs in ``asyncio.to_thread``.
    """
    return (await _begun(partial(act, *args, **named)))()


async def in_thread_until(
    stop: StopSwitch, act: Callable[_Params, _ResultT], *args: _Params.args, **named: _Params.kwargs
) -> _ResultT:
    """Do the same; once ``stop`` is thrown, raise StoppedError without waiting: ``act`` may be stuck on the network."""
    outcome, stopped = _begun(partial(act, *args, **named)), asyncio.ensure_future(stop.thrown())
    either: tuple[asyncio.Future[Any], ...] = (outcome, stopped)
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
    if not outcome.done():
        raise StoppedError("stopped")
    return outcome.result()()


def _begun(act: Callable[[], _ResultT]) -> "asyncio.Future[Callable[[], _ResultT]]":
    """Begin to run ``act`` in a thread. Comes to something that returns or raises what ``act`` did."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Callable[[], _ResultT]] = loop.create_future()

    def hand_over(made: Callable[[], _ResultT]) -> None:
        if not outcome.done():
            outcome.set_result(made)

    def run() -> None:
        try:
            result = act()
        except BaseException as error:  # noqa: BLE001  it is raised where it is waited for
            made: Callable[[], _ResultT] = partial(_raise, error)
        else:
            made = lambda: result  # noqa: E731
        # The loop is closed if the app has ended; nothing waits then.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(hand_over, made)

    threading.Thread(target=run, daemon=True).start()
    return outcome


def _raise(error: BaseException) -> NoReturn:
    raise error
