"""What a list, an export or a command asks for: articles by id, and a query that their annotations pass."""

from dataclasses import dataclass

from readtui.search.query.terms import EVERYTHING, Query


@dataclass(frozen=True, slots=True)
class AnnotationQuery:
    """The annotations of ``articles`` (ids; () for all) that pass ``query``."""

    articles: tuple[str, ...] = ()
    query: Query = EVERYTHING

    @property
    def filters(self) -> bool:
        """Whether it filters by more than articles."""
        return self.query != EVERYTHING
