"""Finds the highlights that are due, and the new ones of today, without reading the whole library."""

import hashlib
import heapq
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol

from readtui.codec.cards import times_of
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, ListedArticle, ReadingState
from readtui.model.card import Card, CardState, CardTimes
from readtui.quick_dataclass import dataclass
from readtui.search.query.matcher import Matcher
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.reviewing.schedule import beginning_of, day_of, in_utc
from readtui.storage.repository import Repository, readable

SOON = timedelta(minutes=20)
"""A card that comes back within this time is asked when nothing else is left."""


class PassingSource(Protocol):
    """Finds the annotations of an article that pass."""

    def __call__(self, matcher: Matcher, record: ArticleRecord, *, tags: Collection[str] = ()) -> Sequence[Annotation]:
        """The live ones, in their present places and in reading order. All that pass have one of ``tags``, if any."""


@dataclass(frozen=True, slots=True)
class AskedHighlight:
    """A highlight to ask, with its article and its card, which is new if it was never graded.

    ``stored``: the card on disk, with a tombstone or without; None if there is none.
    """

    record: ArticleRecord
    annotation: Annotation
    card: Card
    stored: Card | None = None

    @property
    def is_new(self) -> bool:
        """Whether it was never graded."""
        return not self.card.introduced


@dataclass(frozen=True, slots=True)
class Overview:
    """What the catalogue knows about reviewing, whatever the query.

    ``due``: how many cards are due. ``next_due``: when the next one will be, in seconds since 1970; None if there is
    none. ``cards``: how many there are. ``introduced``: how many of them today.
    """

    due: int
    next_due: int | None
    cards: int
    introduced: int

    @property
    def was_used(self) -> bool:
        """Whether a highlight was ever graded in this library."""
        return self.cards > 0


