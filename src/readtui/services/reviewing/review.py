"""Spaced review: its changes, and one sitting: what is asked now, what comes back soon, what was done."""

import heapq
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from itertools import count

from readtui.codec.cards import times_of
from readtui.model.annotation import Annotation
from readtui.model.card import Card
from readtui.model.change import Change, Edit, inverse_edit
from readtui.quick_dataclass import dataclass
from readtui.search.query.matcher import Matcher
from readtui.search.query.syntax import EVERYTHING, Query, all_of
from readtui.services.annotating.passage_comparison import PassageComparison
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.reviewing.due import AskedHighlight, DueHighlights, PassingSource, due_now_or_soon
from readtui.services.reviewing.question import Questions
from readtui.services.reviewing.schedule import Grade, GradeOutcome, beginning_of, day_of, in_utc
from readtui.services.saving.undo import inverse_name
from readtui.services.wording import annotation_name
from readtui.storage.repository import Repository
from readtui.text.phrases import counted


@dataclass(frozen=True, slots=True)
class ReviewChanges:
    """Builds changes; saves nothing. ``new_id`` returns a new id. Moments have the local time zone."""

    new_id: Callable[[], str]

    def grade(self, asked: AskedHighlight, outcome: GradeOutcome) -> Change:
        name = annotation_name(asked.annotation)
        return self._change(f"grade {name} {outcome.grade.name.lower()}", asked, outcome.card)

    def bury(self, asked: AskedHighlight, now: datetime) -> Change:
        """Do not ask the highlight before tomorrow."""
        until = beginning_of(day_of(now) + timedelta(days=1), now)
        card = replace(asked.card, buried=in_utc(until), modified=in_utc(now), deleted=None)
        return self._change(f"put off {annotation_name(asked.annotation)} until tomorrow", asked, card)

    def suspend(self, asked: AskedHighlight, now: datetime) -> Change:
        """Do not ask the highlight any more."""
        card = replace(asked.card, suspended=in_utc(now), modified=in_utc(now), deleted=None)
        return self._change(f"suspend {annotation_name(asked.annotation)} from review", asked, card)

    def resume(self, suspended: Sequence[AskedHighlight], now: datetime) -> Change:
        """Ask suspended highlights, at least one, again, in one change."""
        at = in_utc(now)
        edits = tuple(Edit(one.stored, replace(one.card, suspended=None, modified=at)) for one in suspended)
        one = annotation_name(suspended[0].annotation)
        name = one if len(suspended) == 1 else counted(len(suspended), "highlight")
        return Change(self.new_id(), at, f"ask {name} in review again", edits)

    def take_back(self, change: Change, now: datetime) -> Change:
        """The change that undoes one of these."""
        at = in_utc(now)
        edits = tuple(inverse_edit(edit, at) for edit in change.edits)
        return Change(self.new_id(), at, inverse_name(change.what), edits, undoes=change.id)

    def _change(self, what: str, asked: AskedHighlight, after: Card) -> Change:
        return Change(self.new_id(), after.modified, what, (Edit(asked.stored, after),))


@dataclass(frozen=True, slots=True)
class SpacedReview:
    """``new_id`` returns a new id, ``matcher`` makes a query ready to be asked at a moment."""

    repository: Repository
    comparison: PassageComparison
    passing: PassingSource
    new_id: Callable[[], str]
    matcher: Callable[[Query, datetime], Matcher]

    def due(self, now: datetime, scope: AnnotationQuery, new_a_day: int) -> DueHighlights:
        """The highlights that are due at ``now``, which has a time zone."""
        return DueHighlights(self.repository, self.passing, now, self.matcher(scope.query, now), scope, new_a_day)

    def count_due(self, now: datetime, query: Query) -> int:
        """How many cards of annotations that pass are due; 0 before the first grade. Raises StorageError."""
        return self.due(now, scope_of(query), 0).count()

    @property
    def questions(self) -> Questions:
        """Shows highlights as questions."""
        return Questions(self.repository, self.comparison)

    @property
    def grading(self) -> ReviewChanges:
        """Builds changes: grades, and highlights that are set aside."""
        return ReviewChanges(self.new_id)


