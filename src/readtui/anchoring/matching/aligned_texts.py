"""Matches the words of two texts: in order, then lines and sentences that changed places, then what is quoted."""

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress
from typing import TypeAlias

from rapidfuzz.distance import LCSseq

from readtui.anchoring.matching.alignment import align
from readtui.anchoring.matching.edges import tidy
from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.places import UNMATCHED
from readtui.anchoring.matching.relocation import relocated
from readtui.anchoring.matching.reported_speech import ReportedSpeech
from readtui.anchoring.matching.tokens import Vocabulary, Weights, tokenise
from readtui.anchoring.matching.units import units_of

Ranges: TypeAlias = tuple[Sequence[tuple[int, int]], Sequence[tuple[int, int]]]
_NEAR = 6
_LEAST = 3
_MOSTLY = 0.6


def aligned(old_text: str, new_text: str, quotes: Ranges = ((), ()), code: Ranges = ((), ())) -> Pair:
    """Match the words of both texts. Takes about a third of a second per megabyte.

    ``quotes`` and ``code``: the ranges of the quote blocks in either text, and of what is marked as code, in order
    (code points).
    """
    # Nothing that is made here is garbage; looking for some takes a sixth of the time.
    is_collecting = gc.isenabled()
    gc.disable()
    try:
        return _aligned(old_text, new_text, quotes, code)
    finally:
        if is_collecting:
            gc.enable()


def _aligned(old_text: str, new_text: str, quotes: Ranges, code: Ranges) -> Pair:
    vocabulary = Vocabulary()
    old, new = tokenise(old_text, vocabulary), tokenise(new_text, vocabulary)
    vocabulary.lines.clear()
    runs = tidy(align(old.ids, new.ids), old, new)
    count_old, count_new = Counter(old.ids), Counter(new.ids)
    pair = Pair(vocabulary, old, new, runs, count_old, count_new)
    pair.code = code
    pair.units = units_of(old), units_of(new)
    pair.reported_speech = ReportedSpeech(old, quotes[0]), ReportedSpeech(new, quotes[1])
    stretches, in_doubt = relocated(pair.place, *pair.units, Weights(vocabulary, count_old, count_new))
    pair.relocate([stretch for stretch in stretches if not pair.is_of_another(*stretch)])
    for start, end in in_doubt:
        pair.is_in_doubt[start:end] = b"\1" * (end - start)
    take_back_from_quotes(pair)
    return pair


def take_back_from_quotes(pair: Pair) -> None:
    """Match words that only a new quote or another speaker has with the words between their own neighbors, if any.

    A passage that became a quote in its place keeps its match; its neighbors tell.
    """
    for start, end in list(_quoted(pair)):
        pair.unmatch(range(start, end))
        before, after = _neighbours(pair, start, end)
        place = pair.new_place(before)
        first = place + 1 if place != UNMATCHED else None
        last = pair.new_place(after)
        most = 2 * (after - before) + _NEAR
        gaps = []
        if first is not None and not pair.is_of_another(before + 1, after, first, first + 1):
            gaps.append((first, _reach(pair, first, most)))
        if last != UNMATCHED and not pair.is_of_another(before + 1, after, last - 1, last):
            gaps.append((_reach(pair, last, -most), last))
        gap = max(gaps, key=lambda each: each[1] - each[0], default=(0, 0))
        pair.unmatch(range(before + 1, after))
        pair.match((before + 1, after), gap)


def _quoted(pair: Pair) -> Iterator[tuple[int, int]]:
    """The old words that are matched with a new quote or with another speaker's words, outside of their own place."""
    if pair.reported_speech is None:
        return
    others = pair.reported_speech[1].others()
    if not others:
        return
    # Two more for words without a match, whose places are negative.
    is_others = bytearray(len(pair.new) + 2)
    for start, end in others:
        is_others[start:end] = b"\1" * (end - start)
    words = [*compress(range(len(pair.old)), map(is_others.__getitem__, pair.place))]
    index = 0
    while index < len(words):
        start = index
        while index + 1 < len(words) and _is_followed(pair, words[index], words[index + 1]):
            index += 1
        old, old_end = words[start], words[index] + 1
        new, new_end = pair.place[old], pair.place[old_end - 1] + 1
        index += 1
        is_quoted = old_end - old >= _LEAST and pair.is_of_another(old, old_end, new, new_end)
        if is_quoted and (
            not _is_in_its_place(pair, old, old_end, new, new_end) or _is_before_its_like(pair, old, old_end, new_end)
        ):
            yield old, old_end


def _is_followed(pair: Pair, word: int, following: int) -> bool:
    return following - word <= _NEAR and 0 < pair.place[following] - pair.place[word] <= _NEAR


def _is_in_its_place(pair: Pair, start: int, end: int, first: int, last: int) -> bool:
    """Whether a neighbor of the old words is still near, and on the same line or not as before."""
    before, after = _neighbours(pair, start, end)
    sides = (
        _is_beside(pair, (before + 1, start), (pair.new_place(before) + 1, first)),
        _is_beside(pair, (end, after), (last, pair.new_place(after))),
    )
    return True in sides and False not in sides


def _is_before_its_like(pair: Pair, start: int, end: int, last: int) -> bool:
    """Whether words like the old ones, which nobody quotes, follow what quotes them: "# was: retry = 3" does."""
    there = last, last + end - start
    same = LCSseq.similarity(pair.old.ids[start:end], pair.new.ids[slice(*there)])
    return (
        same >= _MOSTLY * (end - start)
        and pair.reported_speech is not None
        and not pair.reported_speech[1].is_quoted(*there)
    )


def _neighbours(pair: Pair, start: int, end: int) -> tuple[int, int]:
    """The nearest matched words before and after old words, or words at some distance."""
    before, after = start - 1, end
    while start - before < _NEAR and pair.new_place(before) == UNMATCHED:
        before -= 1
    while after - end < _NEAR and pair.new_place(after) == UNMATCHED:
        after += 1
    return before, after


def _is_beside(pair: Pair, old: tuple[int, int], new: tuple[int, int]) -> bool | None:
    """Whether a passage's neighbor is near; None if it is not. False: it is, but beyond or no longer beyond a line end.

    ``old`` and ``new``: the words between the passage and its neighbor.
    """
    if not 0 <= new[1] - new[0] <= _NEAR:
        return None
    was, now = (
        any("\n\n" in tokens.gap(index) for index in range(max(0, start), min(end, len(tokens)) + 1))
        for tokens, (start, end) in ((pair.old, old), (pair.new, new))
    )
    return was == now


def _reach(pair: Pair, place: int, most: int) -> int:
    """``place``, moved over at most ``most`` free words (back if negative)."""
    is_free, step = pair.is_free, 1 if most > 0 else -1
    for _ in range(abs(most)):
        index = place if step > 0 else place - 1
        if not 0 <= index < len(is_free) or not is_free[index]:
            break
        place += step
    return place
