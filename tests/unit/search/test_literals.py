"""What stands in everything that a regular expression matches."""

import pytest

from readtui.search.full_text.regular_expressions import KNOWN, Pattern, index_query, literals_in
from readtui.search.full_text.word_search import is_in_word
from readtui.text.case_folding import folding


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"fer\w+", ["fer"]),
        ("ferry left", ["ferry", "left"]),
        (r"\bferry(?:boat)?s?\b", ["ferry"]),
        ("(ferry)+ (pier|dock)", ["ferry"]),
        ("colou?r", ["colo", "r"]),
        ("ab{2,}c", ["ab", "c"]),
        ("[Ff]erry", ["erry"]),
        (r"U\.S\. dollars", ["u.s.", "dollars"]),
        ("Zoë", ["zoe"]),
        ("月光", ["月光"]),
        ("ferry|pier", []),
        ("(?i)Ferry", []),
        (r"ferry\x41", []),
        ("ferry{e<=1}", []),
        ("[[:alpha:]]ferry", []),
        (".*", []),
        ("ferry)", []),
        ("ferry(pier", []),
        ("(" * 50 + "ferry" + ")" * 50, ["ferry"]),
        ("(" * 51 + "ferry" + ")" * 51, []),
    ],
)
def test_a_literal_stands_in_every_match(pattern: str, expected: list[str]) -> None:
    assert literals_in(pattern, ignore_case=False) == expected


def test_an_i_without_case_may_have_no_dot() -> None:
    assert literals_in("ferries", ignore_case=True) == ["ferr", "es"]
    assert literals_in("Ferries", ignore_case=False) == ["ferries"]


def test_the_index_is_asked_for_words_with_the_literal_in_them() -> None:
    words = {"err": ["ferry", "error"], "left": ["left"], "xyz": []}
    assert index_query(["err", "left"], words.get) == '("left") AND ("ferry" OR "error")'
    assert index_query(["xyz"], words.get) == '("xyz")'
    assert index_query(["月光浴"], words.get) == '"月光 光浴"'
    assert index_query(["ab", "月", "other"], words.get) == ""


def test_stretches_are_of_characters_that_the_index_takes_for_parts_of_words() -> None:
    fold = folding("")
    known = [chr(code) for code in range(0x10000) if KNOWN.match(chr(code)) and fold(chr(code)) == chr(code)]
    assert len(known) > 30_000
    assert [one for one in known if not is_in_word(one) or one.lower() != one] == []


def test_an_expression_in_small_letters_matches_any_case() -> None:
    assert (Pattern.of("fer").literals(), Pattern.of("Fi").literals()) == (["fer"], ["fi"])
    assert Pattern.of("fi").literals() == ["f"]
