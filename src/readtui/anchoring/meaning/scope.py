"""Chooses what of two sentences is compared: all but what was brought from elsewhere, or what is new at the passage."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable

from rapidfuzz.distance import LCSseq

from readtui.anchoring.matching.clauses import clauses_that_stayed, own_clauses
from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.places import UNMATCHED
from readtui.anchoring.matching.tokens import Tokens, Words
from readtui.anchoring.meaning.sentence_words import CLAUSE_BORDERS, SentenceWords, Stretch, ends_sentence

_KEPT = 0.5
_CELL = frozenset("\t|")
_SEMICOLONS = frozenset(";；؛")
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
    is_cell = not _CELL.isdisjoint(_beside(old)) and _CELL.isdisjoint(_beside(new))
    if is_cell or (passage == words and there.size - found.size > max(passage.size, _FEW_WORDS)):
        return old._replace(start=old.first, end=old.last), new._replace(start=new.first, end=new.last)
    stays, is_own = clauses_that_stayed(pair, words, found, passage), own_clauses(pair, passage, there, found)
    if pair.units and is_own != there:
        # A sentence that was joined with that of the passage is not compared.
        first, last = pair.units[0].around(passage)
        stays = Words(max(first, stays.start), min(last, stays.end))
    old, new = _cut(pair.old, old, words, stays), _cut(pair.new, new, there, is_own)
    places, taken = pair.place[slice(*words)], pair.is_free[slice(*there)]
    own, here = set(places), {UNMATCHED, *range(*there)}
    others = {at for at, place in enumerate(places, words.start) if place not in here}
    new_others = {at for at, is_free in enumerate(taken, there.start) if not is_free and at not in own}
    return (
        _between_others(pair.old, words, old, passage, others),
        _between_others(pair.new, there, new, found, new_others),
    )


def _beside(stretch: Stretch) -> str:
    """The characters before and behind a sentence, row or cell."""
    return stretch.text[max(0, stretch.start - 1) : stretch.start] + stretch.text[stretch.end : stretch.end + 1]


def _cut(tokens: Tokens, stretch: Stretch, words: Words, kept: Words) -> Stretch:
    """The stretch, of whose ``words`` only those ``kept`` are left."""
    start = stretch.start if kept.start == words.start else tokens.starts[kept.start]
    end = stretch.end if kept.end == words.end else tokens.ends[kept.end - 1]
    return stretch._replace(start=min(start, stretch.first), end=max(end, stretch.last))


def _words_of(tokens: Tokens, start: int, end: int) -> Words:
    first = bisect_right(tokens.ends, start)
    return Words(first, max(first, bisect_left(tokens.starts, end)))


def _between_others(tokens: Tokens, words: Words, stretch: Stretch, passage: Words, others: Collection[int]) -> Stretch:
    """The stretch between the nearest runs of ``others``, words that are not its own, before and after its passage."""
    if len(others) < _RUN:
        return stretch
    before = _first_run(range(passage.start - 1, words.start - 1, -1), others)
    after = _first_run(range(passage.end, words.end), others)
    start = stretch.start if before is None else max(stretch.start, tokens.ends[before])
    end = stretch.end if after is None else min(stretch.end, tokens.starts[after])
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
    """What of both sentences is compared: all, but of quite another sentence only what is new beside the passage, and
    of a passage whose words are unchanged no more than its part up to semicolons and ends of sentences.
    """
    if old.keys[slice(*old.passage)] == new.keys[slice(*new.passage)]:
        old, new = _main_parts(old, new)
    return (old, new) if _is_same_sentence(old, new) else _narrowed(old, new)


def _main_parts(old: SentenceWords, new: SentenceWords) -> tuple[SentenceWords, SentenceWords]:
    """What says something by itself around the passage, unless the other text has most of the rest in that part."""
    own, there = _main_part(old), _main_part(new)
    for one, (start, end), kept in ((old, own, new.keys[slice(*there)]), (new, there, old.keys[slice(*own)])):
        for rest in (one.keys[:start], one.keys[end:]):
            if rest and (Counter(rest) & Counter(kept)).total() > _KEPT * len(rest):
                return old, new
    return old.within(*own, is_clause=True), new.within(*there, is_clause=True)


def _main_part(sentence: SentenceWords) -> tuple[int, int]:
    first, last = sentence.passage
    start = next((at for at in range(first, 0, -1) if _parts(sentence, at)), 0)
    end = next((at for at in range(last, len(sentence.words)) if _parts(sentence, at)), len(sentence.words))
    return start, end


def _parts(sentence: SentenceWords, at: int) -> bool:
    gap = sentence.gap(at)
    return not _SEMICOLONS.isdisjoint(gap) or (ends_sentence(gap) and sentence.begins_sentence(at))


def _is_same_sentence(old: SentenceWords, new: SentenceWords) -> bool:
    """Whether most words around the passage still stand around it, in any order."""
    around = [Counter(each.keys) - Counter(each.keys[slice(*each.passage)]) for each in (old, new)]
    return (around[0] & around[1]).total() >= _KEPT * around[0].total()


def _pairs(old: SentenceWords, new: SentenceWords) -> list[tuple[int, int]]:
    return [
        (block.a + step, block.b + step)
        for block in LCSseq.editops(old.keys, new.keys).as_matching_blocks()
        for step in range(block.size)
    ]


def _narrowed(old: SentenceWords, new: SentenceWords) -> tuple[SentenceWords, SentenceWords]:
    """The passage with the words up to its next unchanged neighbours, if those are near; one whose words are unchanged
    with its clause alone.
    """
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
    narrow = old.within(before[0], after[0]), new.within(before[1], after[1])
    if old.keys[first:last] != new.keys[there:there_last]:
        return narrow
    return _clauses(*narrow)


def _clauses(old: SentenceWords, new: SentenceWords) -> tuple[SentenceWords, SentenceWords]:
    """The clauses of the passage. If only one begins or ends with the passage, the words around it tell of it."""
    starts, ends = zip(*(_borders(each) for each in (old, new)), strict=True)
    if (starts[0] == old.passage[0]) != (starts[1] == new.passage[0]):
        starts = (0, 0)
    if (ends[0] == old.passage[1]) != (ends[1] == new.passage[1]):
        ends = len(old.words), len(new.words)
    return old.within(starts[0], ends[0], is_clause=True), new.within(starts[1], ends[1], is_clause=True)


def _borders(sentence: SentenceWords) -> tuple[int, int]:
    """Where the clause of the passage begins and ends."""
    first, last = sentence.passage
    before = (at for at in range(first, 0, -1) if not CLAUSE_BORDERS.isdisjoint(sentence.gap(at)))
    after = (at for at in range(last, len(sentence.words)) if not CLAUSE_BORDERS.isdisjoint(sentence.gap(at)))
    return next(before, 0), next(after, len(sentence.words))
