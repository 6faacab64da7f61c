"""Makes the rows of the list of annotations in a thread, in parts. The annotations are read when they are looked at."""

import threading
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import field, replace
from itertools import groupby
from time import monotonic
from typing import TYPE_CHECKING

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleFacts, ListedArticle
from readtui.model.tag import Tag
from readtui.quick_dataclass import dataclass
from readtui.search.faults import UnreadableError
from readtui.search.query.completion import KnownValues, known_in
from readtui.search.query.matcher import Matcher
from readtui.search.query.syntax import EVERYTHING, Query
from readtui.services.finding.all_annotations import AllAnnotations
from readtui.services.reading.packed_annotations import PackedArticles
from readtui.services.tags.spelling import Levels, levels_of, spelled
from readtui.tui.lists.annotation_rows import (
    AnnotationGrouping,
    Heading,
    IndexedRows,
    LazyKeys,
    heading_row,
    row_of,
    rows_below_tag,
    some_rows,
)
from readtui.tui.widgets.record_table import RowBlock, Rows
from readtui.tui.work.stream import StreamTurn

if TYPE_CHECKING:
    from readtui.search.annotations.packed_articles import PackedArticle

_MOST_AT_ONCE = 500
"""An article with more annotations takes longer to unpack than a key may."""
_MOST_READ = 64


class NumberedAnnotations:
    """Annotations of many articles by number. What is in the index is read from there when it is looked at.

    Any thread may look at those that are there. One that has gone meanwhile is None.
    """

    def __init__(self, everything: AllAnnotations) -> None:
        self._everything = everything
        # Article n has the numbers from firsts[n] to firsts[n + 1].
        self._firsts = array("q", [0])
        self._sources: list[int | tuple[ArticleFacts, RowBlock]] = []
        self._packed = PackedArticles()
        self._read: dict[int, Sequence[Annotation | None]] = {}

    def add(self, annotations: Sequence[Annotation]) -> int:
        """Store an article's annotations; return the number of the first one. The others have the numbers after it."""
        return self._add(self._packed.add(annotations), len(annotations))

    def add_indexed(self, one: ArticleFacts, rows: RowBlock) -> int:
        """The article's annotations are in the index, in this order; return the number of the first one."""
        return self._add((one, rows), len(rows))

    def _add(self, source: int | tuple[ArticleFacts, RowBlock], count: int) -> int:
        first = self._firsts[-1]
        self._sources.append(source)
        self._firsts.append(first + count)
        return first

    def __getitem__(self, number: int) -> Annotation | None:
        """The annotation with this number. Recently used ones are cached."""
        place = bisect_right(self._firsts, number) - 1
        source, at = self._sources[place], number - self._firsts[place]
        if isinstance(source, int):
            return self._packed[source + at]
        found = self._read.get(place)
        if found is None:
            if len(self._read) >= _MOST_READ:
                self._read.clear()
            found = self._read[place] = self._looked_up(*source)
        return found[at]

    def _looked_up(self, one: ArticleFacts, rows: RowBlock) -> Sequence[Annotation | None]:
        if (packed := self._everything.packed(one)) is not None:
            with suppress(UnreadableError):
                found = packed.annotations()
                if len(found) == len(rows):
                    return found
        # The article has changed, and the list is about to; or the index is damaged.
        by_id = {annotation.id: annotation for annotation in self._everything.library.annotations_of(one.record)}
        return [by_id.get(row.key) for row in rows]

    def several(self, numbers: Iterable[int]) -> list[Annotation]:
        """The annotations with these numbers, in order, for a look at many: they are not cached."""
        found: list[Annotation | None] = []
        for place, of_place in groupby(numbers, key=lambda number: bisect_right(self._firsts, number) - 1):
            source, first = self._sources[place], self._firsts[place]
            if isinstance(source, int):
                found += self._packed.several(source + number - first for number in of_place)
            else:
                read = self._looked_up(*source)
                found += (read[number - first] for number in of_place)
        return [one for one in found if one is not None]

    def __len__(self) -> int:
        return self._firsts[-1]


_HELD = 0.15
_AT_ONCE = 16
_SCREENFUL = 60


