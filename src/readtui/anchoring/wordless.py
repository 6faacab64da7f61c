"""Finds a passage without words, such as punctuation, by the words around it."""

from readtui.anchoring.matching.pair import Pair
from readtui.anchoring.matching.places import UNMATCHED
from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.model.annotation import AnchorState


def find_wordless(pair: Pair, passage: tuple[int, int], index: int) -> Anchor:
    """Find the passage (raw offsets of the old text), which is between words ``index - 1`` and ``index``."""
    start, end = passage
    old_start = pair.old.ends[index - 1] if index else 0
    old_gap, quoted = pair.old.gap(index), pair.old.text[start:end]
    before, after = pair.new_place(index - 1), pair.new_place(index)
    if before == UNMATCHED or after == UNMATCHED or before + 1 != after:
        return Orphan("it has no words, and those around it changed")
    new_gap, new_start = pair.new.gap(after), pair.new.ends[before] if before >= 0 else 0
    offset = start - old_start
    if new_gap.startswith(old_gap[: offset + len(quoted)]):
        return _anchored(new_start + offset, len(quoted))
    rest = len(old_gap) - offset
    if new_gap.endswith(old_gap[offset:]):
        return _anchored(new_start + len(new_gap) - rest, len(quoted))
    found = new_gap.find(quoted)
    if found < 0:
        return Orphan("its characters are gone")
    start = new_start + found
    if new_gap.find(quoted, found + 1) >= 0:
        return Review(start, start + len(quoted), "its characters stand there more than once")
    return Anchored(start, start + len(quoted), AnchorState.MOVED)


def _anchored(start: int, size: int) -> Anchored:
    return Anchored(start, start + size, AnchorState.EXACT)
