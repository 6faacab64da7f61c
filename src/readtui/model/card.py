"""The card of an annotation in spaced review: what a person remembers of it, and when it is due again."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from readtui.quick_dataclass import dataclass


class CardState(StrEnum):
    """How far a card has come. ``NEW`` has no grade yet."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


@dataclass(frozen=True, slots=True)
class Card:
    """The card of the annotation ``id``, which grades do not touch. All times are ISO 8601 in UTC, "" if unknown.

    ``stability`` (days) and ``difficulty`` (1 to 10) are those of FSRS, 0 without a grade; ``step`` counts the short
    intervals of a card that is being learned. ``due``: when to ask again; ``reviewed``: the last grade; ``introduced``:
    the first one. ``reviews`` and ``lapses`` count grades and forgotten cards. ``suspended``: since when it is not
    asked; ``buried``: until when. ``deleted``: since when the annotation counts as never graded, because its first
    grade was undone.
    """

    id: str
    article_id: str
    state: CardState = CardState.NEW
    step: int = 0
    stability: float = 0.0
    difficulty: float = 0.0
    due: str = ""
    reviewed: str = ""
    introduced: str = ""
    reviews: int = 0
    lapses: int = 0
    suspended: str | None = None
    buried: str | None = None
    modified: str = ""
    versions: Mapping[str, int] = field(default_factory=dict)
    deleted: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CardTimes:
    """When a live card of a live annotation is due and was introduced, in seconds since 1970.

    ``due`` is None for a suspended card, ``introduced`` for one that was never graded.
    """

    due: int | None
    introduced: int | None
