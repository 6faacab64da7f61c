"""Joining lines with or without a space."""

import pytest

from readtui.importers.common.reflow import line_joint
from readtui.importers.pdf.lines import Line
from readtui.importers.pdf.text import Vocabulary, flowed
from readtui.importers.pdf.word import Word
from readtui.text.language import unspaced


@pytest.mark.parametrize(
    ("left", "right", "joint"),
    [
        ("각각의 줄은", "단어의 끝에서", " "),
        ("山路を登り", "ながら", ""),
        ("如是我闻，", "一时", ""),
        ("豈", "\uf900", ""),
        ("山路", "and", " "),
    ],
)
def test_lines_of_chinese_and_japanese_join_without_a_space_and_korean_ones_with_one(
    left: str, right: str, joint: str
) -> None:
    assert line_joint(left, right) == joint


def test_korean_is_written_with_spaces() -> None:
    assert unspaced("줄은 山路の") == ["山", "路", "の"]


@pytest.mark.parametrize(
    ("are_spaced", "text"),
    [
        ((True, False, True), "판매했거나 향후 보험의 유행단계에 돌입한 해"),
        ((False, False, False), "판매했거나 향후 보험의 유행 단계에 돌입한 해"),
    ],
    ids=["spaces set", "no spaces set"],
)
def test_korean_lines_of_a_pdf_end_in_a_word_unless_a_space_is_set(are_spaced: tuple[bool, ...], text: str) -> None:
    rows = (("판매했거나",), ("향후", "보험의", "유행"), ("단계에", "돌입한"), ("해",))
    lines = []
    for number, row in enumerate(rows):
        words = [Word(word, 60.0 * at, 60.0 * at + 50, 700 - 12.0 * number, 10) for at, word in enumerate(row)]
        words[-1].spaced = (*are_spaced, False)[number]
        lines.append(Line(words, 0))
        lines[-1].measure()

    assert flowed(lines, Vocabulary.of(lines), 0).text == text
