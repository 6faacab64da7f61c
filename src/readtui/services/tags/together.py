"""Counts the passages that have two tags at once."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from readtui.model.article import ArticleRecord
from readtui.services.tags.spelling import Levels, levels_of, with_outer

Together = Mapping[Levels, Mapping[Levels, int]]


def counted_together(tag_sets: Mapping[tuple[str, ...], int]) -> Together:
    """For each tag and each other one, the number of places that have both, or tags nested in them.

    A tag and one nested in it are no pair. ``tag_sets``: the number of places for each exact set of tags.
    """
    pairs: defaultdict[Levels, Counter[Levels]] = defaultdict(Counter)
    for tags, places in tag_sets.items():
        here = with_outer(tags)
        for one in here:
            for other in here:
                shared = min(len(one), len(other))
                if one[:shared] != other[:shared]:
                    pairs[one][other] += places
    return pairs


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
