"""Counts the passages that have two tags at once."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from readtui.services.tags.spelling import Levels, levels_of

Together = Mapping[Levels, Mapping[Levels, int]]


def counted_together(tag_sets: Mapping[tuple[str, ...], int]) -> Together:
    """For each tag and each other one, the number of places that have both, or tags nested in them.

    A tag and one nested in it are no pair. ``tag_sets``: the number of places for each exact set of tags.
    """
    pairs: defaultdict[Levels, Counter[Levels]] = defaultdict(Counter)
    for tags, places in tag_sets.items():
        exact = [levels_of(tag) for tag in tags]
        here = {levels[:end] for levels in exact for end in range(1, len(levels) + 1)}
        for one in here:
            for other in here:
                shared = min(len(one), len(other))
                if one[:shared] != other[:shared]:
                    pairs[one][other] += places
    return pairs
