"""Two versions of a text with their words matched: the basis for finding passages."""

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, compress, count

from readtui.anchoring.matching.alignment import Run, align, pulled_together
from readtui.anchoring.matching.correspondence import Correspondence
from readtui.anchoring.matching.counterparts import Counterparts
from readtui.anchoring.matching.kinship import Kinship
from readtui.anchoring.matching.places import BEFORE_FIRST, UNMATCHED, Places
from readtui.anchoring.matching.relocation import Stretch
from readtui.anchoring.matching.reported_speech import ReportedSpeech, is_of_another
from readtui.anchoring.matching.tables import Tables
from readtui.anchoring.matching.tokens import FIGURE, Tokens, Vocabulary, Words
from readtui.anchoring.matching.units import Units, standing_once
from readtui.text.language import frequent_words

_REWRITTEN, _FEWEST_GONE = 0.2, 10
_FEWEST_FREE, _MOST_SEARCHED_LETTERS = 3, 200_000


class Pair:
    """The words of both texts, the new place of every old word, and the new words that match no old word.

    ``count_old`` and ``count_new`` give the frequency of a word in each text. ``is_of_quote`` means that the old text
    is only a quote with its context. ``sought``: the passages that will be looked for.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        old: Tokens,
        new: Tokens,
        runs: Iterable[Run],
        count_old: Counter[int],
        count_new: Counter[int],
        *,
        is_of_quote: bool = False,
    ) -> None:
        self.is_of_quote = is_of_quote
        self.vocabulary = vocabulary
        self.old = old
        self.new = new
        self.place = [UNMATCHED] * len(old)
        self.is_free = bytearray(b"\1") * len(new)
        self.count_old, self.count_new = count_old, count_new
        self._weights: dict[int, float] = {}
        self._free: Places | None = None
        self._lost: Places | None = None
        self.has_moved = bytearray(len(old))
        self.is_in_doubt = bytearray(len(old))
        self.sought: Iterable[Words] = ()
        self._together: Counter[int] = Counter()
        self.units: tuple[Units, Units] | None = None
        self.reported_speech: tuple[ReportedSpeech, ReportedSpeech] | None = None
        self.values_in: Callable[[str], frozenset[object]] = lambda _: frozenset()
        self.code: tuple[Sequence[tuple[int, int]], Sequence[tuple[int, int]]] = ((), ())
        for old_start, new_start, size in runs:
            self.place[old_start : old_start + size] = range(new_start, new_start + size)
            self.is_free[new_start : new_start + size] = bytes(size)

    def weight(self, word: int) -> float:
        """How distinctive a word is: 1 if it occurs once, less the more often it occurs in both texts.

        Figures weigh less than words, because they change more often and similar ones are everywhere.
        """
        known = self._weights.get(word)
        if known is None:
            known = 1 / (1 + math.log2(max(1.0, (self.count_old[word] + self.count_new[word]) / 2)))
            if word in self.vocabulary.figures:
                known *= FIGURE
            self._weights[word] = known
        return known

    def is_telling(self, word: int) -> bool:
        """Whether a word is neither a figure nor frequent."""
        return word not in self.vocabulary.figures and self.vocabulary.keys_by_id[word] not in frequent_words()

    def count_together(self, two: tuple[int, int]) -> int:
        """How often two neighbors of the old text are so. Those of all that is sought are counted at once."""
        key = next(_twos(two))
        if key not in self._together:
            wanted = {*chain.from_iterable(_twos(self.old.ids[slice(*words)]) for words in self.sought)}
            every = _twos(self.old.ids)
            self._together = Counter(filter(wanted.__contains__, every) if key in wanted else every)
        return self._together[key]

    def free_places(self, old: int) -> Sequence[int]:
        """The places of the old word ``old`` among the unmatched new words."""
        if self._free is None:
            self._free = Places(self.new.ids, compress(count(), self.is_free))
        return self._free.of(self.old.ids, old)

    def lost_places(self, new: int) -> Sequence[int]:
        """The places of the new word ``new`` among the unmatched old words."""
        if self._lost is None:
            self._lost = Places(self.old.ids, compress(count(), map(UNMATCHED.__eq__, self.place)))
        return self._lost.of(self.new.ids, new)

    def only_place(self, start: int, end: int) -> int:
        """The first new word of the unit ``start:end`` if it stands exactly once in either text; else UNMATCHED."""
        if self.units is None:
            return UNMATCHED
        old, new = self.units
        unit = old.of(start)
        place = self._standing_once.get(unit) if old.bounds(unit) == (start, end) else None
        return UNMATCHED if place is None else new.bounds(place)[0]

    @cached_property
    def _standing_once(self) -> Mapping[int, int]:
        return standing_once(*self.units) if self.units else {}

    def only_place_of_words(self, start: int, end: int) -> int:
        """The first new word of the place of old words ``start:end`` if they stand exactly once in either text; else
        UNMATCHED.
        """
        words = self.old.ids[start:end]
        if not all(map(self.count_new.__contains__, words)):
            return UNMATCHED
        there = _standing(self._new_bytes, words)
        return there[0] if len(there) == 1 == len(_standing(self._old_bytes, words)) else UNMATCHED

    def only_new_place_of_words(self, start: int, end: int) -> int:
        """The first new word of the place of old words ``start:end`` if they stand once in the new text; UNMATCHED if
        they do not.
        """
        there = _standing(self._new_bytes, self.old.ids[start:end])
        return there[0] if len(there) == 1 else UNMATCHED

    def new_places_of(self, words: "array[int]", most: int) -> Sequence[int]:
        """The first places, at most so many, of words in the new text."""
        return _standing(self._new_bytes, words, most)

    def old_places_of(self, words: "array[int]", most: int) -> Sequence[int]:
        """The first places, at most so many, of words in the old text."""
        return _standing(self._old_bytes, words, most)

    def stands_in_old(self, first: int, last: int) -> bool:
        """Whether new words ``first:last`` stand somewhere in the old text."""
        words = self.new.ids[first:last]
        may_stand = all(map(self.count_old.__contains__, words))
        return may_stand and bool(_standing(self._old_bytes, words))

    @cached_property
    def _old_bytes(self) -> bytes:
        return self.old.ids.tobytes()

    @cached_property
    def _new_bytes(self) -> bytes:
        return self.new.ids.tobytes()

    @cached_property
    def free_letters(self) -> Sequence[tuple[int, str]]:
        """The first word of each run of unmatched new words, three at least, and the run as one string; as much as is
        searched.
        """
        found: list[tuple[int, str]] = []
        start, budget = self.is_free.find(1), _MOST_SEARCHED_LETTERS
        while start >= 0:
            end = self.is_free.find(0, start)
            end = len(self.is_free) if end < 0 else end
            run = self.letters(self.new.ids[start:end]) if end - start >= _FEWEST_FREE else ""
            budget -= len(run)
            if budget < 0:
                break
            if run:
                found.append((start, run))
            start = self.is_free.find(1, end)
        return found

    @cached_property
    def kinship(self) -> Kinship | None:
        """Which units say the same in other words; None without units."""
        if self.units is None:
            return None
        return Kinship(self.vocabulary, self.units, self.weight, self.count_old, self.place, self.is_free)

    @cached_property
    def correspondence(self) -> Correspondence | None:
        """Which units likely correspond; None without units."""
        if self.units is None or self.kinship is None:
            return None
        return Correspondence(self.kinship, self.units, self.is_free)

    @cached_property
    def counterparts(self) -> Counterparts | None:
        """What the units likely became, from all that speaks for it; None without units."""
        if self.units is None or self.kinship is None or self.correspondence is None:
            return None
        return Counterparts(self.kinship, self.units, self.correspondence, self.values_in)

    @cached_property
    def tables(self) -> Tables:
        """What the tables became."""
        return Tables(self.vocabulary, self.old, self.new)

    def is_rewritten_around(self, unit: int) -> bool:
        """Whether a good part of the words outside an old unit are gone."""
        start, end = self.units[0].bounds(unit) if self.units else (0, 0)
        gone = self._gone - self.place[start:end].count(UNMATCHED)
        return gone >= max(_FEWEST_GONE, _REWRITTEN * (len(self.place) - (end - start)))

    def is_rewritten_around_word(self, word: int) -> bool:
        """Whether a good part of the words outside the unit of an old word are gone."""
        return self.units is not None and self.is_rewritten_around(self.units[0].of(word))

    @cached_property
    def _gone(self) -> int:
        return self.place.count(UNMATCHED)

    def is_of_another(self, start: int, end: int, first: int, last: int) -> bool:
        """Whether new words ``first:last`` only quote the old words, or another speaker says them."""
        return self.reported_speech is not None and is_of_another(*self.reported_speech, (start, end), (first, last))

    def letters(self, words: Sequence[int], space: str = " ") -> str:
        """The words as one string, for comparing letters."""
        keys = self.vocabulary.keys_by_id
        return space.join([keys[word] for word in words])

    def relocate(self, stretches: Sequence[Stretch]) -> None:
        """Match the words of ``stretches`` in their new places; words matched there before lose their match."""
        if not stretches:
            return
        for old, old_end, _, _ in stretches:
            self.unmatch(range(old, old_end))
        taken = bytearray(len(self.new))
        for _, _, new, new_end in stretches:
            taken[new:new_end] = b"\1" * (new_end - new)
        self.unmatch(old for old, new in enumerate(self.place) if new >= 0 and taken[new])
        for old, old_end, new, new_end in stretches:
            for start, _, size in self.match((old, old_end), (new, new_end)):
                self.has_moved[start : start + size] = b"\1" * size

    def match(self, old: tuple[int, int], new: tuple[int, int]) -> list[Run]:
        """Match old words that have no match with new ones that have none; the runs found."""
        words, others = self.old.ids[slice(*old)], self.new.ids[slice(*new)]
        runs = [Run(0, 0, len(words))] if words == others else pulled_together(align(words, others), words, others)
        found = [Run(old[0] + run.old, new[0] + run.new, run.size) for run in runs]
        for start, end, size in found:
            self.place[start : start + size] = range(end, end + size)
            self.is_free[end : end + size] = bytes(size)
        return found

    def unmatch(self, words: Iterable[int]) -> None:
        """Let old words lose their match."""
        for old in words:
            new = self.place[old]
            if new >= 0:
                self.place[old] = UNMATCHED
                self.is_free[new] = 1

    def new_place(self, old: int) -> int:
        """The new place of an old word, or UNMATCHED. The ends of both texts, before and after all words, match."""
        if old < 0:
            return BEFORE_FIRST
        return self.place[old] if old < len(self.old) else len(self.new)


def _twos(words: Iterable[int]) -> Iterator[int]:
    """Each two neighbors among words as one number of twice their size: tuples take thrice the time."""
    halves = array("I", words).tobytes()
    shifted = (memoryview(halves)[at : len(halves) - (len(halves) - at) % 8] for at in (0, 4))
    return chain.from_iterable(each.cast("Q") for each in shifted)


def _standing(text: bytes, words: "array[int]", most: int = 2) -> list[int]:
    """The first places, at most so many, of the words in a text, given as the bytes of its words: C searches those."""
    found: list[int] = []
    sought, size = words.tobytes(), words.itemsize
    at = text.find(sought)
    while at >= 0 and len(found) < most:
        if at % size == 0:
            found.append(at // size)
        at = text.find(sought, at + 1)
    return found
