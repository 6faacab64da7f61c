"""The shelves of the library: to read, reading, done, archived, and all."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from readtui.model.article import ArticleRecord, ReadingState
from readtui.services.library import LibraryEntry


class Shelf(StrEnum):
    """Where an article stands. An archived one stands there, whatever its reading state; ``ALL`` has every article."""

    TO_READ = "to-read"
    READING = "reading"
    DONE = "done"
    ARCHIVED = "archived"
    ALL = "all"


NAMES: Mapping[Shelf, str] = {
    Shelf.TO_READ: "To read",
    Shelf.READING: "Reading",
    Shelf.DONE: "Done",
    Shelf.ARCHIVED: "Archived",
    Shelf.ALL: "All",
}

_SHELVES = {
    ReadingState.TO_READ: Shelf.TO_READ,
    ReadingState.READING: Shelf.READING,
    ReadingState.DONE: Shelf.DONE,
}


def shelf_of(record: ArticleRecord) -> Shelf:
    """The one shelf besides ``ALL`` on which an article stands."""
    return Shelf.ARCHIVED if record.archived else _SHELVES[record.reading_state]


def count_shelves(entries: Iterable[LibraryEntry]) -> Mapping[Shelf, int]:
    """How many articles stand on each shelf."""
    counts = Counter(shelf_of(entry.record) for entry in entries)
    counts[Shelf.ALL] = counts.total()
    return counts
