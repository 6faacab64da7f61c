"""Finds the places where a lost passage most likely belongs now: the sentences with most of its words."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from readtui.anchoring.matching.tokens import Tokens, Vocabulary, tokenise
from readtui.anchoring.matching.units import Units, units_of
from readtui.model.selector import TextQuoteSelector
from readtui.quick_dataclass import dataclass

_MOST, _LEAST_UNITS, _MOST_UNITS = 5, 12, 60
_LEAST_SHARE, _LEAST_AROUND = 0.2, 0.4
_LEAST_GAIN = 0.1
_STEM, _LONG = 5, 8
_LEAST_TRIMMED, _STRAY = 0.6, 0.15
_TOO_LONG, _AROUND, _BETWEEN, _BESIDE = 0.6, 0.2, 0.6, 3
"""What words too many cost, and what the words around the passage give, some of them or all right beside it."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A place in code points, and how many of the passage's words, ``of`` so many, stand there."""

    start: int
    end: int
    shared: int
    of: int


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Consecutive sentences, by number, the last one included; how well they fit, and the share of words there."""

    first: int
    last: int
    score: float
    share: float


def likely_places(text: str, quote: TextQuoteSelector, most: int = _MOST) -> list[Likely]:
    """The most likely places of a quote that is not in ``text`` any more, the best first; they do not overlap.

    Other forms of a word count as the word. A place is one or several sentences, or lines; of a long sentence, the part
    with the words, if most of them are there. Time grows in proportion to the text.
    """
    vocabulary = Vocabulary()
    new, own = tokenise(text, vocabulary), tokenise(quote.exact, vocabulary)
    if not (len(new) and len(own)):
        return []
    around = [tokenise(part, vocabulary) for part in (quote.prefix, quote.suffix)]
    stems = [_stem(key) for key in vocabulary.keys_by_id]
    wanted = Counter(stems[word] for word in own.ids)
    words = [stems[word] for word in new.ids]
    counts = Counter(words)
    weights = {word: 1 / (1 + math.log2(max(1, counts[word]))) for word in wanted}
    units, neighbors = units_of(new), {stems[word] for part in around for word in part.ids} - wanted.keys()
    reach = min(_MOST_UNITS, max(_LEAST_UNITS, 2 * len(units_of(own)))) if "\n" in quote.exact.strip() else 0
    chosen: list[_Stretch] = []
    before, after = ([stems[word] for word in part.ids] for part in around)
    gap = _ends_of(words, before[-_BESIDE:]), {at - _BESIDE for at in _ends_of(words, after[:_BESIDE])}
    stretches = _stretches(units, words, wanted, weights, neighbors, reach, gap)
    for one in sorted(stretches, key=lambda one: -one.score):
        if len(chosen) == most:
            break
        if all(one.last < other.first or one.first > other.last for other in chosen):
            chosen.append(one)
    has_signs = not quote.exact.strip()[-1:].isalnum()
    return [_place(one, units, words, wanted, weights, has_signs=has_signs) for one in chosen]


def _ends_of(words: Sequence[str], sought: Sequence[str]) -> set[int]:
    """Where words of a text end that are the words sought, enough of them."""
    size = len(sought)
    found = {at + size for at, word in enumerate(words) if word == sought[0]} if size == _BESIDE else set[int]()
    return {end for end in found if words[end - size : end] == sought}


def _stem(key: str) -> str:
    """The beginning that forms of the word share, as far as that can be told without a dictionary."""
    return key if not key or key[0].isdigit() else key[:_STEM] if len(key) <= _LONG else key[: _STEM + 1]


def _stretches(
    units: Units,
    words: Sequence[str],
    wanted: Counter[str],
    weights: Mapping[str, float],
    neighbors: set[str],
    reach: int,
    gap: tuple[set[int], set[int]],
) -> Iterator[_Stretch]:
    """Those with enough of the words, and what is in the ``gap``: behind the words before the passage, and before those
    behind it. Without a ``reach``, a number of sentences, they stay in their line.
    """
    size, whole = wanted.total(), sum(weights[word] * count for word, count in wanted.items())
    for first in range(len(units)):
        left, kept, near, before = Counter(wanted), 0.0, set[str](), 0.0
        start = units.cuts[first]
        for last in range(first, min(len(units), first + (reach or _LEAST_UNITS))):
            if last > first and not reach and units.begins_line[last]:
                break
            for word in words[units.cuts[last] : units.cuts[last + 1]]:
                if left[word] > 0:
                    left[word] -= 1
                    kept += weights[word]
                elif word in neighbors:
                    near.add(word)
            share, length = kept / whole, units.cuts[last + 1] - start
            beside = len(near) / len(neighbors) if neighbors else 0.0
            is_between = start in gap[0] and start + length in gap[1]
            is_more = last == first or share >= before + _LEAST_GAIN
            if is_between or (is_more and (share >= _LEAST_SHARE or beside >= _LEAST_AROUND)):
                before = share
                too_long = max(0, length - size) / (length + size)
                score = share + _AROUND * beside + _BETWEEN * is_between - _TOO_LONG * too_long
                yield _Stretch(first, last, score, share)
            if length > 2 * size or not (kept or start in gap[0]):
                break


def _place(
    one: _Stretch,
    units: Units,
    words: Sequence[str],
    wanted: Counter[str],
    weights: Mapping[str, float],
    *,
    has_signs: bool,
) -> Likely:
    """The stretch, or the part of it that has its words. ``has_signs``: the passage ended with punctuation."""
    start, end = units.cuts[one.first], units.cuts[one.last + 1]
    tokens, size = units.tokens, wanted.total()
    left, found = Counter(wanted), list[int]()
    for at in range(start, end):
        if left[words[at]] > 0:
            left[words[at]] -= 1
            found.append(at)
    # A sentence goes to a sentence, if that is not much longer.
    if one.share >= _LEAST_TRIMMED and end - start > (2 if has_signs else 1.5) * size:
        part = _without_strays(found, [weights[words[at]] for at in found])
        first, last = part[0], part[-1] + 1
        while first > start and words[first - 1] in wanted:
            first -= 1
        while last < end and words[last] in wanted:
            last += 1
        if last - first <= 1.5 * size:
            shared = sum((Counter(words[first:last]) & wanted).values())
            with_signs = _with_signs(tokens, first, last)
            return Likely(
                with_signs[0] if first == start else tokens.starts[first],
                with_signs[1] if has_signs else tokens.ends[last - 1],
                shared,
                size,
            )
    return Likely(*_with_signs(tokens, start, end), len(found), size)


def _without_strays(found: Sequence[int], weights: Sequence[float]) -> Sequence[int]:
    """The places of words without the few and common ones that stand apart at either end."""
    first, last, spare = 0, len(found), _STRAY * sum(weights)
    while last - first > 1:
        ahead, behind = found[first + 1] - found[first], found[last - 1] - found[last - 2]
        at = first if ahead >= behind else last - 1
        spare -= weights[at]
        if max(ahead, behind) == 1 or spare < 0:
            break
        first, last = (first + 1, last) if at == first else (first, last - 1)
    return found[first:last]


def _with_signs(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """The range of words in code points, with the signs that touch them."""
    before, after = tokens.gap(start), tokens.gap(end)
    opening = len(before) - len(before.rstrip()) == 0 and before.split()
    closing = bool(after) and not after[0].isspace() and after.split()
    return (
        tokens.starts[start] - (len(opening[-1]) if opening else 0),
        tokens.ends[end - 1] + (len(closing[0]) if closing else 0),
    )