def scope_of(query: Query, asked: AnnotationQuery | None = None) -> AnnotationQuery:
    """The annotations that pass a query, and are ``asked`` for."""
    asked = asked or AnnotationQuery()
    queries = [one for one in (query, asked.query) if one != EVERYTHING]
    return replace(asked, query=all_of(*queries))


@dataclass(frozen=True, slots=True)
class CardsLeft:
    """How many highlights are left: due ones, new ones, and those graded before that come back in this sitting."""

    due: int
    new: int
    again: int

    @property
    def total(self) -> int:
        return self.due + self.new + self.again


@dataclass(slots=True)
class Sitting:
    """``add`` what is due, in order; then ``next`` gives what to ask. A card that is due soon comes back.

    ``is_complete``: whether all that is due was added. ``done``: how many were graded, by grade.
    """

    is_complete: bool = False
    done: Counter[Grade] = field(default_factory=Counter)
    _waiting: deque[AskedHighlight] = field(default_factory=deque)
    _soon: list[tuple[int, int, AskedHighlight]] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=count)
    _current: AskedHighlight | None = None

    @property
    def current(self) -> AskedHighlight | None:
        """What is asked now; None if there is nothing, or nothing yet."""
        return self._current

    @property
    def upcoming(self) -> AskedHighlight | None:
        """What will probably be asked next."""
        return self._waiting[0] if self._waiting else self._soon[0][2] if self._soon else None

    def add(self, asked: Iterable[AskedHighlight], now: datetime) -> None:
        """Add what is due. Cards that are due only soon wait until nothing else is left."""
        for one in asked:
            due = times_of(one.card).due or 0
            if due > now.timestamp():
                heapq.heappush(self._soon, (due, next(self._number), one))
            else:
                self._waiting.append(one)

    def next(self, now: datetime) -> AskedHighlight | None:
        """Go on: to a card that has become due again, else to the next one, else to the one that is due first."""
        self._current = None
        if self._soon and (self._soon[0][0] <= now.timestamp() or (not self._waiting and self.is_complete)):
            self._current = heapq.heappop(self._soon)[2]
        elif self._waiting:
            self._current = self._waiting.popleft()
        return self._current

    def graded(self, card: Card, grade: Grade, now: datetime) -> None:
        """The current highlight was graded and has this card now."""
        asked = self._current
        assert asked is not None
        self.done[grade] += 1
        due = due_now_or_soon(card, now)
        if due is not None:
            heapq.heappush(self._soon, (due, next(self._number), replace(asked, card=card, stored=card)))
        self._current = None

    def set_aside(self) -> None:
        """The current highlight is not asked any more."""
        self._current = None

    def take_back(self, asked: AskedHighlight, grade: Grade | None) -> None:
        """Ask again what was graded (or set aside, without a grade), and after it what is asked now."""
        if self._current is not None:
            self._waiting.appendleft(self._current)
        self.remove(asked.annotation.id)
        if grade is not None:
            self.done[grade] -= 1
        self._current = asked

    def remove(self, annotation_id: str) -> None:
        """Do not ask it any more."""
        self._waiting = deque(one for one in self._waiting if one.annotation.id != annotation_id)
        self._soon = [one for one in self._soon if one[2].annotation.id != annotation_id]
        heapq.heapify(self._soon)
        if self._current is not None and self._current.annotation.id == annotation_id:
            self._current = None

    def changed(self, annotation: Annotation) -> None:
        """The annotation has other words, tags or another note now, or is deleted."""
        if annotation.deleted:
            self.remove(annotation.id)
            return
        self._waiting = deque(_with(one, annotation) for one in self._waiting)
        self._soon = [(due, key, _with(one, annotation)) for due, key, one in self._soon]
        if self._current is not None:
            self._current = _with(self._current, annotation)

    @property
    def left(self) -> CardsLeft:
        """How many are left, with the current one."""
        asked = [*self._waiting, *([self._current] if self._current else [])]
        new = sum(one.is_new for one in asked)
        return CardsLeft(len(asked) - new, new, len(self._soon))


def _with(asked: AskedHighlight, annotation: Annotation) -> AskedHighlight:
    return replace(asked, annotation=annotation) if asked.annotation.id == annotation.id else asked
