"""What a search asks for, and where a paragraph has it."""

import pytest

from readtui.errors import UsageError
from readtui.search.full_text.regular_expressions import Pattern
from readtui.search.full_text.word_search import parse, spans


@pytest.mark.parametrize(
    ("query", "text", "hits"),
    [
        ("ferry", "The ferry and the ferryman, a Ferry.", ["ferry", "ferry", "Ferry"]),
        ("ferry ", "The ferry and the ferryman.", ["ferry"]),
        ("ferry left", "It left the ferryman; the ferry left.", ["ferry left"]),
        ("Ferry", "The ferry, the Ferry.", ["Ferry"]),
        ('"the ferry" p', "the toll ferry, the ferry, pier", ["the ferry, p"]),
        ('"ferry the', "ferry, then the ferry the", ["ferry, the", "ferry the"]),
        ("“the ferry” p", "the toll ferry, the ferry, pier", ["the ferry, p"]),
        ("zoe", "Zoë and ZOE and Zoe\u0308s", ["Zoë", "ZOE", "Zoe\u0308"]),
        ("strasse", "Straße", ["Straße"]),
        ("don't", "I don\u2019t, don t", ["don\u2019t", "don t"]),
        ("夜", "十三夜の月", ["夜"]),
        ("三夜", "十三夜の月、三つの夜", ["三夜"]),
        ("NATO加盟", "NATO加盟国 NATO 加盟", ["NATO加盟", "NATO 加盟"]),
        ("nato", "日本nato日本 natoism", ["nato", "nato"]),
        ("ไทย", "ภาษาไทยง่าย", ["ไทย"]),
        ("ｶｸ", "ﾊﾝｶｸ文字", ["ｶｸ"]),
        ("𠮷", "今𩸽𠮷野", ["𠮷"]),
        ("ខ្មែរ", "ភាសាខ្មែរ", ["ខ្មែរ"]),
        ("민국", "대한민국은", ["민국"]),
        ("كتاب", "كِتَابٌ جديد", ["كِتَابٌ"]),
        ("हिन्दी", "यह हिन्दी है", ["हिन्दी"]),
        ("हि", "यह हिन्दी है", ["हि"]),
        ("art", "start art1 arty", ["art", "art"]),
        ("2026 treaty", "In 2026, the treaty; treaty 2026", ["treaty 2026"]),
    ],
)
def test_words_are_found_where_they_stand(query: str, text: str, hits: list[str]) -> None:
    assert [text[start:end] for start, end in spans(parse(query), text)] == hits


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ferry pier", "ferry"),
        ('"ferry left"', "ferry has left"),
        ("errata", "err ata"),
        ("ä-", "b"),
        ("月日", "月の日"),
        ("日本 nato", "日本"),
    ],
)
def test_what_does_not_stand_there_is_not_found(query: str, text: str) -> None:
    assert spans(parse(query), text) == []


@pytest.mark.parametrize("query", ["", " ", '""', "…", "—!"])
def test_a_search_without_words_is_refused(query: str) -> None:
    with pytest.raises(UsageError, match="no words"):
        parse(query)


def test_a_pattern_has_a_limit_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Pattern.of(r"\bfer\w+").spans("A Ferry, ferries") == [(2, 7), (9, 16)]
    assert Pattern.of("F.r").spans("far Fur") == [(4, 7)]
    monkeypatch.setattr("readtui.search.full_text.regular_expressions._SECONDS", 0.6)
    with pytest.raises(UsageError, match="more than 1 seconds"):
        Pattern.of(r"(a|aa|b?a)+$").spans("a" * 90 + "!" + "a" * 3000 + "b")
    with pytest.raises(UsageError, match="at column 4"):
        Pattern.of("a(b")
