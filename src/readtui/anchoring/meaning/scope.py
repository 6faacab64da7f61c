"""Chooses what of two sentences is compared: all but what was brought from elsewhere, or what is new at the passage."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable

from rapidfuzz.distance import LCSseq

from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.places import UNMATCHED
from readtui.anchoring.matching.tokens import Tokens, Words
from readtui.anchoring.meaning.sentence_words import SentenceWords, Stretch

_KEPT = 0.5
_MOST_BESIDE = 12
_FEW_WORDS = 6
_RUN = 3


def without_others(pair: Pair, old: Stretch, new: Stretch) -> tuple[Stretch, Stretch]:
    """Both stretches without what stood in another sentence before, or stands in another one now.

    Three words or more that came along from elsewhere change nothing in the sentence of the passage. Of a row, cell or
    line that is part of a longer sentence now, only the passage is left.
    """
    words, there = _words_of(pair.old, old.start, old.end), _words_of(pair.new, new.start, new.end)
    passage, found = _words_of(pair.old, old.first, old.last), _words_of(pair.new, new.first, new.last)
    if passage == words and there.size - found.size > max(passage.size, _FEW_WORDS):
        return old._replace(start=old.first, end=old.last), new._replace(start=new.first, end=new.last)
    places, taken = pair.place[slice(*words)], pair.is_free[slice(*there)]
    own, here = set(places), {UNMATCHED, *range(*there)}
    others = {at for at, place in enumerate(places, words.start) if place not in here}
    new_others = {at for at, is_free in enumerate(taken, there.start) if not is_free and at not in own}
    return (
        _between_others(pair.old, words, old, passage, others),
        _between_others(pair.new, there, new, found, new_others),
    )


def _words_of(tokens: Tokens, start: int, end: int) -> Words:
    first = bisect_right(tokens.ends, start)
    return Words(first, max(first, bisect_left(tokens.starts, end)))


def _between_others(tokens: Tokens, words: Words, stretch: Stretch, passage: Words, others: Collection[int]) -> Stretch:
    """The stretch between the nearest runs of ``others``, words that are not its own, before and after its passage."""
    if len(others) < _RUN:
        return stretch
    before = _first_run(range(passage.start - 1, words.start - 1, -1), others)
    after = _first_run(range(passage.end, words.end), others)
    start = stretch.start if before is None else tokens.ends[before]
    end = stretch.end if after is None else tokens.starts[after]
    return stretch._replace(start=start, end=end)


def _first_run(places: Iterable[int], others: Collection[int]) -> int | None:
    first, size = 0, 0
    for place in places:
        size = size + 1 if place in others else 0
        if size == 1:
            first = place
        if size == _RUN:
            return first
    return None


def compared(old: SentenceWords, new: SentenceWords) -> tuple[SentenceWords, SentenceWords]:
    """What of both sentences is compared: all, but of quite another sentence only what is new beside the passage."""
    return (old, new) if _is_same_sentence(old, new) else _narrowed(old, new)


def _is_same_sentence(old: SentenceWords, new: SentenceWords) -> bool:
    """Whether most words around the passage still stand around it."""
    first, last = old.passage
    there_first, there_last = new.passage
    outside = len(old.words) - (last - first)
    kept = sum(not (first <= one < last) and not (there_first <= other < there_last) for one, other in _pairs(old, new))
    return kept >= _KEPT * outside


def _pairs(old: SentenceWords, new: SentenceWords) -> list[tuple[int, int]]:
    return [
        (block.a + step, block.b + step)
        for block in LCSseq.editops(old.keys, new.keys).as_matching_blocks()
        for step in range(block.size)
    ]


def _narrowed(old: SentenceWords, new: SentenceWords) -> tuple[SentenceWords, SentenceWords]:
    """The passage with the words up to its next unchanged neighbours, if those are near."""
    (first, last), (there, there_last) = old.passage, new.passage
    pairs = _pairs(old, new)
    before = next(((one + 1, other + 1) for one, other in reversed(pairs) if one < first and other < there), None)
    after = next(((one, other) for one, other in pairs if one >= last and other >= there_last), None)
    is_most = 2 * (last - first) >= len(old.words)
    if before is None and first == 0 and is_most:
        before = (0, 0)
    if after is None and last == len(old.words) and is_most:
        after = (last, len(new.words))
    if before is None or max(first - before[0], there - before[1]) > _MOST_BESIDE:
        before = (first, there)
    if after is None or max(after[0] - last, after[1] - there_last) > _MOST_BESIDE:
        after = (last, there_last)
    return old.within(before[0], after[0]), new.within(before[1], after[1])
