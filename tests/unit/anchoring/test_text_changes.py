"""What changed between two versions of a text: sentences, and the words in them."""

import random

import pytest

from readtui.anchoring.text_changes import TextChangeKind, text_changes

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
    lost = [one.before[start:end] for one in text_changes(OLD, NEW, "en") for start, end in one.gone]
    assert lost == ["We accept", "3"]
    assert shown(OLD, OLD) == []
    assert [one[0] for one in shown("", NEW)][-1] == "added"
    assert shown("One. Two.", "")[-1] == ("removed", "", [], "One. Two.", 2)


def test_lines_that_are_gone_are_told_as_lines() -> None:
    lines = "- rope", "- a lamp", "- bread for two", "- water"
    gone = ("removed", "", list[str](), "\n".join(lines[1:3]), 2)
    assert shown("Bring:\n\n" + "\n".join(lines), f"Bring:\n\n{lines[0]}\n{lines[-1]}") == [gone]


ITEMS = """We redesign nothing. We keep the format.

- Loss: zero events, measured by the nightly job.
- Cost: no more than 9,000 euros a month, including the standby.
- Third, customers should notice nothing."""
REWRITTEN_ITEMS = """Nothing is redesigned. We keep the format.

- Cost: at most 9,500 euros a month with the standby; the head of infrastructure has set this limit.
- Loss: none, as the nightly job measures it.
- No customer may see an error page or a parcel in the wrong state."""


def test_what_is_said_anew_at_its_place_or_known_from_elsewhere_is_a_changed_sentence() -> None:
    lines, rewritten = ITEMS.split("\n"), REWRITTEN_ITEMS.split("\n")
    expected = [("Nothing is redesigned.", "We redesign nothing."), (rewritten[2], lines[3]), (rewritten[3], lines[2])]
    assert [(after, before) for kind, after, _, before, _ in shown(ITEMS, REWRITTEN_ITEMS) if kind == "changed"] == (
        expected
    )
    known = [("customers should", REWRITTEN_ITEMS.index("customer")), ("is nowhere", 3)]
    found = text_changes(ITEMS, REWRITTEN_ITEMS, "en", known=known)
    assert [(REWRITTEN_ITEMS[one.start : one.end], one.before) for one in found] == [
        *expected,
        (rewritten[4], lines[4]),
    ]


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
        kind = chance.choice(list(TextChangeKind))
        if kind is TextChangeKind.ADDED:
            added = " ".join(chance.sample(WORDS, 8)).capitalize() + "."
            edited[number].insert(place, added)
            expected.append((str(kind), added, ""))
        elif kind is TextChangeKind.REMOVED:
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


def typed(chance: random.Random, words: int = 8) -> str:
    return " ".join(chance.sample(WORDS, words)).capitalize() + "."


@pytest.mark.parametrize("seed", range(40))
def test_what_moved_is_no_change_and_what_moved_with_another_word_is_one(seed: int) -> None:
    chance = random.Random(seed)
    paragraphs = [[typed(chance) for _ in range(chance.randint(1, 5))] for _ in range(12)]
    paragraphs += [["Yes."], ["Yes."], ["# Heading"]]
    edited = [list(one) for one in chance.sample(paragraphs, len(paragraphs))]
    old = "\n\n".join(map(" ".join, paragraphs))
    assert shown(old, "\n\n".join(map(" ".join, edited))) == []
    place = chance.choice([one for one in edited if len(one[0]) >= 20])
    number = chance.randrange(len(place))
    words = place[number].split()
    before, words[3] = place[number], "xylem"
    place[number] = " ".join(words)
    # Sentences move out of their paragraphs, too, and quotation marks change on the way.
    edited.append([place.pop(0)] if len(place) > 1 else [])
    new = "\n\n".join(" ".join(one) for one in edited if one)
    assert shown(old, new) == [("changed", " ".join(words), ["xylem"], before, 0)]


def test_as_many_have_moved_as_stand_in_both_texts() -> None:
    told, kept, more = "It's told to the whole crew twice.", "Nothing else is said of it here.", "Boats leave at dawn."
    old = f"{told} {kept}\n\n{more} Yes.\n\nA harbour stands open.\n\nYes. The crew sleeps until nine."
    new = f"A harbour stands open.\n\nYes. {more} {told.replace(chr(39), '’')}\n\n{kept} {told}"
    assert sorted(shown(old, new)) == [
        ("added", told, [], "", 0),
        ("removed", "", [], "The crew sleeps until nine.", 1),
        ("removed", "", [], "Yes.", 1),
    ]


def test_an_item_of_a_list_is_compared_by_sentences() -> None:
    first, rest = "Dana must sign before phase two.", "The migration takes 3 hours. We accept this risk. Nobody waits."
    old = f"Short item\n{first} {rest}\nAnother item. It stays."
    new = f"Short item\n{first} {rest.replace('3', '5')} And more of it.\nAnother item. It stays."
    assert shown(old, new) == [
        ("changed", "The migration takes 5 hours.", ["5"], "The migration takes 3 hours.", 0),
        ("added", "And more of it.", [], "", 0),
    ]
    assert shown(f"Start here\n{first}", f"{first}\nStart here") == []
    assert shown(old, "Short item")[0][3:] == (f"{first} {rest}\nAnother item. It stays.", 6)


def test_what_is_asked_about_near_a_place_has_not_moved_if_it_stands_far_away() -> None:
    chance = random.Random(3)
    one, *middle, other = (" ".join(typed(chance) for _ in range(3)) for _ in range(200))
    here, there = (f"{changed} {typed(chance)}" for changed in (one, other))
    old, new = "\n\n".join([one, *middle, other]), "\n\n".join([there, *middle, here])
    found = text_changes(old, new, "en", near=(0, 500))
    assert [(str(each.kind), new[each.start : each.end]) for each in found] == [("added", there[len(other) + 1 :])]


class _Whole(str):
    """A text that is too long to be split at once: no key is handled meanwhile."""

    __slots__ = ()

    def split(self, *_: object) -> list[str]:
        raise AssertionError


def test_a_long_text_is_not_split_at_once() -> None:
    assert len(text_changes(_Whole("One. Two.\n\nThree."), _Whole("One. Two.\n\nFour."))) == 2
