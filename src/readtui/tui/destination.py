"""What the app begins with, and where a reader begins."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, NamedTuple

from readtui.quick_dataclass import dataclass

if TYPE_CHECKING:
    from readtui.model.article import ArticleRecord
    from readtui.services.annotation_reader import AnnotationQuery
    from readtui.services.importing.sidecars import AddedSource
    from readtui.services.reading.session import ReadingSession


@dataclass(frozen=True, slots=True)
class Start:
    """The reader on an article, the review of what a query finds, or else the library.

    ``article`` is an id, ``session`` the same article if it is loaded already, ``annotation`` the id of the annotation
    to begin at. ``only`` limits the library to some article ids. ``notice`` is told first. ``brought`` was added
    for it. ``former``: by the ids of documents that are new, the documents that their files may have been.
    """

    article: str = ""
    session: "ReadingSession | None" = None
    annotation: str = ""
    only: Sequence[str] | None = None
    review: "AnnotationQuery | None" = None
    notice: str = ""
    brought: "Sequence[AddedSource]" = ()
    former: "Mapping[str, ArticleRecord]" = field(default_factory=dict)


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
