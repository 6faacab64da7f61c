"""What looking for a passage comes to: anchored, to be reviewed, or an orphan."""

from dataclasses import dataclass
from typing import TypeAlias

from readtui.model.annotation import AnchorState


@dataclass(frozen=True, slots=True)
class Anchored:
    """The passage was found; offsets count code points.

    ``state`` is EXACT for the same words between the same neighbours, whatever the offset; MOVED where words changed
    or the passage stands elsewhere.
    """

    start: int
    end: int
    state: AnchorState


@dataclass(frozen=True, slots=True)
class Review:
    """The likeliest place (code points); a person has to say whether it is the one. ``why`` is a phrase for them."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Orphan:
    """The passage is not in the text any more. ``why`` is a phrase for a person."""

    why: str


Anchor: TypeAlias = Anchored | Review | Orphan
