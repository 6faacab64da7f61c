"""Compares the tagged passages of two coders: per tag and in all, and where they differ."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import field, replace
from enum import StrEnum
from functools import cache
from itertools import accumulate
from typing import Self

from readtui.errors import NotFoundError, UsageError
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import BlockKind
from readtui.model.creator import NOBODY, Creator, Identity
from readtui.quick_dataclass import dataclass
from readtui.search.query.parser import parse
from readtui.services.comparing.agreement import Coincidences, Unit, merged, with_sets
from readtui.services.library import Library
from readtui.services.tags.codebook import present_names
from readtui.services.tags.spelling import Levels, levels_of, spelled
from readtui.services.tags.survey import overlapping
from readtui.services.wording import tag_names
from readtui.storage.repository import readable
from readtui.text.sections import Sections

AGREED = "readtui:agreed"
"""The field of an annotation that coders have agreed on: a mapping; ``annotations`` lists the ids of theirs."""


class CodedUnit(StrEnum):
    """What is counted."""

    CHARACTER = "character"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Coder:
    """A person or a program, under all of its names."""

    name: str
    creators: frozenset[Creator | None]


@dataclass(frozen=True, slots=True)
class CodedPassage:
    """What a coder said of one passage, in one or more annotations.

    ``tags``: those that are compared, by their keys; ``names``: those that were given, as they are called now.
    """

    start: int
    end: int
    tags: Mapping[Levels, str]
    names: tuple[str, ...]
    annotations: tuple[Annotation, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.annotations)

    @property
    def quote(self) -> str:
        return self.annotations[0].quoted_text


class CodeDifference(StrEnum):
    """How two coders differ."""

    TAGS = "other tags"
    SPAN = "other passage"
    TAGS_AND_SPAN = "other passage and tags"
    ONE = "coded by one"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What two coders said otherwise of a passage; None for a coder that said nothing. ``agreed``: what settles it.

    ``ids``: those of the coders' annotations, each of which is in one disagreement at most.
    """

    record: ArticleRecord
    codes: tuple[CodedPassage | None, CodedPassage | None]
    ids: frozenset[str]
    agreed: tuple[Annotation, ...] = ()

    @classmethod
    def of(cls, record: ArticleRecord, *codes: CodedPassage | None) -> Self:
        first, second = codes
        return cls(record, (first, second), frozenset(key for code in codes if code for key in code.ids))

    @property
    def given(self) -> list[CodedPassage]:
        """The codes that there are, at least one."""
        return [code for code in self.codes if code is not None]

    @property
    def span(self) -> tuple[int, int]:
        """Where the first of the codes starts and the last one ends."""
        return min(code.start for code in self.given), max(code.end for code in self.given)

    @property
    def kind(self) -> CodeDifference:
        """How they differ."""
        first, second = self.codes
        if first is None or second is None:
            return CodeDifference.ONE
        if first.tags.keys() == second.tags.keys():
            return CodeDifference.SPAN
        return (
            CodeDifference.TAGS
            if (first.start, first.end) == (second.start, second.end)
            else CodeDifference.TAGS_AND_SPAN
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """How many units both coders, only one, or neither coded, and how far they agree.

    ``percent``: of all units; ``of_coded``: of those that either coded. All figures are None if they are undefined.
    ``passages``: how many each coder has.
    """

    both: int
    first: int
    second: int
    neither: int
    percent: float | None
    of_coded: float | None
    kappa: float | None
    alpha: float | None
    passages: tuple[int, int]


@dataclass(frozen=True, slots=True)
class CoderComparison:
    """Two coders in some articles.

    ``all_tags``: a unit has the set of its tags. ``anything``: a unit is coded or not. ``where_both``: the sets of tags
    of what both coded. ``tags``: each by its name, in order. ``otherwise``: how many units have a tag from the first
    coder only and another from the second only; "" stands for none. ``sets``: the part of coded units with several tags
    from one coder. ``places``: by the id of each annotation, the number of its disagreement. ``left_out``: how many
    tagged annotations have no passage in the text.
    """

    coders: tuple[Coder, Coder]
    unit: CodedUnit
    is_nested: bool
    articles: tuple[ArticleRecord, ...]
    all_tags: Figures
    anything: Figures
    where_both: Figures
    tags: Mapping[str, Figures]
    otherwise: Mapping[tuple[str, str], int]
    sets: float
    disagreements: tuple[Disagreement, ...]
    places: Mapping[str, int]
    left_out: int

    def settled_by(self, made: Iterable[Annotation], gone: Collection[Annotation] = ()) -> "CoderComparison":
        """The same after coders agreed on the annotations that were ``made``, and no longer on those that are gone."""
        about: dict[int, dict[str, Annotation]] = {}
        for annotation in gone:
            for key in self.places.keys() & agreed_ids(annotation):
                about.setdefault(self.places[key], {})
        for annotation in made:
            for key in self.places.keys() & agreed_ids(annotation):
                about.setdefault(self.places[key], {})[annotation.id] = annotation
        found, left = list(self.disagreements), {one.id for one in gone}
        names = {coder.name for coder in self.coders}
        for number, new in about.items():
            one = found[number]
            kept = [before for before in one.agreed if before.id not in left and before.id not in new]
            added = [after for after in new.values() if _settles(after, one, names)]
            found[number] = replace(one, agreed=(*kept, *added))
        return replace(self, disagreements=tuple(found))

    @property
    def units(self) -> int:
        """How many there are."""
        return self.all_tags.both + self.all_tags.first + self.all_tags.second + self.all_tags.neither

    @property
    def settled(self) -> int:
        """How many of the disagreements are settled."""
        return sum(bool(one.agreed) for one in self.disagreements)


@dataclass(frozen=True, slots=True)
class CoderComparisons:
    """Compares coders in one library. What cannot be read is left out, and recorded."""

    library: Library

    def coders(self) -> list[Coder]:
        """Everybody who tagged a passage, who is in most articles first; all of one person's names are one coder."""
        identity = self.library.identity()
        listed = [one for one in self.library.listed() if any(one.tag_sets)]
        articles = Counter(coder for one in listed for coder in {_coder_of(key, identity) for key in one.creators})
        names: dict[Creator, set[Creator | None]] = {}
        for key in {key for one in listed for key in one.creators}:
            names.setdefault(_coder_of(key, identity), set()).add(key)
        # Notes, and what coders agreed on, are by somebody too.
        unsure = set(articles)
        for one in listed:
            if unsure and not unsure.isdisjoint({_coder_of(key, identity) for key in one.creators}):
                codes = filter(_is_code, self.library.annotations_of(one.record))
                unsure -= {_coder_of(code.creator, identity) for code in codes}
        known = sorted(articles.keys() - unsure, key=lambda one: (-articles[one], one.name.casefold()))
        return [Coder(one.shown, frozenset(names[one])) for one in known]

    def named(self, name: str, coders: Sequence[Coder] = ()) -> Coder:
        """The coder with this name, with or without ``software:``; "me" is the user. Raises NotFoundError.

        ``coders``: all that there are, if that is known.
        """
        identity, coders = self.library.identity(), coders or self.coders()
        wanted = Creator.parse(name)
        if wanted == Creator(NOBODY) or identity.is_me(wanted):
            found = [one for one in coders if any(map(identity.is_me, one.creators))]
        else:
            found = [one for one in coders if wanted in one.creators] or [
                one
                for one in coders
                if any(creator and creator.name.casefold() == wanted.name.casefold() for creator in one.creators)
            ]
        if len(found) == 1:
            return found[0]
        there = ", ".join(one.name for one in coders)
        if found:
            raise UsageError(
                f"several coders are called {name}: {there}", "Write the name of a program as software:NAME."
            )
        raise NotFoundError(
            f"no coder is called {name}" if name != NOBODY else "you have tagged no passage",
            f"Who has tagged passages: {there}." if there else "Nobody has tagged a passage yet.",
        )

    def compare(
        self,
        coders: tuple[Coder, Coder],
        unit: CodedUnit = CodedUnit.CHARACTER,
        query: str = "",
        *,
        is_nested: bool = False,
        passed: Callable[[], None] = lambda: None,
    ) -> CoderComparison:
        """Compare two coders in the articles that match the query, by default in those that both coded.

        ``is_nested``: a nested tag counts as the outermost one around it. Calls ``passed`` after each article.
        Raises QueryError, UsageError, NotFoundError if there is nothing to compare.
        """
        if coders[0].creators & coders[1].creators:
            raise UsageError(f"the two coders are the same: {coders[0].name}", "Name two different coders.")
        tally = _Tally(unit)
        disagreements: list[Disagreement] = []
        settling: list[Annotation] = []
        articles: list[ArticleRecord] = []
        coded = _Coded(coders, cache(present_names(self.library.tag_entries())), is_nested)
        for record in self._records(coders, query):
            codes, agreed, left_out = coded.of(self.library.annotations_of(record))
            if query or all(codes):
                repository = self.library.repository
                if (article := readable(repository, repository.article_of, record)) is None:
                    continue
                articles.append(record)
                tally.left_out += left_out
                tally.add(codes, _scale(article, unit, codes))
                disagreements += _disagreements(record, codes)
                settling += agreed
            passed()
        self.library.reading.keep()
        if not articles:
            both = f"{coders[0].name} and {coders[1].name}"
            raise NotFoundError(
                f"no article matches {query}" if query else f"{both} have tagged passages in no article in common",
                "To see who tagged what: readtui annotations -q by:NAME",
            )
        names = spelled(self.library.tag_entries(), {(tag,): count for tag, count in coded.spellings.items()})
        return tally.comparison(coders, is_nested, articles, names, disagreements).settled_by(settling)

    def _records(self, coders: tuple[Coder, Coder], query: str) -> Iterator[ArticleRecord]:
        asked = parse(query)
        listed = self.library.listed()
        if query:
            matcher, reading = self.library.matcher(asked), self.library.reading
            yield from (one.record for one in listed if reading.let_pass(matcher, one.record))
            return
        for one in listed:
            if all(not coder.creators.isdisjoint(one.creators) for coder in coders):
                yield one.record


def _is_code(annotation: Annotation) -> bool:
    return bool(annotation.tags and annotation.passage) and AGREED not in annotation.extra


def _coder_of(creator: Creator | None, identity: Identity) -> Creator:
    return identity.me if identity.is_me(creator) else identity.of(creator)


@dataclass(slots=True)
class _Coded:
    """Sorts the annotations of an article by coder.

    ``present_name``: what a tag is called now. ``spellings``: how often each spelling of a tag was seen.
    """

    coders: tuple[Coder, Coder]
    present_name: Callable[[str], str]
    is_nested: bool
    spellings: Counter[str] = field(default_factory=Counter)

    def of(
        self, annotations: Iterable[Annotation]
    ) -> tuple[tuple[list[CodedPassage], list[CodedPassage]], list[Annotation], int]:
        """The codes of both in reading order, what was agreed on, and how many have no passage."""
        found: tuple[dict[tuple[int, int], list[Annotation]], ...] = ({}, {})
        agreed: list[Annotation] = []
        left_out = 0
        for one in annotations:
            if AGREED in one.extra:
                agreed.append(one)
                continue
            for coder, places in zip(self.coders, found, strict=True):
                if one.tags and one.creator in coder.creators:
                    if (passage := one.passage) is not None and len(passage):
                        places.setdefault((passage.start, passage.end), []).append(one)
                    else:
                        left_out += 1
        first, second = ([self._code(place, here) for place, here in sorted(places.items())] for places in found)
        return (first, second), agreed, left_out

    def _code(self, place: tuple[int, int], annotations: list[Annotation]) -> CodedPassage:
        tags: dict[Levels, str] = {}
        names = [self.present_name(tag) for one in annotations for tag in one.tags]
        for name in names:
            shown = name.split("/")[0] if self.is_nested else name
            tags.setdefault(levels_of(shown), shown)
            self.spellings[shown] += 1
        return CodedPassage(*place, tags, tag_names(names), tuple(annotations))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Counts the units of an article. ``starts``, ``ends``: of the ranges that count, in order; ``before``: how many
    units lie before each, one more at the end. By sentence, each range is one unit; by character, each has its length.
    """

    starts: Sequence[int]
    ends: Sequence[int]
    before: Sequence[int]
    is_by_character: bool

    @property
    def length(self) -> int:
        """How many units there are."""
        return self.before[-1]

    def units(self, start: int, end: int) -> tuple[int, int]:
        """The first of the units that a passage has a part of, and the one after the last."""
        if self.is_by_character:
            return self._at(start), self._at(end)
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    def _at(self, offset: int) -> int:
        number = bisect_right(self.starts, offset) - 1
        return 0 if number < 0 else self.before[number] + min(offset, self.ends[number]) - self.starts[number]


def _scale(article: Article, unit: CodedUnit, codes: Iterable[Iterable[CodedPassage]]) -> _Scale:
    """The units of an article. Furniture counts only where somebody coded it."""
    coded = list(merged((code.start, code.end) for each in codes for code in each))
    starts = [start for start, _ in coded]

    def counts(start: int, end: int) -> bool:
        number = bisect_left(starts, end) - 1
        return number >= 0 and coded[number][1] > start

    blocks = [one for one in article.blocks if one.kind is not BlockKind.FURNITURE or counts(one.start, one.end)]
    if unit is CodedUnit.SENTENCE:
        stops = [
            stop
            for block in blocks
            for sections in [Sections(article, block)]
            for number in range(sections.count)
            for stop in sections.stops(number)
        ]
        return _Scale([one.start for one in stops], [one.end for one in stops], range(len(stops) + 1), False)
    ranges: list[tuple[int, int]] = []
    last = 0
    for block in article.blocks:
        if block.kind is BlockKind.FURNITURE and not counts(block.start, block.end):
            if last < block.start:
                ranges.append((last, block.start))
            last = block.end
    if last < len(article.text):
        ranges.append((last, len(article.text)))
    before = list(accumulate((end - start for start, end in ranges), initial=0))
    return _Scale([start for start, _ in ranges], [end for _, end in ranges], before, True)


@dataclass(slots=True)
class _Tally:
    """Adds up the coincidences of articles."""

    unit: CodedUnit
    sets: Coincidences = field(default_factory=Coincidences)
    tags: dict[Levels, Coincidences] = field(default_factory=dict)
    passages: tuple[Counter[Levels | None], Counter[Levels | None]] = field(
        default_factory=lambda: (Counter(), Counter())
    )
    left_out: int = 0

    def add(self, codes: tuple[list[CodedPassage], list[CodedPassage]], scale: _Scale) -> None:
        spans: tuple[dict[Levels, list[tuple[int, int]]], ...] = ({}, {})
        for each, found, passages in zip(codes, spans, self.passages, strict=True):
            passages[None] += len(each)
            for code in each:
                place = scale.units(code.start, code.end)
                passages.update(code.tags.keys())
                if place[0] < place[1]:
                    for tag in code.tags:
                        found.setdefault(tag, []).append(place)
        units = [{tag: list(merged(each)) for tag, each in found.items()} for found in spans]
        for tag in units[0].keys() | units[1].keys():
            counted = self.tags.setdefault(tag, Coincidences())
            counted.add([self._split((*span, True) for span in each.get(tag, ())) for each in units], scale.length)
        sets = [with_sets((*span, tag) for tag, each in one.items() for span in each) for one in units]
        self.sets.add([self._split(each) for each in sets], scale.length)

    def _split(self, units: Iterable[Unit]) -> list[Unit]:
        if self.unit is CodedUnit.CHARACTER:
            return list(units)
        return [(at, at + 1, value) for start, end, value in units for at in range(start, end)]

    def comparison(
        self,
        coders: tuple[Coder, Coder],
        is_nested: bool,
        articles: Sequence[ArticleRecord],
        names: Mapping[Levels, str],
        disagreements: Sequence[Disagreement],
    ) -> CoderComparison:
        for one in self.tags.values():
            one.add_uncoded(self.sets.length - one.length)
        both, *_ = self.sets.counts()
        passages = self.passages[0][None], self.passages[1][None]
        same = self.sets.same / both if both else None
        kappa, alpha = self.sets.kappa(where_both=True), self.sets.alpha(where_both=True)
        where_both = Figures(both, 0, 0, 0, same, same, kappa, alpha, passages)
        return CoderComparison(
            coders,
            self.unit,
            is_nested,
            tuple(articles),
            _figures(self.sets, passages),
            _figures(self.sets.of_where(), passages),
            where_both,
            {
                names[tag]: _figures(one, (self.passages[0][tag], self.passages[1][tag]))
                for tag, one in sorted(self.tags.items())
            },
            self._otherwise(names),
            self._part_of_sets(),
            tuple(disagreements),
            {key: number for number, one in enumerate(disagreements) for key in one.ids},
            self.left_out,
        )

    def _otherwise(self, names: Mapping[Levels, str]) -> Mapping[tuple[str, str], int]:
        """Which tag each coder gave where the other gave another one or none, the most frequent first."""
        found: Counter[tuple[str, str]] = Counter()
        for (one, other), size in self.sets.table.items():
            first, second = _tags_in(one), _tags_in(other)
            for tag in (first - second) or ((),) if second - first else first - second:
                for instead in (second - first) or ((),):
                    found[names.get(tag, ""), names.get(instead, "")] += size
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))

    def _part_of_sets(self) -> float:
        """The part of what was coded that has several tags from one coder."""
        sizes = Counter[bool]()
        for pair, size in self.sets.table.items():
            if pair != (None, None):
                sizes[any(len(_tags_in(one)) > 1 for one in pair)] += size
        return sizes[True] / sizes.total() if sizes else 0.0


def _tags_in(value: object) -> frozenset[Levels]:
    return value if isinstance(value, frozenset) else frozenset()


def _figures(counted: Coincidences, passages: tuple[int, int]) -> Figures:
    both, first, second, neither = counted.counts()
    return Figures(
        both,
        first,
        second,
        neither,
        counted.percent(),
        counted.percent_of_coded(),
        counted.kappa(),
        counted.alpha(),
        passages,
    )


def _disagreements(
    record: ArticleRecord, codes: tuple[list[CodedPassage], list[CodedPassage]]
) -> Iterator[Disagreement]:
    """Where the codes of an article differ, in reading order."""
    for first, second in _paired(*codes):
        is_same = first and second and (first.start, first.end) == (second.start, second.end)
        if not (is_same and first and second and first.tags.keys() == second.tags.keys()):
            yield Disagreement.of(record, first, second)


def _settles(agreed: Annotation, one: Disagreement, names: Set[str]) -> bool:
    """Whether these coders agreed on it about all annotations of a disagreement. Where both coded, these say who."""
    is_about_both = None not in one.codes
    return one.ids <= set(agreed_ids(agreed)) and (is_about_both or set(_listed(agreed, "coders")) == names)


def agreed_ids(annotation: Annotation) -> list[str]:
    return _listed(annotation, "annotations")


def _listed(annotation: Annotation, name: str) -> list[str]:
    about = annotation.extra.get(AGREED)
    found = about.get(name) if isinstance(about, Mapping) else None
    return [one for one in found if isinstance(one, str)] if isinstance(found, list | tuple) else []


def _paired(
    first: list[CodedPassage], second: list[CodedPassage]
) -> list[tuple[CodedPassage | None, CodedPassage | None]]:
    """Each code with the one of the other coder that it is most like, if they overlap: the same passage, then the most
    tags in common, then the most text.
    """
    places = {(code.start, code.end): code for code in second}
    pairs: list[tuple[CodedPassage | None, CodedPassage | None]] = [
        (code, places.pop((code.start, code.end))) for code in first if (code.start, code.end) in places
    ]
    matched = {id(code) for code, _ in pairs}
    codes = [*(code for code in first if id(code) not in matched), *places.values()]
    border = len(codes) - len(places)
    overlaps = overlapping([(code.start, code.end) for code in codes])
    found = [pair for pair in overlaps if min(pair) < border <= max(pair)]

    def unlikeness(pair: tuple[int, int]) -> tuple[int, int, int, int]:
        one, other = codes[min(pair)], codes[max(pair)]
        shared = min(one.end, other.end) - max(one.start, other.start)
        return -len(one.tags.keys() & other.tags.keys()), -shared, min(pair), max(pair)

    left = dict(enumerate(codes))
    for pair in sorted(found, key=unlikeness):
        if left.keys() >= set(pair):
            one, other = left.pop(min(pair)), left.pop(max(pair))
            pairs.append((one, other))
    pairs += ((code, None) if number < border else (None, code) for number, code in left.items())
    return sorted(pairs, key=lambda pair: min((code.start, code.end) for code in pair if code is not None))
