"""Weighs whether a passage of a rewritten text that was said in other words is surely there, and surely says the same.

Two sums decide. Their weights are those of logistic regressions for ``tests/benchmarks/rewritten``: the logarithms of
the odds that the place is right, and that the meaning stayed there, less what makes it sure.
"""

import math
from collections.abc import Mapping
from functools import cached_property

from readtui.anchoring.matching.edges import begins_line
from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.tokens import Tokens
from readtui.anchoring.meaning.changed_meaning import PassageWords, says_the_same, stretches, touching_turns
from readtui.anchoring.meaning.likeness import Likeness
from readtui.anchoring.meaning.meaning_change import ChangeKind, MeaningChange
from readtui.anchoring.meaning.sentence_words import Stretch, ends_sentence
from readtui.anchoring.sought_passage import share_left

_OF_PLACE = {
    "always": -2.25, "sure": 1.4, "worth": 0.38, "likeness": -3.8, "longer": -1.1, "left": 2.7, "gone": -0.22,
    "taken": -0.73, "in turn": 0.94, "akin": 1.76,
}  # fmt: skip
_OF_MEANING = {
    "always": -0.1, "same words": -3.3, "pieces": 0.44, "same values": 1.3, "other values": -0.7, "uneven": -0.18,
    "akin": 1.75, "negated": -6.2, "turned": -7.8, "turned by one": -4.5, "added": -1.6,
}  # fmt: skip
_LEAST_OF_ONE_WORD = -0.4
_LEAST_OF_UNCHANGED = -3.0
_MAY_SAY_THE_SAME = (ChangeKind.NEGATION, ChangeKind.TURN, ChangeKind.WORDS, ChangeKind.ADDED)
_LEAST_WORTH, _MOST_WORTH, _MOST_LONGER, _MOST_GONE, _MOST_PIECES, _MOST_UNEVEN = -4.0, 8.0, 1.5, 5, 8, 6
_MOST_LEFT, _LEFT_OF_OTHERS, _MOST_OF_UNIT, _LONGEST = 0.9, 0.7, 0.75, 2_000


def may_be_said_anew(pair: Pair, before: PassageWords, after: PassageWords) -> bool:
    """Whether a passage was said at least partly in other words, in a text that was rewritten around it. Another
    spelling of a value is not.
    """
    if pair.units is None or pair.is_of_quote or any(pair.is_in_doubt[slice(*before.words)]):
        return False
    if max(before.end - before.start, after.end - after.start) > _LONGEST:
        return False
    if not pair.is_rewritten_around(pair.units[0].of(before.words.start)):
        return False
    ranges = pair.old.text, before[2:], pair.new.text, after[2:]
    return share_left(pair, before.words, after.words) <= _MOST_LEFT and not says_the_same(*ranges, has_moved=False)


def tells_of_others(pair: Pair, before: PassageWords, after: PassageWords, change: MeaningChange) -> bool:
    """Whether a change beside a passage whose words are unchanged likely tells nothing of them: the rest of the
    sentence was said in other words, and what touches the passage is not what turned it.
    """
    is_same = pair.old.ids[slice(*before.words)] == pair.new.ids[slice(*after.words)]
    if not is_same or pair.units is None or change.kind not in _MAY_SAY_THE_SAME:
        return False
    unit, place = pair.units[0].of(before.words.start), pair.units[1].of(after.words.start)
    if not pair.is_rewritten_around(unit) or pair.counterparts is None or pair.counterparts.of(unit) != place:
        return False
    if change.kind is ChangeKind.ADDED and _ends(pair.old, before) != _ends(pair.new, after):
        # It stands right beside them: "the cook" became "the cook and the porter".
        return False
    if touching_turns(pair.old.text, before[2:]) != touching_turns(pair.new.text, after[2:]):
        return False
    return ParaphraseCertainty(pair, before, after).surplus(change) > _LEAST_OF_UNCHANGED


def _ends(tokens: Tokens, passage: PassageWords) -> tuple[bool, bool]:
    """Whether the passage begins, and whether it ends, its sentence or line."""
    start, end = (
        begins_line(tokens, at) or "\t" in tokens.gap(at) or ends_sentence(tokens.gap(at)) for at in passage.words
    )
    return start, end


