import gc
import random
from collections import Counter
from itertools import pairwise

import pytest

from readtui.anchoring.matching.aligned_texts import aligned
from readtui.anchoring.matching.alignment import Run, align
from readtui.anchoring.matching.tokens import Words


def words(text: str) -> list[int]:
    return [ord(word) for word in text]


def test_insertions_and_deletions_are_between_the_runs() -> None:
    assert align(words("abcdef"), words("abXdefY")) == [Run(0, 0, 2), Run(3, 3, 3)]


@pytest.mark.parametrize("size", [300, 9_000])
def test_a_large_text_is_matched_as_well_as_a_small_one(size: int) -> None:
    chosen = random.Random(size)
    old = [chosen.randrange(1, 400) for _ in range(size)]
    new = [word for word in old if chosen.random() > 0.05]
    runs = align(old, new)
    assert sum(run.size for run in runs) > 0.99 * len(new)
    for run in runs:
        assert old[run.old : run.old_end] == new[run.new : run.new_end]
    for before, after in pairwise(runs):
        assert before.old_end <= after.old
        assert before.new_end <= after.new


def test_nothing_matches_nothing() -> None:
    assert align([], words("ab")) == []
    assert align(words("ab"), words("cd")) == []


@pytest.mark.parametrize("sought", [[], [Words(0, 4), Words(2, 6)], [Words(3, 9)]])
def test_neighbors_are_counted_in_all_of_the_text_whatever_is_sought(sought: list[Words]) -> None:
    pair = aligned("a rose is a rose is a rose, a", "a rose")
    pair.sought = sought
    times = Counter(pairwise(pair.old.ids))
    assert {two: pair.count_together(two) for two in times} == times


def test_what_aligning_two_texts_needed_is_gone_at_once_and_garbage_is_collected_again() -> None:
    old = "\n".join(f"Line {number} of the list" for number in range(40))
    gc.collect()
    gc.disable()
    try:
        pair = aligned(old, "\n".join(reversed(old.splitlines())))
        assert not gc.isenabled()
        assert gc.collect() == 0
    finally:
        gc.enable()
    assert pair.has_moved.count(1)
    aligned(old, "another")
    assert gc.isenabled()
