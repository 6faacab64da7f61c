import pytest
from hypothesis import given
from hypothesis.strategies import lists, sampled_from, text

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


def test_the_text_between_two_words_is_their_gap() -> None:
    tokens = tokenise("(one) – two!", Vocabulary())
    assert [tokens.gap(index) for index in range(3)] == ["(", ") – ", "!"]


LATIN = [*"aB9éßǆά½²-‐\u00ad\u200b\u200d _'“][()^.:/©‼\t\u2009жЙ", "](", "[^", "http://", "-\n", " \n", "\r\n"]


@given(lists(sampled_from(LATIN)).map("".join))
def test_latin_lines_are_cut_as_they_are_beside_other_scripts(line: str) -> None:
    assert cut(f"{line} —") == cut(f"{line} — 漢")[:-1]


LETTERS = "漢字々〇あァーガ한국กั้ำ๑ๆＡｚ１、。「」（：aB9é½-‐\u00ad\u200b\u200d _'[]()^./©\t"
EASTERN = [*LETTERS, "](", "[^", "http://", "-\n"]


@given(lists(sampled_from(EASTERN)).map("".join))
def test_eastern_lines_are_cut_as_they_are_beside_scripts_that_are_seldom(line: str) -> None:
    assert cut(f"{line} —") == cut(f"{line} — ع")[:-1]


@given(text(alphabet="ab-\n \u00ad漢"), text(alphabet="ab-\n \u00ad漢"))
def test_a_line_seen_before_is_split_the_same_way(one: str, other: str) -> None:
    seen, fresh = Vocabulary(), Vocabulary()
    tokenise(one, seen)
    again, anew = tokenise(f"{other}\n\n{one}", seen), tokenise(f"{other}\n\n{one}", fresh)
    assert (again.starts, again.ends) == (anew.starts, anew.ends)
    assert [seen.keys_by_id[word] for word in again.ids] == [fresh.keys_by_id[word] for word in anew.ids]