@dataclass(frozen=True, slots=True)
class ListedAnnotations:
    """What the rows are about: the articles by id, the codebook's entries, and the annotations by number."""

    articles: Mapping[str, ArticleFacts]
    entries: Sequence[Tag]
    annotations: NumberedAnnotations


@dataclass(frozen=True, slots=True)
class ListPart:
    """Rows, and what they show: below each heading, or below the last one of the part before, the annotations with
    these numbers in ``about.annotations``.

    ``is_first``: they replace the list. ``listed``, ``articles``: annotations and articles so far, with these rows.
    """

    rows: Rows
    shown: Sequence[tuple[Heading | None, Sequence[int]]]
    about: ListedAnnotations
    is_first: bool
    is_last: bool
    listed: int
    articles: int


@dataclass(slots=True)
class PartMaker:
    """The rows made since the last part.

    The list shown so far stays until the row of ``key``, or ``place`` rows, are there, but not for long.
    """

    turn: StreamTurn[ListPart]
    about: ListedAnnotations
    key: str
    place: int
    _held_until: float = field(default_factory=lambda: monotonic() + _HELD)
    _heading: Heading | None = None
    _rows: Rows = field(default_factory=Rows)
    _shown: list[tuple[Heading | None, Sequence[int]]] = field(default_factory=list)
    _has_emitted: bool = False
    _has_key: bool = False
    _made: int = 0
    _listed: int = 0
    _articles: int = 0

    def open(self, heading: Heading) -> None:
        """What follows belongs under this heading, which is shown once something does."""
        self._heading = heading

    def add(self, numbers: Sequence[int], rows: RowBlock) -> None:
        if not len(rows):
            return
        if self._heading is not None:
            self._rows.add([heading_row(self._heading, is_first=not self._made)])
        self._shown.append((self._heading, numbers))
        self._heading = None
        self._rows.add(rows)
        self._made += len(rows)
        if self.key and not self._has_key:
            self._has_key = any(True for _ in Rows(rows).with_keys((self.key,)))

    def passed(self, annotations: int) -> None:
        """An article was looked at for the first time, and this many of its annotations pass."""
        self._listed += annotations
        self._articles += bool(annotations)

    def emit_if_due(self) -> None:
        """Emit the rows made so far if it is time, or if they fill an empty screen."""
        fills_empty_screen = not self._has_emitted and not self.place and self._made >= _SCREENFUL
        is_due = self.turn.is_due and (len(self._rows) or not self._has_emitted) and not self._is_held()
        if fills_empty_screen or is_due:
            self._emit(is_last=False)

    def end(self) -> None:
        self._emit(is_last=True)

    def _is_held(self) -> bool:
        if self._has_emitted or self._has_key or self._made >= max(1, self.place):
            return False
        return monotonic() < self._held_until

    def _emit(self, *, is_last: bool) -> None:
        is_first = not self._has_emitted
        part = ListPart(self._rows, self._shown, self.about, is_first, is_last, self._listed, self._articles)
        self.turn.emit(part)
        self._rows, self._shown, self._has_emitted = Rows(), [], True


@dataclass(frozen=True, slots=True)
class ArticleAnnotations:
    """An article's annotations as they were when its stamp was ``stamp``, in reading order.

    ``first`` is the number of the first one; ``rows`` and ``tags`` hold the row and the tags of each. ``tags`` is None
    of those in the index, until they are needed.
    """

    stamp: str
    first: int
    rows: RowBlock
    tags: Sequence[tuple[str, ...]] | None

    @property
    def is_indexed(self) -> bool:
        """Whether they are in the index."""
        return isinstance(self.rows, IndexedRows)

    @property
    def numbers(self) -> range:
        return range(self.first, self.first + len(self.rows))

    def rows_of(self, numbers: Sequence[int]) -> RowBlock:
        return self.rows if numbers == self.numbers else some_rows(self.rows, [one - self.first for one in numbers])


