"""Decides which annotations of an article are listed, and looks at no more of them than it must."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.listed_article import ListedArticle
from readtui.search.query.matching import Matcher
from readtui.search.query.terms import EVERYTHING
from readtui.tui.widgets.record_table import Row


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

    ``keep`` reads an article's annotations, ``unpack`` gets some by their numbers.
    """

    def __init__(
        self,
        matcher: Matcher,
        keep: Callable[[ListedArticle], Kept],
        unpack: Callable[[Sequence[int]], list[Annotation]],
    ) -> None:
        self._matcher = matcher
        self._keep = keep
        self._unpack = unpack

    def of(self, one: ListedArticle) -> tuple[Kept, Sequence[int]] | None:
        """The article's annotations, and the numbers of those that pass, in reading order; None if none does."""
        matcher = self._matcher
        if not one.annotations or all(matcher.by_tags(one, tags) is False for tags in one.tag_sets):
            return None
        kept = self._keep(one)
        numbers = kept.numbers if matcher.query == EVERYTHING else self._among(matcher, one, kept)
        return (kept, numbers) if numbers else None

    def _among(self, matcher: Matcher, one: ListedArticle, kept: Kept) -> Sequence[int]:
        if matcher.needs_siblings:
            return self._tested(matcher, one.record, kept.numbers)
        answers = {tags: matcher.by_tags(one, tags) for tags in set(kept.tags)}
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
