"""Passages in other words in a text that was rewritten: where a question is due, and where not."""

import pytest

from tests.unit.anchoring.test_rewriting import carried

_BEFORE = "The harbour was dredged in spring, and the gravel went to the islands.\n\n"
_AFTER = "\n\nNobody had asked the pilots, who know each bank and every current by name."
_BEFORE_NOW = "Spring was when they dredged the harbour. Its gravel was brought to the islands.\n\n"
_AFTER_NOW = "\n\nThe pilots, to whom every bank and current is known by name, were never asked."


def said_again(words: str, others: str, passage: str = "") -> str:
    """What became of a sentence, or of a part, between two that were said anew: in brackets if it needs review."""
    return carried(_BEFORE + words + _AFTER, _BEFORE_NOW + others + _AFTER_NOW, passage or words)


@pytest.mark.parametrize(
    ("words", "others", "turned"),
    [
        (
            "The library sends a reminder before the loan of a book ends.",
            "Before a book has to be returned, a reminder comes from the library without anybody asking for it.",
            "The library sends no reminder before the loan of a book ends.",
        ),
        (
            "The ferry takes bicycles, but only when the deck is free of cars.",
            "Bicycles cannot go on the ferry unless no cars stand on its deck.",
            "The ferry takes bicycles, but only when the deck is not free of cars.",
        ),
    ],
)
def test_a_negation_changes_the_meaning_of_the_same_words_and_not_of_a_sentence_said_anew(
    words: str, others: str, turned: str
) -> None:
    assert said_again(words, others) == others
    assert said_again(words, turned) == f"[{turned}]"


@pytest.mark.parametrize(
    ("words", "others", "is_other"),
    [
        (
            "Whoever finds a ring hands it to the porter and gets a receipt.",
            "Whoever finds a ring takes it to the porter and gets a reward.",
            True,
        ),
        (
            "Bees need the lime trees, which flower late and stand along the canal.",
            "Bees shun the lime trees, which smell late and stand along the canal.",
            True,
        ),
        (
            "Children buy a ticket at the gate and show it to the guard.",
            "Kids purchase a ticket at the gate and show it to the guard.",
            False,
        ),
        (
            "Bees need the lime trees, which flower late and stand along the canal.",
            "Bees need the lime trees, which flower late and grow along the canal.",
            False,
        ),
    ],
)
def test_other_words_in_two_places_of_the_same_sentence_are_asked_about_in_a_rewritten_text_unless_they_are_akin(
    words: str, others: str, is_other: bool
) -> None:
    assert said_again(words, others) == (f"[{others}]" if is_other else others)


def test_one_word_that_came_is_asked_about_in_a_short_sentence_of_a_rewritten_text_but_not_one_for_another() -> None:
    words = "The raft waits for the pilot."
    assert (
        said_again(words, "The raft goes without waiting for the pilot.")
        == "[The raft goes without waiting for the pilot.]"
    )
    assert said_again(words, "The raft is waiting for the pilot.") == "The raft is waiting for the pilot."
    assert said_again(words, "The raft waits for the tide.") == "The raft waits for the tide."


def test_what_turns_a_sentence_said_anew_tells_of_unchanged_words_only_if_it_touches_them() -> None:
    words, passage = "Guests have a key of their own to the room above the stable.", "the room above the stable"
    same = "Nobody has to ring at the door of the room above the stable, since each guest is given a key."
    turned = "Each guest who has a key is led to the stable, but not the room above the stable."
    assert said_again(words, same, passage) == passage
    assert said_again(words, turned, passage) == f"[{passage}]"


@pytest.mark.parametrize("amount", ["8", "30"])
def test_the_same_value_in_the_prose_that_a_table_became_needs_no_question(amount: str) -> None:
    old = "What you need\n\nnuts\t500 grams\nsugar\t150 grams\neggs\teight\nmilk\ta glass\n\nServes a whole table."
    prose = f"We take 500 grams of nuts, 150 grams of sugar, {amount} eggs and just a glass of cold milk."
    due = "8" if amount == "8" else "[30]"
    assert carried(old, f"Ingredients for the cake\n\n{prose}\n\nIt feeds many guests.", "eight") == due


def test_a_title_that_shares_a_name_with_a_sentence_is_not_surely_what_the_sentence_became() -> None:
    own = "the hut Three Larches will stay closed for the whole of next summer."
    old = (
        f"A letter about our hut\n\nDear members,\n\n{own} I know that many of you go there with your children, and we "
        "did not decide this lightly.\n\nWhat happened\n\nIn January an avalanche damaged the roof and the cable. "
        "Nobody was hurt, for the hut was empty. The surveyor found cracks in the north wall.\n\nWhat we ask\n\nPlease "
        "come to the meeting on 14 March. Whoever cannot come may send another member."
    )
    new = (
        "The hut Three Larches: where we are and what is next\n\nDear members,\n\nan avalanche damaged the roof and "
        "the cable in January. By good luck there was not a soul inside, and no injuries have to be mourned. Next "
        "summer, from its first day to its last, the hut will not open. It was a painful choice.\n\n1. The meeting\n\n"
        "All this is up for discussion on 14 March. You are unable to be there? Another member can vote for you."
        "\n\n2. The damage\n\nCracks in the north wall are what the surveyor noted."
    )
    assert carried(old, new, own).startswith("[")
