"""Compares how much two sentences, or parts of them, say in akin words, and whether they name the same values."""

from collections.abc import Sequence
from functools import cached_property
from operator import eq
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from readtui.anchoring.meaning.phrase_changes import are_akin_words
from readtui.anchoring.meaning.readings import Readings, has_other_form, is_label, names, unmatched, without
from readtui.anchoring.meaning.sentence_words import SentenceWords, Stretch
from readtui.anchoring.meaning.slips import is_content
from readtui.anchoring.meaning.value_mark import ValueMark
from readtui.text.thesaurus import are_opposite

_FEWEST_AKIN, _MOST_AKIN = 2, 0.4
_FEWEST_SAME, _MOST_OTHERS, _MOST_OTHERS_OUT_OF_ORDER = 5, 0.26, 0.13


class Akin(NamedTuple):
    """How many telling words of one sentence have one akin to them in the other, and how many of either have none."""

    both: int
    gone: int
    came: int

    @property
    def other(self) -> int:
        """How many have none, in the sentence that has more of them."""
        return max(self.gone, self.came)

    @property
    def share(self) -> float:
        whole = 2 * self.both + self.gone + self.came
        return 2 * self.both / whole if whole else 0.0


def are_forms(one: str, other: str) -> bool:
    return has_other_form(one, [other])


class Likeness:
    """Two sentences, or parts of them, compared by their words and values."""

    def __init__(self, before: Stretch, after: Stretch) -> None:
        self._stretches = before, after
        self._pair = Readings(before, after)

    @cached_property
    def akin(self) -> Akin:
        """The telling words: those that say something by themselves and are no values."""
        left, others = (self._telling_words(which) for which in (0, 1))
        both = 0
        for are_alike in (eq, are_akin_words):
            for key in list(left):
                if (there := next((other for other in others if are_alike(key, other)), None)) is not None:
                    left.remove(key)
                    others.remove(there)
                    both += 1
        return Akin(both, len(left), len(others))

    @cached_property
    def same_words(self) -> float:
        """The share of the words that both have in the same order, from 0 to 1."""
        return LCSseq.normalized_similarity(self._pair.old.keys, self._pair.new.keys)

    @cached_property
    def has_opposites(self) -> bool:
        """Whether a telling word of one is the opposite of one in the other, and neither is negated more often."""
        if len(self._pair.turns[0].negations) != len(self._pair.turns[1].negations):
            return False
        left, others = (set(self._telling_words(which)) for which in (0, 1))
        return any(are_opposite(one, other) for one in left - others for other in others - left)

    @property
    def pieces(self) -> int:
        """How many stretches of words differ."""
        return len(self._pair.blocks)

    @cached_property
    def has_values(self) -> bool:
        return bool(self._strong_marks[0])

    @cached_property
    def has_other_values(self) -> bool:
        marks = self._pair.marks
        return any(unmatched(mine, others) for mine, others in zip(self._strong_marks, marks[::-1], strict=True))

    def has_the_same_names(self) -> bool:
        """Whether both name the same figures, dates and names, at least one of them."""
        return (self.has_values or bool(names(self._pair.old))) and not self._has_other_names()

    def has_akin_words(self) -> bool:
        """Whether both have the same figures, dates and names, if any, and enough of the telling words of either have
        one akin to them in the other: a form, a synonym, a wider word.
        """
        if self._has_other_names():
            return False
        if self.has_opposites:
            return False
        akin = self.akin
        return akin.both >= max(_FEWEST_AKIN, _MOST_AKIN * (akin.both + akin.other))

    def has_mostly_the_same_words(self) -> bool:
        """Whether both have the same values and names, and all telling words but one are the same or other forms. In
        another order, a short sentence may say something else.
        """
        if self._has_other_names():
            return False
        pair = self._pair
        senses = {turn[:2] for turn in pair.turns[0].turns} & {turn[:2] for turn in pair.turns[1].turns}
        known = set[str]()
        for reading, marks, found in zip((pair.old, pair.new), pair.marks, pair.turns, strict=True):
            spans = [mark[1:3] for mark in marks] + [turn[4:] for turn in found.turns if turn[:2] in senses]
            known.update(key for span in spans for key in reading.keys[slice(*span)])
        # What looks like a slip may be another name.
        left, others = (
            [key for key in SentenceWords(each).keys if is_content(key, pair.language)] for each in self._stretches
        )
        ways: dict[int, int] = {}
        for are_alike in (eq, are_akin_words, are_forms):
            for at, key in enumerate(left):
                free = (to for to, other in enumerate(others) if to not in ways.values() and are_alike(key, other))
                if at not in ways and (to := next(free, None)) is not None:
                    ways[at] = to
        gone = sum(at not in ways and key not in known for at, key in enumerate(left))
        came = sum(to not in ways.values() and key not in known for to, key in enumerate(others))
        size, in_order = len(left) + len(others), [ways[at] for at in sorted(ways)]
        most = _MOST_OTHERS if in_order == sorted(in_order) else _MOST_OTHERS_OUT_OF_ORDER
        return max(gone, came) <= 1 and gone + came <= most * size and size >= _FEWEST_SAME

    def _has_other_names(self) -> bool:
        pair = self._pair
        old, new = (frozenset[str]().union(*(name.keys for name in names(each))) for each in (pair.old, pair.new))
        return old != new or self.has_other_values

    @cached_property
    def _strong_marks(self) -> Sequence[Sequence[ValueMark]]:
        pair = self._pair
        return [
            [mark for mark in found if not mark.is_weak and not is_label(reading, mark)]
            for found, reading in zip(pair.marks, (pair.old, pair.new), strict=True)
        ]

    def _telling_words(self, which: int) -> list[str]:
        pair = self._pair
        words = without((pair.old, pair.new)[which].keys, pair.marks[which])
        return [key for key in words if is_content(key, pair.language)]
