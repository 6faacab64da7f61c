"""Finds the article to read after another one."""

from collections.abc import Iterable

from readtui.model.article import ArticleRecord, ReadingState
from readtui.services.library import LibraryEntry


def next_to_read(entries: Iterable[LibraryEntry], after: str) -> ArticleRecord | None:
    """The article to read after the one with the id ``after``: the one that was read last among those that are being
    read, otherwise the one that was opened or added last. None if every other article is done or archived.
    """
    waiting = [entry for entry in entries if entry.record.id != after and _is_waiting(entry.record)]
    best = max(waiting, key=_urgency, default=None)
    return best.record if best else None


def _is_waiting(record: ArticleRecord) -> bool:
    return record.reading_state is not ReadingState.DONE and not record.archived


def _urgency(entry: LibraryEntry) -> tuple[bool, str, str, str]:
    record = entry.record
    return record.reading_state is ReadingState.READING, entry.last_read, record.added, record.metadata.source
