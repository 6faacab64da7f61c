"""Tells which sentences of two texts likely say the same, by their words and their order.

Somebody who rewrites a text mostly keeps the order of what it says, section by section. Each old unit goes to a new one
with words like its own, or to none, and going on with the next unit is free, while skipping, joining and jumping cost
(Viterbi, there and back). So a sentence without a word of its own follows its neighbors, and goes where one new
sentence is left.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from readtui.anchoring.matching.edges import begins_line
from readtui.anchoring.matching.kinship import Kinship
from readtui.anchoring.matching.units import NOWHERE, Once, Units

_Worths: TypeAlias = dict[int, float]
_GONE, _JOIN, _SKIP, _MORE, _JUMP = 0.06, 0.2, 0.12, 0.01, 0.3
_OTHER_LENGTH, _SLIGHTLY, _OTHER_KIND, _TAKEN, _LETTERS = 0.1, 0.3, 0.1, 0.4, 0.5
_MOST_SKIPPED, _MOST_STATES, _LIKELY, _REACH = 8, 24, 6, 2
BLOCK, _GRAM, _LONGEST_HEADING = 100, 3, 12
_NEAR, _CLEARLY = 12, 0.02
_ENDS = frozenset(".!?…。！？।؟")


class Correspondence:
    """The units of two texts that correspond, of those that ``kinship`` compares; ``is_free``: which new words match
    no old ones.
    """

    def __init__(self, kinship: Kinship, units: tuple[Units, Units], is_free: Sequence[int]) -> None:
        self._kinship, self._units, self._is_free = kinship, units, is_free
        self._blocks = Once(self._block)
        self._letters = [Once(partial(self._grams, which)) for which in (0, 1)]
        self._kinds = [Once(partial(_kind, each)) for each in units]

    def of(self, unit: int) -> int | None:
        """Where an old unit likely went; None if it is as likely gone, or elsewhere."""
        through, gone = self._blocks[unit // BLOCK][unit]
        best = max(through, key=through.__getitem__, default=NOWHERE)
        others = max((worth for place, worth in through.items() if place != best), default=-math.inf)
        return best if best != NOWHERE and through[best] >= max(gone, others) + _CLEARLY else None

    def ways(self, unit: int) -> tuple[dict[int, float], float]:
        """The worth of the best way through each place of an old unit, and through none, compared with the best."""
        through, gone = self._blocks[unit // BLOCK][unit]
        best = max(gone, *through.values()) if through else gone
        return {place: worth - best for place, worth in through.items()}, gone - best

    def goes_with_neighbors(self, unit: int, place: int) -> bool:
        """Whether a unit near an old one likely went near that place."""
        near = range(max(0, unit - _REACH), min(len(self._units[0]), unit + _REACH + 1))
        places = [there for other in near if other != unit and (there := self.of(other)) is not None]
        return any(abs(there - place) <= _REACH for there in places)

    def _block(self, number: int) -> dict[int, tuple[_Worths, float]]:
        """The worth of the best way through each place of each unit, and through none, for units near each other."""
        first = max(0, (number - 1) * BLOCK)
        worths = self._worths(range(first, min(len(self._units[0]), (number + 2) * BLOCK)))
        here, last = _ways(worths, 1)
        back, next_places = (ways[::-1] for ways in _ways(worths[::-1], -1))
        last, next_places = [{}, *last], [*next_places, {}]
        return {
            first + at: (
                {place: worth + back[at][place] - worths[at][place] for place, worth in here[at].items()},
                _joined(last[at], next_places[at + 1]) - _GONE,
            )
            for at in range(len(worths))
        }

    def _worths(self, units: range) -> list[_Worths]:
        """What speaks for each of the places that an old unit may have: those with words of its own, and those beside
        the likely ones of its neighbors.
        """
        found = [{kin.unit: kin.likeness for kin in self._kinship.of(unit)} for unit in units]
        for order, step in ((range(1, len(found)), 1), (range(len(found) - 2, -1, -1), -1)):
            for at in order:
                beside = found[at - step]
                for place in sorted(beside, key=beside.__getitem__, reverse=True)[:_LIKELY]:
                    for there in range(place + step, place + step * (_REACH + 1), step):
                        if 0 <= there < len(self._units[1]) and len(found[at]) < _MOST_STATES:
                            found[at].setdefault(there, 0.0)
        rarity = Counter[str]()
        for grams in [
            *map(self._letters[0].__getitem__, units),
            *map(self._letters[1].__getitem__, set().union(*found)),
        ]:
            rarity.update(grams.keys())
        return [
            {place: self._worth(unit, place, likeness, rarity) for place, likeness in places.items()}
            for unit, places in zip(units, found, strict=True)
        ]

    def _worth(self, unit: int, place: int, likeness: float, rarity: Mapping[str, int]) -> float:
        (start, end), (first, last) = self._units[0].bounds(unit), self._units[1].bounds(place)
        likeness += _LETTERS * _likeness(self._letters[0][unit], self._letters[1][place], rarity)
        rival = max((kin.likeness for kin in self._kinship.rivals(place) if kin.unit != unit), default=0.0)
        taken = max(rival, 1 - sum(self._is_free[first:last]) / (last - first))
        length = abs(math.log((last - first) / (end - start)))
        return (
            likeness
            - _TAKEN * max(0.0, taken - likeness)
            - _OTHER_LENGTH * max(0.0, length - _SLIGHTLY)
            - _OTHER_KIND * (self._kinds[0][unit] != self._kinds[1][place])
        )

    def _grams(self, which: int, unit: int) -> Counter[str]:
        """The letters of a unit's telling words, three at a time."""
        words = self._kinship.telling_words(self._units[which].words(unit))
        return Counter(word[at : at + _GRAM] for key in words for word in [f" {key} "] for at in range(len(word) - 2))


