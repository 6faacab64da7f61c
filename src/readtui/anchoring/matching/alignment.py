"""Matches the words of two texts in order: finds the common runs, with bounded work for texts of any size."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import compress
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

# The LCS table takes one bit per cell: two megabytes at most.
_MOST_CELLS = 16_000_000
_CHUNK = 2_000
_GRAMS = (8, 4, 2, 1)
_MOST_PILLARS = 60_000
_COMPARED_AT_ONCE = 4_096
_FAR = 8


class Run(NamedTuple):
    """``size`` equal words that start at ``old`` in the old text and at ``new`` in the new one."""

    old: int
    new: int
    size: int

    @property
    def old_end(self) -> int:
        return self.old + self.size

    @property
    def new_end(self) -> int:
        return self.new + self.size


class _Part(NamedTuple):
    """A part of both texts: half-open ranges of words."""

    old: int
    old_end: int
    new: int
    new_end: int


def align(old: Sequence[int], new: Sequence[int]) -> list[Run]:
    """The common runs of both texts, in order; no two of them touch in both texts.

    This is a longest common subsequence if its table is small enough. Otherwise, sequences of words that occur once in
    each text split the work (patience diff), and parts that nothing splits are compared in chunks along the diagonal.
    The work grows with the length of the texts, not with its square.
    """
    joined: list[Run] = []
    last_old, last_new, last_size = -1, -1, 0
    for run in _align(old, new, _Part(0, len(old), 0, len(new)), _GRAMS):
        start, place, size = run
        if last_old + last_size == start and last_new + last_size == place:
            last_size += size
            joined[-1] = Run(last_old, last_new, last_size)
        else:
            joined.append(run)
            last_old, last_new, last_size = run
    return joined


def _align(old: Sequence[int], new: Sequence[int], part: _Part, grams: Sequence[int]) -> Iterator[Run]:
    a, a_end, b, b_end = part
    head = _common_start(old, new, part)
    if head:
        yield Run(a, b, head)
        a, b = a + head, b + head
    tail = _common_end(old, new, _Part(a, a_end, b, b_end))
    inner = _Part(a, a_end - tail, b, b_end - tail)
    old_size, new_size = inner.old_end - a, inner.new_end - b
    if old_size and new_size:
        if old_size * new_size <= _MOST_CELLS:
            yield from _longest(old, new, inner)
        else:
            yield from _split(old, new, inner, grams)
    if tail:
        yield Run(inner.old_end, inner.new_end, tail)


def _longest(old: Sequence[int], new: Sequence[int], part: _Part) -> Iterator[Run]:
    a, a_end, b, b_end = part
    for block in LCSseq.editops(old[a:a_end], new[b:b_end]).as_matching_blocks():
        if block.size:
            yield Run(a + block.a, b + block.b, block.size)


def _split(old: Sequence[int], new: Sequence[int], part: _Part, grams: Sequence[int]) -> Iterator[Run]:
    for place, size in enumerate(grams):
        pillars = _shared_once(old, new, part, size)
        if not pillars:
            continue
        a, b = part.old, part.new
        for pillar_a, pillar_b in pillars:
            if pillar_a < a or pillar_b < b:
                continue
            if a < pillar_a and b < pillar_b:
                if old[a:pillar_a] == new[b:pillar_b]:
                    yield Run(a, b, pillar_a - a)
                else:
                    yield from _align(old, new, _Part(a, pillar_a, b, pillar_b), grams[place + 1 :])
            yield Run(pillar_a, pillar_b, size)
            a, b = pillar_a + size, pillar_b + size
        yield from _align(old, new, _Part(a, part.old_end, b, part.new_end), grams[place + 1 :])
        return
    yield from _along_the_diagonal(old, new, part)


def _shared_once(old: Sequence[int], new: Sequence[int], part: _Part, size: int) -> list[tuple[int, int]]:
    """The places, in order in both parts, of sequences of ``size`` words that occur once in each part."""
    longer = max(part.old_end - part.old, part.new_end - part.new)
    every = max(1, longer // _MOST_PILLARS)
    in_old = _once(old, part.old, part.old_end, size, every)
    in_new = _once(new, part.new, part.new_end, size, every) if in_old else {}
    pairs = [(a, in_new[gram]) for gram, a in in_old.items() if gram in in_new]
    return _longest_rising([(a, b) for a, b in pairs if old[a : a + size] == new[b : b + size]])


def _once(words: Sequence[int], start: int, end: int, size: int, every: int) -> dict[int, int]:
    """Hashes of a sample of the sequences that occur once, with their places in order."""
    # An array would make its numbers anew for each shift.
    part = list(words[start:end])
    grams = [*map(hash, zip(*(part[shift:] for shift in range(size)), strict=False))]
    places: Sequence[int] = range(start, start + len(grams))
    if every > 1:
        is_taken = [gram % every == 0 for gram in grams]
        grams, places = [*compress(grams, is_taken)], [*compress(places, is_taken)]
    last = dict(zip(grams, places, strict=True))
    if len(last) == len(grams):
        return last
    first = dict(zip(reversed(grams), reversed(places), strict=True))
    return {gram: place for gram, place in last.items() if first[gram] == place}


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence of ``pairs``, sorted by the first number, that also rises in the second."""
    tops: list[int] = []
    chain: list[int] = []
    before = [-1] * len(pairs)
    for index, (_, b) in enumerate(pairs):
        rank = len(tops) if not tops or tops[-1] < b else bisect_left(tops, b)
        if rank == len(tops):
            tops.append(b)
            chain.append(index)
        else:
            tops[rank] = b
            chain[rank] = index
        before[index] = chain[rank - 1] if rank else -1
    rising: list[tuple[int, int]] = []
    index = chain[-1] if chain else -1
    while index >= 0:
        rising.append(pairs[index])
        index = before[index]
    return rising[::-1]


