"""The passage to find, as words, and how well a place in the new text fits it."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise

from rapidfuzz.distance import Indel, LCSseq

from readtui.anchoring.matching.alignment import Run
from readtui.anchoring.matching.edges import begins_line, gap_strength
from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.tokens import FIGURE, Tokens, Words
from readtui.quick_dataclass import dataclass

FEW = 3
SOME = 6
CONTEXT = 8
_LEAST_OWN, _NEARLY_ALL, _ALIKE = 0.5, 0.85, 0.9
_ONE = 1.0
_MOSTLY = 0.75
MOST_SHARED = 0.7
MOST_LETTERS = 20_000
MOST_WORDS = 20_000
MOST_COMPARED = 2_000
_BESIDE = 2
_ENOUGH = 3
_SELDOM = 2
_LONG = 4
_NEAR_WORD, _MENDED = 0.6, 0.8
_MOST_COMPARED = 400
_LONGEST_LABEL = 4
_COLONS = (":", "：")


@dataclass(frozen=True, slots=True)
class Found:
    """Words ``start:end`` of the new text, and whether that is certain; ``moved`` unless they stayed in place.

    ``is_other``: another name stands there in the place of the passage.
    """

    start: int
    end: int
    is_sure: bool
    moved: bool
    is_other: bool = False


class SoughtPassage:
    """Words ``start:end`` of a pair's old text, at least one. Places are half-open ranges of words in the new text.

    ``size`` counts tokens, ``extent`` their approximate length in words: two Chinese characters are about one word.
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
        """The share of the words covered by ``runs``, by weight; ``old`` counts from the start of the passage."""
        return sum(sum(self._weights[run.old : run.old + run.size]) for run in runs) / self.weight

    def kept_places(self, first: int, last: int) -> Iterator[int]:
        """The places of the passage's words among words ``first:last`` of the new text."""
        return (place for place in self.pair.place[self.start : self.end] if first <= place < last)

    def may_have(self, first: int, last: int) -> bool:
        """Whether no other passage has words there."""
        own = set(self.pair.place[self.start : self.end])
        return all(self.pair.is_free[at] or at in own for at in range(first, last))

    def tells(self, runs: Sequence[Run]) -> bool:
        """Whether ``runs`` contain a word that occurs nowhere else in the old text."""
        pair = self.pair
        own = (word for run in runs for word in self.words[run.old : run.old_end])
        return any(pair.count_old[word] == 1 and word not in pair.vocabulary.figures for word in own)

    def is_verbatim(self, first: int, last: int) -> bool:
        """Whether exactly the same words are there."""
        return self.pair.new.ids[first:last] == self.words

    def likeness(self, first: int, last: int) -> float:
        """The similarity of the words there, from 0 to 1; compares letters unless there are too many words."""
        words = self.pair.new.ids[first:last]
        if max(len(words), self.size) > MOST_WORDS:
            return 0.0
        # Spaces between single-character tokens would match everywhere.
        space = " " if self.has_spaces else ""
        old, new = self.pair.letters(self.words, space), self.pair.letters(words, space)
        if max(len(old), len(new)) > MOST_LETTERS:
            return Indel.normalized_similarity(self.words, words)
        return Indel.normalized_similarity(old, new)

    @property
    def has_spaces(self) -> bool:
        """Whether it is in a script with spaces: its tokens are words."""
        return self.extent > _MOSTLY * self.size

    def is_itself(self, found: Found) -> bool:
        """Whether most of what is unique to this passage in the old text is there.

        If more than one such word is missing, its replacement has to be similar: changed letters, not other words. In
        prose, most words of any kind are enough; lines with the same words may be entries made by a template.
        """
        if self.is_verbatim(found.start, found.end):
            return True
        if not self.has_spaces and self.extent <= SOME and self._common(found.start, found.end) < _MOSTLY * self.size:
            # Half of these few characters are found by chance.
            return False
        if self._own is None:
            self._own = OwnWords(self.pair, self.start, self.end)
        kept, whole = self._own.kept(found.start, found.end)
        if kept < _LEAST_OWN * whole or self._has_words_of_another(found.start, found.end):
            return False
        is_reworded = not self.is_line() and self.shared(found.start, found.end) >= MOST_SHARED
        return (
            whole - kept <= _ONE
            or kept >= _NEARLY_ALL * whole
            or is_reworded
            or self.likeness(found.start, found.end) >= _ALIKE
        )

    def _common(self, first: int, last: int) -> int:
        """How many of the words are there in their order."""
        return LCSseq.similarity(self.words, self.pair.new.ids[first:last])

    def shared(self, first: int, last: int) -> float:
        """The share of the passage's words that are there, or of the words there that are the passage's; the lesser."""
        weight, own, there = self.pair.weight, set(self.words), set(self.pair.new.ids[first:last])
        return sum(map(weight, own & there)) / max(sum(map(weight, own)), sum(map(weight, there)))

    def _has_words_of_another(self, first: int, last: int) -> bool:
        """Whether other words stand there among the same ones as elsewhere in the old text: those of a near-copy."""
        pair, new = self.pair, self.pair.new.ids
        if pair.is_of_quote or max(last - first, self.size) > MOST_COMPARED:
            return False
        before, old_before = first, 0
        for block in [*LCSseq.editops(self.words, new[first:last]).as_matching_blocks()]:
            put_in = new[before : first + block.b]
            is_mended = self._is_mended(self.words[old_before : block.a], put_in)
            if len(put_in) and not is_mended and not pair.vocabulary.figures.issuperset(put_in):
                around = max(first, before - _BESIDE), min(last, first + block.b + _BESIDE)
                if around[1] - around[0] > len(put_in) + _BESIDE and pair.stands_in_old(*around):
                    return True
            before, old_before = first + block.b + block.size, block.a + block.size
        return False

    def _is_mended(self, words: Sequence[int], others: Sequence[int]) -> bool:
        """Whether the others are the same words with a letter or two mended."""
        old, new = self.pair.letters(words), self.pair.letters(others)
        return len(old) > _LONG and Indel.normalized_similarity(old, new) >= _MENDED

    def context(self, first: int, last: int) -> tuple[float, float]:
        """The shares of the words before and after the passage that are also around that place."""
        return context_of(self.pair, self.start, self.end, first, last)

    def begins_anew(self, old: int, new: int) -> bool:
        """Whether a sentence or paragraph begins with either word."""
        return min(gap_strength(self.pair.old, old), gap_strength(self.pair.new, new)) >= 2

    def is_of_another(self, first: int, last: int) -> bool:
        """Whether the words there only quote the passage, or another speaker says them."""
        return self.pair.is_of_another(self.start, self.end, first, last)

    def is_line(self) -> bool:
        """Whether the passage is one or more whole lines of the old text."""
        return begins_line(self.pair.old, self.start) and begins_line(self.pair.old, self.end)

    def over_free(self, index: int, most: int) -> int:
        """``index``, moved over at most ``most`` free words (back if negative), but not across a paragraph end."""
        is_free, new = self.pair.is_free, self.pair.new
        for _ in range(abs(most)):
            if most > 0 and index < len(new) and is_free[index] and gap_strength(new, index) < 3:
                index += 1
            elif most < 0 and index > 0 and is_free[index - 1] and gap_strength(new, index) < 3:
                index -= 1
            else:
                break
        return index


