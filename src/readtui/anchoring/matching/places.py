"""Finds the places of a word; for frequent words, those with the same neighbours."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

BEFORE_FIRST = -1
UNMATCHED = -2
_OFTEN = 100


class Places:
    """The ``places`` of some words of a text."""

    def __init__(self, words: Sequence[int], places: Iterable[int]) -> None:
        self._words = words
        self._of_word: defaultdict[int, list[int]] = defaultdict(list)
        for place in places:
            self._of_word[words[place]].append(place)
        self._between: dict[int, _Between] = {}

    def of(self, words: Sequence[int], index: int) -> Sequence[int]:
        """At most a hundred places of word ``index`` of ``words``.

        For a more frequent word, only those between the same two words.
        """
        word = words[index]
        places = self._of_word.get(word, ())
        if len(places) <= _OFTEN:
            return places
        if not 0 < index < len(words) - 1:
            return ()
        between = self._between.get(word)
        if between is None:
            between = self._between[word] = _Between(self._words, places)
        return between.of(words[index - 1], words[index + 1])


class _Between:
    """The places of one word by its neighbours. Numbers instead of lists and pairs: a text has very many of them."""

    def __init__(self, words: Sequence[int], places: Iterable[int]) -> None:
        self._first: dict[int, int] = {}
        self._others: dict[int, list[int]] = {}
        last = len(words) - 1
        for place in places:
            if 0 < place < last:
                key = words[place - 1] << 32 | words[place + 1]
                if self._first.setdefault(key, place) != place:
                    self._others.setdefault(key, []).append(place)

    def of(self, before: int, after: int) -> Sequence[int]:
        """The places between these two words; none if there are too many."""
        key = before << 32 | after
        first = self._first.get(key)
        others = self._others.get(key, ())
        return () if first is None or len(others) >= _OFTEN else (first, *others)
