import pytest
from growth import assert_growth

from readtui.anchoring.describe import describe
from readtui.model.passage import Passage
from readtui.model.selector import TextPositionSelector

VERSES = "".join(f"Verse {number} tells of one more boat.\n\nAnd the river ran on.\n\n" for number in range(20))


def test_context_starts_small_and_ends_at_whole_words() -> None:
    text = "The mill stood by the old river. Its wheel turned slowly. Nobody had ground any corn there for a century."
    start = text.index("wheel")
    quote, position = describe(text, Passage(start, start + len("wheel")))
    assert position == TextPositionSelector(start, start + 5)
    assert quote.prefix == "mill stood by the old river. Its "
    assert quote.suffix == " turned slowly. Nobody had ground"


def test_context_grows_until_the_passage_is_unique() -> None:
    start = VERSES.index("ran on", VERSES.index("Verse 12 "))
    quote, _ = describe(VERSES, Passage(start, start + 6))
    whole = quote.prefix + quote.exact + quote.suffix
    assert VERSES.count(whole) == 1
    assert VERSES.index(whole) + len(quote.prefix) == start
    assert len(whole) < 150


def test_nothing_stands_before_the_first_word() -> None:
    quote, _ = describe("River and sea.", Passage(0, 5))
    assert quote.prefix == ""
    assert quote.suffix == " and sea."


def test_context_of_endless_repetition_is_bounded() -> None:
    quote, _ = describe("na " * 10_000, Passage(15_000, 15_002))
    assert len(quote.prefix) < 1100
    assert len(quote.suffix) < 1100


def test_a_passage_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after the text"):
        describe("short", Passage(2, 9))


def test_a_long_text_takes_time_in_proportion() -> None:
    texts = {times: VERSES * times for times in (2_500, 20_000)}
    assert len(texts[20_000]) > 20_000_000

    def look_at(times: int) -> None:
        start = len(texts[times]) // 2
        describe(texts[times], Passage(start, start + 40))

    # Eight times the length; quadratic time would be a factor of 64.
    assert_growth(look_at, 2_500, 20_000, below=30)
