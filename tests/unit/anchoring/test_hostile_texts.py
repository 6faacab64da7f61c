"""Texts that would make an alignment quadratic: each in seconds, whatever becomes of its passages."""

import random
import time

import pytest

from readtui.anchoring import Orphan, reanchor_many

NUMBERS = [f"w{number}" for number in range(60_000)]


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


HOSTILE = {
    "one word again and again": ("na " * 80_000, "na " * 60_000 + "no " + "na " * 30_000),
    "two words out of step": ("a b " * 40_000, "b a c " * 30_000),
    "every word once, in another order": (" ".join(NUMBERS), " ".join(shuffled(NUMBERS))),
    "few words, at random": (some_words(60_000, 1), some_words(60_000, 2)),
    "one long line without a word": ("." * 1_000_000, "." * 999_000 + "!"),
    "one long word": ("ab" * 500_000, "ba" * 500_000),
    "a word of marks": ("a" + "\u0301" * 500_000, "a" + "\u0301" * 500_000 + "b"),
    "near-copies in another order": ("\n".join(entries()), "\n".join(shuffled(entries()))),
    "lines of one word in another order": ("\n".join(NUMBERS), "\n".join(shuffled(NUMBERS))),
    "sentences of one word": ("a. b; c! " * 40_000, "b. a; c! " * 40_000),
    "open brackets": ("a](" * 80_000, "a](" * 80_000 + "b"),
    "hyphens": ("a-" * 300_000, "a-" * 280_000 + "b"),
    "emoji": ("👍🏽🏞️" * 50_000, "👍🏽🏞️" * 49_000 + "🇺🇦"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_take_seconds_at_most(name: str) -> None:
    old, new = HOSTILE[name]
    began = time.process_time()
    reanchor_many(old, new, [(0, 1), (500, 700), (len(old) // 2, len(old) // 2 + 300), (0, len(old))])
    assert time.process_time() - began < 20


def test_work_grows_with_the_texts_not_with_their_square() -> None:
    def seconds(words: int) -> float:
        old = " ".join(NUMBERS[:words])
        new = " ".join(word for place, word in enumerate(NUMBERS[:words]) if place % 50)
        began = time.process_time()
        found = reanchor_many(old, new, [(start, start + 200) for start in range(0, len(old) - 200, len(old) // 20)])
        assert not any(isinstance(each, Orphan) for each in found)
        return time.process_time() - began

    seconds(1_000)
    assert seconds(60_000) < 40 * max(seconds(7_500), 0.02)
