"""Compares the words that occur only in one passage of a text with a place in another text.

Words shared by similar lines and sentences (those of a form, a listing, a table) do not identify a passage. Its own
words do or, if it has hardly any, its own pairs of words.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz.distance import Indel

from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.tokens import Tokens
from readtui.anchoring.matching.weights import FIGURE

_ENOUGH = 3
_SELDOM = 2
_LONG = 4
_ALIKE = 0.6
_MOST_COMPARED = 400
_LONGEST_LABEL = 4
_COLONS = (":", "：")


class OwnWords:
    """The own words, or pairs of words, of words ``start:end`` of a pair's old text.

    For a quote without its text, own words are those that occur at most twice in the new text: words that the passage
    shares with near-copies occur more often.
    """

    def __init__(self, pair: Pair, start: int, end: int) -> None:
        self._pair = pair
        words = pair.old.ids[start:end]
        here = Counter(words)
        self._labels = {pair.old.ids[word] for word in _labels(pair.old, start, end)}
        self._pairs: set[tuple[int, int]] = set()
        if pair.is_of_quote:
            self._words = [word for word in here if pair.count_new[word] <= max(_SELDOM, here[word])]
            return
        self._words = [word for word in here if here[word] == pair.count_old[word]]
        if len(self._words) < _ENOUGH:
            own = set(self._words)
            self._pairs = {
                two
                for two, count in Counter(pairwise(words)).items()
                if own.isdisjoint(two) and count == pair.count_together(two)
            }

    def kept(self, first: int, last: int) -> tuple[float, float]:
        """How many of the own words are among words ``first:last`` of the new text, and how many there are.

        Long words count even with some letters changed; figures and labels count little.
        """
        there = self._pair.new.ids[first:last]
        present, pairs_there = set(there), set(pairwise(there)) if self._pairs else set()
        lost = [word for word in self._words if word not in present]
        kept = sum(self._weight(word) for word in self._words if word in present) + len(self._pairs & pairs_there)
        if lost and len(lost) * len(there) <= _MOST_COMPARED**2:
            keys = self._pair.vocabulary.keys_by_id
            new = [keys[word] for word in present if word not in self._pair.count_old]
            letters = "".join([keys[word] for word in there])
            kept += sum(self._weight(word) for word in lost if _is_there(keys[word], new, letters))
        whole = sum(map(self._weight, self._words)) + len(self._pairs)
        return kept, whole

    def _weight(self, word: int) -> float:
        return FIGURE if word in self._labels or word in self._pair.vocabulary.figures else 1.0


def _is_there(key: str, words: Sequence[str], letters: str) -> bool:
    """Whether a long word is there, possibly joined with others or with some letters changed."""
    if len(key) < _LONG:
        return False
    return key in letters or any(Indel.normalized_similarity(key, word, score_cutoff=_ALIKE) for word in words)


def _labels(tokens: Tokens, start: int, end: int) -> Iterator[int]:
    """The words before a colon at the start of a line, as in forms."""
    first = start
    for word in range(start, end):
        if word and "\n" in tokens.gap(word):
            first = word
        if word - first < _LONGEST_LABEL and tokens.gap(word + 1).lstrip()[:1] in _COLONS:
            yield from range(first, word + 1)
