"""The annotations of a library together with those that wait for their article."""

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING

from readtui.model.article import ArticleFacts, facts_of, is_waiting
from readtui.quick_dataclass import dataclass
from readtui.services.annotation_reader import which_have_more
from readtui.services.library import Library

if TYPE_CHECKING:
    from readtui.search.annotations.packed_articles import PackedArticle


@dataclass(frozen=True, slots=True)
class AllAnnotations:
    """What a list of annotations shows: articles, then those that are not there yet."""

    library: Library

    def listed(self) -> list[ArticleFacts]:
        """All articles in the order they were added, then the others by title."""
        waiting = [facts_of(one) for one in self.library.repository.waiting_listed()]
        waiting.sort(key=lambda one: (one.title.casefold(), one.article_id))
        articles = self.library.repository.article_facts()
        return [*sorted(articles, key=attrgetter("added", "source", "article_id")), *waiting]

    def packed(self, one: ArticleFacts) -> "PackedArticle | None":
        """The annotations as they are in the index; None if it does not have them as they were listed."""
        return None if is_waiting(one.article_id) else self.library.reading.packed(one.record, one.stamp)

    def more(self) -> Callable[[ArticleFacts], bytes | None]:
        """What says for each annotation of an article whether it has tags or a note (1 or 0), without reading it; None
        if it does not know the article as it was listed.
        """
        kept = self.library.kept
        known = {} if kept is None else kept.more()
        return lambda one: which_have_more(known, one)

    def stamp(self) -> int:
        """A number that changes with any file of both. Raises nothing."""
        return self.library.repository.listing_stamp()
