"""Lists the trash in a thread, the latest first, and keeps what it has read."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from readtui.search.query.matching import Matcher
from readtui.search.query.terms import Query
from readtui.services.upkeep.trashed import TrashItem, passing
from readtui.tui.work.streaming import Turn

_SHARE_OF_TIME = 0.1


class TrashSource(Protocol):
    """Where the items come from."""

    def walk(self) -> Iterator[list[TrashItem]]:
        """All items, in parts and in no particular order; empty parts to pause at."""


@dataclass(frozen=True, slots=True)
class TrashList:
    """The items that pass, the latest first, and how many there are without a filter."""

    items: Sequence[TrashItem]
    total: int
    is_last: bool


@dataclass(slots=True)
class TrashListing:
    """``stamp`` returns a number that changes with any file of the library, ``matcher`` makes a query ready."""

    source: TrashSource
    stamp: Callable[[], int]
    matcher: Callable[[Query], Matcher]
    _kept: tuple[int, list[TrashItem]] | None = field(default=None)

    def stream(self, query: Query, turn: Turn[TrashList]) -> None:
        """Emit the list: a part of it early, and the whole. Raises StoppedError, StorageError."""
        passes = passing(self.matcher(query))
        stamp = self.stamp()
        if self._kept is not None and self._kept[0] == stamp:
            kept = self._kept[1]
            turn.emit(TrashList([item for item in kept if passes(item)], len(kept), is_last=True))
            return
        items: list[TrashItem] = []
        found: list[TrashItem] = []
        due = 0.0
        for part in self.source.walk():
            turn.check()
            items += part
            found += filter(passes, part)
            if turn.is_due and time.monotonic() > due and found:
                begun = time.monotonic()
                turn.emit(TrashList(_latest_first(found), len(items), is_last=False))
                due = time.monotonic() + (time.monotonic() - begun) / _SHARE_OF_TIME
        self._kept = stamp, _latest_first(items)
        turn.emit(TrashList(_latest_first(found), len(items), is_last=True))


def _latest_first(items: Sequence[TrashItem]) -> list[TrashItem]:
    return sorted(items, key=lambda item: (item.deleted, item.id), reverse=True)