class ParaphraseCertainty:
    """A passage, and the place that may say it in other words."""

    def __init__(self, pair: Pair, before: PassageWords, after: PassageWords) -> None:
        self._pair, self._before, self._after = pair, before, after
        self._left = share_left(pair, before.words, after.words)

    def is_there(self, *, is_sure: bool) -> bool:
        """Whether the place is sure. ``is_sure``: whether its words tell so by themselves."""
        if not self._is_anew:
            return is_sure
        return _sum(_OF_PLACE, self._told_of_place(is_sure=is_sure)) > 0

    def surplus(self, change: MeaningChange) -> float:
        """What speaks for the same meaning in spite of the change, less what is enough."""
        return _sum(_OF_MEANING, self._told_of_meaning(change.kind))

    def says_the_same(self, change: MeaningChange | None) -> bool:
        """Whether the meaning surely stayed. ``change``: what may have turned it. The more of the sentence is said in
        other words, the likelier a negation or a condition says the same the other way around.
        """
        if change and not (self._is_anew and change.kind in _MAY_SAY_THE_SAME):
            return False
        akin = self._sentence.akin
        if self._has_one_other_word and akin.gone == akin.came:
            return True
        surplus = _sum(_OF_MEANING, self._told_of_meaning(change and change.kind))
        if self._has_one_other_word:
            return surplus > _LEAST_OF_ONE_WORD
        return not self._passage.has_opposites and surplus > 0

    @property
    def _is_anew(self) -> bool:
        """Whether most words are others."""
        return self._left <= _LEFT_OF_OTHERS and not self._has_one_other_word

    @cached_property
    def _has_one_other_word(self) -> bool:
        """Whether the sentences are the same but for one word, or for words that are akin or say little."""
        akin = self._sentence.akin
        return akin.both > 0 and akin.other <= (self._sentence.pieces <= 1)

    def _told_of_place(self, *, is_sure: bool) -> Mapping[str, float]:
        """What speaks for the place."""
        pair, words, there = self._pair, self._before.words, self._after.words
        assert pair.units
        assert pair.counterparts
        assert pair.kinship
        assert pair.correspondence
        unit, place = pair.units[0].of(words.start), pair.units[1].of(there.start)
        start, end = pair.units[0].bounds(unit)
        is_whole = words.size >= _MOST_OF_UNIT * (end - start)
        worth = pair.counterparts.worths(unit).get(place, _LEAST_WORTH)
        return {
            "always": 1,
            "sure": is_sure,
            "worth": max(_LEAST_WORTH, min(_MOST_WORTH, worth)),
            "likeness": pair.kinship.likeness(unit, place),
            "longer": min(_MOST_LONGER, abs(math.log(there.size / words.size))),
            "left": self._left if is_whole else 0.0,
            "gone": min(_MOST_GONE, self._passage.akin.gone),
            "taken": not pair.counterparts.is_left(unit, place),
            "in turn": pair.correspondence.goes_with_neighbors(unit, place),
            "akin": self._sentence.akin.share,
        }

    def _told_of_meaning(self, kind: ChangeKind | None) -> Mapping[str, float]:
        """What speaks for the same meaning."""
        sentence, akin = self._sentence, self._sentence.akin
        return {
            "always": 1,
            "same words": sentence.same_words,
            "pieces": min(_MOST_PIECES, sentence.pieces),
            "same values": sentence.has_values and not sentence.has_other_values,
            "other values": sentence.has_other_values,
            "uneven": min(_MOST_UNEVEN, abs(akin.gone - akin.came)),
            "akin": akin.share,
            "negated": (kind is ChangeKind.NEGATION) * sentence.same_words,
            "turned": (kind is ChangeKind.WORDS) * sentence.same_words,
            "turned by one": (kind is ChangeKind.TURN) * sentence.same_words,
            "added": (kind is ChangeKind.ADDED) * akin.share,
        }

    @cached_property
    def _sentence(self) -> Likeness:
        return Likeness(*stretches(self._pair.old.text, self._before[2:], self._pair.new.text, self._after[2:]))

    @cached_property
    def _passage(self) -> Likeness:
        ranges = (self._pair.old.text, self._before[2:]), (self._pair.new.text, self._after[2:])
        return Likeness(*(Stretch(text, *span, *span) for text, span in ranges))


def _sum(weights: Mapping[str, float], told: Mapping[str, float]) -> float:
    return sum(weights[name] * worth for name, worth in told.items())
