"""What a list, an export or a command asks for: articles by id, and a query that their annotations pass."""

from dataclasses import dataclass

from readtui.search.query.terms import EVERYTHING, Query


@dataclass(frozen=True, slots=True)
class AnnotationQuery:
    """The annotations of ``articles`` (ids; () for all) that pass ``query``.

    ``among``: only in articles with these ids; None for all articles. ``trash``: also what is deleted.
    """

    articles: tuple[str, ...] = ()
    query: Query = EVERYTHING
    among: frozenset[str] | None = None
    trash: bool = False

    @property
    def filters(self) -> bool:
        """Whether it filters by more than articles."""
        return self.query != EVERYTHING

    @property
    def is_of_everything(self) -> bool:
        """Whether it leaves out nothing that is not in the trash."""
        return not (self.articles or self.filters or self.among is not None)

    def has_article(self, article_id: str) -> bool:
        """Whether it asks for annotations of the article."""
        is_named = not self.articles or article_id in self.articles
        return is_named and (self.among is None or article_id in self.among)
