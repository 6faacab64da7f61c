import pytest

from readtui.tui.colors.code_colors import LONGEST_CODE, CodePart, code_spans

CODE = "def sail(knots):\n    # into the wind\n    return 'port' if knots > 12 else None\n"


def test_the_parts_of_code_stand_where_they_are_in_the_article() -> None:
    article = "Before.\n\n" + CODE
    spans = code_spans(CODE, "python", len(article) - len(CODE))
    found = {(article[start:end], part) for start, end, part in spans.within(0, len(article))}
    assert {
        ("def", CodePart.KEYWORD),
        ("sail", CodePart.NAME),
        ("# into the wind", CodePart.COMMENT),
        ("12", CodePart.NUMBER),
        ("port", CodePart.STRING),
    } <= found


def test_only_what_a_line_shows_is_given() -> None:
    spans = code_spans(CODE, "python", 0)
    second = CODE.index("    #")
    assert [CODE[start:end] for start, end, _ in spans.within(second, CODE.index("\n", second))] == ["# into the wind"]


@pytest.mark.parametrize(
    ("code", "language"), [(CODE, ""), (CODE, "no such language"), ("1" * (LONGEST_CODE + 1), "c")]
)
def test_code_in_an_unknown_language_stays_plain(code: str, language: str) -> None:
    assert list(code_spans(code, language, 0).within(0, len(code))) == []
