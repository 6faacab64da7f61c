"""Tables of AsciiDoc that are made to take long, or that are no tables."""

import pytest

from readtui.importers.light_markup.asciidoc import read_table


@pytest.mark.parametrize("lines", [["999*|" + "word " * 1_000], ["999.999+|x"] * 50, ["999*|x"] * 500])
def test_spans_and_repetitions_add_no_more_than_the_table_has(lines: list[str]) -> None:
    text, _ = read_table(["", *lines], "|", '[cols="999*"]')
    assert len(text) <= 3 * len("\n".join(lines)) + 300
    assert "word" in text or "x" in text


def test_a_cell_that_repeats_or_spans_is_read_so() -> None:
    text, _ = read_table(["3*|a", "2+|b |c"], "|", "")
    assert text == "a\ta\ta\nb\t\tc"


def test_an_open_quotation_mark_costs_no_words() -> None:
    text, _ = read_table(['a,"' + "word " * 30_000, "b,c"], ",", "")
    assert text.count("word") == 30_000
    assert text.endswith("b,c")
