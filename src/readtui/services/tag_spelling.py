"""Tags as they are compared and counted: without case, level by level."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from readtui.model.tag import Tag
from readtui.services.wording import tag_name

Levels = tuple[str, ...]


@lru_cache(maxsize=4096)
def levels_of(tag: str) -> Levels:
    """What a tag is compared by."""
    return tuple(tag_name(tag).casefold().split("/"))


def spelled(entries: Iterable[Tag], tagged: Iterable[tuple[str, ...]]) -> dict[Levels, str]:
    """The tags of the codebook and those that are in use, each as its entry spells it, else as most do."""
    used = Counter(tag for tags in tagged for tag in tags)
    names = [entry.name for entry in entries] + [tag for tag, _ in used.most_common()]
    return {levels_of(name): name for name in reversed(names)}


def counted(tagged: Iterable[tuple[str, ...]]) -> Counter[Levels]:
    """How many of these, each the tags of one place, have each tag."""
    counts: Counter[Levels] = Counter()
    for tags, places in Counter(tagged).items():
        for levels in set(map(levels_of, tags)):
            counts[levels] += places
    return counts
