"""Where a reader begins: what a screen that opens one passes on."""

from collections.abc import Callable
from typing import NamedTuple

from readtui.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """The user places an annotation. ``offset`` (code points) is where to begin if it has no passage; ``then`` is told
    whether it was placed.
    """

    offset: int
    then: Callable[[bool], None]


@dataclass(frozen=True, slots=True)
class FoundWords:
    """A search of the library as it was typed, and the ``offset`` of one of its hits in an article (code points).

    ``is_regex``: it is a regular expression.
    """

    search: str
    offset: int
    is_regex: bool = False


class Place(NamedTuple):
    """A place in an article: its id, and an offset in code points."""

    article_id: str
    offset: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A jump from a place in another article, to ``offset`` or an annotation. ``is_back``: it reverts such a jump."""

    came_from: Place
    offset: int | None = None
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a reader begins; see ``Screens.open_reader``."""

    annotation_id: str = ""
    choosing: PlaceChoice | None = None
    found: FoundWords | None = None
    arrival: Arrival | None = None
