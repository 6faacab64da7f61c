"""Chooses what of two sentences is compared: all, the clause of the passage, or what is new beside it."""

import re

from rapidfuzz.distance import LCSseq

from readtui.anchoring.meaning.sentence_words import Reading

_KEPT = 0.5
_PAUSE = re.compile(r"[，；：;:—()（）]|[,–-]\s|\s[–-]")
_MOST_BESIDE = 12
_FEW_WORDS = 6


def compared(old: Reading, new: Reading) -> tuple[Reading, Reading]:
    """What of both sentences is compared.

    If the passage itself has other words, all; otherwise its clause, since what happens in others hardly ever
    concerns it. If the sentence is another one, only what is new beside the passage.
    """
    (first, last), (there, there_last) = old.passage, new.passage
    if not _is_same_sentence(old, new):
        return _narrowed(old, new)
    if old.keys[first:last] != new.keys[there:there_last]:
        return old, new
    size, rest = last - first, len(new.words) - (there_last - there)
    if size == len(old.words) and rest > max(size, _FEW_WORDS):
        # It was a line of its own, and is part of a sentence now.
        return old.within(first, last), new.within(there, there_last)
    start, end = _clause(old, first, last)
    new_start, new_end = _clause(new, there, there_last)
    if first == 0 and there <= max(size, _FEW_WORDS):
        new_start = 0
    if last == len(old.words) and len(new.words) - there_last <= max(size, _FEW_WORDS):
        new_end = len(new.words)
    return old.within(start, end), new.within(new_start, new_end)


def _is_same_sentence(old: Reading, new: Reading) -> bool:
    """Whether most words around the passage still stand around it."""
    first, last = old.passage
    there_first, there_last = new.passage
    outside = len(old.words) - (last - first)
    kept = sum(not (first <= one < last) and not (there_first <= other < there_last) for one, other in _pairs(old, new))
    return kept >= _KEPT * outside


def _pairs(old: Reading, new: Reading) -> list[tuple[int, int]]:
    return [
        (block.a + step, block.b + step)
        for block in LCSseq.editops(old.keys, new.keys).as_matching_blocks()
        for step in range(block.size)
    ]


def _narrowed(old: Reading, new: Reading) -> tuple[Reading, Reading]:
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


def _clause(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """The words from the comma before the passage to the comma after it."""
    while first > 0 and not _PAUSE.search(reading.gap(first)):
        first -= 1
    while last < len(reading.words) and not _PAUSE.search(reading.gap(last)):
        last += 1
    return first, last