@dataclass
class AnnotationFilter:
    """Which annotations pass a query. Looks at no more of them than it must.

    ``keep`` reads an article's annotations, or finds them in the index; ``tags_of`` gets the tags of each.
    ``look_up`` finds them in the index, ``unpack`` gets some by their numbers.
    """

    _matcher: Matcher
    _keep: Callable[[ArticleFacts], ArticleAnnotations]
    _tags_of: Callable[[ArticleFacts, ArticleAnnotations], Sequence[tuple[str, ...]]]
    _look_up: "Callable[[ArticleFacts], PackedArticle | None]"
    _unpack: Callable[[Sequence[int]], list[Annotation]]

    def of(self, one: ArticleFacts) -> tuple[ArticleAnnotations, Sequence[int]] | None:
        """The article's annotations, and the numbers of those that pass, in reading order; None if none does."""
        if not one.annotations:
            return None
        matcher = self._matcher
        if matcher.query == EVERYTHING:
            # Without decoding what is known of its tags.
            kept = self._keep(one)
            return (kept, kept.numbers) if kept.numbers else None
        listed = one.listed
        if all(matcher.by_tags(listed, tags) is False for tags in listed.tag_sets):
            return None
        kept = self._keep(one)
        numbers = self._among(matcher, one, kept)
        return (kept, numbers) if numbers else None

    def _among(self, matcher: Matcher, one: ArticleFacts, kept: ArticleAnnotations) -> Sequence[int]:
        if matcher.needs_siblings:
            return self._tested(matcher, one, kept, kept.numbers)
        kept_tags = self._tags_of(one, kept)
        listed = one.listed
        answers = {tags: matcher.by_tags(listed, tags) for tags in set(kept_tags)}
        by_tags = [(number, answers[tags]) for number, tags in zip(kept.numbers, kept_tags, strict=True)]
        passing = [number for number, answer in by_tags if answer]
        if undecided := [number for number, answer in by_tags if answer is None]:
            passing = sorted([*passing, *self._tested(matcher, one, kept, undecided)])
        return passing

    def _tested(
        self, matcher: Matcher, one: ArticleFacts, kept: ArticleAnnotations, numbers: Sequence[int]
    ) -> list[int]:
        first = kept.first
        if kept.is_indexed and (packed := self._look_up(one)) is not None:
            with suppress(UnreadableError):
                if not packed.may_have(matcher.literals):
                    return []
                facts = packed.listed()
                passing = matcher.annotations(one.record, lambda: [facts[number - first] for number in numbers])
                return [first + fact.number for fact in passing]
        by_id = {kept.rows[number - first].key: number for number in numbers}
        return [by_id[found.id] for found in matcher.annotations(one.record, lambda: self._unpack(numbers))]


_MOST_REPLACED = 20_000


@dataclass(frozen=True, slots=True)
class AnnotationRequest:
    """What to list, and how. The list shown so far stays until the row of ``key``, or ``place`` rows, are there."""

    query: Query
    key: str = ""
    place: int = 0
    grouping: AnnotationGrouping = AnnotationGrouping.ARTICLE


