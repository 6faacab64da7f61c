from itertools import pairwise

import regex
from hypothesis import given
from hypothesis import strategies as st

from readtui.model.passage import Passage
from readtui.text.segmentation.segment import count_words, next_grapheme, previous_grapheme, sentences, words

PROSE_PIECES = st.sampled_from(
    [
        *"..!?…。！？।؟;:,-–—«»„“”\"'()[]「」『』（）¿¡ \n\t\u00a0\u3000",
        *[
            "Dr",
            "z. B.",
            "U.S.",
            "e.g.",
            "8. Mai",
            "3.5",
            "the",
            "The",
            "und",
            "Er",
            "г.",
            "Он",
            "彼は",
            "です",
            "我们",
            "है",
        ],
        *["www.example.org/a.html", "...", " . . . ", "[12]", ":)", "A.", "I.", "``", "''", " »", "etc.", "no", "5"],
    ]
)
PROSE = st.lists(PROSE_PIECES, max_size=40).map("".join) | st.text(max_size=60)
LANGUAGES = st.sampled_from(["", "en", "de-AT", "fr", "es", "ru", "zh", "ja", "el", "hi", "xx"])

CLUSTER_PIECES = st.sampled_from(
    [
        *[
            "a",
            " ",
            "é",
            "\u0301",
            "\u0308",
            "\r",
            "\n",
            "\r\n",
            "字",
            "か\u3099",
            "\u200d",
            "\u200c",
            "\ufe0f",
            "\u20e3",
        ],
        *[
            "\U0001f1e9",
            "\U0001f1ea",
            "\U0001f1eb",
            "👨",
            "👩",
            "👨\u200d👩\u200d👧",
            "👍🏽",
            "\U0001f3fd",
            "❤",
            "©",
            "#",
        ],
        *["ᄀ", "ᅡ", "ᆨ", "가", "각", "क", "्", "ष", "ि", "क्षि", "ั", "ำ", "\u0600", "\U000110bd", "\u00ad"],
    ]
)
CLUSTERS = st.one_of(
    st.lists(CLUSTER_PIECES, max_size=120).map("".join),
    st.text(max_size=80),
    st.tuples(st.text(max_size=2), CLUSTER_PIECES, st.integers(1, 300), st.text(max_size=2)).map(
        lambda parts: parts[0] + parts[1] * parts[2] + parts[3]
    ),
)


def assert_in_order(passages: list[Passage], text: str) -> None:
    assert all(passage.start < passage.end for passage in passages)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert not passages or passages[-1].end <= len(text)


@given(PROSE, LANGUAGES)
def test_sentences_cover_all_but_white_space_in_order_and_trimmed(text: str, language: str) -> None:
    found = sentences(text, language)
    assert_in_order(found, text)
    assert all(passage.of(text) == passage.of(text).strip() for passage in found)
    covered = {offset for passage in found for offset in range(passage.start, passage.end)}
    assert all(offset in covered or character.isspace() for offset, character in enumerate(text))


@given(PROSE | CLUSTERS)
def test_words_are_in_order_and_hold_every_letter_and_digit(text: str) -> None:
    found = words(text)
    assert_in_order(found, text)
    covered = {offset for word in found for offset in range(word.start, word.end)}
    assert all(offset in covered for offset, character in enumerate(text) if regex.match(r"[\p{L}\p{N}]", character))
    assert not any(text[offset].isspace() for offset in covered)


@given(CLUSTERS, st.data())
def test_graphemes_are_those_of_the_whole_text(text: str, data: st.DataObject) -> None:
    boundaries = [0, *(match.end() for match in regex.finditer(r"\X", text))]
    offset = data.draw(st.integers(0, len(text)))
    assert next_grapheme(text, offset) == min((at for at in boundaries if at > offset), default=len(text))
    assert previous_grapheme(text, offset) == max((at for at in boundaries if at < offset), default=0)


@given(st.text(st.characters(max_codepoint=0x7F) | st.sampled_from(" \n_-é")))
def test_words_with_a_letter_or_a_digit_are_counted(text: str) -> None:
    assert count_words(text) == sum(any(sign.isalnum() or sign == "_" for sign in word) for word in text.split())
