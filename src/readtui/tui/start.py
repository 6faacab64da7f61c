"""What the app begins with."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

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
