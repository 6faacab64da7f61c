"""Extends a passage whose end words changed to what they became, without text inserted beside it."""

from readtui.anchoring.matching.edges import gap_strength
from readtui.anchoring.wanted import Wanted

_PARAGRAPH = 3
_SENTENCE = 2
_NEAR = 3


class _Ends:
    """How many ends of sentences and paragraphs the words that are missing had; new text has as many at most.

    A passage that neither begins nor ends with a sentence may take in any number of sentence ends.
    """

    def __init__(self, wanted: Wanted, first_gap: int, last_gap: int, outer: int) -> None:
        old = wanted.pair.old
        cuts = [gap_strength(old, gap) for gap in range(first_gap, last_gap)]
        self._paragraphs = cuts.count(_PARAGRAPH)
        self._sentences = cuts.count(_SENTENCE) + self._paragraphs
        self._is_strict = gap_strength(old, outer) >= _SENTENCE

    def lets_pass(self, strength: int) -> bool:
        """Whether the passage may go on over a gap of that strength."""
        if strength < _SENTENCE:
            return True
        self._sentences -= 1
        if strength == _PARAGRAPH:
            self._paragraphs -= 1
            return self._paragraphs >= 0
        return self._sentences >= 0 or not self._is_strict


def grown_back(wanted: Wanted, first: int, missing: int, neighbour: int | None) -> int:
    """``first``, moved back for the ``missing`` first words of the passage.

    That is as far as ``neighbour``, the word before the passage, if that is near; else as far as the sentence begins,
    if the passage began with one, or over as many words as are missing.
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
    """``last``, moved on for the ``missing`` last words of the passage, as ``grown_back`` does before it."""
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
    """Whether both texts are cut there, between sentences at least."""
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
