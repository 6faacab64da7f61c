"""What a list, an export or a command asks for: articles by id, and a query that their annotations pass."""

from collections.abc import Sequence
from dataclasses import dataclass

from readtui.model.annotation import Annotation
from readtui.search.query.terms import EVERYTHING, Query


@dataclass(frozen=True, slots=True)
class AnnotationQuery:
    """The annotations of ``articles`` (ids; () for all) that pass ``query``.

    ``among``: only in articles with these ids; None for all articles. ``annotations``: only those with these ids; None
    for all. ``trash``: also what is deleted.
    """

    articles: tuple[str, ...] = ()
    query: Query = EVERYTHING
    among: frozenset[str] | None = None
    annotations: frozenset[str] | None = None
    trash: bool = False

    @property
    def filters(self) -> bool:
        """Whether it filters by more than articles."""
        return self.query != EVERYTHING or self.annotations is not None

    @property
    def is_of_everything(self) -> bool:
        """Whether it leaves out nothing that is not in the trash."""
        return not (self.articles or self.filters or self.among is not None)

    def has_article(self, article_id: str) -> bool:
        """Whether it asks for annotations of the article."""
        is_named = not self.articles or article_id in self.articles
        return is_named and (self.among is None or article_id in self.among)

    def named(self, annotations: Sequence[Annotation]) -> Sequence[Annotation]:
        """Those of the annotations that it does not leave out by their ids."""
        wanted = self.annotations
        return annotations if wanted is None else [one for one in annotations if one.id in wanted]
