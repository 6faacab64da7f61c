"""The ends of a passage after the text beside it changed."""

import random

import pytest

from readtui.anchoring.outcome import Orphan
from readtui.anchoring.reanchor import reanchor
from tests.benchmarks.anchor_shapes.tables import league
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
    assert became(text, number) == due


def became(text: str, number: str) -> str:
    """What a remark on a rewritten document stands on afterwards."""
    remark = next(one for one in remarks(TEXTS / f"{text}.md") if one.name.endswith(f" v1 {number}"))
    found = reanchor(remark.before, remark.after, remark.start, remark.end)
    return "" if isinstance(found, Orphan) else remark.after[found.start : found.end]


@pytest.mark.parametrize(
    ("text", "number", "due"),
    [
        ("clauses", "8", "Damage must be reported within one day."),
        ("adr-feature-flags", "1", "the three tech leads and the head of support"),
        ("holzwerkstatt", "13", "Lass die Absaugung nach jedem Arbeitsgang noch mindestens 1 Minute weiterlaufen."),
    ],
)
def test_what_stands_behind_a_number_or_a_label_is_found_whole(text: str, number: str, due: str) -> None:
    assert became(text, number) == due


@pytest.mark.parametrize(
    ("text", "number", "due"),
    [
        (
            "release-notes-mapdesk",
            "4",
            "It's possible to print a map on several sheets. Marks show where to glue them.",
        ),
        (
            "travel-policy",
            "3",
            "All employees are covered by this policy. It also covers guests if we pay for their trips.",
        ),
        (
            "velos-de-service",
            "26",
            "Les dégâts subis par des tiers sont assurés ; vos affaires personnelles ne le sont pas.",
        ),
    ],
)
def test_a_sentence_that_became_two_is_found_with_both(text: str, number: str, due: str) -> None:
    assert became(text, number) == due


@pytest.mark.parametrize(
    ("text", "number", "due"),
    [
        ("sadovod", "12", "Нового председателя выберут на собрании"),
        ("lettera-condominio", "2", "Il 12 settembre l'ingegner Salvi ha fatto un esame del tetto"),
        ("policy-work-abroad", "21", "Your line manager decides on this after hearing you"),
    ],
)
def test_a_passage_does_not_end_within_a_phrase(text: str, number: str, due: str) -> None:
    assert became(text, number).strip(".") == due


@pytest.mark.parametrize(
    ("text", "number", "due"),
    [
        ("archive-to-postgres", "2", "has stopped getting security patches"),
        ("grant-river-otters", "24", "fences at half price"),
        ("howto-slide-scanning", "6", "canned compressed air must not be used"),
        ("viaggio-lucania", "1", "con tre zaini e una carta vecchia di vent'anni"),
    ],
)
def test_a_part_of_a_sentence_is_found_without_what_the_rest_of_it_became(text: str, number: str, due: str) -> None:
    assert became(text, number) == due


def test_rows_with_the_same_words_stay_whole_below_new_ones() -> None:
    rows = "old mill – sea wall – Ruth\nnorth chapel – bus shelter – Grace\nglass house – market square – Owen Clarke"
    new = f"{rows}\neast barn – bus shelter – Ruth Adair\nfire station – market square – Grace Holt"
    assert carried(f"{FIRST}\n\n{rows}\n\n{LAST}", f"{FIRST}\n\n{new}\n\n{LAST}", rows) == rows


@pytest.mark.parametrize("number", [3, 33, 42])
def test_a_row_of_a_table_that_was_sorted_anew_is_one_row(number: int) -> None:
    one = league(random.Random(f"2002 league {number}"))
    assert one.expected
    found = reanchor(one.before, one.after, one.start, one.end)
    assert not isinstance(found, Orphan)
    assert one.after[found.start : found.end] == one.after[slice(*one.expected)]


def test_unchanged_words_that_stand_once_outweigh_a_line_like_theirs_in_their_place() -> None:
    old = "3.0 chapter on 1.\n\n11.0 chapter on 1.\n\n7.0 chapter on 1.\n\n13.0 chapter on 1."
    new = "12.0 chapter on 1.\n\n11.0 chapter on 1.\n\n13.0 chapter on 1.\n\n3.0 chapter on 1.\n\n7.0 chapter on 1."
    assert carried(f"{old}\n\n{LAST}", f"{new}\n\n{LAST}", "3.0 chapter on") == "3.0 chapter on"


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