@dataclass(frozen=True, slots=True)
class DueHighlights:
    """The due highlights at the moment ``now``, which has a time zone.

    ``scope``: only annotations that pass; ``matcher`` is of its query. ``new_a_day``: how many are
    introduced in a day, in the whole library.
    """

    repository: Repository
    passing: PassingSource
    now: datetime
    matcher: Matcher
    scope: AnnotationQuery = field(default_factory=AnnotationQuery)
    new_a_day: int = 0

    def each(self) -> Iterator[AskedHighlight]:
        """The due highlights, those first that have been due longest, and after them the new ones of today.

        Those due ``SOON`` are among them. Reads the file of an article when its turn comes. What cannot be read is
        left out, which the repository records. Raises StorageError.
        """
        return self.begin()[1]

    def count(self) -> int:
        """How many cards are due, 0 before the first grade. Reads no file if everything passes. Raises StorageError."""
        waiting = [one for one in self.repository.waiting_listed() if one.cards]
        listed, now = [*self.repository.with_cards(), *waiting], int(self.now.timestamp())
        overview = self._overview(listed)
        if self.scope.is_of_everything or not (overview.due and overview.was_used):
            return overview.due if overview.was_used else 0
        # Those due soon are found, too.
        found = (times_of(one.card).due for one in self._due(self._known(listed)))
        return sum(due is not None and due <= now for due in found)

    def suspended(self) -> Iterator[AskedHighlight]:
        """The highlights that are not asked any more, article by article. Raises StorageError."""
        known = self._known(self._listed())
        for key, one in known.items():
            if any(card.due is None for card in one.cards):
                yield from (one for one in self._of_article(known, key) if one.card.suspended)

    def begin(self) -> tuple[Overview, Iterator[AskedHighlight]]:
        """Both, with one look into the catalogue."""
        listed = self._listed()
        overview = self._overview(listed)
        return overview, self._each(listed, self.new_a_day - overview.introduced)

    def _listed(self) -> list[ListedArticle]:
        return [*self.repository.listed(), *self.repository.waiting_listed()]

    def _overview(self, listed: Sequence[ListedArticle]) -> Overview:
        now, today = int(self.now.timestamp()), int(beginning_of(day_of(self.now), self.now).timestamp())
        cards = [card for one in listed for card in one.cards]
        due = [card.due for card in cards if card.due is not None]
        graded = [card.introduced for card in cards if card.introduced is not None]
        return Overview(
            due=sum(moment <= now for moment in due),
            next_due=min((moment for moment in due if moment > now), default=None),
            cards=len(graded),
            introduced=sum(moment >= today for moment in graded),
        )

    def _each(self, listed: Sequence[ListedArticle], new: int) -> Iterator[AskedHighlight]:
        known = self._known(listed)
        yield from self._due(known)
        yield from self._new(known, new)

    def _known(self, listed: Sequence[ListedArticle]) -> Mapping[str, ListedArticle]:
        return {one.record.id: one for one in listed if self.scope.has_article(one.record.id) and _is_asked(one)}

    def _due(self, known: Mapping[str, ListedArticle]) -> Iterator[AskedHighlight]:
        horizon = int((self.now + SOON).timestamp())
        # Articles, by their first due card, and the due cards of those that were read.
        heap: list[tuple[int, int, str, AskedHighlight | None]] = []
        number = count()
        for key, article in known.items():
            due = min((card.due for card in article.cards if card.due is not None), default=horizon + 1)
            if due <= horizon:
                heap.append((due, next(number), key, None))
        heapq.heapify(heap)
        while heap:
            _, _, key, asked = heapq.heappop(heap)
            if asked is not None:
                yield asked
                continue
            for one in self._of_article(known, key):
                due_at = due_now_or_soon(one.card, self.now)
                if due_at is not None:
                    heapq.heappush(heap, (due_at, next(number), key, one))

    def _new(self, known: Mapping[str, ListedArticle], left: int) -> Iterator[AskedHighlight]:
        """Up to ``left`` highlights, one of each article in turn, in an order of articles that changes every day."""
        day = day_of(self.now).isoformat()
        having = [key for key, one in known.items() if one.annotations > sum(map(_is_begun, one.cards))]
        having.sort(key=lambda key: hashlib.sha256(f"{day} {key}".encode()).digest())
        sources = deque(self._new_of(known, key) for key in having)
        while left > 0 and sources:
            source = sources.popleft()
            found = next(source, None)
            if found is not None:
                yield found
                left -= 1
                sources.append(source)

    def _new_of(self, known: Mapping[str, ListedArticle], article_id: str) -> Iterator[AskedHighlight]:
        """The highlights that were never graded, and that nobody has set aside."""
        for one in self._of_article(known, article_id):
            if one.is_new and not one.card.suspended and times_of(one.card).due is None:
                yield one

    def _of_article(self, known: Mapping[str, ListedArticle], article_id: str) -> list[AskedHighlight]:
        one = known[article_id]
        if self.scope.filters and not self.matcher.may_pass(one):
            return []
        stored = readable(self.repository, self.repository.cards, article_id, deleted=True)
        if stored is None:
            return []
        passing = self.scope.named(
            self.passing(self.matcher, one.record, tags=self.matcher.required_tags(one.tag_sets))
        )
        return [asked_of(one.record, each, stored.get(each.id)) for each in passing if each.quote or each.note]


def due_now_or_soon(card: Card, now: datetime) -> int | None:
    """When the card is due, in seconds since 1970, if that is not after ``now``, or ``SOON``; else None. One that waits
    for another day is not due before that begins.
    """
    due = times_of(card).due
    waits_for_a_day = card.state is CardState.REVIEW or (card.buried or "") > in_utc(now)
    latest = now if waits_for_a_day else now + SOON
    return due if due is not None and due <= latest.timestamp() else None


def _is_asked(one: ListedArticle) -> bool:
    """Whether the article's highlights are to be learned: not those of a document that is only discussed."""
    return one.record.reading_state is not ReadingState.DISCUSSED


def _is_begun(card: CardTimes) -> bool:
    """Whether it was graded or put off. A card may also be there because it is or was suspended."""
    return card.introduced is not None or card.due is not None


def asked_of(record: ArticleRecord, annotation: Annotation, stored: Card | None) -> AskedHighlight:
    is_known = stored is not None and not stored.deleted
    card = stored if stored is not None and is_known else Card(annotation.id, record.id)
    return AskedHighlight(record, annotation, card, stored)
