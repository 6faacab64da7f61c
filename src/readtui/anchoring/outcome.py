"""The outcomes of looking for a passage: anchored, to be reviewed, or an orphan."""

from typing import TypeAlias

from readtui.model.annotation import AnchorState
from readtui.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Anchored:
    """The passage was found; offsets count code points.

    ``state`` is EXACT for the same words between the same neighbors, whatever the offset; MOVED if words changed or the
    passage is elsewhere.
    """

    start: int
    end: int
    state: AnchorState


@dataclass(frozen=True, slots=True)
class Review:
    """The most likely place (code points), to be confirmed by the user. ``why`` is a phrase for the user."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Orphan:
    """The passage is no longer in the text. ``why`` is a phrase for the user."""

    why: str


Anchor: TypeAlias = Anchored | Review | Orphan

UNSURE = 2
_VALUES = ("a figure ", "a date ", "a time ", "a unit ", "a negation ", "code ")
_OTHER_MEANING = ("a sign ", "words were added", "“")
"""How the phrases of ``changed_meaning`` begin, and no other reasons for review."""


def weight(why: str) -> int:
    """How much a reason for review says: 0 that a value, a negation or code changed, 1 that something else did in what
    the passage says, UNSURE nothing but that its place is uncertain.
    """
    return 0 if why.startswith(_VALUES) else 1 if why.startswith(_OTHER_MEANING) else UNSURE