def _along_the_diagonal(old: Sequence[int], new: Sequence[int], part: _Part) -> Iterator[Run]:
    a, a_end, b, b_end = part
    pieces = -(-max(a_end - a, b_end - b) // _CHUNK)
    for piece in range(pieces):
        yield from _longest(
            old,
            new,
            _Part(
                a + (a_end - a) * piece // pieces,
                a + (a_end - a) * (piece + 1) // pieces,
                b + (b_end - b) * piece // pieces,
                b + (b_end - b) * (piece + 1) // pieces,
            ),
        )


def _common_start(old: Sequence[int], new: Sequence[int], part: _Part) -> int:
    most = min(part.old_end - part.old, part.new_end - part.new)
    size, step = 0, min(_COMPARED_AT_ONCE, most)
    while step:
        a, b = part.old + size, part.new + size
        if size + step <= most and old[a : a + step] == new[b : b + step]:
            size += step
        else:
            step //= 2
    return size


def _common_end(old: Sequence[int], new: Sequence[int], part: _Part) -> int:
    most = min(part.old_end - part.old, part.new_end - part.new)
    size, step = 0, min(_COMPARED_AT_ONCE, most)
    while step:
        a, b = part.old_end - size, part.new_end - size
        if size + step <= most and old[a - step : a] == new[b - step : b]:
            size += step
        else:
            step //= 2
    return size


def pulled_together(runs: Sequence[Run], old: Sequence[int], new: Sequence[int]) -> list[Run]:
    """Move words of the first and last run that could equally be next to the adjacent runs in the new text."""
    result = list(runs)
    if len(result) > 1:
        first, second = result[0], result[1]
        while first.size and first.old_end == second.old and new[second.new - 1] == old[second.old - 1]:
            first = Run(first.old, first.new, first.size - 1)
            second = Run(second.old - 1, second.new - 1, second.size + 1)
        result[:2] = [first, second] if first.size else [second]
    if len(result) > 1:
        before, last = result[-2], result[-1]
        while last.size and before.old_end == last.old and new[before.new_end] == old[last.old]:
            before = Run(before.old, before.new, before.size + 1)
            last = Run(last.old + 1, last.new + 1, last.size - 1)
        result[-2:] = [before, last] if last.size else [before]
    return result


def without_stray_ends(
    runs: Sequence[Run], size: int, before: int | None = None, after: int | None = None
) -> list[Run]:
    """Drop a few words at either end that are far from the rest of the ``size`` words: they match by chance.

    A run next to the passage's neighbor counts one more word. ``before`` and ``after`` are the neighbors' new places;
    None or negative if they have none.
    """
    kept = list(runs)
    while len(kept) > 1:
        first, last = kept[0], kept[-1]
        if _is_stray(first, kept[1], first.size + (before == first.new - 1), size):
            del kept[0]
        elif _is_stray(kept[-2], last, last.size + (after == last.new_end), size):
            del kept[-1]
        else:
            break
    return kept


def _is_stray(first: Run, second: Run, few: int, size: int) -> bool:
    old_gap = second.old - first.old_end
    new_gap = second.new - first.new_end
    return few <= min(2, size // 4) and new_gap > old_gap + _FAR
