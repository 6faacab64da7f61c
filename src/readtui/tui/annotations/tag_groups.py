"""Groups the annotations of a library by tag, and says what queries can be completed with, without reading them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from readtui.model.listed_article import ListedArticle
from readtui.model.tag import Tag
from readtui.search.query.completing import Known, known_in
from readtui.services.tags.spelling import Levels, levels_of, spelled


@dataclass(frozen=True, slots=True)
class TagGroup:
    """The annotations with a tag; ``levels`` is () and ``name`` "" for those without any.

    ``articles`` have some of them, ``count`` is how many there are.
    """

    levels: Levels
    name: str
    count: int
    articles: Sequence[ListedArticle]

    @property
    def key(self) -> str:
        """Names the group in the list. No article's id begins like this."""
        return "#" + "/".join(self.levels)

    def has(self, tags: Sequence[str]) -> bool:
        """Whether an annotation with exactly these tags belongs to the group."""
        return any(levels_of(tag) == self.levels for tag in tags) if self.levels else not tags


def tag_groups(listed: Iterable[ListedArticle], entries: Iterable[Tag]) -> list[TagGroup]:
    """The groups in the order of the codebook, annotations without tags last. An annotation is in several groups."""
    places: Counter[tuple[str, ...]] = Counter()
    counts: Counter[Levels] = Counter()
    articles: dict[Levels, dict[str, ListedArticle]] = {}
    for one in listed:
        for tags, count in one.tag_sets.items():
            places[tags] += count
            for levels in set(map(levels_of, tags)) or {()}:
                counts[levels] += count
                articles.setdefault(levels, {})[one.record.id] = one
    names = spelled(entries, places)
    order = sorted(articles, key=lambda levels: (not levels, levels))
    return [TagGroup(levels, names.get(levels, ""), counts[levels], [*articles[levels].values()]) for levels in order]


def known_values(listed: Sequence[ListedArticle], entries: Iterable[Tag]) -> Known:
    """The values in the library, for completing queries."""
    places: Counter[tuple[str, ...]] = Counter()
    for one in listed:
        places.update(one.tag_sets)
        places[one.record.tags] += 1
    creators = {creator for one in listed for creator in one.creators}
    return known_in((one.record for one in listed), spelled(entries, places).values(), creators)
