"""Cleans up an alignment: moves edges of insertions and deletions to sentence ends, and drops chance matches."""

import re
from itertools import accumulate
from typing import NamedTuple

from readtui.anchoring.matching.alignment import Run
from readtui.anchoring.matching.tokens import Tokens

_FARTHEST_SLIDE = 2_000
_SLIDES_A_WORD = 10
_SOLID = 3
_FAR = 8
_LEAST_SHARE = 0.25

_PARAGRAPH = re.compile(r"\n[ \t>]*\n|\u2029")
_SENTENCE_END = re.compile(r"[.!?…。！？।؟۔։።။។]")
_PAUSE = re.compile(r"[\n,;:、，；：—–()\"“”«»]")


def gap_strength(tokens: Tokens, index: int) -> int:
    """The kind of boundary before token ``index``: 3 paragraph, 2 sentence, 1 clause or line, 0 none."""
    if index in (0, len(tokens)):
        return 3
    gap = tokens.gap(index)
    if len(gap) == 1 and gap == " ":
        return 0
    if _PARAGRAPH.search(gap):
        return 3
    if _SENTENCE_END.search(gap):
        return 2
    return 1 if _PAUSE.search(gap) else 0


def begins_line(tokens: Tokens, index: int) -> bool:
    """Whether token ``index`` begins a line, or the text ends before it."""
    return index in (0, len(tokens)) or "\n" in tokens.gap(index)


def line_of(tokens: Tokens, first: int, last: int, most: int) -> tuple[int, int]:
    """The tokens of the lines around tokens ``first:last``, at most about ``most`` more at either end."""
    start, end = first, last
    while not begins_line(tokens, start) and first - start <= most:
        start -= 1
    while not begins_line(tokens, end) and end - last <= most:
        end += 1
    return start, end


def tidy(runs: list[Run], old: Tokens, new: Tokens) -> list[Run]:
    """The runs with their ambiguous edges moved and without chance matches."""
    return _without_chance(_slid(runs, old, new), len(old), len(new))


def _slid(runs: list[Run], old: Tokens, new: Tokens) -> list[Run]:
    """Move an insertion or deletion to a text boundary if it could equally be a few words earlier or later."""
    result = list(runs)
    steps = _SLIDES_A_WORD * (len(old) + len(new))
    for index in range(1, len(result)):
        first, second = result[index - 1], result[index]
        old_gap = second.old - first.old_end
        new_gap = second.new - first.new_end
        if steps <= 0 or (old_gap and new_gap):
            continue
        if new_gap:
            block = _Block(new, second.new - new_gap, second.new, old, second.old)
        else:
            block = _Block(old, second.old - old_gap, second.old, new, second.new)
        back, on = _room(block, first.size, second.size)
        steps -= back + on
        shift = _best_shift(block, back, on)
        result[index - 1] = Run(first.old, first.new, first.size + shift)
        result[index] = Run(second.old + shift, second.new + shift, second.size - shift)
    return [run for run in result if run.size]


class _Block(NamedTuple):
    """Words ``start:end`` of one text that are missing from the other, where they would be at ``joint``."""

    tokens: Tokens
    start: int
    end: int
    other: Tokens
    joint: int


def _room(block: _Block, before: int, after: int) -> tuple[int, int]:
    """How many words the block can slide back and forward over equal words."""
    words, start, end = block.tokens.ids, block.start, block.end
    back = on = 0
    while back < min(before, _FARTHEST_SLIDE) and words[start - 1 - back] == words[end - 1 - back]:
        back += 1
    while on < min(after, _FARTHEST_SLIDE) and words[start + on] == words[end + on]:
        on += 1
    return back, on


def _best_shift(block: _Block, back: int, on: int) -> int:
    """The shift with the strongest boundaries at both ends; among equals, the most punctuation kept, then the
    smallest.
    """
    if not back and not on:
        return 0
    tokens = block.tokens
    kept_back = accumulate((_punctuation_kept(block, -1 - step) for step in range(back)), lambda a, b: a - b, initial=0)
    kept_on = accumulate((_punctuation_kept(block, step) for step in range(on)), initial=0)
    options = [(-step, kept) for step, kept in enumerate(kept_back)] + list(enumerate(kept_on))
    return max(
        options,
        key=lambda option: (
            gap_strength(tokens, block.start + option[0]) + gap_strength(tokens, block.end + option[0]),
            option[1],
            -abs(option[0]),
        ),
    )[0]


def _punctuation_kept(block: _Block, step: int) -> int:
    """Compare the punctuation before word ``step``: 1 if it fits the word before the block better, -1 the one after."""
    lead = _lead(block.other, block.joint + step)
    return (lead == _lead(block.tokens, block.start + step)) - (lead == _lead(block.tokens, block.end + step))


def _lead(tokens: Tokens, index: int) -> str:
    """The part of the gap before word ``index`` that belongs to it: the part on its line, or right before it."""
    gap = tokens.gap(index)
    line = gap.rpartition("\n")
    return line[2] if line[1] else gap.rpartition(" ")[2]


def _without_chance(runs: list[Run], old_size: int, new_size: int) -> list[Run]:
    """Drop groups of short runs with few matched words compared to the gaps around them: they match by chance."""
    kept: list[Run] = []
    group: list[Run] = []
    last = Run(0, 0, 0)
    gap_before = 0
    for run in [*runs, Run(old_size, new_size, 0)]:
        gap = max(run.old - last.old_end, run.new - last.new_end)
        ends_here = run.size >= _SOLID or (run.old, run.new) == (old_size, new_size)
        if group and (ends_here or gap > _FAR):
            if _is_dense(group, gap_before, gap):
                kept += group
            group = []
        if ends_here:
            kept.append(run)
        else:
            if not group:
                gap_before = gap
            group.append(run)
        last = run
    return kept[:-1]


def _is_dense(group: list[Run], gap_before: int, gap_after: int) -> bool:
    first, last = group[0], group[-1]
    extent = max(last.old_end - first.old, last.new_end - first.new)
    around = extent + min(gap_before, _FAR) + min(gap_after, _FAR)
    return sum(run.size for run in group) >= _LEAST_SHARE * around
