"""Work in the background whose faults are told, so that none of them ends the app."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from readtui.errors import ReadtuiError
from readtui.tui.host import Host

_ResultT = TypeVar("_ResultT")


async def telling_faults(host: Host, work: Callable[[], Awaitable[_ResultT]] | Awaitable[_ResultT]) -> _ResultT | None:
    """Do ``work`` and return what it returns. If it raises a ReadtuiError, tell it and return None.

    What reads the library anywhere can fail: a disk may be unplugged at any moment.
    """
    try:
        return await (work() if callable(work) else work)
    except ReadtuiError as fault:
        host.tell_error(fault)
        return None
