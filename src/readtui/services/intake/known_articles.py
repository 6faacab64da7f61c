"""The articles that the library already has, found by where they came from while many sources are added."""

import os
import time
from collections.abc import Callable, Iterable, Sequence

from readtui.model.article import ArticleRecord
from readtui.services.git_place import with_document
from readtui.services.sources import preferred, with_path
from readtui.storage.repository import Repository

_LISTED_SECONDS = 2.0
_SHARE_OF_LISTING = 20


class ListedNow:
    """Lists the library anew at each question. The methods raise StorageError."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def with_path(self, path: str) -> ArticleRecord | None:
        """The article added from ``path``; see ``sources.with_path``."""
        return with_path(path, self._repository.records(deleted=True))

    def with_document(self, path: str) -> ArticleRecord | None:
        """The article that is the same document in git; see ``git_place.with_document``."""
        return with_document(path, self._repository.records(deleted=True))

    def with_content(self, content: str) -> Sequence[ArticleRecord]:
        """The live articles whose text was last read from bytes with this id, unless that is their own id."""
        return [one for one in self._repository.records() if one.content == content]


class ListedOnce(ListedNow):
    """Keeps the list and learns what is added, so that each of many sources costs the same.

    What other programs change is seen at the next listing: after some seconds, and so that listing takes a twentieth of
    the time. An article that is found is read again, so that no stale record is returned.
    """

    def __init__(self, repository: Repository, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(repository)
        self._now = now
        self._listed_until = float("-inf")
        self._records: dict[str, ArticleRecord] = {}
        self._with_path: dict[str, set[str]] = {}
        self._named: dict[str, set[str]] = {}
        self._with_content: dict[str, set[str]] = {}

    def with_path(self, path: str) -> ArticleRecord | None:
        self._list_if_due()
        fresh = self._read_again(self._with_path.get(path, ()))
        return preferred(one for one in fresh if path in one.paths)

    def with_document(self, path: str) -> ArticleRecord | None:
        self._list_if_due()
        return with_document(path, self._read_again(self._named.get(os.path.basename(path), ())))

    def with_content(self, content: str) -> Sequence[ArticleRecord]:
        self._list_if_due()
        fresh = self._read_again(self._with_content.get(content, ()))
        return [one for one in fresh if one.content == content and not one.deleted]

    def has(self, article_id: str) -> bool:
        """Whether an article with this id was listed or learned, even if it is in the trash."""
        self._list_if_due()
        return article_id in self._records

    def _read_again(self, article_ids: Iterable[str]) -> list[ArticleRecord]:
        found = [record for one in list(article_ids) if (record := self._repository.record(one)) is not None]
        for record in found:
            self.learn(record)
        return found

    def learn(self, record: ArticleRecord) -> None:
        before = self._records.get(record.id)
        if before is not None:
            for path in before.paths:
                self._with_path.get(path, set()).discard(record.id)
        self._records[record.id] = record
        for path in record.paths:
            self._with_path.setdefault(path, set()).add(record.id)
        for path in (*record.paths, *([record.repository.path] if record.repository else [])):
            self._named.setdefault(os.path.basename(path), set()).add(record.id)
        if record.content:
            self._with_content.setdefault(record.content, set()).add(record.id)

    def _list_if_due(self) -> None:
        begun = self._now()
        if begun < self._listed_until:
            return
        self._records, self._with_path, self._named, self._with_content = {}, {}, {}, {}
        for record in self._repository.records(deleted=True):
            self.learn(record)
        took = self._now() - begun
        self._listed_until = begun + took + max(_LISTED_SECONDS, _SHARE_OF_LISTING * took)
