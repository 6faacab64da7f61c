"""Chooses the place of a passage that was said in other words: a sentence, clauses of one, or a line.

Whatever has to do with what the passage's sentence became is a candidate, and one sum decides. Its weights are those of
a conditional logit for half of ``tests/benchmarks/rewritten``: the logarithm of the odds that this is the place.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from readtui.anchoring.matching.edges import begins_line
from readtui.anchoring.matching.kinship import Kinship
from readtui.anchoring.matching.tokens import Tokens, Words
from readtui.anchoring.matching.units import Once, Units
from readtui.anchoring.sought_passage import Found, SoughtPassage
from readtui.text.word_lists import listed_by_name

_OWN, _REST, _NEAR, _SHORTER, _LONGER, _OF_LINE, _FOUND, _LEAST = 5.4, 6.4, 2.7, 3.2, 1.5, 1.5, 1.6, 4.6
_BORDERS, _JOINERS, _ACROSS, _ACROSS_CELLS, _LINE, _WHOLE = 2.1, 1.0, 3.1, 1.0, 0.8, 1.1
_WORST, _MOST_PLACES, _NEAR_UNITS, _MOST_UNITS = -6.0, 4, 3, 6
_LONGEST_LINE, _MOST_CUTS, _MOST_TIMES, _MOST_TRIED = 300, 40, 5, 200
# Of a part of a sentence, each word of another may be the first or last.
_LONGEST_PART, _LONGEST_PARTED, _MOST_OF_UNIT, _PART_TIMES = 15, 80, 0.8, 2.5
_BORDER = re.compile(r"[,;:—–()\"“”„«»、，；：،؛\t\n]|\s-\s")
_SEMICOLONS = (";", "；")
_AFTER_QUOTES = '"”»’)'


def likeliest(wanted: SoughtPassage, found: Found | None) -> Found | None:
    """What is likeliest to say it in a text that was rewritten as a whole; never sure. ``found``: a place in doubt."""
    pair = wanted.pair
    if pair.units is None or pair.counterparts is None:
        return found
    units = range(pair.units[0].of(wanted.start), pair.units[0].of(wanted.end - 1) + 1)
    if len(units) > _MOST_UNITS or not pair.is_rewritten_around(units[0]):
        return found
    if len(units) > 1:
        return found or _likeliest_units(wanted, units)
    best = _Choice(wanted, units[0], found).best()
    if best is None or (found and best == (found.start, found.end)):
        return found
    has_stayed = found and not found.moved and found.start < best.end and best.start < found.end
    places = range(pair.units[1].of(best.start), pair.units[1].of(best.end - 1) + 1)
    is_there = best.start <= pair.only_place_of_words(wanted.start, wanted.end) < best.end
    if not (has_stayed or is_there or pair.counterparts.is_borne_out(units[0], places)):
        return found
    return Found(*best, is_sure=False, moved=not has_stayed)


def is_in_row(wanted: SoughtPassage) -> bool:
    """Whether the passage is in the row of a table."""
    text, start = wanted.pair.old.text, wanted.pair.old.starts[wanted.start]
    end = text.find("\n", start)
    return text.find("\t", text.rfind("\n", 0, start) + 1, end if end >= 0 else len(text)) >= 0


def _likeliest_units(wanted: SoughtPassage, units: Sequence[int]) -> Found | None:
    """What several sentences likely became, if most of them are still next to each other."""
    pair = wanted.pair
    assert pair.units
    assert pair.counterparts
    parts = [part for unit in units if (part := pair.counterparts.part(unit))]
    there = sorted(part.start for part in parts)
    if 2 * len(there) < len(units) or there[-1] - there[0] > len(units):
        return None
    new = pair.units[1]
    first, last = new.bounds(there[0])[0], new.bounds(max(part.stop for part in parts) - 1)[1]
    return None if wanted.is_of_another(first, last) else Found(first, last, is_sure=False, moved=True)


class _Told(NamedTuple):
    """What a word of the new text tells: its stem and weight, and how much it speaks for the passage and for others."""

    stem: str
    weight: float
    own: float
    others: float


class _Choice:
    """The candidates for a passage in one old unit, and what speaks for each."""

    def __init__(self, wanted: SoughtPassage, unit: int, found: Found | None) -> None:
        pair = wanted.pair
        assert pair.units
        assert pair.counterparts
        assert pair.kinship
        self._wanted, self._unit, self._found = wanted, unit, found
        self._old, self._new = pair.units
        self._kinship: Kinship = pair.kinship
        self._worths: Mapping[int, float] = pair.counterparts.worths(unit)
        self._figures, self._keys = pair.vocabulary.figures, pair.vocabulary.keys_by_id
        start, end = self._old.bounds(unit)
        self._is_line = _is_line(pair.old, wanted.start, wanted.end, self._figures)
        self._is_whole = (start, end) == (wanted.start, wanted.end)
        self._is_part = wanted.size <= min(_LONGEST_PART, _MOST_OF_UNIT * (end - start)) and not self._is_line
        self._has_cells = _has_cells(pair.old, wanted.start, wanted.end)
        self._told = Once(self._tell)

    def best(self) -> Words | None:
        """The best place; None if the passage is as likely gone."""
        spans = dict(span for place in self._places() for span in self._spans(place))
        if self._found:
            found = self._found.start, self._found.end
            spans |= self._from(found[0], found[1:])
        worths = {span: self._worth(span, told) for span, told in spans.items()}
        ranked = (span for span in sorted(worths, key=worths.__getitem__, reverse=True) if worths[span] > _LEAST)
        # What only quotes the passage may be beside what became of it.
        return next((span for span in islice(ranked, _MOST_TRIED) if not self._is_of_another(span)), None)

    def _is_of_another(self, span: Words) -> bool:
        speech = self._wanted.pair.reported_speech
        may_be_label = speech is not None and speech[1].may_have_label(*span)
        return not may_be_label and self._wanted.is_of_another(*span)

    def _places(self) -> list[int]:
        """The likeliest units, and that of what was found."""
        likely = sorted(self._worths, key=self._worths.__getitem__, reverse=True)[:_MOST_PLACES]
        return [*dict.fromkeys([*likely, *([self._new.of(self._found.start)] if self._found else [])])]

    def _spans(self, place: int) -> Iterator[tuple[Words, float]]:
        """The clauses side by side of a unit and those beside it in its line, at least one of which is of the unit."""
        first, last = self._new.bounds(place)
        start = self._new.bounds(place - 1)[0] if place and not self._new.begins_line[place] else first
        is_last = place + 1 == len(self._new) or self._new.begins_line[place + 1]
        end = last if is_last else self._new.bounds(place + 1)[1]
        if end - start > _LONGEST_LINE:
            start, end = first, last
        cuts = [*islice(filter(self._is_cut, range(start, end)), _MOST_CUTS), end]
        for at, begin in enumerate(cuts[:-1]):
            ends = [stop for stop in cuts[at + 1 :] if stop - begin <= _MOST_TIMES * self._wanted.size or stop <= last]
            yield from self._from(begin, [stop for stop in ends if begin < last and first < stop])
        if self._is_part and last - first <= _LONGEST_PARTED:
            least, most = (int(self._wanted.size * times) for times in (1 / _PART_TIMES, _PART_TIMES))
            for begin in range(first, last):
                parts = range(begin + max(1, least), min(last, begin + most) + 1)
                yield from self._from(begin, parts, is_part=True)

    def _from(self, begin: int, ends: Iterable[int], *, is_part: bool = False) -> Iterator[tuple[Words, float]]:
        """The candidates from a word to each of some ends, and what their words tell. A part has words of its own."""
        seen, own, others, whole, at = set[str](), 0.0, 0.0, 0.0, begin
        for end in ends:
            for told in map(self._told.__getitem__, range(at, end)):
                if told.stem not in seen:
                    seen.add(told.stem)
                    own, others, whole = own + told.own, others + told.others, whole + told.weight
            at = end
            if own or not is_part:
                yield Words(begin, end), own - others / whole

    def _tell(self, word: int) -> _Told:
        stem, weight = next(iter(self._kinship.weights(self._new.tokens, [word]).items()))
        own = _OWN * min(weight, self._own.get(stem, 0.0)) / self._own_weight
        others = _REST * min(weight, self._rest.get(stem, 0.0)) + _NEAR * min(weight, self._near.get(stem, 0.0))
        return _Told(stem, weight, own, others)

    def _worth(self, span: Words, told: float) -> float:
        first, last = self._new.of(span.start), self._new.of(span.end - 1)
        longer = math.log(span.size / self._wanted.size)
        size = _LONGER * longer if longer > 0 else -_SHORTER * longer
        is_line = self._is_line and _is_line(self._new.tokens, *span, self._figures)
        is_whole = self._is_whole and span == (self._new.bounds(first)[0], self._new.bounds(last)[1])
        return (
            told
            + max(_WORST, *(self._worths.get(unit, _WORST) for unit in range(first, last + 1)))
            - size
            - _ACROSS * sum(not _follows_semicolon(self._new, unit) for unit in range(first + 1, last + 1))
            - _ACROSS_CELLS * (not self._has_cells and _has_cells(self._new.tokens, *span))
            + self._worth_of_edges[span.start]
            + self._worth_of_edges[span.end]
            + (_LINE + _OF_LINE * abs(longer)) * is_line
            + _WHOLE * is_whole
            + _FOUND * self._overlap(span)
        )

    def _is_cut(self, at: int) -> bool:
        """Whether a clause may begin there, or the words behind the number of a heading."""
        is_numbered = at and self._new.tokens.ids[at - 1] in self._figures and begins_line(self._new.tokens, at - 1)
        return bool(self._worth_of_edges[at] or is_numbered)

    @cached_property
    def _worth_of_edges(self) -> "Once[float]":
        return Once(self._edge)

    def _edge(self, at: int) -> float:
        tokens = self._new.tokens
        is_border = at == len(tokens) or self._new.bounds(self._new.of(at))[0] == at or _BORDER.search(tokens.gap(at))
        is_joiner = at < len(tokens) and self._keys[tokens.ids[at]] in listed_by_name("measuring")["joiners"]
        return _BORDERS * bool(is_border) + _JOINERS * is_joiner

    def _overlap(self, span: Words) -> float:
        """The share of the words of a span and of what was found that are in both."""
        if self._found is None:
            return 0.0
        both = max(0, min(span.end, self._found.end) - max(span.start, self._found.start))
        return both / (span.size + self._found.end - self._found.start - both)

    @cached_property
    def _own(self) -> dict[str, float]:
        return self._kinship.weights(self._old.tokens, range(self._wanted.start, self._wanted.end))

    @cached_property
    def _own_weight(self) -> float:
        return sum(self._own.values())

    @cached_property
    def _rest(self) -> dict[str, float]:
        """The stems of the rest of the sentence."""
        start, end = self._old.bounds(self._unit)
        return self._others([*range(start, self._wanted.start), *range(self._wanted.end, end)])

    @cached_property
    def _near(self) -> dict[str, float]:
        """The stems of the sentences beside that of the passage."""
        start, end = self._old.bounds(self._unit)
        first = self._old.bounds(max(0, self._unit - _NEAR_UNITS))[0]
        last = self._old.bounds(min(len(self._old) - 1, self._unit + _NEAR_UNITS))[1]
        before, behind = range(max(first, start - _LONGEST_LINE), start), range(end, min(last, end + _LONGEST_LINE))
        return self._others([*before, *behind])

    def _others(self, words: Sequence[int]) -> dict[str, float]:
        stems = self._kinship.weights(self._old.tokens, words)
        return {stem: weight for stem, weight in stems.items() if stem not in self._own}


def _follows_semicolon(units: Units, unit: int) -> bool:
    return units.tokens.gap(units.bounds(unit)[0]).lstrip(_AFTER_QUOTES).startswith(_SEMICOLONS)


def _has_cells(tokens: Tokens, start: int, end: int) -> bool:
    return tokens.text.find("\t", tokens.starts[start], tokens.starts[end - 1]) >= 0


def _is_line(tokens: Tokens, start: int, end: int, figures: frozenset[int]) -> bool:
    """Whether the words are a whole line, but for its number."""
    if not begins_line(tokens, end):
        return False
    while start and not begins_line(tokens, start) and tokens.ids[start - 1] in figures:
        start -= 1
    return begins_line(tokens, start)
