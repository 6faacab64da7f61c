"""Typst: which signs are escaped."""

import pytest

from readtui.exporters.typeset.dialect import reads_from_right
from readtui.exporters.typeset.typst import TypstDialect, string


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("#let x = *a* _b_ `c` $d$", r"\#let x \= \*a\* \_b\_ \`c\` \$d\$"),
        ("https://e.org", r"https:\/\/e.org"),
        ("/* x */", r"\/\* x \*\/"),
        ("well-known and/or", "well-known and/or"),
        ("a -- b --- c -1 -?", r"a \-\- b \-\-\- c \-1 \-?"),
        ("wait...", r"wait\.\.."),
        ("1. a\n- b\n+ c\n= d\n/ e", r"1\. a#linebreak();\- b#linebreak();\+ c#linebreak();\= d#linebreak();\/ e"),
        ('[a](b) @c <d> "e" it\'s', r"\[a\](b) \@c \<d\> \"e\" it\'s"),
        ("\x1b", "␛"),
    ],
)
def test_syntax_is_escaped_and_nothing_else(words: str, written: str) -> None:
    assert TypstDialect().text(words) == written


def test_a_string_ends_where_it_ends() -> None:
    assert string('a"b\\') == r'"a\"b\\"'


@pytest.mark.parametrize(
    ("words", "declared", "is_from_right"),
    [("Ice", "rtl", True), ("ثلج", "ltr", False), ("1. ثلج", "", True), ("Ice", "", False), ("12", "", False)],
)
def test_a_paragraph_runs_as_its_document_says_or_else_as_its_first_letter(
    words: str, declared: str, is_from_right: bool
) -> None:
    assert reads_from_right(words, declared) is is_from_right
