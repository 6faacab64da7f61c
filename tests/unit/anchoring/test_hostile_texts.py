"""Texts that would make alignment quadratic: its time must stay linear, whatever happens to passages."""

import random
from collections.abc import Callable

import pytest
from growth import growth

from readtui.anchoring import Orphan, reanchor_many

NUMBERS = [f"w{number}" for number in range(64_000)]


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


@pytest.mark.parametrize("name", HOSTILE)
def test_work_on_hostile_texts_grows_with_them_not_with_their_square(name: str) -> None:
    def align(size: int) -> None:
        old, new = HOSTILE[name](size)
        reanchor_many(old, new, [(0, 1), (500, 700), (len(old) // 2, len(old) // 2 + 300), (0, len(old))])

    # Eight times the length; quadratic time would be a factor of 64.
    assert growth(align, 1_250, 10_000) < 40


def test_work_grows_with_the_texts_not_with_their_square() -> None:
    def align(words: int) -> None:
        old = " ".join(NUMBERS[:words])
        new = " ".join(word for place, word in enumerate(NUMBERS[:words]) if place % 50)
        found = reanchor_many(old, new, [(start, start + 200) for start in range(0, len(old) - 200, len(old) // 20)])
        assert not any(isinstance(each, Orphan) for each in found)

    assert growth(align, 8_000, 64_000) < 40
