"""A text is searched for many words as it is for one, only faster."""

import random

from readtui.anchoring.quoting.letters import Occurrences

CHOICE = random.Random(7)
SYLLABLES = ["".join(CHOICE.choices("aeiou", k=1) + CHOICE.choices("bdfgklmnprstvz", k=2)) for _ in range(150)]
TEXT = "".join(CHOICE.choices(SYLLABLES, k=120_000)) + "ö" * 500


def sought(size: int) -> str:
    at = CHOICE.randrange(len(TEXT) - size)
    return TEXT[at : at + size]


def occurrences(words: str) -> list[int]:
    return [at for at in range(len(TEXT)) if TEXT.startswith(words, at)]


def test_everything_is_found_as_without_a_table() -> None:
    many = Occurrences(TEXT)
    for _ in range(200):
        many.of("no such words", 1)
    for size in (1, 4, 10, 11, 12, 13, 17, 18, 40, 200):
        for words in (sought(size), sought(size)[:-1] + "x"):
            expected = occurrences(words)
            assert many.of(words, 30) == expected[:30]
            assert many.is_only(words, expected[0] if expected else 0) == (len(expected) == 1)
    assert many.of("ö" * 20, 1000) == occurrences("ö" * 20)


def test_many_words_cost_far_less_than_to_look_through_the_text_for_each() -> None:
    many = Occurrences(TEXT)
    for _ in range(100):
        many.of(sought(40), 10)
    before = many.cost
    for _ in range(100):
        many.of(sought(40), 10)
    assert many.cost - before < 100 * len(TEXT) / 3
