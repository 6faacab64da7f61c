"""Says what each grade does to a card, by FSRS (https://github.com/open-spaced-repetition/py-fsrs)."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

from readtui.model.card import Card, CardState
from readtui.quick_dataclass import dataclass

if TYPE_CHECKING:
    import fsrs

DAY_BEGINS = time(4)
"""Who reviews after midnight still reviews the day before."""

_DAY = timedelta(days=1)
_SPREAD = 0.06
_PLACES = 4
_LONGEST_DAYS = 36_500


class Grade(IntEnum):
    """How well a person remembered, with the numbers of FSRS."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4

    @property
    def title(self) -> str:
        """The grade as people see it."""
        return self.name.capitalize()


@dataclass(frozen=True, slots=True)
class GradeOutcome:
    """What a grade leads to: the card after it, and how long until it is due."""

    grade: Grade
    card: Card
    interval: timedelta


def outcomes(card: Card, now: datetime, desired_retention: float) -> tuple[GradeOutcome, ...]:
    """What each of the four grades would do to a card at ``now``, which has a time zone.

    Intervals of a day and more count local days, and such a card is due at the beginning of its day. They are spread by
    a few percent, the same way for all grades of a card, so that highlights that were learned together do not stay
    together. Cards with impossible values start again.
    """
    import fsrs

    scheduler = fsrs.Scheduler(
        desired_retention=desired_retention, enable_fuzzing=False, maximum_interval=_LONGEST_DAYS
    )
    before, at = _as_fsrs(card, now), now.astimezone(UTC)
    spread = _spread(card)

    def outcome(grade: Grade) -> GradeOutcome:
        after, _ = scheduler.review_card(before, fsrs.Rating(grade.value), at)
        interval = after.due - at
        due = at + interval
        if interval >= _DAY:
            days = max(1, round(interval.days * (1 + spread))) if interval.days > 2 else interval.days
            interval = min(days, _LONGEST_DAYS) * _DAY
            due = beginning_of(day_of(now) + interval, now)
        return GradeOutcome(grade, _graded(card, after, grade, in_utc(at), in_utc(due)), interval)

    return tuple(map(outcome, Grade))


def day_of(moment: datetime) -> date:
    """The day to which a local moment belongs in review."""
    return (moment - timedelta(hours=DAY_BEGINS.hour)).date()


def beginning_of(day: date, now: datetime) -> datetime:
    """When a day begins, in the time zone of ``now``."""
    return datetime.combine(day, DAY_BEGINS, now.tzinfo)


def in_utc(moment: datetime) -> str:
    """ISO 8601 in UTC, to the second, as in the library."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _as_fsrs(card: Card, now: datetime) -> "fsrs.Card":
    """The card for FSRS, which counts spans of 24 hours: with its last grade as many of these ago as days have begun
    since.
    """
    import fsrs

    at = now.astimezone(UTC)
    if card.state is CardState.NEW or not card.reviewed or card.stability <= 0 or not 1 <= card.difficulty <= 10:
        return fsrs.Card(card_id=0, due=at)
    reviewed = datetime.fromisoformat(card.reviewed)
    days = (day_of(now) - day_of(reviewed.astimezone(now.tzinfo))).days
    return fsrs.Card(
        card_id=0,
        state=fsrs.State[card.state.name.capitalize()],
        step=None if card.state is CardState.REVIEW else card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        due=at,
        last_review=at - max(0, days) * _DAY,
    )


def _spread(card: Card) -> float:
    """A share between -_SPREAD and _SPREAD: the same on every device, another one after every grade."""
    hashed = hashlib.sha256(f"{card.id} {card.reviews}".encode()).digest()
    return _SPREAD * (int.from_bytes(hashed[:4]) / 0x7FFF_FFFF - 1)


def _graded(card: Card, after: "fsrs.Card", grade: Grade, now: str, due: str) -> Card:
    is_lapse = grade is Grade.AGAIN and card.state is CardState.REVIEW
    return replace(
        card,
        state=CardState(after.state.name.lower()),
        step=after.step or 0,
        stability=round(after.stability or 0.0, _PLACES),
        difficulty=round(after.difficulty or 0.0, _PLACES),
        due=due,
        reviewed=now,
        introduced=card.introduced or now,
        reviews=card.reviews + 1,
        lapses=card.lapses + is_lapse,
        suspended=None,
        buried=None,
        modified=now,
        deleted=None,
    )
