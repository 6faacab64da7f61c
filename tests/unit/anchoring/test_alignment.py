import random
from itertools import pairwise

import pytest

from readtui.anchoring.matching.alignment import Run, align


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
