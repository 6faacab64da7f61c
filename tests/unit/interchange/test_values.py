"""Colors, times and places as other programs write them."""

import pytest

from readtui.importers.importer import Source
from readtui.interchange.common.colors import color_of
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.html_notes import looks_like_html, markdown_of, text_of_html
from readtui.interchange.common.parsers import json_of, order_of, rows_of, string, strings


@pytest.mark.parametrize(
    ("written", "color"),
    [
        ("Red", "pink"),
        (" light blue ", "blue"),
        ("#ff0000", "pink"),
        ("#ff3f00", "pink"),
        ("#ff4000", "orange"),
        ("#ffb200", "orange"),
        ("#ffb300", "yellow"),
        ("#d5ff00", "yellow"),
        ("#d4ff00", "green"),
        ("#00ffd4", "green"),
        ("#00ffd5", "blue"),
        ("#4000ff", "purple"),
        ("#3f00ff", "blue"),
        ("#d400ff", "purple"),
        ("#d500ff", "pink"),
        ("#ff0001", "pink"),
        ("#0f0", "green"),
        ("0f0", None),
        ("00ff00", "green"),
        ("#00ff0080", "green"),
        ("#00ff008", None),
        ("#808080", None),
        ("#848074", None),
        ("#8c8074", "orange"),
        ("#000000", None),
        ("no color", None),
        ("", None),
        (7, None),
    ],
)
def test_a_color_is_the_nearest_of_those_that_highlights_have(written: object, color: str | None) -> None:
    assert color_of(written) == color


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2024-05-05T10:00:00Z", "2024-05-05T10:00:00Z"),
        ("2024-05-05T10:00:00.9+02:00", "2024-05-05T08:00:00Z"),
        ("2024-05-05 10:00:00 UTC", "2024-05-05T10:00:00Z"),
        ("2024-05-05 10:00:00GMT", "2024-05-05T10:00:00Z"),
        (" 2024-05-05 ", "2024-05-05T00:00:00Z"),
        ("0999-01-01", "0999-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00+05:00", ""),
        ("20240505", "2024-05-05T00:00:00Z"),
        ("100000000", "1973-03-03T09:46:40Z"),
        ("1714903200", "2024-05-05T10:00:00Z"),
        ("1714903200000", "2024-05-05T10:00:00Z"),
        (1714903200.9, "2024-05-05T10:00:00Z"),
        (99_999_999_999, "5138-11-16T09:46:39Z"),
        (100_000_000_000, "1973-03-03T09:46:40Z"),
        (253_402_300_799_000, "9999-12-31T23:59:59Z"),
        (253_402_300_800_000, ""),
        (999_999_999_999_999, ""),
        (10**15, ""),
        ("9" * 17, ""),
        (1, "1970-01-01T00:00:01Z"),
        (0, ""),
        (-1, ""),
        (True, ""),
        (None, ""),
        ("soon", ""),
    ],
)
def test_a_time_is_one_in_utc_to_the_second(written: object, time: str) -> None:
    assert time_of(written) == time


@pytest.mark.parametrize(
    ("written", "order"),
    [
        (12, (12,)),
        (1.5, (1.5,)),
        (True, ()),
        (None, ()),
        ("page 12, line 3", (12, 3)),
        ("1234567890123", (123456789012, 3)),
        ("x" * 98 + "12", (12,)),
        ("x" * 99 + "12", (1,)),
        ("xii", ()),
    ],
)
def test_the_place_of_an_annotation_is_the_numbers_in_it(written: object, order: tuple[float, ...]) -> None:
    assert order_of(written) == order


def test_values_of_other_types_are_texts_if_they_are_numbers() -> None:
    assert [string(one) for one in ("a", 1, 1.5, True, None)] == ["a", "1", "1.5", "", ""]
    assert strings(["a ", 1, "", None, " "]) == ("a", "1")
    assert strings("a") == ("a",)


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("A ,b\n1,2\n", [{"a": "1", "b": "2"}]),
        ("a;b,c;d\n1;2;3\n", [{"a": "1", "b,c": "2", "d": "3"}]),
        ("a\tb\n1\t2\n", [{"a": "1", "b": "2"}]),
        ("sep=|\r\na|b\r\n1|2\r\n", [{"a": "1", "b": "2"}]),
        ('"SEP=;"\na;b\n1;2', [{"a": "1", "b": "2"}]),
        ("a,b\n\n1\n1,2,3\n", [{"a": "1", "b": ""}, {"a": "1", "b": "2"}]),
        ("a,b", []),
    ],
)
def test_a_table_is_read_by_what_separates_its_cells(table: str, rows: list[dict[str, str]]) -> None:
    assert list(rows_of(Source(table.encode()))) == rows


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b' {"a": 1}', {"a": 1}),
        (b"\xef\xbb\xbf[1]", [1]),
        (b'{"a": 1}\n{"b": 2}\n', [{"a": 1}, {"b": 2}]),
        (b'{"a": 1}\n\n', {"a": 1}),
        (b'{"a": 1}\nx\n', None),
        (b"1", None),
        ('{"a": 1}'.encode("utf-16"), {"a": 1}),
    ],
)
def test_json_and_its_lines_are_told_from_other_texts(data: bytes, value: object) -> None:
    assert json_of(Source(data)) == value


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("", ""),
        ("a", "a"),
        ("<p>One <b>two</b> <i>three</i></p><p>four</p>", "One **two** *three*\n\nfour"),
        ("<ul><li>a</li><li><p>b</p></li></ul>", "- a\n- b"),
        ("<blockquote><p>q</p></blockquote>x", "> q\n\nx"),
        ("a<br>b\nc", "a\nb c"),
        ("<div>a</div><div>b</div>", "a\n\nb"),
        ('<a href="https://a.example/">l</a> <a href="x">m</a>', "[l](https://a.example/) m"),
        ("<script>x</script>a<style>y</style>b<!-- c -->d", "abd"),
        ("<code>c</code>   d", "`c` d"),
    ],
)
def test_notes_in_html_become_markdown(html: str, markdown: str) -> None:
    assert markdown_of(html) == markdown


def test_markup_is_told_from_text_and_left_out_of_words() -> None:
    assert [looks_like_html(one) for one in ("<b>", "</p >", "&amp;", "&#38;", "a < b", "AT&T;", "<3")] == (
        [True, True, True, True, False, False, False]
    )
    assert text_of_html("<p>a <b>b</b></p><p>c</p>") == "a b\n\nc"
