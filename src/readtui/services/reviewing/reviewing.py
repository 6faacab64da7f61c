"""Everything that a user interface calls for spaced review."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from readtui.model.creator import Identity
from readtui.search.query.terms import EVERYTHING, Query, all_of
from readtui.services.annotating.comparing import Comparing
from readtui.services.finding.query import AnnotationQuery
from readtui.services.reviewing.due import DueHighlights, Passing, ReviewStore
from readtui.services.reviewing.grading import Grading
from readtui.services.reviewing.question import Questions


@dataclass(frozen=True, slots=True)
class Reviewing:
    """``new_id`` returns a new id, ``identify`` says who "me" is."""

    repository: ReviewStore
    comparing: Comparing
    passing: Passing
    new_id: Callable[[], str]
    identify: Callable[[], Identity]

    def due(self, now: datetime, scope: AnnotationQuery, new_a_day: int) -> DueHighlights:
        """The highlights that are due at ``now``, which has a time zone."""
        return DueHighlights(self.repository, self.passing, now, self.identify, scope, new_a_day)

    def count_due(self, now: datetime, query: Query) -> int:
        """How many cards of annotations that pass are due; 0 before the first grade. Raises StorageError."""
        return self.due(now, scope_of(query), 0).count()

    @property
    def questions(self) -> Questions:
        """Shows highlights as questions."""
        return Questions(self.repository, self.comparing)

    @property
    def grading(self) -> Grading:
        """Builds changes: grades, and highlights that are set aside."""
        return Grading(self.new_id)


def scope_of(query: Query, asked: AnnotationQuery | None = None) -> AnnotationQuery:
    """The annotations that pass a query, and are ``asked`` for."""
    asked = asked or AnnotationQuery()
    queries = [one for one in (query, asked.query) if one != EVERYTHING]
    return replace(asked, query=all_of(*queries))
