import re

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from readtui.exporters.markdown_escape import escape, fenced, quoted, yaml_string

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
marks = st.text("*_`[]()<>#&!|~=-+.:;123 \\$%^/axé語\t", max_size=30)
lines = st.lists(marks.filter(str.strip), min_size=1, max_size=4).map("\n".join)


def shown(tokens: list[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.children:
            parts.append(shown(token.children))
        else:
            parts.append(token.content)
    return "".join(parts)


@given(lines)
@example("1. May")
@example("# no heading")
@example("=====")
@example("- - -")
@example("&amp; &#65;")
@example("<script>")
@example("C #")
@example("snake_case _and_ __more__")
@example("~~~\nno fence")
@example("a\n---")
@example("    no code")
@example("a | b\n--|--")
def test_a_markdown_reader_shows_exactly_the_text(text: str) -> None:
    tokens = READER.parse(quoted(escape(text)))
    assert [token.type for token in tokens] == [
        "blockquote_open",
        "paragraph_open",
        "inline",
        "paragraph_close",
        "blockquote_close",
    ]
    assert {child.type for child in tokens[2].children or []} <= {"text", "text_special", "softbreak", "hardbreak"}
    expected = "\n".join(line.rstrip() for line in text.split("\n"))
    assert re.sub("[\t\xa0]", " ", shown(tokens)) == expected.replace("\t", " ")


@given(marks.filter(str.strip))
def test_a_heading_shows_exactly_the_text(text: str) -> None:
    words = " ".join(text.split())
    tokens = READER.parse(f"## {escape(words)}")
    assert tokens[0].type == "heading_open"
    assert shown(tokens) == words


@given(st.text("`~ax\n ", max_size=40))
def test_code_shows_exactly_the_code(code: str) -> None:
    (token,) = READER.parse(fenced(code, "py thon`"))
    assert token.content == code + "\n"
    assert token.info == "python"


def test_obsidian_tags_block_ids_math_and_comments_are_escaped() -> None:
    assert escape("see #tag ^id") == r"see \#tag \^id"
    assert escape("$x$ %%y%% ==z==") == r"\$x\$ \%\%y\%\% \=\=z\=\="


def test_yaml_strings_are_one_line_of_printable_characters() -> None:
    assert yaml_string('null "x": \x7f\u2028é\n') == '"null \\"x\\": \\u007f\\u2028é\\n"'
