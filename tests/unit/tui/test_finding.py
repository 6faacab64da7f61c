"""Searching gives the same hits for texts of any length, ignoring case if requested."""

from growth import assert_growth
from hypothesis import example, given
from hypothesis import strategies as st

from readtui.tui.reader import find as reader_finding
from readtui.tui.reader.find import all_spans, first_span, search_pattern

LETTERS = "aAbBſsSiİıkKß *.\n"


@example("i", "ı", 0)
@given(st.text(LETTERS, max_size=5), st.text(LETTERS, max_size=300), st.integers(0, 300))
def test_slices_do_not_change_hits(sought: str, text: str, offset: int) -> None:
    pattern = search_pattern(sought)
    if pattern is None:
        return
    whole = [match.span() for match in pattern.finditer(text)]
    usual = reader_finding._SLICE
    reader_finding._SLICE = 40
    try:
        assert all_spans(pattern, text) == whole
        following = pattern.search(text, offset) or pattern.search(text)
        assert first_span(pattern, text, offset) == (following.span() if following else None)
    finally:
        reader_finding._SLICE = usual


def test_a_word_far_away_is_found_in_a_fraction_of_the_time_that_the_pattern_takes() -> None:
    text = "The tide came in over the stones. " * 60_000 + "Zyzzyva."
    pattern = search_pattern("zyzzyva")
    assert pattern is not None
    plain = pattern.search(text)
    assert plain is not None
    assert first_span(pattern, text, 0) == plain.span()

    def search(quickly: int) -> object:
        return first_span(pattern, text, 0) if quickly else pattern.search(text)

    assert_growth(search, False, True, below=0.7)
