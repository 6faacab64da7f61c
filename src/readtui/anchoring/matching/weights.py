"""Weighs words by how well they identify a place."""

from collections import Counter
from collections.abc import Iterable
from itertools import filterfalse, islice

from readtui.anchoring.matching.tokens import Vocabulary

FIGURE = 0.2


class Weights(dict[int, float]):
    """Weights of words, from 0 to 1: 1 if a word occurs once in both texts, less for frequent words and figures."""

    def __init__(self, vocabulary: Vocabulary, old: Counter[int], new: Counter[int]) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._old, self._new = old, new

    def __missing__(self, word: int) -> float:
        weight = 1 / max(1, self._old[word] + self._new[word] - 1).bit_length()
        if self._vocabulary.is_figure(word):
            weight *= FIGURE
        self[word] = weight
        return weight

    def is_rare(self, word: int, most: int) -> bool:
        """Whether the word occurs in both texts, at most ``most`` times in each."""
        return 0 < self._new[word] <= most and self._old[word] <= most

    def of(self, words: Iterable[int]) -> float:
        """The total weight."""
        return sum(map(self.__getitem__, words))

    def words_among(self, words: Iterable[int], most: int) -> int:
        """How many are not figures, counting up to ``most``."""
        return sum(1 for _ in islice(filterfalse(self._vocabulary.is_figure, words), most))
