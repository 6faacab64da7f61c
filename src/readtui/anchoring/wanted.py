"""The passage to find, in words, and how well a place in the new text fits it."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Indel, LCSseq

from readtui.anchoring.matching.alignment import Run
from readtui.anchoring.matching.edges import begins_line, gap_strength
from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.own_words import OwnWords

FEW = 3
SOME = 6
CONTEXT = 8
_LEAST_OWN, _NEARLY_ALL, _ALIKE = 0.5, 0.85, 0.9
_ONE = 1.0
_MOSTLY = 0.75
MOST_LETTERS = 20_000
MOST_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """Words ``start:end`` of the new text, and whether that is sure; ``moved`` unless they stand where they stood."""

    start: int
    end: int
    is_sure: bool
    moved: bool


class Wanted:
    """Words ``start:end`` of a pair's old text, at least one. Places are words of the new text, half-open.

    ``size`` counts tokens, ``extent`` what they amount to in words: two letters of Chinese are about one.
    """

    def __init__(self, pair: Pair, start: int, end: int) -> None:
        self.pair = pair
        self.start = start
        self.end = end
        self.size = end - start
        self.words = pair.old.ids[start:end]
        self._weights = [pair.weight(word) for word in self.words]
        self.extent = sum(map(pair.vocabulary.extent, self.words))
        self.weight = sum(self._weights)
        self.has_moved = any(pair.has_moved[start:end])
        self._own: OwnWords | None = None

    def kept(self, runs: Sequence[Run]) -> float:
        """The share of the words that ``runs`` hold, by weight; ``old`` counts from the passage's start."""
        return sum(sum(self._weights[run.old : run.old + run.size]) for run in runs) / self.weight

    def kept_places(self, first: int, last: int) -> Iterator[int]:
        """Where words of the passage are matched among words ``first:last`` of the new text."""
        return (place for place in self.pair.place[self.start : self.end] if first <= place < last)

    def tells(self, runs: Sequence[Run]) -> bool:
        """Whether a word is among ``runs`` that stands in no other place of the old text."""
        pair = self.pair
        own = (word for run in runs for word in self.words[run.old : run.old_end])
        return any(pair.count_old[word] == 1 and not pair.vocabulary.is_figure(word) for word in own)

    def is_verbatim(self, first: int, last: int) -> bool:
        """Whether the same words stand there."""
        return self.pair.new.ids[first:last] == self.words

    def likeness(self, first: int, last: int) -> float:
        """How alike the words are that stand there, from 0 to 1; by letters where they are not too many."""
        words = self.pair.new.ids[first:last]
        if max(len(words), self.size) > MOST_WORDS:
            return 0.0
        # Spaces between letters that are words by themselves would be alike everywhere.
        space = " " if self.extent > _MOSTLY * self.size else ""
        old, new = self.pair.letters(self.words, space), self.pair.letters(words, space)
        if max(len(old), len(new)) > MOST_LETTERS:
            return Indel.normalized_similarity(self.words, words)
        return Indel.normalized_similarity(old, new)

    def is_itself(self, found: Found) -> bool:
        """Whether what only this passage has in the old text stands there, for the most part.

        Where more than a word of it is gone, what is there instead has to be alike: letters that changed, not words.
        """
        if self.is_verbatim(found.start, found.end):
            return True
        if self._own is None:
            self._own = OwnWords(self.pair, self.start, self.end)
        kept, whole = self._own.kept(found.start, found.end)
        if kept < _LEAST_OWN * whole:
            return False
        return whole - kept <= _ONE or kept >= _NEARLY_ALL * whole or self.likeness(found.start, found.end) >= _ALIKE

    def context(self, first: int, last: int) -> tuple[float, float]:
        """The shares of the words before and after the passage that stand around that place too."""
        return context_of(self.pair, self.start, self.end, first, last)

    def begins_anew(self, old: int, new: int) -> bool:
        """Whether a sentence or paragraph begins with both words."""
        return min(gap_strength(self.pair.old, old), gap_strength(self.pair.new, new)) >= 2

    def is_line(self) -> bool:
        """Whether the passage is a line of the old text, or several."""
        return begins_line(self.pair.old, self.start) and begins_line(self.pair.old, self.end)

    def over_free(self, index: int, most: int) -> int:
        """``index``, moved over at most ``most`` free words (back if negative), not over a paragraph's end."""
        is_free, new = self.pair.is_free, self.pair.new
        for _ in range(abs(most)):
            if most > 0 and index < len(new) and is_free[index] and gap_strength(new, index) < 3:
                index += 1
            elif most < 0 and index > 0 and is_free[index - 1] and gap_strength(new, index) < 3:
                index -= 1
            else:
                break
        return index


def context_of(pair: Pair, start: int, end: int, first: int, last: int) -> tuple[float, float]:
    """The shares of the words around old words ``start:end`` that stand around new words ``first:last`` too.

    Of letters that are words by themselves, twice as many and two by two: one alone stands everywhere.
    """
    old, new = pair.old.ids, pair.new.ids
    size = CONTEXT if _are_words(pair, old[max(0, start - 1) : end + 1]) else 2 * CONTEXT
    share = _share if size == CONTEXT else _share_of_pairs
    before = share(old[max(0, start - size) : max(0, start)], new[max(0, first - size) : first])
    after = share(old[max(0, end) : max(0, end + size)], new[last : last + size])
    return before, after


def _are_words(pair: Pair, words: Sequence[int]) -> bool:
    return sum(map(pair.vocabulary.extent, words)) > _MOSTLY * len(words)


def _share_of_pairs(old: Sequence[int], new: Sequence[int]) -> float:
    return _share(list(pairwise(old)), list(pairwise(new)))


def _share(old: Sequence[Hashable], new: Sequence[Hashable]) -> float:
    if not old:
        return 1.0 if not new else 0.0
    return LCSseq.similarity(old, new) / len(old)
