import unicodedata

import pytest

from readtui.text.clean import clean, map_offsets, visible


def test_controls_become_visible_one_for_one_and_keep_their_originals() -> None:
    cleaned = clean("a\x1b[31m\x00b\x9bc\u202ed\x7f")
    assert cleaned.text == "a␛[31m␀b⍰c⍰d␡"
    assert [original for _, original in cleaned.replaced] == ["\x1b", "\x00", "\x9b", "\u202e", "\x7f"]
    assert all(cleaned.text[offset] in "␛␀⍰␡" for offset, _ in cleaned.replaced)


def test_marks_that_shape_text_stay() -> None:
    assert clean("a\u200eb\u200f\u200d\u200c").text == "a\u200eb\u200f\u200d\u200c"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_a_newline(end: str) -> None:
    assert clean(f"a{end}b") == clean("a\nb")


def test_text_is_composed() -> None:
    assert clean("Lu\u0308beck").text == "Lübeck"


def test_a_lone_surrogate_can_be_written_afterwards() -> None:
    assert clean("a\ud800b").text.encode() == "a\ufffdb".encode()


def test_offsets_follow_composition_and_line_ends() -> None:
    text = "e\u0301a\r\nb"
    assert map_offsets(text, [0, 2, 3, 5, 6]) == {0: 0, 2: 1, 3: 2, 5: 3, 6: 4}
    assert unicodedata.is_normalized("NFC", clean(text).text)


def test_a_title_is_one_safe_line() -> None:
    assert visible(" e\u0301 a  b") == "é a b"
    assert visible(" Two\nlines\tand \x1b]0;x\x07 ") == "Two lines and ␛]0;x␇"
