"""Builds the changes of a review: grades, and highlights that are set aside. Saves nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from readtui.model.card import Card
from readtui.model.change import Change, Edit, inverse_edit
from readtui.services.reviewing.due import Asked
from readtui.services.reviewing.scheduling import Outcome, beginning_of, day_of, in_utc
from readtui.services.wording import annotation_name
from readtui.text.counted import counted


@dataclass(frozen=True, slots=True)
class Grading:
    """``new_id`` returns a new id. Moments have the local time zone."""

    new_id: Callable[[], str]

    def grade(self, asked: Asked, outcome: Outcome) -> Change:
        """Give the highlight a grade."""
        name = annotation_name(asked.annotation)
        return self._change(f"grade {name} {outcome.grade.name.lower()}", asked, outcome.card)

    def bury(self, asked: Asked, now: datetime) -> Change:
        """Do not ask the highlight before tomorrow."""
        until = beginning_of(day_of(now) + timedelta(days=1), now)
        card = replace(asked.card, buried=in_utc(until), modified=in_utc(now), deleted=None)
        return self._change(f"put off {annotation_name(asked.annotation)} until tomorrow", asked, card)

    def suspend(self, asked: Asked, now: datetime) -> Change:
        """Do not ask the highlight any more."""
        card = replace(asked.card, suspended=in_utc(now), modified=in_utc(now), deleted=None)
        return self._change(f"suspend {annotation_name(asked.annotation)} from review", asked, card)

    def resume(self, suspended: Sequence[Asked], now: datetime) -> Change:
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
        return Change(self.new_id(), at, f"undo: {change.what}", edits, undoes=change.id)

    def _change(self, what: str, asked: Asked, after: Card) -> Change:
        return Change(self.new_id(), after.modified, what, (Edit(asked.stored, after),))
