"""Extends a passage over its changed first and last words, but not over text inserted beside it."""

from readtui.anchoring.matching.edges import gap_strength
from readtui.anchoring.wanted import Wanted

_PARAGRAPH = 3
_SENTENCE = 2
_NEAR = 3


class _Ends:
    """Counts the sentence and paragraph ends among the missing words; the new text may have at most as many.

    A passage that neither begins nor ends with a sentence may include any number of sentence ends.
    """

    def __init__(self, wanted: Wanted, first_gap: int, last_gap: int, outer: int) -> None:
        old = wanted.pair.old
        cuts = [gap_strength(old, gap) for gap in range(first_gap, last_gap)]
        self._paragraphs = cuts.count(_PARAGRAPH)
        self._sentences = cuts.count(_SENTENCE) + self._paragraphs
        self._is_strict = gap_strength(old, outer) >= _SENTENCE

    def lets_pass(self, strength: int) -> bool:
        """Whether the passage may continue across a gap of this strength."""
        if strength < _SENTENCE:
            return True
        self._sentences -= 1
        if strength == _PARAGRAPH:
            self._paragraphs -= 1
            return self._paragraphs >= 0
        return self._sentences >= 0 or not self._is_strict


def grown_back(wanted: Wanted, first: int, missing: int, neighbour: int | None) -> int:
    """``first``, moved back over the passage's ``missing`` first words.

    It stops at ``neighbour``, the word before the passage, if that is near. Otherwise it goes back to the start of the
    sentence if the passage began with one, or by the number of missing words.
    """
    if not missing:
        return first
    if neighbour is not None and 0 < first - neighbour - 1 <= _most(missing):
        return _moved_back(wanted, first, neighbour + 1, missing)
    reached = _moved_back(wanted, first, wanted.over_free(first, -_most(missing)), missing)
    if _is_cut(wanted, wanted.start, reached):
        return reached
    return _moved_back(wanted, first, wanted.over_free(first, -missing), missing)


def grown_on(wanted: Wanted, last: int, missing: int, neighbour: int | None) -> int:
    """``last``, moved forward over the passage's ``missing`` last words; the mirror image of ``grown_back``."""
    if not missing:
        return last
    if neighbour is not None and 0 < neighbour - last <= _most(missing):
        return _moved_on(wanted, last, neighbour, missing)
    reached = _moved_on(wanted, last, wanted.over_free(last, _most(missing)), missing)
    if _is_cut(wanted, wanted.end, reached):
        return reached
    return _moved_on(wanted, last, wanted.over_free(last, missing), missing)


def _most(missing: int) -> int:
    return 2 * missing + _NEAR


def _is_cut(wanted: Wanted, old: int, new: int) -> bool:
    """Whether both texts have at least a sentence boundary there."""
    return min(gap_strength(wanted.pair.old, old), gap_strength(wanted.pair.new, new)) >= _SENTENCE


def _moved_back(wanted: Wanted, first: int, stop: int, missing: int) -> int:
    ends = _Ends(wanted, wanted.start + 1, wanted.start + missing + 1, wanted.start)
    while first > stop and ends.lets_pass(gap_strength(wanted.pair.new, first)):
        first -= 1
    return first


def _moved_on(wanted: Wanted, last: int, stop: int, missing: int) -> int:
    ends = _Ends(wanted, wanted.end - missing, wanted.end, wanted.end)
    while last < stop and ends.lets_pass(gap_strength(wanted.pair.new, last)):
        last += 1
    return last
