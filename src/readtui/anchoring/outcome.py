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
