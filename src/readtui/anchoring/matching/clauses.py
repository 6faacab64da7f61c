"""Tells the clauses of a sentence that say what another sentence said, or says."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.tokens import Tokens, Vocabulary, Words
from readtui.anchoring.matching.units import Units
from readtui.text.language import frequent_words
from readtui.text.word_lists import listed_by_name

_BORDER = re.compile(r"[,;:—–()\"“”„«»、，；：،؛]|\s-\s|\n")
_COLONS = frozenset(":：")
_STEM, _SHORTEST = 5, 3
_NEAR_UNITS, _LONGEST = 20, 300
_MOST, _FEWEST, _MOST_OWN = 0.5, 2, 0.2


def own_clauses(pair: Pair, words: Words, there: Words, core: Words | None = None) -> Words:
    """New words ``there``, without the clauses at their ends that say what old sentences other than that of ``words``
    do, and without what introduces them before a colon.

    ``core``: the words to keep.
    """
    if pair.units is None:
        return there
    clauses = _Clauses(pair.vocabulary, pair.units, words, pair.place)
    own = clauses.own_of(there, core)
    colons = _colons(pair.new, Words(own.start, core.start + 1 if core else own.end))
    if not colons or _colons(pair.old, words):
        return own
    rest = Words(colons[-1], own.end)
    return rest if clauses.is_introduction(Words(own.start, rest.start), rest) else own


def clauses_that_stayed(pair: Pair, words: Words, there: Words, core: Words) -> Words:
    """Old ``words`` without the clauses at their ends that new sentences other than that of ``there`` say."""
    if pair.units is None:
        return words
    return _Clauses(pair.vocabulary, pair.units[::-1], there).own_of(words, core)


def _colons(tokens: Tokens, words: Words) -> list[int]:
    """Which of the words stand right behind a colon, but for the first."""
    gaps = {at: tokens.gap(at) for at in range(words.start + 1, words.end)}
    # That of a time, such as 22:00, introduces nothing.
    return [at for at, gap in gaps.items() if gap != ":" and not _COLONS.isdisjoint(gap)]


class _Clauses:
    """The sentence of ``words`` and those near it in one text, with which clauses of the other text are compared.

    ``places``: where the words of the one text are matched in the other.
    """

    def __init__(
        self, vocabulary: Vocabulary, units: tuple[Units, Units], words: Words, places: Sequence[int] = ()
    ) -> None:
        self._vocabulary = vocabulary
        self._here, self._there = units
        self._words, self._places = words, places
        self._unit = self._here.of(words.start), self._here.of(words.end - 1)
        self._near = max(0, self._unit[0] - _NEAR_UNITS), min(len(self._here), self._unit[1] + _NEAR_UNITS + 1)

    @cached_property
    def _own(self) -> set[str]:
        return set[str]().union(*map(self._of_unit, range(self._unit[0], self._unit[1] + 1)))

    @cached_property
    def _others(self) -> list[set[str]]:
        return [self._of_unit(unit) for unit in range(*self._near) if not self._unit[0] <= unit <= self._unit[1]]

    def _of_unit(self, unit: int) -> set[str]:
        known = self._here.stems.get(unit)
        if known is None:
            words = Words(*self._here.bounds(unit))
            known = self._here.stems[unit] = _stems(self._vocabulary, self._here.tokens, words)
        return known

    @cached_property
    def _taken(self) -> set[int]:
        """The places of the words of the other sentences."""
        first, last = (self._here.cuts[unit] for unit in self._near)
        return {*self._places[first : self._words.start], *self._places[self._words.end : last]}

    def own_of(self, there: Words, core: Words | None) -> Words:
        """Words ``there`` without the clauses at their ends that are of other sentences."""
        cuts = self._cuts(there) if there.size <= _LONGEST else [*there]
        first, last = 0, len(cuts) - 1
        stays = (core.start, core.end) if core else (there.end, there.start)
        for at in range(1, last):
            if cuts[at] <= stays[0] and self._is_of_another(Words(cuts[first], cuts[at]), is_beside=first > 0):
                first = at
        end = last
        for at in range(last - 1, first, -1):
            if cuts[at] >= stays[1] and self._is_of_another(Words(cuts[at], cuts[last]), is_beside=last < end):
                last = at
        return Words(cuts[first], cuts[last])

    def is_introduction(self, words: Words, rest: Words) -> bool:
        """Whether none of the words tells the own sentence more than the ``rest`` does."""
        stems, others = (_stems(self._vocabulary, self._there.tokens, each) for each in (words, rest))
        return stems & self._own <= others

    def _is_of_another(self, clause: Words, *, is_beside: bool) -> bool:
        """Whether another sentence said the clause, or a word or two ``is_beside`` such a clause."""
        stems = _stems(self._vocabulary, self._there.tokens, clause)
        own = len(stems & self._own)
        if is_beside and not own and len(stems) <= _FEWEST:
            return True
        if 2 * own > len(stems):
            # Comparing it with the others takes time.
            return False
        most = max((len(stems & other) for other in self._others), default=0)
        if most >= _MOST * len(stems) and most >= own + _FEWEST and own <= _MOST * most:
            return True
        matched = sum(place in self._taken for place in range(*clause))
        return matched > _FEWEST and matched >= _MOST * clause.size and own <= _MOST_OWN * len(stems)

    def _cuts(self, words: Words) -> Sequence[int]:
        joiners, tokens = listed_by_name("measuring")["joiners"], self._there.tokens
        keys = self._vocabulary.keys_by_id
        inside = (
            at
            for at in range(words.start + 1, words.end)
            if _BORDER.search(tokens.gap(at)) or keys[tokens.ids[at]] in joiners
        )
        return [words.start, *inside, words.end]


def has_all_stems(pair: Pair, old: Words, new: Words) -> bool:
    """Whether all stems of old words are among those of new ones."""
    return _stems(pair.vocabulary, pair.old, old) <= _stems(pair.vocabulary, pair.new, new)


def _stems(vocabulary: Vocabulary, tokens: Tokens, words: Words) -> set[str]:
    return set(_content(vocabulary, tokens.ids[words.start : words.end]))


def _content(vocabulary: Vocabulary, ids: Sequence[int]) -> Iterator[str]:
    """What tells a clause: the stems of the words that are not frequent, or pairs of characters."""
    common, keys, before = frequent_words(), vocabulary.keys_by_id, ""
    for word in ids:
        key = keys[word]
        is_character = len(key) == 1 and not key.isascii()
        if is_character and before:
            yield before + key
        elif key not in common and (len(key) >= _SHORTEST or key.isdecimal()):
            yield key[:_STEM]
        before = key if is_character else ""
