"""Corrects the first and last matched words of a passage."""

from collections.abc import Sequence

from readtui.anchoring.matching.alignment import Run

_FAR = 8


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
