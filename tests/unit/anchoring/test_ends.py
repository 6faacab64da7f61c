"""The ends of a passage after the text beside it changed."""

import pytest

from readtui.anchoring import Orphan, reanchor
from tests.benchmarks.rewritten.document import TEXTS, remarks

FIRST = "The potter lit the kiln before sunrise and fed it birch until noon."
PASSAGE = "Her apprentice counted the shelves twice and wrote the number down."
LAST = "By evening the bricks were too hot to touch, and nobody tried."


def carried(old: str, new: str, passage: str = PASSAGE) -> str:
    start = old.index(passage)
    found = reanchor(old, new, start, start + len(passage))
    return "" if isinstance(found, Orphan) else new[found.start : found.end]


@pytest.mark.parametrize("changed", [PASSAGE, PASSAGE.replace("Her", "An"), PASSAGE.replace("down", "up")])
@pytest.mark.parametrize("joint", [" ", "\n\n"])
@pytest.mark.parametrize("beside", ["It rained.", "Who knows?", "## The shelves", "Shelves"])
def test_text_inserted_beside_a_passage_is_not_included(changed: str, joint: str, beside: str) -> None:
    if joint == " " and not beside.endswith((".", "?")):
        beside += "."
    old = joint.join([FIRST, PASSAGE, LAST])
    assert carried(old, joint.join([FIRST, beside, changed, LAST])) == changed
    assert carried(old, joint.join([FIRST, changed, beside, LAST])) == changed


def test_a_passage_does_not_grow_over_the_end_of_its_paragraph() -> None:
    old = f"{FIRST} {PASSAGE}\n\n{LAST}"
    changed = PASSAGE.replace("wrote the number down", "kept the number for later")
    assert carried(old, f"{FIRST} {changed}\n\nAt four the rain came.\n\n{LAST}") == changed


def test_half_a_sentence_is_the_passage_if_the_rest_was_cut() -> None:
    half = "Her apprentice counted the shelves twice."
    assert carried(f"{FIRST} {PASSAGE} {LAST}", f"{FIRST} {half} {LAST}") == half


def test_new_words_at_the_end_of_the_sentence_belong_to_it() -> None:
    changed = PASSAGE.replace("wrote the number down", "went back to bed")
    assert carried(f"{FIRST} {PASSAGE} {LAST}", f"{FIRST} {changed} {LAST}") == changed


def test_the_number_of_a_heading_does_not_hold_back_its_words() -> None:
    old = f"{FIRST}\n\n3.1 The shelves\n\n{PASSAGE}\n\n{LAST}"
    new = f"{FIRST}\n\n3.1 The clay\n\nIt came from the river.\n\n4.1 The shelves\n\n{PASSAGE}\n\n{LAST}"
    assert carried(old, new, "3.1 The shelves") == "4.1 The shelves"


@pytest.mark.parametrize(
    ("name", "other"),
    [("Phases", "The phases"), ("2 Costs", "2 All costs"), ("Costs", "What it costs"), ("Costs", "A. Costs")],
)
def test_a_name_of_other_words_is_all_of_its_heading_without_the_number(name: str, other: str) -> None:
    old = f"{FIRST}\n\n{name}\n\n{PASSAGE}\n\n{LAST}"
    due = other if name[0].isdigit() else other.removeprefix("A. ")
    assert carried(old, f"{FIRST}\n\n{other}\n\n{PASSAGE}\n\n{LAST}", name) == due


@pytest.mark.parametrize(
    ("text", "number", "due"),
    [
        ("readme-tidecalc", "13", "the number of days to print"),
        ("bourse-mineraux", "17", "Une étiquette doit indiquer qu'une pièce a été restaurée."),
        ("grant-hedgerows", "22", "The map's website"),
    ],
)
def test_what_is_no_row_is_no_more_than_a_cell(text: str, number: str, due: str) -> None:
    remark = next(one for one in remarks(TEXTS / f"{text}.md") if one.name.endswith(f" v1 {number}"))
    found = reanchor(remark.before, remark.after, remark.start, remark.end)
    assert not isinstance(found, Orphan)
    assert remark.after[found.start : found.end] == due


@pytest.mark.parametrize(
    ("before", "after", "there"),
    [
        ("⟦The fees rose by 12 percent.⟧ It hurt.", "The fees rose by 12 %. It hurt.", "The fees rose by 12 %."),
        ("The fees rose by ⟦12 percent⟧.", "The fees rose by 12%.", "12%"),
        ("⟦18 dollars are due now⟧, says the note.", "$18 are due now, says the note.", "$18 are due now"),
        ("The fees rose by ⟦12⟧ % in a year.", "The fees rose by 12% in a year.", "12"),
    ],
)
def test_the_sign_of_a_unit_that_was_a_word_is_part_of_the_passage(before: str, after: str, there: str) -> None:
    passage = before[before.index("⟦") + 1 : before.index("⟧")]
    assert carried(before.replace("⟦", "").replace("⟧", ""), after, passage) == there


@pytest.mark.parametrize(
    ("text", "number", "due"),
    [
        ("design-print-spooler", "v2 2", "Marco and Leila"),
        ("garden-lease", "v1 11", "The tenant repairs the roof, the walls and the windows."),
    ],
)
def test_a_name_before_a_colon_is_no_part_of_the_passage_that_it_names(text: str, number: str, due: str) -> None:
    remark = next(one for one in remarks(TEXTS / f"{text}.md") if one.name.endswith(number))
    found = reanchor(remark.before, remark.after, remark.start, remark.end)
    assert not isinstance(found, Orphan)
    assert remark.after[found.start : found.end] == due
