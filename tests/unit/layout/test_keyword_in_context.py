"""Words of a concordance stand in one column, in every script."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from readtui.services.finding.search import beginning_at, ending_at
from readtui.text.segmentation.segment import next_grapheme

_TEXTS = st.text(st.sampled_from("ab ö川水の、ءنهرिकภา\u0301\u064b\u200d👩🏽‍🚀é"), max_size=60)


def graphemes(text: str) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(text):
        following = next_grapheme(text, at)
        found.append(text[at:following])
        at = following
    return found


@given(_TEXTS, st.integers(0, 40))
def test_what_stands_before_fills_its_cells_and_is_the_end_of_the_text(text: str, cells: int) -> None:
    shown = ending_at(text, cells)
    assert sum(map(cell_len, graphemes(shown))) == cells or cell_len(shown) == cells
    kept = shown.lstrip(" ")
    assert text.endswith(kept)


@given(_TEXTS, st.integers(0, 40))
def test_what_stands_after_is_the_beginning_of_the_text_in_whole_graphemes(text: str, cells: int) -> None:
    shown = beginning_at(text, cells)
    assert text.startswith(shown)
    assert sum(map(cell_len, graphemes(shown))) <= cells
    assert graphemes(text)[: len(graphemes(shown))] == graphemes(shown)


def test_scripts_are_cut_between_letters() -> None:
    assert ending_at("静かな川の", 5) == " 川の"
    assert ending_at("هادئ نهر", 4) == " نهر"
    assert ending_at("cafe\u0301", 2) == "fe\u0301"
    assert beginning_at("川の水", 3) == "川"
    assert beginning_at("e\u0301tat", 2) == "e\u0301t"
