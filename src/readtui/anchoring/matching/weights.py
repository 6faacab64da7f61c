"""Weighs words by how well they identify a place."""

from collections import Counter
from collections.abc import Iterable

from readtui.anchoring.matching.tokens import Vocabulary

FIGURE = 0.2


class Weights(dict[int, float]):
    """Weights of words, from 0 to 1: 1 if a word occurs once in both texts, less for frequent words and figures."""

    def __init__(self, vocabulary: Vocabulary, old: Counter[int], new: Counter[int]) -> None:
        super().__init__()
        self._figures = vocabulary.figures
        self._old, self._new = old, new

    def __missing__(self, word: int) -> float:
        # Counter's [] calls back into Python for a word that it lacks.
        weight = 1 / max(1, self._old.get(word, 0) + self._new.get(word, 0) - 1).bit_length()
        if word in self._figures:
            weight *= FIGURE
        self[word] = weight
        return weight

    def is_rare(self, word: int, most: int) -> bool:
        """Whether the word occurs in both texts, at most ``most`` times in each."""
        return 0 < self._new.get(word, 0) <= most and self._old.get(word, 0) <= most

    def of(self, words: Iterable[int]) -> float:
        """The total weight."""
        return sum(map(self.__getitem__, words))

    def words_among(self, words: frozenset[int], most: int) -> int:
        """How many are not figures, counting up to ``most``."""
        return min(len(words - self._figures), most)
