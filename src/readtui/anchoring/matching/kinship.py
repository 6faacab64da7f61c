"""Tells which sentence of the new text says in other words what one of the old text says.

Both have stems of the same rare words, in any order: "Python 3.8 is no longer supported" for "Removed support for
Python 3.8". Only words that no other passage has count.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress, count
from typing import NamedTuple

from readtui.anchoring.matching.tokens import Tokens, Vocabulary
from readtui.anchoring.matching.units import Units
from readtui.text.language import frequent_words

_STEM, _SHORTEST = 5, 3
_COMMON = 0.1
_SELDOM = 2
_MOST_UNITS, _MOST_WORDS, _MOST_COMPARED = 50, 200, 8
_ALIKE, _FEWEST_WORDS, _ALIKE_BY_ONE = 0.35, 2, 0.45
_MUCH_ALIKE, _MANY_WORDS, _AHEAD = 0.76, 3, 0.25


class Kin(NamedTuple):
    """A unit like another, how alike they are, from 0 to 1, and by how many telling words: neither frequent ones, in
    the language or the old text, nor figures.
    """

    likeness: float
    unit: int
    words: float


class Kinship:
    """The units of two texts by their stems. Built only if a passage is not found otherwise: it takes time.

    ``weight`` says how distinctive a word is, ``count_old`` how often it occurs in the old text, ``place`` where an old
    word is matched (negative: nowhere), and ``is_free`` which new words are not.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        units: tuple[Units, Units],
        weight: Callable[[int], float],
        count_old: Mapping[int, int],
        place: Sequence[int],
        is_free: Sequence[int],
    ) -> None:
        self._vocabulary = vocabulary
        self._old, self._new = units
        self._weight, self._count_old, self._place = weight, count_old, place
        self._common = frequent_words()
        self.figures = vocabulary.figures
        self._known: dict[int, tuple[str, float]] = {}
        self._extents: dict[str, float] = {}
        self._stems: dict[tuple[bool, int], dict[str, float]] = {}
        self._free = self._by_stem(compress(count(), is_free), self._new)
        self._lost = self._by_stem(compress(count(), map((0).__gt__, place)), self._old)
        self._best: dict[tuple[bool, int], list[Kin]] = {}

    def of(self, unit: int) -> list[Kin]:
        """The new units most like an old one, the best first."""
        return self._ranked(unit, is_new=False)

    def rivals(self, unit: int) -> list[Kin]:
        """The old units most like a new one, of those that are lost."""
        return self._ranked(unit, is_new=True)

    def says(self, unit: int) -> tuple[Kin, bool] | None:
        """The new unit that says what an old one says, if there is one, and whether that is sure, whatever the text."""
        ranked = self.of(unit)
        best = next((each for each in ranked if each.words and each.likeness >= _least_alike(each)), None)
        if best is None:
            return None
        others = [each for each in self.rivals(best.unit) if each.unit != unit]
        # A heading is soon like a sentence: one word is most of it.
        if any(each.likeness > best.likeness and each.words >= best.words for each in others):
            return None
        second = max((each.likeness for each in [*ranked, *others] if each is not best), default=0.0)
        is_sure = best.likeness >= max(_MUCH_ALIKE, second + _AHEAD) and best.words >= _MANY_WORDS
        return best, is_sure

    def likeness(self, unit: int, place: int) -> float:
        """How alike an old unit and a new one are, by all their words."""
        own, others = self._of_unit(unit, is_new=False), self._of_unit(place, is_new=True)
        shared = sum(min(weight, others[stem]) for stem, weight in own.items() if stem in others)
        return shared and shared / math.sqrt(sum(own.values()) * sum(others.values()))

    def weights(self, tokens: Tokens, words: Iterable[int]) -> dict[str, float]:
        """The stems of some words, and what each tells."""
        return dict(self._stem(tokens.ids[word]) for word in words)

    def stem(self, word: int) -> str:
        """What a word, by its id, has in common with its other forms."""
        return self._stem(word)[0]

    def telling_words(self, words: Iterable[int]) -> Iterator[str]:
        """Those of the words that are not frequent, as they are compared."""
        keys = map(self._vocabulary.keys_by_id.__getitem__, words)
        return (key for key in keys if key not in self._common)

    def is_telling(self, word: int) -> bool:
        """Whether a word is not frequent."""
        return self._vocabulary.keys_by_id[word] not in self._common

    def _stem(self, word: int) -> tuple[str, float]:
        known = self._known.get(word)
        if known is None:
            key = self._vocabulary.keys_by_id[word]
            is_common = key in self._common or (len(key) < _SHORTEST and key.isascii() and key.isalpha())
            stem = key[:_STEM] if key.isalpha() else key
            known = self._known[word] = stem, self._weight(word) * (_COMMON if is_common else 1)
            is_seldom = self._count_old.get(word, 0) <= _SELDOM
            if is_seldom and not is_common and word not in self._vocabulary.figures:
                self._extents[stem] = self._vocabulary.extent(word)
        return known

    def _by_stem(self, places: Iterable[int], units: Units) -> dict[str, set[int]]:
        found: defaultdict[str, set[int]] = defaultdict(set)
        ids, cuts, unit, end, known = units.tokens.ids, units.cuts, -1, 0, self._known
        for place in places:
            while end <= place:
                unit += 1
                end = cuts[unit + 1]
            word = ids[place]
            found[(known.get(word) or self._stem(word))[0]].add(unit)
        return found

    def _of_unit(self, unit: int, *, is_new: bool) -> dict[str, float]:
        known = self._stems.get((is_new, unit))
        if known is None:
            units = self._new if is_new else self._old
            start, end = units.bounds(unit)
            words = range(start, min(end, start + _MOST_WORDS))
            known = self._stems[is_new, unit] = self.weights(units.tokens, words)
        return known

    def _ranked(self, unit: int, *, is_new: bool) -> list[Kin]:
        known = self._best.get((is_new, unit))
        if known is None:
            known = sorted(self._compared(unit, is_new=is_new), reverse=True)
            self._best[is_new, unit] = known
        return known

    def _compared(self, unit: int, *, is_new: bool) -> Iterator[Kin]:
        own = self._of_unit(unit, is_new=is_new)
        there = self._lost if is_new else self._free
        shared: defaultdict[int, set[str]] = defaultdict(set)
        for stem in own:
            units = there.get(stem, ())
            if len(units) <= _MOST_UNITS:
                for other in units:
                    shared[other].add(stem)
        for stem, other in self._matched(unit, is_new=is_new):
            shared[other].add(stem)
        votes = {other: sum(map(own.__getitem__, stems)) for other, stems in shared.items()}
        for other in sorted(votes, key=votes.__getitem__, reverse=True)[:_MOST_COMPARED]:
            whole = self._of_unit(other, is_new=not is_new)
            weight = sum(min(own[stem], whole[stem]) for stem in shared[other] if stem in whole)
            words = sum(self._extents.get(stem, 0.0) for stem in shared[other] if stem in whole)
            both = math.sqrt(sum(own.values()) * sum(whole.values()))
            yield Kin(weight / both if both else 0.0, other, words)

    def _matched(self, unit: int, *, is_new: bool) -> Iterator[tuple[str, int]]:
        """The stems of the old unit's words that are matched, and the new units that have them."""
        if is_new:
            return
        start, end = self._old.bounds(unit)
        for word in range(start, min(end, start + _MOST_WORDS)):
            place = self._place[word]
            if place >= 0:
                yield self.stem(self._old.tokens.ids[word]), self._new.of(place)


def _least_alike(kin: Kin) -> float:
    return _ALIKE if kin.words >= _FEWEST_WORDS else _ALIKE_BY_ONE
