"""Figures that number something, and those that measure something."""

import pytest
from sentences import both

from readtui.anchoring.meaning.changed_meaning import change_between
from readtui.anchoring.outcome import Review
from tests.unit.anchoring.test_meaning import carried


def test_the_figure_of_an_item_is_no_number_of_a_heading() -> None:
    assert isinstance(carried("2.4 kg eggs for the cake", "3.4 kg eggs for the cake"), Review)
    assert isinstance(carried("3 kg eggs for the cake", "4 kg eggs for the cake"), Review)
    assert isinstance(carried("3 kg eggs for the cake", "eggs for the cake"), Review)


@pytest.mark.parametrize(
    "text",
    [
        "{5.2|6.2} Neither party is liable for loss of income.",
        "The hall is closed in May. {5.2|6.2} Neither party is liable for loss of income.",
        "{4.2.1|4.1.3} Choisir un programme",
        "{2.5.|2.7.} Хранение документов",
        "Am Ende zahlen beide. {3.1.|1.1.} Kosten trägt der Verein allein.",
    ],
)
def test_the_number_of_a_section_or_a_numbered_sentence_is_no_figure(text: str) -> None:
    assert change_between(*both(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "The bill fell. {4.2|5.2} Million was paid.",
        "{2.5|3.5} Liter Milch gehören in den Teig.",
        "{2.5.2024|3.5.2024} Treffen des Vorstands",
        "They walked on. {2.5|3.5} is what they paid.",
        "It rose to {2.5|3.5}",
    ],
)
def test_what_begins_a_sentence_and_measures_something_is_a_figure(text: str) -> None:
    assert change_between(*both(text)) is not None


def test_a_figure_that_begins_a_line_of_a_paragraph_is_no_number_of_a_heading() -> None:
    for before in ("Im Hafen lagen zum Fest\n{}Schiffe", "{}Schiffe\nlagen zum Fest im Hafen"):
        assert isinstance(carried(before.format("12 "), before.format("")), Review)
