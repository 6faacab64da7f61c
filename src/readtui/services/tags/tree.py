"""The tags as a tree with counts, and the tags that may mean the same."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from readtui.model.tag import Tag
from readtui.quick_dataclass import dataclass
from readtui.services.saving.conflicts import other_versions
from readtui.services.tags.spelling import Levels, counts_within, levels_of, spelled, tag_counts
from readtui.services.wording import tag_name
from readtui.text.case_folding import folding

# After at least three letters.
_PLURAL = re.compile("(?<=...)(s|(?<=e)n)$")
_LAST_VOWEL = re.compile("(?<=...)(ie|y|e)$")
TagSets = Mapping[tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class TagNode:
    """A tag in the tree. ``own``: annotations and articles that have it; ``within``: it or a tag nested in it.

    ``passages``: the annotations among those. ``similar``: tags whose names differ only in accents, signs or plural.
    ``versions``: more than 1 if devices have changed its entry differently.
    """

    name: str
    levels: Levels
    own: int
    within: int
    passages: int
    color: str | None = None
    description: str = ""
    pin: int | None = None
    similar: tuple[str, ...] = ()
    versions: int = 1

    @property
    def depth(self) -> int:
        """How many tags it is nested in."""
        return len(self.levels) - 1

    @property
    def label(self) -> str:
        """The last level of the name."""
        return self.name.rsplit("/", 1)[-1]


def tag_tree(entries: Iterable[Tag], on_annotations: TagSets, on_articles: TagSets) -> list[TagNode]:
    """All tags, each followed by those nested in it, also tags that only others are nested in.

    The tag sets hold the number of places for each exact set of tags.
    """
    entries = list(entries)
    tag_sets = Counter(on_annotations)
    tag_sets.update(on_articles)
    names = spelled(entries, tag_sets)
    for levels, name in sorted(names.items()):
        written = tag_name(name).split("/")
        for end in range(1, len(levels)):
            names.setdefault(levels[:end], "/".join(written[:end]))
    own, within, passages = tag_counts(tag_sets), counts_within(tag_sets), counts_within(on_annotations)
    by_levels = {levels_of(entry.name): entry for entry in reversed(entries)}
    similar = similar_tags(names)
    return [
        TagNode(
            name,
            levels,
            own[levels],
            within.get(levels, 0),
            passages.get(levels, 0),
            entry.color if entry else None,
            entry.description if entry else "",
            entry.pin if entry else None,
            similar.get(levels, ()),
            1 + len(other_versions(entry)) if entry else 1,
        )
        for levels, name in sorted(names.items())
        for entry in [by_levels.get(levels)]
    ]


def similar_tags(names: Mapping[Levels, str]) -> dict[Levels, tuple[str, ...]]:
    """For each tag, the others that are spelled almost the same: rivers, River; peace-talks, peace talks."""
    groups: defaultdict[tuple[str, ...], list[Levels]] = defaultdict(list)
    for levels in names:
        groups[tuple(map(_stem, levels))].append(levels)
    return {
        levels: tuple(names[other] for other in group if other != levels)
        for group in groups.values()
        if len(group) > 1
        for levels in group
    }


def _stem(level: str) -> str:
    """What is left of a level without accents, signs and the endings of an English or German plural.

    C, C# and C++ are three languages.
    """
    stem = "".join(character for character in folding("")(level) if character.isalnum() or character in "#+")
    if stem.isascii() and not stem.endswith("ss"):
        # The vowel goes too, as in ferries and ferry, Frage and Fragen.
        stem = _LAST_VOWEL.sub("", _PLURAL.sub("", stem))
    return stem or level
