import pytest

from readtui.anchoring.matching.tokens import Vocabulary, tokenise


def cut(text: str) -> list[str]:
    tokens = tokenise(text, Vocabulary())
    return [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Well-known, 'quoted' _words_.", ["Well-known", "quoted", "words"]),
        ("hyphen-\n  ated and soft\u00adened", ["hyphen-\n  ated", "and", "soft\u00adened"]),
        ("see https://example.org/a-b?c=1.", ["see", "https://example.org/a-b?c=1"]),
        ("[a link](../there.md#x) and a note[^12].", ["a", "link", "and", "a", "note"]),
        ("नदी धीरे", ["नदी", "धीरे"]),
        ("川は流れる", ["川", "は", "流", "れ", "る"]),
        ("น้ำ", ["น้", "ำ"]),
        ("1990–1995", ["1990", "1995"]),
        ("👨‍👩‍👧 🇺🇦 👍🏽", ["👨‍👩‍👧", "🇺🇦", "👍🏽"]),
        ("… — !", []),
    ],
)
def test_words_are_cut_without_their_punctuation(text: str, tokens: list[str]) -> None:
    assert cut(text) == tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [("Straße", "STRASSE"), ("first", "ﬁrst"), ("café", "cafe\u0301"), ("example", "exam-\nple"), ("ガ", "ｶﾞ")],
)
def test_forms_of_a_word_are_the_same(one: str, other: str) -> None:
    vocabulary = Vocabulary()
    assert tokenise(one, vocabulary).ids == tokenise(other, vocabulary).ids


def test_what_stands_between_two_words_is_their_gap() -> None:
    tokens = tokenise("(one) – two!", Vocabulary())
    assert [tokens.gap(index) for index in range(3)] == ["(", ") – ", "!"]
