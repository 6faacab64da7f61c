"""Texts that would make alignment quadratic: its time must stay linear, whatever happens to passages."""

import random
import re
from collections.abc import Callable
from itertools import accumulate

import pytest
from growth import assert_growth

from readtui.anchoring.matching import relocation
from readtui.anchoring.outcome import Anchor, Anchored, Orphan, Review
from readtui.anchoring.reanchor import reanchor_many

NUMBERS = [f"w{number}" for number in range(32_000)]


def shuffled(words: list[str]) -> list[str]:
    return random.Random(4).sample(words, len(words))


def some_words(count: int, seed: int) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(NUMBERS[:40]) for _ in range(count))


def entries() -> list[str]:
    days, boards = ["Mon", "Tue", "Wed"], "abcd"
    chosen = random.Random(3)
    return [f"{day}: board {each} met, item {n} was read." for n in range(1_500) for day in days for each in boards] + [
        f"{chosen.choice(days)}: the board met." for _ in range(3_000)
    ]


HOSTILE: dict[str, Callable[[int], tuple[str, str]]] = {
    "one word again and again": lambda n: ("na " * n * 8, "na " * n * 6 + "no " + "na " * n * 3),
    "two words out of step": lambda n: ("a b " * n * 4, "b a c " * n * 3),
    "every word once, in another order": lambda n: (" ".join(NUMBERS[: n * 6]), " ".join(shuffled(NUMBERS[: n * 6]))),
    "few words, at random": lambda n: (some_words(n * 6, 1), some_words(n * 6, 2)),
    "one long line without a word": lambda n: ("." * n * 100, "." * n * 99 + "!"),
    "one long word": lambda n: ("ab" * n * 50, "ba" * n * 50),
    "a word of marks": lambda n: ("a" + "\u0301" * n * 50, "a" + "\u0301" * n * 50 + "b"),
    "open brackets": lambda n: ("a](" * n * 8, "a](" * n * 8 + "b"),
    "hyphens": lambda n: ("a-" * n * 30, "a-" * n * 28 + "b"),
    "emoji": lambda n: ("👍🏽🏞️" * n * 5, "👍🏽🏞️" * n * 5 + "🇺🇦"),
}
# Longer sentences than a few thousand words are not compared word by word: texts of these sizes are all longer.
SIZES = {
    "two words out of step": 400,
    "every word once, in another order": 350,
    "hyphens": 700,
    "one word again and again": 2_500,
    "open brackets": 2_500,
    "emoji": 2_500,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_work_on_hostile_texts_grows_with_them_not_with_their_square(name: str) -> None:
    def align(size: int) -> None:
        old, new = HOSTILE[name](size)
        reanchor_many(old, new, [(0, 1), (500, 700), (len(old) // 2, len(old) // 2 + 300), (0, len(old))])

    # Four times the length; quadratic time would be a factor of 16.
    size = SIZES.get(name, 1_250)
    assert_growth(align, size, 4 * size, below=10)


def test_work_on_a_line_of_which_each_figure_changes_grows_with_it() -> None:
    def figures(size: int, seed: int, others: str) -> str:
        chosen = random.Random(seed)
        return " ".join(f"{chosen.randrange(10**9)}{others and others + str(at)}" for at in range(size))

    def carry(size: int, others: str) -> None:
        old, new = figures(size, 1, others), figures(size, 2, others)
        reanchor_many(f"Lead.\n\n{old}.\n\nEnd.", f"Lead.\n\n{new}.\n\nEnd.", [(7, 7 + len(old) + 1)])

    assert_growth(lambda size: carry(size, " word"), 60, 240, below=10)
    assert_growth(lambda size: carry(size, ""), 1_000, 4_000, below=10)


def test_work_grows_with_the_texts_not_with_their_square() -> None:
    def align(words: int) -> None:
        old = " ".join(NUMBERS[:words])
        new = " ".join(word for place, word in enumerate(NUMBERS[:words]) if place % 50)
        # Each passage takes its own time, however long the texts are: few, so that these count.
        found = reanchor_many(old, new, [(start, start + 200) for start in range(0, len(old) - 200, len(old) // 2)])
        assert not any(isinstance(each, Orphan) for each in found)

    assert_growth(align, 8_000, 32_000, below=10)


def test_work_on_a_few_words_grows_with_the_sentence_that_holds_them_not_with_its_square() -> None:
    def align(size: int) -> None:
        old, new = some_words(size, 1), some_words(size, 2)
        words = [found.span() for found in re.finditer(r"\w+ \w+ \w+", old)]
        reanchor_many(old, new, random.Random(5).sample(words, 5))

    assert_growth(align, 100, 1_600, below=26)


def _rows_in_another_order(lines: list[str], changed: Callable[[str], str] = str) -> tuple[list[Anchor], list[int]]:
    """What becomes of each line when all change places, and where it is then."""
    old, order = "\n".join(lines), random.Random(2).sample(range(len(lines)), len(lines))
    new, starts = "", dict[int, int]()
    for number in order:
        starts[number] = len(new)
        new += changed(lines[number]) + "\n"
    ends = list(accumulate(len(line) + 1 for line in lines))
    passages = [(end - 1 - len(line), end - 1) for line, end in zip(lines, ends, strict=True)]
    return reanchor_many(old, new, passages), [starts[number] for number in range(len(lines))]


NAMES = [f"{first}{last}" for first in ("ka", "lo", "mi", "te") for last in ("ran", "ti", "gu", "sel", "dor")]
PAIRS = [f"| {one} | {other} |" for one in NAMES for other in NAMES if one != other]
COUNTERS = [f"Item {number}: {number % 7} of {number % 5} done" for number in range(300)]


@pytest.mark.parametrize("most", [10_000, 50])
@pytest.mark.parametrize("lines", [PAIRS, COUNTERS, [f"| {name} | {name} | {NAMES.index(name)} |" for name in NAMES]])
def test_rows_that_change_places_are_found_or_offered_however_many_and_however_common_their_words(
    lines: list[str], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relocation, "_MANY", most)
    found, starts = _rows_in_another_order(lines)
    assert [each.start for each in found if not isinstance(each, Orphan)] == starts
    if lines is COUNTERS:
        assert all(isinstance(each, Anchored) for each in found)
    if lines is PAIRS:
        # Two words that stand everywhere prove too little to move an annotation without a question.
        assert sum(isinstance(each, Review) for each in found) > len(lines) * 0.9


def test_more_changed_lines_than_are_compared_are_offered_for_review(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"Board {number % 7} met and read item x{number} of y{number} aloud." for number in range(120)]
    found, starts = _rows_in_another_order(lines, lambda line: line.replace("aloud", "then"))
    assert [each.start for each in found if isinstance(each, Anchored)] == starts
    monkeypatch.setattr(relocation, "_MOST_CONTESTED", 50)
    found, starts = _rows_in_another_order(lines, lambda line: line.replace("aloud", "then"))
    assert [each.start for each in found if not isinstance(each, Orphan)] == starts
    assert sum(isinstance(each, Review) for each in found) > 100
