"""What changed between two versions of a text: sentences, and the words in them."""

import random

import pytest

from readtui.anchoring.text_changes import ChangeKind, text_changes

OLD = """# Plan

We accept this risk. The migration takes 3 hours. Dana must sign before phase two.

A paragraph that stays as it is. It has two sentences.

One that moves elsewhere without a change at all.

This one goes. All of it goes away.

def first():
    return 1"""
NEW = """# Plan

One that moves elsewhere without a change at all.

Dana accepts this risk. A new sentence stands here. The migration takes 5 hours on Monday.

A paragraph that stays as it is. It has two sentences.

A wholly new paragraph. With two sentences.

def first():
    check()
    return 1"""


def shown(old: str, new: str) -> list[tuple[str, str, list[str], str, int]]:
    return [
        (str(one.kind), new[one.start : one.end], [new[start:end] for start, end in one.words], one.before, one.size)
        for one in text_changes(old, new, "en")
    ]


def test_sentences_and_the_words_in_them() -> None:
    assert shown(OLD, NEW) == [
        ("changed", "Dana accepts this risk.", ["Dana accepts"], "We accept this risk.", 0),
        ("added", "A new sentence stands here.", [], "", 0),
        (
            "changed",
            "The migration takes 5 hours on Monday.",
            ["5", "on Monday"],
            "The migration takes 3 hours.",
            0,
        ),
        ("removed", "", [], "Dana must sign before phase two.", 1),
        ("removed", "", [], "This one goes. All of it goes away.", 2),
        ("added", "A wholly new paragraph.", [], "", 0),
        ("added", "With two sentences.", [], "", 0),
        ("added", "    check()", [], "", 0),
    ]
    assert shown(OLD, OLD) == []
    assert [one[0] for one in shown("", NEW)][-1] == "added"
    assert shown("One. Two.", "")[-1] == ("removed", "", [], "One. Two.", 2)


WORDS = [f"{first}{second}{third}wen" for first in "bdfgk" for second in "aeiou" for third in "lmnrst"]


@pytest.mark.parametrize("seed", range(60))
def test_each_edit_is_found_and_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    paragraphs = [
        [" ".join(chance.sample(WORDS, 8)).capitalize() + "." for _ in range(chance.randint(1, 5))] for _ in range(12)
    ]
    edited = [list(one) for one in paragraphs]
    expected: list[tuple[str, str, str]] = []
    for number in sorted(chance.sample(range(0, 12, 2), 4)):
        place = chance.randrange(len(edited[number]))
        sentence = edited[number][place]
        kind = chance.choice(list(ChangeKind))
        if kind is ChangeKind.ADDED:
            added = " ".join(chance.sample(WORDS, 8)).capitalize() + "."
            edited[number].insert(place, added)
            expected.append((str(kind), added, ""))
        elif kind is ChangeKind.REMOVED:
            del edited[number][place]
            expected.append((str(kind), "", sentence))
        else:
            words = sentence.split()
            words[3] = "xylem"
            edited[number][place] = " ".join(words)
            expected.append((str(kind), " ".join(words), sentence))
    old, new = ("\n\n".join(" ".join(one) for one in part if one) for part in (paragraphs, edited))
    found = shown(old, new)
    assert [(kind, text, before) for kind, text, _, before, _ in found] == expected
    assert all(words == ["xylem"] for kind, _, words, _, _ in found if kind == "changed")