def share_left(pair: Pair, words: Words, there: Words) -> float:
    """The share of old words that are there, by weight."""
    own, others = set(pair.old.ids[slice(*words)]), set(pair.new.ids[slice(*there)])
    return sum(map(pair.weight, own & others)) / sum(map(pair.weight, own))


def context_of(pair: Pair, start: int, end: int, first: int, last: int) -> tuple[float, float]:
    """The shares of the words around old words ``start:end`` that are also around new words ``first:last``.

    For scripts with one token per character, it compares twice as many, in pairs: single characters occur everywhere.
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


# ----------------------------- compares the words that occur only in one passage of a text with a place in another text
#
# Words shared by similar lines and sentences (those of a form, a listing, a table) do not identify a passage. Its own
# words do or, if it has hardly any, its own pairs of words.


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
    return key in letters or any(Indel.normalized_similarity(key, word, score_cutoff=_NEAR_WORD) for word in words)


def _labels(tokens: Tokens, start: int, end: int) -> Iterator[int]:
    """The words before a colon at the start of a line, as in forms."""
    first = start
    for word in range(start, end):
        if word and "\n" in tokens.gap(word):
            first = word
        if word - first < _LONGEST_LABEL and tokens.gap(word + 1).lstrip()[:1] in _COLONS:
            yield from range(first, word + 1)
