"""The orders in which articles can be listed, and where each is from, in a few words that a person would use."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from urllib.parse import unquote, urlsplit

from readtui.model.article import ArticleRecord
from readtui.quick_dataclass import dataclass
from readtui.services.library import LibraryEntry
from readtui.text.case_folding import folding
from readtui.text.clean import visible
from readtui.text.name_fit import is_hash

_AT_ONCE = timedelta(seconds=2)
"""Articles that are added with no longer pauses were added together, such as the files of a folder."""


def source_name(record: ArticleRecord) -> str:
    """A short name of the source: the site, else the host of a page, else the file name.

    A file that is named by a hash is named by its folder.
    """
    metadata = record.metadata
    if metadata.site:
        return visible(metadata.site)
    host = _host(metadata.source) or _host(metadata.canonical_url)
    return visible(host) if host else file_name(metadata.source)


def longer_source_name(record: ArticleRecord) -> str:
    """A name that tells articles from the same source apart: with the last part of the address, or the folder."""
    source = record.metadata.source
    if _host(source):
        last = _last_part(urlsplit(source).path)
        short = source_name(record)
        return f"{short} › {visible(unquote(last))}" if last and not _is_hash(last) else short
    folder = _last_part(os.path.dirname(source))
    name = file_name(source)
    return f"{visible(folder)}/{name}" if folder and visible(folder) != name else name


def file_name(source: str) -> str:
    """The last part of a path; of a file that is named by a hash, its folder."""
    name = _last_part(source)
    if _is_hash(name):
        name = _last_part(os.path.dirname(source))
    return visible(name or source)


def _is_hash(name: str) -> bool:
    return is_hash(name.partition(".")[0])


def _last_part(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _host(address: str) -> str:
    if "://" not in address:
        return ""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        # Written by another program.
        return ""


class ArticleSort(StrEnum):
    RECENT = "recent"
    ADDED = "added"
    PUBLISHED = "published"
    TITLE = "title"
    AUTHOR = "author"
    SITE = "site"
    LENGTH = "length"
    PROGRESS = "progress"
    ANNOTATIONS = "annotations"
    GIVEN = "given"


_ASCENDING = (ArticleSort.TITLE, ArticleSort.AUTHOR, ArticleSort.SITE, ArticleSort.GIVEN)
_fold = folding("")

_VALUES: dict[ArticleSort, Callable[[LibraryEntry], str | float]] = {
    ArticleSort.PUBLISHED: lambda entry: entry.record.metadata.published,
    ArticleSort.TITLE: lambda entry: _fold(entry.title),
    ArticleSort.AUTHOR: lambda entry: _fold(entry.record.metadata.creator),
    ArticleSort.SITE: lambda entry: _fold(source_name(entry.record)),
    ArticleSort.LENGTH: lambda entry: entry.words,
    ArticleSort.PROGRESS: lambda entry: entry.progress,
    ArticleSort.ANNOTATIONS: lambda entry: entry.annotations,
}


@dataclass(frozen=True, slots=True)
class ArticleOrder:
    """What to sort by, and the direction. ``GIVEN`` is the order in which articles were named."""

    by: ArticleSort = ArticleSort.RECENT
    descending: bool = True

    def reversed(self) -> "ArticleOrder":
        """The same in the other direction."""
        return replace(self, descending=not self.descending)

    def chosen(self, by: ArticleSort) -> "ArticleOrder":
        """Sort by this, in its usual direction; if that is so already, in the other one."""
        usual = usual_order(by)
        return usual.reversed() if self == usual else usual

    @property
    def arrow(self) -> str:
        """↑ for ascending, ↓ for descending."""
        return "↓" if self.descending else "↑"

    def __str__(self) -> str:
        return "as opened" if self == usual_order(ArticleSort.GIVEN) else f"{self.by} {self.arrow}"

    def sort(self, entries: Sequence[LibraryEntry], given: Sequence[str] = ()) -> list[LibraryEntry]:
        """The articles in this order; ``given`` are ids in the order in which they were named."""
        is_recent = self.by is ArticleSort.RECENT
        latest = _by_time(entries, _read_or_added if is_recent else lambda entry: (entry.added, False))
        if is_recent or self.by is ArticleSort.ADDED:
            return latest if self.descending else latest[::-1]
        if self.by is ArticleSort.GIVEN:
            places = {article_id: place for place, article_id in enumerate(given)}
            ordered = sorted(latest, key=lambda entry: places.get(entry.id, len(places)))
            return ordered[::-1] if self.descending else ordered
        value = _VALUES[self.by]
        known = sorted((entry for entry in latest if value(entry)), key=value, reverse=self.descending)
        # What is not known comes last in both directions.
        return known + [entry for entry in latest if not value(entry)]


def usual_order(by: ArticleSort) -> ArticleOrder:
    """Sort by this in the direction that people usually want."""
    return ArticleOrder(by, by not in _ASCENDING)


def _read_or_added(entry: LibraryEntry) -> tuple[str, bool]:
    added = entry.added
    return (entry.last_read, True) if entry.last_read >= added else (added, False)


def _by_time(entries: Sequence[LibraryEntry], time: Callable[[LibraryEntry], tuple[str, bool]]) -> list[LibraryEntry]:
    """The latest first; articles that were added together by their source, as in their folder, else by their title.

    ``time`` returns a moment, and whether the article was read then instead of added.
    """
    ordered = sorted(entries, key=time, reverse=True)
    batches: list[list[LibraryEntry]] = []
    before: datetime | None = None
    for (moment, is_read), group in groupby(ordered, key=time):
        now = None if is_read else _moment(moment)
        if before is not None and now is not None and before - now <= _AT_ONCE:
            batches[-1] += group
        else:
            batches.append(list(group))
        before = now
    for batch in batches:
        if len(batch) > 1:
            batch.sort(key=lambda entry: (entry.source, _fold(entry.title)))
    return [entry for batch in batches for entry in batch]


def _moment(moment: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        # Written by another program.
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