@dataclass(slots=True)
class AnnotationListing:
    """The annotations of a library. An article is read again only if it has changed.

    ``stamp`` returns a number that changes with any file of the library. One thread at a time may call ``stream``;
    another one may look at annotations of its parts meanwhile.
    """

    everything: AllAnnotations
    stamp: Callable[[], int]
    listed: Sequence[ArticleFacts] = ()
    """The articles of the library, as of the last ``stream``."""
    entries: Sequence[Tag] = ()
    """The codebook's entries, as of the last ``stream``."""
    total: int = 0
    """The number of annotations in the library, as of the last ``stream``."""
    _ahead: "Future[tuple[int, list[ArticleFacts]]] | None" = None
    _more: Callable[[ArticleFacts], bytes | None] = lambda one: None
    _asked: set[str] = field(default_factory=set)
    _numbered: NumberedAnnotations = field(init=False)
    _kept: dict[str, ArticleAnnotations] = field(default_factory=dict)
    _tag_sets: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbered = NumberedAnnotations(self.everything)

    def look_ahead(self) -> None:
        """Begin to list the articles, which takes longer than to open a screen, for the next ``stream``."""
        ahead: Future[tuple[int, list[ArticleFacts]]] = Future()

        def look() -> None:
            try:
                stamp = self.stamp()
                ahead.set_result((stamp, self.everything.listed()))
            except BaseException as error:  # noqa: BLE001  whatever it is, listing again raises it where it is handled
                ahead.set_exception(error)

        threading.Thread(target=look, daemon=True).start()
        self._ahead = ahead

    def _list(self) -> list[ArticleFacts]:
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead.exception() is None:
            stamp, listed = ahead.result()
            if stamp == self.stamp():
                return listed
        return self.everything.listed()

    def stream(self, asked: AnnotationRequest, turn: StreamTurn[ListPart]) -> None:
        """Emit the rows of the annotations that pass. Raises StoppedError, StorageError."""
        # Listed before the articles are read: what changes meanwhile is read again the next time.
        self.listed = listed = self._list()
        self.total = sum(one.annotations for one in listed)
        self.entries = self.everything.library.tag_entries()
        self._forget(listed)
        self._more = self.everything.more()
        about = ListedAnnotations({one.article_id: one for one in listed}, self.entries, self._numbered)
        making = PartMaker(turn, about, asked.key, asked.place)
        matcher = self.everything.library.matcher(asked.query)
        look_up, unpack = self.everything.packed, self._numbered.several
        passing = AnnotationFilter(matcher, self._keep, self._tags_of, look_up, unpack)
        if asked.grouping is AnnotationGrouping.TAG:
            self._by_tag(making, passing, is_counted=asked.query == EVERYTHING)
        else:
            self._by_article(making, passing, listed)
        self._more = lambda one: None
        making.end()

    def _by_article(self, making: PartMaker, passing: AnnotationFilter, listed: Iterable[ArticleFacts]) -> None:
        for number, one in enumerate(listed):
            if found := passing.of(one):
                kept, numbers = found
                making.open(Heading(one.article_id, len(numbers), one))
                making.add(numbers, kept.rows_of(numbers))
                making.passed(len(numbers))
            # What the index has takes less time than to look.
            if not number % _AT_ONCE or not (found and found[0].is_indexed):
                making.turn.check()
                making.emit_if_due()

    def _by_tag(self, making: PartMaker, passing: AnnotationFilter, *, is_counted: bool) -> None:
        known: dict[str, tuple[ArticleAnnotations, Sequence[int]] | None] = {}
        for group in tag_groups(self.listed, making.about.entries):
            heading = Heading(group.key, group.count if is_counted else 0, tag=group.name)
            making.open(heading)
            for one in group.articles:
                making.turn.check()
                if one.article_id not in known:
                    found = known[one.article_id] = passing.of(one)
                    making.passed(len(found[1]) if found else 0)
                if found := known[one.article_id]:
                    kept, numbers = found
                    tags = self._tags_of(one, kept)
                    members = [number for number in numbers if group.has(tags[number - kept.first])]
                    making.add(members, rows_below_tag(kept.rows_of(members), group.key))
                    heading.count += 0 if is_counted else len(members)
                making.emit_if_due()

    def _keep(self, one: ArticleFacts) -> ArticleAnnotations:
        """The article's annotations; reads them if that was not done since it changed."""
        kept = self._kept.get(one.article_id)
        if kept is None:
            kept = self._kept[one.article_id] = self._read(one)
        return kept

    def _read(self, one: ArticleFacts) -> ArticleAnnotations:
        has_more = self._more(one) if one.annotations <= _MOST_AT_ONCE else None
        if has_more is not None and len(has_more) == one.annotations:
            keys = LazyKeys(one, self._keys_of)
            if one.article_id in self._asked:
                # The cursor or a mark may be on one of them.
                keys.all()
            rows = IndexedRows.of_article(one.article_id, has_more, keys)
            return ArticleAnnotations(one.stamp, self._numbered.add_indexed(one, rows), rows, None)
        annotations = self.everything.library.annotations_of(one.record)
        read = [row_of(found.id, found.article_id, has_more=bool(found.note or found.tags)) for found in annotations]
        # What could not be read, or has changed meanwhile, is read again the next time.
        stamp = one.stamp if len(read) == one.annotations else ""
        return ArticleAnnotations(
            stamp, self._numbered.add(annotations), read, self._shared(found.tags for found in annotations)
        )

    def _keys_of(self, one: ArticleFacts) -> Sequence[str]:
        """The ids of the annotations that were listed. If the article has changed meanwhile, the list is about to."""
        self._asked.add(one.article_id)
        found: Sequence[str] = ()
        if (packed := self.everything.packed(one)) is not None:
            with suppress(UnreadableError):
                found = packed.ids()
        if len(found) != one.annotations:
            found = [annotation.id for annotation in self.everything.library.annotations_of(one.record)]
        gone = (f"{one.article_id} {number}" for number in range(len(found), one.annotations))
        return [*found[: one.annotations], *gone]

    def _tags_of(self, one: ArticleFacts, kept: ArticleAnnotations) -> Sequence[tuple[str, ...]]:
        if kept.tags is not None:
            return kept.tags
        found: Sequence[tuple[str, ...]] = ()
        if (packed := self.everything.packed(one)) is not None:
            with suppress(UnreadableError):
                found = self._shared(fact.tags for fact in packed.listed())
        if len(found) != len(kept.rows):
            read = self._numbered.several(kept.numbers)
            by_id = {annotation.id: annotation.tags for annotation in read}
            found = self._shared(by_id.get(row.key, ()) for row in kept.rows)
        self._kept[one.article_id] = replace(kept, tags=found)
        return found

    def _shared(self, tag_sets: Iterable[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
        """The same, with each combination of tags once in memory."""
        return tuple(self._tag_sets.setdefault(tags, tags) for tags in tag_sets)

    def _forget(self, listed: Iterable[ArticleFacts]) -> None:
        """Forget articles that have changed or gone; and everything, if most of what is kept was replaced."""
        stamps = {one.article_id: one.stamp for one in listed}
        for article_id in [key for key, kept in self._kept.items() if stamps.get(key) != kept.stamp]:
            del self._kept[article_id]
        if len(self._numbered) - sum(len(kept.rows) for kept in self._kept.values()) > _MOST_REPLACED:
            self._numbered = NumberedAnnotations(self.everything)
            self._kept.clear()


@dataclass(frozen=True, slots=True)
class TagGroup:
    """The annotations with a tag; ``levels`` is () and ``name`` "" for those without any.

    ``articles`` have some of them, ``count`` is how many there are.
    """

    levels: Levels
    name: str
    count: int
    articles: Sequence[ArticleFacts]
    _answers: dict[tuple[str, ...], bool] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Names the group in the list. No article's id begins like this."""
        return "#" + "/".join(self.levels)

    def has(self, tags: tuple[str, ...]) -> bool:
        """Whether an annotation with exactly these tags belongs to the group."""
        answer = self._answers.get(tags)
        if answer is None:
            # Few combinations of tags are on many annotations.
            answer = any(levels_of(tag) == self.levels for tag in tags) if self.levels else not tags
            self._answers[tags] = answer
        return answer


def tag_groups(listed: Iterable[ArticleFacts], entries: Iterable[Tag]) -> list[TagGroup]:
    """The groups in the order of the codebook, annotations without tags last. An annotation is in several groups."""
    places: Counter[tuple[str, ...]] = Counter()
    counts: Counter[Levels] = Counter()
    articles: dict[Levels, dict[str, ArticleFacts]] = {}
    for one in listed:
        for tags, count in one.listed.tag_sets.items():
            places[tags] += count
            for levels in set(map(levels_of, tags)) or {()}:
                counts[levels] += count
                articles.setdefault(levels, {})[one.article_id] = one
    names = spelled(entries, places)
    order = sorted(articles, key=lambda levels: (not levels, levels))
    return [TagGroup(levels, names.get(levels, ""), counts[levels], [*articles[levels].values()]) for levels in order]


def known_values(facts: Iterable[ArticleFacts], entries: Iterable[Tag]) -> KnownValues:
    """The values in the library, for completing queries."""
    listed: list[ListedArticle] = [one.listed for one in facts]
    places: Counter[tuple[str, ...]] = Counter()
    for one in listed:
        places.update(one.tag_sets)
        places[one.record.tags] += 1
    creators = {creator for one in listed for creator in one.creators}
    return known_in((one.record for one in listed), spelled(entries, places).values(), creators)
