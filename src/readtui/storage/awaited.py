"""What services need of a store to import annotations from elsewhere: those that wait, and those that are known."""

from collections.abc import Collection
from typing import Protocol

from readtui.model.article import ArticleRecord
from readtui.model.listed_article import ListedArticle


class WaitingStore(Protocol):
    """Annotations whose article is not in the library yet. ``ArticleStore`` reads and ``ChangeStore`` writes them
    under the id of ``model.waiting.waiting_id``.
    """

    def waiting(self, *, deleted: bool = False) -> list[ArticleRecord]:
        """The articles that are not there yet, in no particular order; also those that have come if ``deleted``."""
        ...

    def waiting_listed(self) -> list[ListedArticle]:
        """The articles that are not there yet, as ``ListingStore.listed`` lists those that are."""
        ...

    def waiting_stamp(self) -> int:
        """A number that changes whenever any program changes what waits. Raises nothing."""
        ...

    def holders(self, annotation_ids: Collection[str]) -> dict[str, list[str]]:
        """For each of these imported annotations that is there, by its id, also in the trash: the ids of the articles
        whose files have it, also of articles that are in the trash or not there yet.
        """
        ...
