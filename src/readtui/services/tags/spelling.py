"""Compares and counts tags: without case, level by level. Reads and writes several of them in one line."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from readtui.model.tag import Tag
from readtui.quick_pattern import pattern
from readtui.services.wording import new_tag_name, tag_name, tag_names

# A comma in quotation marks is part of a tag; two quotation marks there are one.
_IN_LINE = pattern(r'\s*"(?:[^"]|"")*(?:"|$)[^,]*|[^,]*')
_QUOTED = pattern(r'"((?:[^"]|"")*)(?:"|$)(.*)', re.DOTALL)

Levels = tuple[str, ...]


@lru_cache(maxsize=4096)
def levels_of(tag: str) -> Levels:
    """The key that a tag is compared by."""
    return tuple(tag_name(tag).casefold().split("/"))


def spelled(entries: Iterable[Tag], tag_sets: Mapping[tuple[str, ...], int]) -> dict[Levels, str]:
    """The tags of the codebook and those in use, each spelled as in its entry, or as in most places.

    ``tag_sets``: the number of places for each exact set of tags.
    """
    used: Counter[str] = Counter()
    for tags, places in tag_sets.items():
        used.update(dict.fromkeys(tags, places))
    names = [entry.name for entry in entries] + [tag for tag, _ in used.most_common()]
    return {levels_of(name): name for name in reversed(names)}


def tag_counts(tag_sets: Mapping[tuple[str, ...], int]) -> Counter[Levels]:
    """The number of places for each tag, from the number of places for each exact set of tags."""
    counts: Counter[Levels] = Counter()
    for tags, places in tag_sets.items():
        for levels in set(map(levels_of, tags)):
            counts[levels] += places
    return counts


def counts_within(tag_sets: Mapping[tuple[str, ...], int]) -> dict[Levels, int]:
    """The number of places for each tag and those nested in it. A place with several of them counts once."""
    counts: dict[Levels, int] = {}
    for tags, places in tag_sets.items():
        for levels in with_outer(tags):
            counts[levels] = counts.get(levels, 0) + places
    return counts


@lru_cache(maxsize=4096)
def with_outer(tags: tuple[str, ...]) -> frozenset[Levels]:
    exact = [levels_of(tag) for tag in tags]
    return frozenset(levels[:end] for levels in exact for end in range(1, len(levels) + 1))


def spans_in_line(line: str) -> list[tuple[int, int]]:
    """Where each tag of a line stands, as half-open ranges with the space around it: commas are between them."""
    spans, start = [], 0
    while start <= len(line):
        found = _IN_LINE.match(line, start)
        end = found.end() if found else len(line)
        spans.append((start, end))
        start = end + 1
    return spans


def tag_in_span(written: str) -> str:
    """The normalized tag that stands in a span of a line; "" if none does."""
    quoted = _QUOTED.fullmatch(written.strip())
    return new_tag_name((quoted[1].replace('""', '"') + quoted[2]) if quoted else written)


def tags_in_line(line: str) -> tuple[str, ...]:
    """The normalized tags of a line, in order, without duplicates that differ only in case."""
    return tag_names(tag_in_span(line[start:end]) for start, end in spans_in_line(line))


def written_in_line(tag: str) -> str:
    """The tag as it stands among others in a line."""
    return '"' + tag.replace('"', '""') + '"' if "," in tag or tag.startswith('"') else tag
