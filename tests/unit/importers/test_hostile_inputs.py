import pytest
from growth import assert_growth
from hostile.inputs import INPUTS

from readtui.importers.importer import Source
from readtui.importers.registry import read_source
from readtui.model.article import Article
from readtui.model.block import BlockKind


def _read(data: bytes, ending: str) -> Article:
    return read_source(Source(data, f"input.{ending}"))


_GREW_BY_SQUARES = [
    ("html", "attributes"),
    ("html", "rowspan"),
    ("html", "rows below spanning cells"),
    ("html", "readings without brackets"),
    ("md", "definitions"),
    ("md", "entities and brackets"),
    ("md", "brackets and one that closes"),
    ("md", "closed brackets in each other"),
    ("md", "open footnote marks"),
    ("txt", "hyphens"),
    ("txt", "dashes below lines"),
    ("txt", "different fences above lines"),
]


@pytest.mark.parametrize(("ending", "name"), _GREW_BY_SQUARES)
def test_four_times_the_input_takes_time_in_proportion(ending: str, name: str) -> None:
    make, count = INPUTS[ending][name]
    # Four times the input; quadratic time would be a factor of 16.
    assert_growth(lambda size: _read(make(size), ending), count // 160, count // 40, below=9)


def test_links_that_do_not_end_take_no_longer_than_those_that_do() -> None:
    few, opened, closed = 500, INPUTS["md"]["open links"][0], INPUTS["md"]["links"][0]
    kinds = {few: closed(few), few + 1: opened(few)}
    assert_growth(lambda size: _read(kinds[size], "md"), few, few + 1, below=2)


def test_any_number_of_underlined_headings_is_read_without_an_empty_line_between_them() -> None:
    blocks = _read(b"Title\n=====\n" * 3_000, "txt").blocks
    assert [(block.kind, block.level) for block in blocks] == [(BlockKind.HEADING, 1)] * 3_000


def test_the_attributes_that_are_used_are_found_among_hundreds() -> None:
    many = " ".join(f"{name}='>'" for name in (f"a{number}" for number in range(300)))
    page = f"<p {many} hidden>secret</p><p {many} id=there>Words</p><a href='#there'>link</a>"
    article = _read(page.encode(), "html")
    assert article.body_text() == "Words\n\nlink"
    assert [mark.target for block in article.blocks for mark in block.marks] == ["#char=0"]


def test_spans_end_with_their_table() -> None:
    row = "<tr><th rowspan=65534>a<th colspan=65534>b<th>c"
    article = _read(f"<table>{row}<tr><td>d<td>e<td>f</table>".encode(), "html")
    assert article.text == "a\tb\t\t\tc\n\td\te\tf"


def test_fields_of_a_word_document_that_never_end_take_time_in_proportion() -> None:
    make, _ = INPUTS["docx"]["fields"]
    # Four times the input; quadratic time would be a factor of 16.
    assert_growth(lambda size: _read(make(size), "docx"), 500, 2_000, below=9)
    assert _read(make(500), "docx").text.count("a") == 500