def _kind(units: Units, unit: int) -> int:
    """Whether a unit is a heading or a short item, a longer line without a full stop, or a sentence."""
    tokens, (start, end) = units.tokens, units.bounds(unit)
    is_line = begins_line(tokens, start) and begins_line(tokens, end)
    if not is_line or not _ENDS.isdisjoint(tokens.gap(end).partition("\n")[0]):
        return 0
    return 1 if end - start <= _LONGEST_HEADING else 2


def _likeness(own: Mapping[str, int], others: Mapping[str, int], rarity: Mapping[str, int]) -> float:
    both = sum(min(count, others[gram]) / rarity[gram] for gram, count in own.items() if gram in others)
    return both and both / math.sqrt(_whole(own, rarity) * _whole(others, rarity))


def _whole(grams: Mapping[str, int], rarity: Mapping[str, int]) -> float:
    return sum(count / rarity[gram] for gram, count in grams.items())


def _ways(worths: Iterable[_Worths], step: int) -> tuple[list[_Worths], list[_Worths]]:
    """The worth of the best way to each place of each unit, and to each last place of it or of those before."""
    here, last_places = list[_Worths](), list[_Worths]()
    last: _Worths = {}
    for places in worths:
        best = max(last.values(), default=0.0)
        now = {place: _way_on(last, place, step, best) + worth for place, worth in places.items()}
        # Others are worth less than a jump.
        last = {place: worth - _GONE for place, worth in last.items() if worth > best - 2 * _JUMP}
        last |= {place: max(worth, last.get(place, worth)) for place, worth in now.items()}
        here.append(now)
        last_places.append(last)
    return here, last_places


def _way_on(last: _Worths, place: int, step: int, best: float) -> float:
    """The worth of the best way to those before a place; ``best`` of all."""
    way = max(best - _JUMP, last.get(place, -math.inf) - _JOIN) if last else 0.0
    for skipped in range(_MOST_SKIPPED):
        before = last.get(place - step * (skipped + 1), -math.inf)
        way = max(way, before - (_SKIP + _MORE * skipped if skipped else 0.0))
    return way


def _joined(last: _Worths, following: _Worths) -> float:
    """The worth of the best way over from last places to following ones."""
    best = max(last.values(), default=0.0)
    return max((_way_on(last, place, 1, best) + worth for place, worth in following.items()), default=best)
