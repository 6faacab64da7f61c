"""Everything that a user interface calls for spaced review."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from readtui.model.card import Card
from readtui.model.change import Change, Edit, inverse_edit
from readtui.quick_dataclass import dataclass
from readtui.search.query.matcher import Matcher
from readtui.search.query.terms import EVERYTHING, Query, all_of
from readtui.services.annotating.passage_comparison import PassageComparison
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.reviewing.due import AskedHighlight, DueHighlights, Passing
from readtui.services.reviewing.question import Questions
from readtui.services.reviewing.schedule import Outcome, beginning_of, day_of, in_utc
from readtui.services.upkeep.undo_history import inverse_name
from readtui.services.wording import annotation_name
from readtui.storage.repository import Repository
from readtui.text.phrases import counted

# -------------------------------------------- builds the changes of a review: grades, and highlights that are set aside
# Saves nothing.


@dataclass(frozen=True, slots=True)
class ReviewChanges:
    """``new_id`` returns a new id. Moments have the local time zone."""

    new_id: Callable[[], str]

    def grade(self, asked: AskedHighlight, outcome: Outcome) -> Change:
        """Give the highlight a grade."""
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


# ------------------------------------------------------------------ reviewing


@dataclass(frozen=True, slots=True)
class Review:
    """``new_id`` returns a new id, ``matcher`` makes a query ready to be asked at a moment."""

    repository: Repository
    comparing: PassageComparison
    passing: Passing
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
        return Questions(self.repository, self.comparing)

    @property
    def grading(self) -> ReviewChanges:
        """Builds changes: grades, and highlights that are set aside."""
        return ReviewChanges(self.new_id)


def scope_of(query: Query, asked: AnnotationQuery | None = None) -> AnnotationQuery:
    """The annotations that pass a query, and are ``asked`` for."""
    asked = asked or AnnotationQuery()
    queries = [one for one in (query, asked.query) if one != EVERYTHING]
    return replace(asked, query=all_of(*queries))
