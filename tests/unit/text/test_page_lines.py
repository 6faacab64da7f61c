"""What a single line of a page looks like: running text, a sentence, a headline."""

import pytest

from readtui.text.pages.list_rows import glued_teasers, measured


def said(words: int, end: str = "") -> str:
    return " ".join(["the"] * words) + end


@pytest.mark.parametrize(
    ("line", "is_prose"),
    [
        (said(12, "."), True),
        (said(11, "."), False),
        (said(22), True),
        (said(21), False),
        ("这" * 77, False),
        ("这" * 78, True),
        ("这" * 22 + "。", True),
        ("这" * 21 + "。", False),
        ("Newsletter Impressum Datenschutz Kontakt " * 4, False),
    ],
)
def test_running_text_has_several_words_and_fewer_if_it_ends_a_sentence(line: str, is_prose: bool) -> None:
    assert measured(line, alone=True).is_prose(0.2) is is_prose


def test_a_share_of_the_words_of_running_text_is_frequent() -> None:
    line = " ".join(["the", "xqzx"] * 8) + "."
    assert measured(line, alone=True).is_prose(0.5)
    assert not measured(line, alone=True).is_prose(0.51)


@pytest.mark.parametrize("end", [".", "?", ".”)", ". [1]", ".”)[1][2][3]", "。」"])
def test_a_sentence_may_end_in_marks_and_numbers_of_notes(end: str) -> None:
    line = measured(said(6, end), alone=True)
    assert line.closed
    assert line.is_sentence(line.words)
    assert not line.is_sentence(line.words + 1)


@pytest.mark.parametrize("end", ["", ",", " (", ". and", ".”)[1][2][34]"])
def test_other_lines_end_no_sentence(end: str) -> None:
    assert not measured(said(6, end), alone=True).closed


@pytest.mark.parametrize(
    ("line", "could_be"),
    [
        (said(20), True),
        (said(21), False),
        (said(3, "."), False),
        (said(3, ":"), False),
        (said(3, ";"), False),
        (said(3, "?"), True),
    ],
)
def test_a_headline_is_short_and_no_sentence(line: str, could_be: bool) -> None:
    assert measured(line, alone=True).could_be_headline() is could_be


def test_what_addresses_readers_has_enough_words_for_a_notice() -> None:
    notice = "You can subscribe to our newsletter on this page"
    assert measured(f"{notice} now", alone=True).of_page == measured(notice, alone=True).of_page
    assert not measured("Subscribe to our newsletter", alone=True).of_page


def test_a_headline_and_a_summary_may_stand_without_a_space_between_them() -> None:
    glued = "The mill that grinds againA miller of the old school has opened it"
    assert glued_teasers([glued, "We saw it on YouTube before", "Two wordsGlued here"]) == [True, True, False]
    assert glued_teasers([glued] * 9) == [False] * 9
