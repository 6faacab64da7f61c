"""Surveys the tagged passages of a library in one pass: when each tag was used, where last, and with which others."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import lru_cache
from heapq import heappush, heappushpop

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, ListedArticle, is_waiting
from readtui.quick_dataclass import dataclass
from readtui.search.query.facts import CREATED, AnnotationFacts, place_of
from readtui.services.tags.spelling import Levels, with_outer

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


def with_overlapping(annotations: Sequence[Annotation | AnnotationFacts]) -> Around:
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


Read = Callable[[ArticleRecord], Sequence[Annotation | AnnotationFacts]]
_MOST_LATEST = 8


@dataclass(frozen=True, slots=True)
class Survey:
    """What the passages with each tag, or with one nested in it, say together.

    ``days``: how many were annotated on each day, a proleptic ordinal in UTC; ``since``: the first of these days, 0
    without passages. ``latest``: when and in which articles the last ones were annotated, the last first.
    ``together``: see ``counted_together``. ``passages``: how many have a tag, in so many ``articles``.
    """

    days: Mapping[Levels, Mapping[int, int]] = field(default_factory=dict)
    since: int = 0
    latest: Mapping[Levels, Sequence[tuple[str, ArticleRecord]]] = field(default_factory=dict)
    together: Together = field(default_factory=dict)
    passages: int = 0
    articles: int = 0


def survey(listed: Iterable[ListedArticle], read: Read) -> Survey:
    """Survey these articles; ``read`` returns what an article's live annotations have, or nothing."""
    on_days = Counter[tuple[tuple[str, ...], int]]()
    around = Counter[tuple[tuple[str, ...], frozenset[Levels]]]()
    latest: defaultdict[Levels, list[tuple[str, int]]] = defaultdict(list)
    records: list[ArticleRecord] = []
    for one in listed:
        if not one.tag_sets.keys() - {()}:
            continue
        tagged = [annotation for annotation in read(one.record) if annotation.tags]
        # What waits for its text has no places yet.
        if len(one.tag_sets.keys() - {()}) > 1 and not is_waiting(one.record.id):
            around.update(with_overlapping(tagged))
        else:
            around.update((annotation.tags, frozenset[Levels]()) for annotation in tagged)
        for annotation in tagged:
            created = CREATED(annotation)
            on_days[annotation.tags, _day(created[:10])] += 1
            for levels in with_outer(annotation.tags):
                _keep_latest(latest[levels], (created, len(records)))
        records.append(one.record)
    days: defaultdict[Levels, Counter[int]] = defaultdict(Counter)
    for (tags, day), count in on_days.items():
        for levels in with_outer(tags):
            days[levels][day] += count
    return Survey(
        days,
        min((day for _, day in on_days if day), default=0),
        {
            levels: [(moment, records[number]) for moment, number in sorted(last)[::-1]]
            for levels, last in latest.items()
        },
        counted_together(around),
        on_days.total(),
        len(records),
    )


def _keep_latest(heap: list[tuple[str, int]], use: tuple[str, int]) -> None:
    if len(heap) < _MOST_LATEST:
        heappush(heap, use)
    elif use > heap[0]:
        heappushpop(heap, use)


@lru_cache(maxsize=4096)
def _day(written: str) -> int:
    """0 for what another program wrote that is no date."""
    try:
        return date.fromisoformat(written).toordinal()
    except ValueError:
        return 0


def uses_in(days: Mapping[int, int], since: int, until: int, parts: int) -> list[int]:
    """How many uses fall into each of ``parts`` equal parts of the days from ``since`` to ``until``, both included.

    Of fewer days than parts, each day is one.
    """
    length = max(1, until - since + 1)
    uses = [0] * min(parts, length)
    for day, count in days.items():
        if since <= day <= until:
            uses[(day - since) * len(uses) // length] += count
    return uses
