"""Widths of graphemes on which terminals disagree: each part adds what the terminal says."""

import pytest

from readtui.layout.widths import CellWidths, disputed_cells, is_disputed

ODD = CellWidths(
    joined_emoji=1, skin_tone=20, flag=30, emoji_style=40, vowel_sign=50, conjunct=60, am_vowel=70, jamo=80
)


@pytest.mark.parametrize(
    ("cluster", "cells"),
    [
        ("\u263a\ufe0f", 1 + 40),
        ("\u231a\ufe0f", 2),
        ("\u263a\ufe0e", 1),
        ("\u0915\u093f", 1 + 50),
        ("\u0915\u094d\u0937", 1 + 60),
        ("\u0301", 1),
        ("\U0001f44d\U0001f3fd", 2 + 20),
        ("\U0001f1e9\U0001f1ea", 30),
        ("\u0e01\u0e33", 1 + 70),
        ("\u1100\u1161", 2 + 80),
        ("\u1100\u1161\u11a8", 2 + 80 + 80),
        ("\U0001f469\u200d\U0001f52c", 2 + 1),
        ("\U0001f469\u200d\u2695\ufe0f", 2 + 1),
    ],
)
def test_each_part_of_a_grapheme_adds_its_cells(cluster: str, cells: int) -> None:
    assert disputed_cells(cluster, ODD) == cells


def test_a_grapheme_is_no_wider_than_the_terminal_makes_any_and_never_nothing() -> None:
    assert disputed_cells("\u0915\u094d\u0937", CellWidths(conjunct=5, limit=2)) == 2
    assert disputed_cells("\u0915\u094d\u0937", CellWidths(conjunct=5)) == 6
    assert disputed_cells("\U0001f1e9\U0001f1ea", CellWidths(flag=0)) == 1


@pytest.mark.parametrize("cluster", ["\U0001f44d", "\u093f", "\u1161", "\u0915\u093f", "ab", "a\u200d", "\u263a\ufe0e"])
def test_terminals_disagree_on_emoji_and_on_what_is_joined(cluster: str) -> None:
    assert is_disputed(cluster)


@pytest.mark.parametrize("cluster", ["a", "日", "\u263a", "e\u0301", "한"])
def test_terminals_agree_on_letters_and_accents(cluster: str) -> None:
    assert not is_disputed(cluster)
