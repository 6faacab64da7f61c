"""Splits a text's words into lines, sentences and clauses: the units that people move as a whole."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

from readtui.anchoring.matching.edges import begins_line
from readtui.anchoring.matching.tokens import Tokens, Words

NOWHERE = -1
_CUT = re.compile(r"[.!?…;。！？；।؟۔։။។\n](?:(?<=[。！？；।؟۔։။។\n])|[\"'”’“‘»)\]]*(?=\s))")

_LEAST_WRAPPED = 40
_STOPS = frozenset(".!?…;:。！？；।؟۔։။።។|")

_Known = TypeVar("_Known")


class Once(dict[int, _Known]):
    """Caches a function of a number."""

    def __init__(self, ask: Callable[[int], _Known]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, number: int) -> _Known:
        known = self[number] = self._ask(number)
        return known


class Units:
    """The units of a text, each a range of words. ``cuts`` lists their first words in order, and the end of the text.

    ``begins_line`` says whether a unit begins a line or the text ends before it. Units with exactly the same words have
    the same key in ``keys``. ``stems`` and ``holders`` have what was asked for of each unit, and around words: passages
    near each other ask again.
    """

    def __init__(self, tokens: Tokens, cuts: Sequence[int]) -> None:
        self.tokens = tokens
        self.cuts = cuts
        ids = tokens.ids
        self.stems: dict[int, set[str]] = {}
        self.holders: dict[int, Words] = {}
        self.keys = [ids[start:end].tobytes() for start, end in pairwise(cuts)]
        self.begins_line = Once(lambda unit: begins_line(tokens, cuts[unit]))

    def __len__(self) -> int:
        return len(self.cuts) - 1

    def bounds(self, unit: int) -> tuple[int, int]:
        """The unit's words, half-open."""
        return self.cuts[unit], self.cuts[unit + 1]

    def words(self, unit: int) -> Sequence[int]:
        """The ids of the unit's words."""
        return self.tokens.ids[self.cuts[unit] : self.cuts[unit + 1]]

    def of(self, word: int) -> int:
        """The unit of a word."""
        return bisect_right(self.cuts, word) - 1

    def around(self, words: Words) -> Words:
        """The words of all units in which some of these are."""
        return Words(self.bounds(self.of(words.start))[0], self.bounds(self.of(max(words.start, words.end - 1)))[1])


def standing_once(old: Units, new: Units) -> dict[int, int]:
    """The units with words that stand exactly once in either text, and their new places, in order."""
    places: dict[bytes, int] = {}
    for place, key in enumerate(new.keys):
        places[key] = NOWHERE if key in places else place
    count = Counter(old.keys)
    found = ((unit, places.get(key, NOWHERE)) for unit, key in enumerate(old.keys) if count[key] == 1)
    return {unit: place for unit, place in found if place != NOWHERE}


def units_of(tokens: Tokens) -> Units:
    """Split into lines, sentences, and clauses that end in a semicolon. Lines that are merely wrapped are not split."""
    text, starts, size = tokens.text, tokens.starts, len(tokens)
    cuts, word, line = [0], 0, 0
    for found in _CUT.finditer(text):
        end = found.end()
        if text[end - 1] == "\n":
            is_wrapped = end - line > _LEAST_WRAPPED and _goes_on(text, end) and text.find("\t", line, end) < 0
            line = end
            if is_wrapped:
                continue
        word = bisect_left(starts, end, word)
        if cuts[-1] < word < size:
            cuts.append(word)
    if size:
        cuts.append(size)
    return Units(tokens, cuts)


def _goes_on(text: str, start: int) -> bool:
    """Whether the line that starts there continues the sentence of the previous line."""
    first, before = text[start : start + 1], text[start - 2 : start - 1]
    if not first.isalpha() or before in _STOPS:
        return False
    # Scripts without capitals do not show where a sentence begins.
    return first.islower() or first.lower() == first.upper()
