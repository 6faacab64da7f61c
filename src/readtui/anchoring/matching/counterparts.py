"""Chooses what a sentence became, from all that speaks for each place.

``Correspondence`` goes by words and the order of sentences. A reader also goes by the section, which may have another
name and place, by what went to either side, by questions and values, and by whether another sentence says it better.
The weights are those of a conditional logit for half of ``tests/benchmarks/rewritten``.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from readtui.anchoring.matching.correspondence import BLOCK, Correspondence
from readtui.anchoring.matching.edges import gap_strength
from readtui.anchoring.matching.kinship import Kinship
from readtui.anchoring.matching.units import NOWHERE, Once, Units

_LIKENESS, _WAY, _RIVAL, _LENGTH, _QUESTION, _VALUES = 4.5, 3.5, 3.0, 0.25, 1.1, 0.7
_BOTH_HEADINGS, _HEADING, _SECTION, _GONE = 2.0, 3.5, 2.1, 1.3
_WORST_WAY, _BESIDE, _REACH, _NEAR = 1.5, 4, 3, 12
_ENOUGH, _BOTH_SIDES, _MUCH, _STEM = 2, 2, 1.0, 4
_LONGEST_HEADING, _LONGEST_SECTION, _LONGEST = 12, 60, 200
_PARAGRAPH = 3
_ENDS = frozenset(".!…:;,。！：；，")
_ASKS = frozenset("?？¿؟")


class Counterparts:
    """Where the old units of two texts likely went. ``values_in`` tells the values in a sentence."""

    def __init__(
        self,
        kinship: Kinship,
        units: tuple[Units, Units],
        correspondence: Correspondence,
        values_in: Callable[[str], frozenset[object]],
    ) -> None:
        self._kinship, self._units, self._ways = kinship, units, correspondence
        self._sections = [_Sections(each, kinship.figures) for each in units]
        self._values_in = values_in
        self._values = [Once(partial(self._read, each)) for each in units]
        self._there = Once(correspondence.of)
        self._went = Once(self._that_went)
        self._votes = Once(self._votes_of_section)
        self._worths = Once(self._compared)

    def of(self, unit: int) -> int | None:
        """The new unit that likely says what an old one did; None if that is likely gone."""
        worths = self._worths[unit]
        best = max(worths, key=worths.__getitem__, default=NOWHERE)
        return best if best != NOWHERE and worths[best] > 0 else None

    def worths(self, unit: int) -> Mapping[int, float]:
        """What speaks for each place of an old unit, rather than for its being gone."""
        return self._worths[unit]

    def is_left(self, unit: int, place: int) -> bool:
        """Whether no other unit near an old one likely went to a place."""
        return all(self._there[other] != place for other in self._near(unit, _NEAR))

    def part(self, unit: int) -> range:
        """The new units that an old one likely became: one, and those beside it in its line that no other became."""
        place = self.of(unit)
        if place is None:
            return range(0)
        new, first, last = self._units[1], place, place + 1
        while first > 0 and not new.begins_line[first] and self.is_left(unit, first - 1):
            first -= 1
        while last < len(new) and not new.begins_line[last] and self.is_left(unit, last):
            last += 1
        return range(first, last)

    def is_borne_out(self, unit: int, places: range) -> bool:
        """Whether enough tells that an old unit became new ones: two telling words or a value, or that both are
        headings; else what went to either side.
        """
        if any(self._shares_values(unit, place) > 0 or self._are_headings(unit, place) for place in places):
            return True
        shared = self._telling_stems(0, [unit]) & self._telling_stems(1, places)
        if len(shared) >= _ENOUGH:
            return True
        before = self._there[unit - 1] if unit else NOWHERE
        behind = self._there[unit + 1] if unit + 1 < len(self._units[0]) else len(self._units[1])
        beside = (before == places[0] - 1) + (behind == places[-1] + 1)
        worth = max(self._worths[unit].get(place, 0.0) for place in places)
        if shared:
            return beside > 0 or worth > 0
        return beside > 0 and worth > (0 if beside == _BOTH_SIDES else _MUCH)

    def _are_headings(self, unit: int, place: int) -> bool:
        return self._sections[0].of[unit] == unit and self._sections[1].of[place] == place

    def _telling_stems(self, which: int, units: Iterable[int]) -> set[str]:
        words = {word for unit in units for word in self._units[which].words(unit)}
        return {self._kinship.stem(word)[:_STEM] for word in words if self._kinship.is_telling(word)}

    def _compared(self, unit: int) -> dict[int, float]:
        ways, gone = self._ways.ways(unit)
        least = _GONE + _WAY * gone
        return {
            place: _WAY * max(-_WORST_WAY, ways.get(place, -_WORST_WAY)) + self._worth(unit, place) - least
            for place in {*ways, *self._beside(unit), *self._headings(unit)}
        }

    def _worth(self, unit: int, place: int) -> float:
        old, new = self._units
        (start, end), (first, last) = old.bounds(unit), new.bounds(place)
        length = abs(math.log((last - first) / (end - start)))
        return (
            _LIKENESS * self._kinship.likeness(unit, place)
            - _RIVAL * max((self._kinship.likeness(other, place) for other in self._rivals(unit, place)), default=0.0)
            - _LENGTH * length
            + _QUESTION * _both(_asks(old, unit), _asks(new, place))
            + _VALUES * self._shares_values(unit, place)
            + self._worth_of_section(unit, place)
        )

    def _near(self, unit: int, reach: int) -> Iterator[int]:
        near = range(max(0, unit - reach), min(len(self._units[0]), unit + reach + 1))
        return (other for other in near if other != unit)

    def _beside(self, unit: int) -> Iterator[int]:
        """The places beside those of the nearest units."""
        for other in self._near(unit, _BESIDE):
            there = self._there[other]
            if there is not None:
                yield from range(max(0, there - _REACH), min(len(self._units[1]), there + _REACH + 1))

    def _rivals(self, unit: int, place: int) -> Iterator[int]:
        """The other units near a unit that went to a place."""
        return (other for other in self._went[unit // BLOCK].get(place, ()) if other != unit)

    def _that_went(self, block: int) -> dict[int, list[int]]:
        """The units that went to each place, of those in and beside a block."""
        found = defaultdict[int, list[int]](list)
        for unit in range(max(0, (block - 1) * BLOCK), min(len(self._units[0]), (block + 2) * BLOCK)):
            there = self._there[unit]
            if there is not None:
                found[there].append(unit)
        return found

    def _shares_values(self, unit: int, place: int) -> int:
        """1 if they have the same value, -1 if only one of them has any."""
        own, others = self._values[0][unit], self._values[1][place]
        return 1 if own & others else -(bool(own) != bool(others))

    def _read(self, units: Units, unit: int) -> frozenset[object]:
        (start, end), tokens = units.bounds(unit), units.tokens
        return self._values_in(tokens.text[tokens.starts[start] : tokens.ends[min(end, start + _LONGEST) - 1]])

    def _headings(self, unit: int) -> Iterator[int]:
        """For a heading, the headings above what stood below it."""
        own = self._sections[0].of[unit]
        return (there for there in self._votes[own] if there != NOWHERE) if own == unit else iter(())

    def _worth_of_section(self, unit: int, place: int) -> float:
        """What it tells that so much of the section of a unit went to that of a place, or below a heading."""
        here, there = (sections.of[each] for sections, each in zip(self._sections, (unit, place), strict=True))
        votes, own = self._votes[here], None
        are_headings = here == unit, there == place
        if not are_headings[0] and (went := self._there[unit]) is not None:
            own = self._sections[1].of[went]
        whole = votes.total() - (own is not None)
        share = (votes[there] - (own == there)) / whole if whole > 0 else 0.0
        weight = _HEADING * are_headings[0] if are_headings[1] else _SECTION
        return weight * share + _BOTH_HEADINGS * _both(*are_headings)

    def _votes_of_section(self, heading: int) -> Counter[int]:
        """The new headings below which the units below a heading went."""
        there = map(self._there.__getitem__, self._sections[0].below(heading))
        return Counter(self._sections[1].of[place] for place in there if place is not None)


class _Sections:
    """The headings of a text: short lines on their own, without a full stop, but none within a list of them.

    ``of``: the heading above a unit, or the unit itself; NOWHERE far below any.
    """

    def __init__(self, units: Units, figures: frozenset[int]) -> None:
        self._units, self._figures = units, figures
        self._looks_so = Once(self._is_short_line)
        self.of = Once(self._above)

    def below(self, heading: int) -> Iterator[int]:
        """The units below a heading; those at the start of the text for none."""
        for unit in range(heading + 1, min(len(self._units), heading + 1 + _LONGEST_SECTION)):
            if self._is_heading(unit):
                return
            yield unit

    def _above(self, unit: int) -> int:
        above = range(unit, max(NOWHERE, unit - _LONGEST_SECTION), -1)
        return next((each for each in above if self._is_heading(each)), NOWHERE)

    def _is_heading(self, unit: int) -> bool:
        looks_so = self._looks_so
        return looks_so[unit] and not (looks_so[unit - 1] and looks_so[unit + 1])

    def _is_short_line(self, unit: int) -> bool:
        if not 0 <= unit < len(self._units):
            return False
        tokens, (start, end) = self._units.tokens, self._units.bounds(unit)
        first = start
        while first and gap_strength(tokens, first) < _PARAGRAPH and tokens.ids[first - 1] in self._figures:
            first -= 1
        is_number = self._figures.issuperset(tokens.ids[start:end])
        is_line = gap_strength(tokens, first) == gap_strength(tokens, end) == _PARAGRAPH and not is_number
        return is_line and end - start <= _LONGEST_HEADING and _ENDS.isdisjoint(tokens.gap(end).partition("\n")[0])


def _asks(units: Units, unit: int) -> bool:
    start, end = units.bounds(unit)
    before, after = units.tokens.gap(start).rpartition("\n")[2], units.tokens.gap(end).partition("\n")[0]
    return not _ASKS.isdisjoint(after) or "¿" in before


def _both(one: bool, other: bool) -> int:
    """1 if both are true, -1 if only one is."""
    return 1 if one and other else -(one != other)
