"""Makes the rows of the annotations screen in a thread, article by article, and keeps the annotations packed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Protocol

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.search.query.matching import Matcher
from readtui.search.query.terms import EVERYTHING, Query
from readtui.services.reading.packed_annotations import PackedAnnotations
from readtui.tui.annotations.rows import Heading, heading_row, row_of
from readtui.tui.widgets.record_table import Row
from readtui.tui.work.streaming import Turn

_MOST_REPLACED = 20_000
_HELD = 0.15
_SCREENFUL = 100


class Articles(Protocol):
    """The articles of a library."""

    def records(self) -> list[ArticleRecord]:
        """The records of all articles, in the order of the list."""

    def annotations_of(self, record: ArticleRecord) -> list[Annotation]:
        """The article's annotations, in reading order."""


class Stamps(Protocol):
    """What tells whether an article has changed."""

    def stamps(self) -> dict[str, str]:
        """For every article id, a string that changes whenever the article's file does."""

    def annotation_counts(self) -> dict[str, int]:
        """The number of live annotations of every article, by its id."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What to list. The list shown so far stays until the row of ``key``, or ``place`` rows, are there."""

    query: Query
    now: datetime
    key: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Rows, and what each shows: a heading, or the annotation with a number in ``annotations``.

    ``is_first``: they replace the list. ``listed``, ``articles``: annotations and articles so far, with these rows.
    """

    rows: Sequence[Row]
    shown: Sequence[Heading | int]
    annotations: PackedAnnotations
    is_first: bool
    is_last: bool
    listed: int
    articles: int


@dataclass(frozen=True, slots=True)
class _Kept:
    """An article's annotations as they were when its stamp was ``stamp``; ``first`` is the number of the first."""

    stamp: str
    first: int
    rows: tuple[Row, ...]


@dataclass(slots=True)
class AnnotationListing:
    """The annotations of a library. What has been read once is read again only if its article has changed.

    One thread at a time may call ``stream``; another one may look at annotations of its parts meanwhile.
    """

    library: Articles
    listing: Stamps
    total: int = 0
    """The number of annotations in the library."""
    _packed: PackedAnnotations = field(default_factory=PackedAnnotations)
    _kept: dict[str, _Kept] = field(default_factory=dict)

    def stream(self, asked: Asked, turn: Turn[Part]) -> None:
        """Emit the rows of the annotations that pass. Raises StoppedError, StorageError."""
        articles = self._articles(turn)
        making = _Making(asked, turn, self._packed, monotonic() + _HELD)
        matcher = None if asked.query == EVERYTHING else Matcher(asked.query, asked.now)
        for record, kept in articles:
            numbers = range(kept.first, kept.first + len(kept.rows))
            if matcher is None:
                making.add(record, numbers, kept.rows)
            else:
                passing = self._passing(matcher, record, numbers)
                making.add(record, passing, [kept.rows[number - kept.first] for number in passing])
        making.end()

    def _articles(self, turn: Turn[Part]) -> Iterator[tuple[ArticleRecord, _Kept]]:
        """The articles with annotations."""
        # Taken before the articles are read: what changes meanwhile is read again the next time.
        stamps, counts = self.listing.stamps(), self.listing.annotation_counts()
        records = self.library.records()
        self._forget(records)
        self.total = sum(counts.get(record.id, 0) for record in records)
        return self._each(records, stamps, counts, turn)

    def _each(
        self, records: Sequence[ArticleRecord], stamps: Mapping[str, str], counts: Mapping[str, int], turn: Turn[Part]
    ) -> Iterator[tuple[ArticleRecord, _Kept]]:
        for record in records:
            turn.check()
            count, stamp = counts.get(record.id), stamps.get(record.id, "")
            if count == 0:
                continue
            kept = self._kept.get(record.id)
            if kept is None or kept.stamp != stamp:
                kept = self._read(record, stamp)
                if len(kept.rows) == count:
                    self._kept[record.id] = kept
            yield record, kept

    def _read(self, record: ArticleRecord, stamp: str) -> _Kept:
        first, rows = len(self._packed), []
        for annotation in self.library.annotations_of(record):
            self._packed.add(annotation)
            rows.append(row_of(annotation))
        return _Kept(stamp, first, tuple(rows))

    def _forget(self, records: Sequence[ArticleRecord]) -> None:
        """Forget articles that have gone; and everything, if most of what is kept was replaced."""
        gone = self._kept.keys() - {record.id for record in records}
        for article_id in gone:
            del self._kept[article_id]
        if len(self._packed) - sum(len(kept.rows) for kept in self._kept.values()) > _MOST_REPLACED:
            self._packed = PackedAnnotations()
            self._kept.clear()

    def _passing(self, matcher: Matcher, record: ArticleRecord, numbers: range) -> list[int]:
        def read() -> list[Annotation]:
            for number in numbers:
                annotation = self._packed.once(number)
                by_id[annotation.id] = number
                annotations.append(annotation)
            return annotations

        by_id: dict[str, int] = {}
        annotations: list[Annotation] = []
        return [by_id[one.id] for one in matcher.annotations(record, read)]


@dataclass(slots=True)
class _Making:
    """The rows made since the last part."""

    asked: Asked
    turn: Turn[Part]
    packed: PackedAnnotations
    held_until: float
    rows: list[Row] = field(default_factory=list)
    shown: list[Heading | int] = field(default_factory=list)
    has_emitted: bool = False
    has_key: bool = False
    listed: int = 0
    articles: int = 0

    def add(self, record: ArticleRecord, numbers: Sequence[int], rows: Sequence[Row]) -> None:
        """Add an article's rows; emit what there is if it is time."""
        if rows:
            self.rows.append(heading_row(is_first=not self.articles))
            self.shown.append(Heading(record, len(rows)))
            self.rows += rows
            self.shown += numbers
            self.listed += len(rows)
            self.articles += 1
            self.has_key = self.has_key or any(row.key == self.asked.key for row in rows)
        fills_empty_screen = not self.has_emitted and not self.asked.place and self.listed >= _SCREENFUL
        is_due = self.turn.is_due and (self.rows or not self.has_emitted) and not self._is_held()
        if fills_empty_screen or is_due:
            self._emit(is_last=False)

    def end(self) -> None:
        """Emit the rest."""
        self._emit(is_last=True)

    def _is_held(self) -> bool:
        if self.has_emitted or self.has_key or self.listed >= max(1, self.asked.place):
            return False
        return monotonic() < self.held_until

    def _emit(self, *, is_last: bool) -> None:
        part = Part(self.rows, self.shown, self.packed, not self.has_emitted, is_last, self.listed, self.articles)
        self.turn.emit(part)
        self.rows, self.shown, self.has_emitted = [], [], True
