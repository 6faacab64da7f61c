"""Changes of meaning inside a passage are flagged; other changes are not."""

import pytest

from readtui.anchoring import Anchored, Review, reanchor, reanchor_quote
from readtui.anchoring.meaning.changes import change_between
from readtui.model.annotation import AnchorState

LEAD = "The ferry leaves from the lower landing, whatever the weather.\n\n"
REST = "\n\nTickets are sold in the booth beside the old crane."


def carried(before: str, after: str) -> Anchored | Review:
    found = reanchor(LEAD + before + REST, LEAD + after + REST, len(LEAD), len(LEAD) + len(before))
    assert isinstance(found, Anchored | Review)
    assert (LEAD + after + REST)[found.start : found.end] == after
    return found


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("Children get 5 mg of it in the morning.", "Children get 50 mg of it in the morning.", "a figure changed"),
        ("Children get 1.5 mg of it in the morning.", "Children get 15 mg of it in the morning.", "a figure changed"),
        ("Some 12,400 people came to see it burn.", "Some 12,900 people came to see it burn.", "a figure changed"),
        ("The council has seven members from here.", "The council has nine members from here.", "a figure changed"),
        (
            "该项目去年收到三份申请，其中大部分来自外省。",
            "该项目去年收到五份申请，其中大部分来自外省。",
            "a figure changed",
        ),
        ("بلغ عدد الزوار ٤٥٠ زائرا في اليوم الأول", "بلغ عدد الزوار ٥٤٠ زائرا في اليوم الأول", "a figure changed"),
        (
            "The hearing is on Tuesday in the small hall.",
            "The hearing is on Friday in the small hall.",
            "a date changed",
        ),
        ("Die Frist endet am 4. Juni um Mitternacht.", "Die Frist endet am 4. Juli um Mitternacht.", "a date changed"),
        ("Each sack weighs 25 kg when it is dry.", "Each sack weighs 25 lb when it is dry.", "a unit changed"),
        ("It loses 3 million litres a year.", "It loses 3 billion litres a year.", "a unit changed"),
        ("The mayor did answer the letter.", "The mayor did not answer the letter.", "a negation came or went"),
        ("The bridge is safe for lorries.", "The bridge isn't safe for lorries.", "a negation came or went"),
        ("Es gab einen Grund zur Vertagung.", "Es gab keinen Grund zur Vertagung.", "a negation came or went"),
        (
            "El capitán vio el faro aquella noche.",
            "El capitán no vio el faro aquella noche.",
            "a negation came or went",
        ),
        ("Сторож видел, кто вышел вечером.", "Сторож не видел, кто вышел вечером.", "a negation came or went"),
        (
            "橋のたもとの店の主人は、彼はその手紙を確かに読んだと証言している。",
            "橋のたもとの店の主人は、彼はその手紙を確かに読まなかったと証言している。",
            "a negation came or went",
        ),
        (
            "The findings are conclusive, they say.",
            "The findings are inconclusive, they say.",
            "a negation came or went",
        ),
        ("if (count == limit) return total;", "if (count != limit) return total;", "a sign changed"),
        ("while index < rows: index += step", "while index <= rows: index += step", "a sign changed"),
        ("The fine is €500 for every day.", "The fine is $500 for every day.", "a sign changed"),
        ("It was 12 degrees at the harbour.", "It was -12 degrees at the harbour.", "a sign changed"),
    ],
)
def test_a_change_of_meaning_needs_review_and_says_why(before: str, after: str, why: str) -> None:
    for old, new in ((before, after), (after, before)):
        found = carried(old, new)
        assert isinstance(found, Review)
        assert found.why == why


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The mill wheel turned all night long.", "The mill wheel turned all winter long."),
        ("Die Mühle stand am Ende der Gasse.", "Die Mühle stand am Anfang der Gasse."),
        ("3. The mill wheel turned all night long.", "4. The mill wheel turned all night long."),
        ("The mill wheel[2] turned all night long.", "The mill wheel[3] turned all night long."),
        ("The mill wheel turned 1200 times that night.", "The mill wheel turned 1,200 times that night."),
        ("The mill wheel turned all night, slowly.", "The mill wheel turned all night - slowly."),
    ],
)
def test_ordinary_words_and_list_or_note_numbers_are_not_flagged(before: str, after: str) -> None:
    assert isinstance(carried(before, after), Anchored)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a mill — and a wheel", "a mill - and a wheel"),
        ("a “mill” and a wheel", "a 'mill' and a wheel"),
        ("a mill and a wheel", "a **mill** and a [wheel](https://example.org/a=b)"),
        ("كتب المعلم رسالة طويلة", "كَتَبَ المُعَلِّمُ رِسَالَةً طَوِيـــلَةً"),
        ("שלום רב לכם היום", "שָׁלוֹם רַב לָכֶם הַיּוֹם"),
    ],
)
def test_the_form_of_marks_and_vowel_signs_changes_nothing(before: str, after: str) -> None:
    found = carried(before, after)
    assert isinstance(found, Anchored)
    assert found.state is AnchorState.EXACT


def test_other_punctuation_inside_is_not_exact() -> None:
    found = carried("a mill, a wheel and a pond", "a mill; a wheel and a pond")
    assert isinstance(found, Anchored)
    assert found.state is AnchorState.MOVED


def test_changes_of_meaning_are_flagged_for_quotes_too() -> None:
    text = LEAD + "Children get 50 mg of it in the morning." + REST
    found = reanchor_quote(text, "Children get 5 mg of it in the morning.", LEAD, REST)
    assert isinstance(found, Review)
    assert found.why == "a figure changed"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The ferry left the pier at dawn.", "The ferry did not leave the pier at dawn."),
        ("He goes home after the meeting.", "He never went home after the meeting."),
    ],
)
def test_a_verb_is_negated_in_another_form_too(before: str, after: str) -> None:
    assert change_between(before, after) == change_between(after, before) == "a negation came or went"
