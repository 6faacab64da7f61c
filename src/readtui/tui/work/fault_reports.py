"""Tells faults: of work in the background, so that none ends the app, and of unreadable parts of the library."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from readtui.debug_log import DEBUG_LOG
from readtui.errors import ReadtuiError
from readtui.text.phrases import counted
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


def unless_it_fails(work: Callable[[], object]) -> None:
    """Do what the end of the app must not depend on. A fault is logged."""
    try:
        work()
    except Exception as fault:  # noqa: BLE001  whatever it is, whoever leaves gets what was saved
        DEBUG_LOG.fault(fault, "swallowed")


class DamageReport:
    """``damaged`` returns everything unreadable at present. Only for the UI thread."""

    def __init__(self, host: Host, damaged: Callable[[], Sequence[ReadtuiError]]) -> None:
        self._host = host
        self._damaged = damaged
        self._told: set[str] = set()

    def tell_new(self) -> None:
        """Report what was not reported before: the first problem in full, and the number of others."""
        found = {fault.message: fault for fault in self._damaged()}
        new = [fault for message, fault in found.items() if message not in self._told]
        self._told.update(found)
        if new:
            others = f" {counted(len(new) - 1, 'more problem')}: run readtui doctor." if len(new) > 1 else ""
            self._host.tell_error(ReadtuiError(new[0].message, f"{new[0].hint}{others}"), lasts=True)
