"""Decides which annotations of an article are listed, and looks at no more of them than it must."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.creator import Identity
from readtui.model.listed_article import ListedArticle
from readtui.search.query.matching import Matcher
from readtui.search.query.terms import EVERYTHING, Query, fields_in
from readtui.tui.widgets.record_table import Row

_OF_ANNOTATIONS = frozenset({"", "tag", "with", "color", "state", "has", "created", "modified"})


@dataclass(frozen=True, slots=True)
class Kept:
    """An article's annotations as they were when its stamp was ``stamp``, in reading order.

    ``first`` is the number of the first one; ``rows`` and ``tags`` hold the row and the tags of each.
    """

    stamp: tuple[int, ...]
    first: int
    rows: tuple[Row, ...]
    tags: tuple[tuple[str, ...], ...]

    @property
    def numbers(self) -> range:
        """The numbers of all of them."""
        return range(self.first, self.first + len(self.rows))


class Passing:
    """Which annotations pass a query.

    ``identify`` says who "me" in the query is, ``keep`` reads an article's annotations, ``unpack`` gets some by their
    numbers.
    """

    def __init__(
        self,
        query: Query,
        now: datetime,
        identify: Callable[[], Identity],
        keep: Callable[[ListedArticle], Kept],
        unpack: Callable[[Sequence[int]], list[Annotation]],
    ) -> None:
        self._matcher = None if query == EVERYTHING else Matcher(query, now, identify)
        fields = fields_in(query)
        self._needs_siblings = "with" in fields
        self._is_of_annotations = fields <= _OF_ANNOTATIONS
        self._decided: dict[tuple[str, ...], bool | None] = {}
        self._keep = keep
        self._unpack = unpack

    def of(self, one: ListedArticle) -> tuple[Kept, Sequence[int]] | None:
        """The article's annotations, and the numbers of those that pass, in reading order; None if none does."""
        matcher = self._matcher
        if not one.annotations or (matcher and all(self._by_tags(one, tags) is False for tags in one.tag_sets)):
            return None
        kept = self._keep(one)
        numbers = kept.numbers if matcher is None else self._among(matcher, one, kept)
        return (kept, numbers) if numbers else None

    def _among(self, matcher: Matcher, one: ListedArticle, kept: Kept) -> Sequence[int]:
        if self._needs_siblings:
            return self._tested(matcher, one.record, kept.numbers)
        answers = {tags: self._by_tags(one, tags) for tags in set(kept.tags)}
        by_tags = [(number, answers[tags]) for number, tags in zip(kept.numbers, kept.tags, strict=True)]
        passing = [number for number, answer in by_tags if answer]
        if undecided := [number for number, answer in by_tags if answer is None]:
            passing = sorted([*passing, *self._tested(matcher, one.record, undecided)])
        return passing

    def _tested(self, matcher: Matcher, record: ArticleRecord, numbers: Sequence[int]) -> list[int]:
        by_id: dict[str, int] = {}

        def read() -> list[Annotation]:
            annotations = self._unpack(numbers)
            by_id.update(zip((one.id for one in annotations), numbers, strict=True))
            return annotations

        return [by_id[one.id] for one in matcher.annotations(record, read)]

    def _by_tags(self, one: ListedArticle, tags: tuple[str, ...]) -> bool | None:
        """What the tags and the article decide. The same for all articles unless the query asks what these are like."""
        if self._matcher is None:
            return True
        if not self._is_of_annotations:
            return self._matcher.by_tags(one, tags)
        if tags not in self._decided:
            self._decided[tags] = self._matcher.by_tags(one, tags)
        return self._decided[tags]
