"""Where a lost passage most likely belongs: the sentences with most of its words."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readtui.anchoring.likely_places import Likely, likely_places
from readtui.model.selector import TextQuoteSelector

TEXT = """\
The ferry left the pier at noon, and Dana says that she accepts this risk. Nobody had ordered the piano.

On board were two carts: a heavy piano, which no one claimed, stood between them. The dog slept.

Die Leihfrist beträgt zwei Wochen, für Filme drei. Wer später kommt, zahlt nach.

他们昨天晚上把钢琴搬到了船上。没有人知道是谁订的。
"""


def places(exact: str, prefix: str = "", suffix: str = "") -> list[str]:
    return [TEXT[one.start : one.end] for one in likely_places(TEXT, TextQuoteSelector(exact, prefix, suffix))]


@pytest.mark.parametrize(
    ("lost", "due"),
    [
        (
            "A piano stood on board between the carts.",
            "On board were two carts: a heavy piano, which no one claimed, stood between them.",
        ),
        ("We accept this risk.", "accepts this risk."),
        ("Nobody knew who had ordered the piano.", "Nobody had ordered the piano."),
        ("昨晚他们把钢琴搬上了船。", "他们昨天晚上把钢琴搬到了船上。"),
        ("Leihfristen von einer Woche", "Die Leihfrist beträgt zwei Wochen, für Filme drei."),
    ],
)
def test_the_place_with_most_of_the_words_comes_first(lost: str, due: str) -> None:
    assert places(lost)[0] == due


def test_it_says_how_many_of_the_words_are_there() -> None:
    [first, *_] = likely_places(TEXT, TextQuoteSelector("Nobody knew who had ordered the piano."))
    assert (first.shared, first.of) == (5, 7)


def test_words_around_it_tell_the_place_of_what_has_no_word_left() -> None:
    assert places("months", "Die Leihfrist beträgt ", ", für Filme")[0].startswith("Die Leihfrist")


def test_nothing_is_likely_without_words_in_common() -> None:
    assert places("Quantum chromodynamics") == places("…") == places("") == []
    assert likely_places("", TextQuoteSelector("words")) == []


_SAMPLE = "sea boat piano the a. of? Nobody. und 船 钢琴。 ( ) “x” 12 — ภาษา كتاب"
_WORDS = st.sampled_from([*_SAMPLE.split(), "\n\n"])
_TEXTS = st.lists(_WORDS, max_size=40).map(" ".join)


@given(_TEXTS, _TEXTS, _TEXTS)
def test_places_are_in_the_text_and_apart(text: str, exact: str, prefix: str) -> None:
    found = likely_places(text, TextQuoteSelector(exact, prefix))
    for one in found:
        assert isinstance(one, Likely)
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        assert 0 <= one.shared <= one.of
    ordered = sorted(found, key=lambda one: one.start)
    assert all(one.end <= other.start for one, other in pairwise(ordered))


def test_what_stands_between_the_same_neighbors_comes_first_whatever_it_says() -> None:
    before, after = "Nobody had ordered the piano.", "The dog slept."
    new = f"We moved a heavy piano on Monday. {before} Two carts were in the way, and it took hours. {after}"
    [first, *_] = likely_places(
        new, TextQuoteSelector("We moved the piano on a Monday in May.", f"{before} ", f" {after}")
    )
    assert new[first.start : first.end] == "Two carts were in the way, and it took hours."
