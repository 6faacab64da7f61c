"""Lists the trash in a thread, the latest first, and keeps what it has read."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from readtui.model.article import ArticleRecord, Metadata
from readtui.model.creator import Identity
from readtui.search.query.matching import Matcher
from readtui.search.query.terms import EVERYTHING, Query
from readtui.services.upkeep.trashed import Trashed, TrashedTag, TrashedView, TrashItem
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
    """``stamp`` returns a number that changes with any file of the library, ``identify`` says who "me" is."""

    source: TrashSource
    stamp: Callable[[], int]
    identify: Callable[[], Identity]
    _kept: tuple[int, list[TrashItem]] | None = field(default=None)

    def stream(self, query: Query, now: datetime, turn: Turn[TrashList]) -> None:
        """Emit the list: a part of it early, and the whole. Raises StoppedError, StorageError."""
        passes = passing(query, now, self.identify)
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


def passing(query: Query, now: datetime, identify: Callable[[], Identity]) -> Callable[[TrashItem], bool]:
    """What tells whether an item passes. Tags and views are asked like articles with their names."""
    if query == EVERYTHING:
        return lambda _: True
    matcher = Matcher(query, now, identify)

    def passes(item: TrashItem) -> bool:
        if not isinstance(item, Trashed):
            return matcher.article(_as_article(item), list)
        annotation = item.annotation
        if annotation is None:
            return matcher.article(item.record, list)
        return bool(matcher.annotations(item.record, lambda: [annotation]))

    return passes


def _as_article(item: TrashItem) -> ArticleRecord:
    name = f"{item.view.name} {item.view.query}" if isinstance(item, TrashedView) else item.id
    tags = (item.id,) if isinstance(item, TrashedTag) else ()
    return ArticleRecord(item.id, Metadata(name), "", "", "", tags=tags)


def _latest_first(items: Sequence[TrashItem]) -> list[TrashItem]:
    return sorted(items, key=lambda item: (item.deleted, item.id), reverse=True)
