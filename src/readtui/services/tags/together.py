"""Counts the passages that two tags share: both are on them, or one is on a passage that overlaps."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.search.query.listed import Listed, place_of
from readtui.services.tags.spelling import Levels, levels_of, with_outer

Together = Mapping[Levels, Mapping[Levels, int]]


Around = Mapping[tuple[tuple[str, ...], frozenset[Levels]], int]
"""How many passages have exactly these tags, and overlap passages with those."""


def counted_together(passages: Around) -> Together:
    """For each tag and each other one, how many of its passages have that too, or overlap a passage that has it.

    So ``#one (#other or with:other)`` finds them. Nested tags count for those that they are nested in; a tag and one
    nested in it are no pair.
    """
    pairs: defaultdict[Levels, Counter[Levels]] = defaultdict(Counter)
    for (tags, around), count in passages.items():
        here = with_outer(tags)
        for one in here:
            for other in here | around:
                shared = min(len(one), len(other))
                if one[:shared] != other[:shared]:
                    pairs[one][other] += count
    return pairs


def with_overlapping(annotations: Sequence[Annotation | Listed]) -> Around:
    """The tagged ones of an article's annotations, each with the tags of those that it overlaps, as ``with:`` finds."""
    tagged = [(one.tags, place) for one in annotations if one.tags and (place := place_of(one)) is not None]
    around: list[set[Levels]] = [set() for _ in tagged]
    for one, other in overlapping([place for _, place in tagged]):
        around[one] |= with_outer(tagged[other][0])
        around[other] |= with_outer(tagged[one][0])
    found = Counter((tags, frozenset(levels)) for (tags, _), levels in zip(tagged, around, strict=True))
    # On a whole article, or lost: what has no place overlaps nothing.
    found.update((one.tags, frozenset[Levels]()) for one in annotations if one.tags and place_of(one) is None)
    return found


def overlapping(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The pairs of places that overlap, as their numbers. A place is a start and an end (``Passage.overlaps``)."""
    reaching: list[int] = []
    for number in sorted(range(len(places)), key=lambda one: places[one]):
        start, end = places[number]
        reaching = [other for other in reaching if places[other][1] > start]
        yield from ((other, number) for other in reaching if places[other][0] < end)
        if start < end:
            reaching.append(number)


@dataclass(frozen=True, slots=True)
class ArticleTags:
    """An article's tags. ``tag_sets``: the number of its annotations for each exact set of tags; ``tagged``: of those
    that have any.
    """

    record: ArticleRecord
    tag_sets: Mapping[tuple[str, ...], int]
    tagged: int

    @property
    def most(self) -> int:
        """The most that one tag has, with those nested in it: so one that is not nested."""
        counts: dict[str, int] = {}
        for tags, places in self.tag_sets.items():
            for top in _tops(tags):
                counts[top] = counts.get(top, 0) + places
        return max(counts.values(), default=0)


@lru_cache(maxsize=4096)
def _tops(tags: tuple[str, ...]) -> frozenset[str]:
    """The outermost levels of tags."""
    return frozenset(levels_of(tag)[0] for tag in tags)
