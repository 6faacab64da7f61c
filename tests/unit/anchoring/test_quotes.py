import pytest

from readtui.anchoring.outcome import Anchored, Orphan, Review
from readtui.anchoring.quotes import reanchor_quote
from readtui.model.annotation import AnchorState

TEXT = (
    "The tide tables hung beside the door. Every keeper wrote his name under the last one, in ink.\n\n"
    "The lamp used oil in those days, and the stairs smelled of it. A keeper climbed them eleven times a night.\n\n"
    "When the current came, the stairs kept the smell for another winter."
)


def test_a_quote_between_its_context_is_exact_whatever_the_offset() -> None:
    start = TEXT.index("the stairs smelled")
    found = reanchor_quote(TEXT, "the stairs smelled", "in those days, and ", " of it.", 7)
    assert found == Anchored(start, start + 18, AnchorState.EXACT)


def test_changed_words_between_the_same_words_are_found() -> None:
    text = TEXT.replace("climbed them eleven times", "climbed them some eleven times")
    found = reanchor_quote(
        text, "A keeper climbed them eleven times a night.", "the stairs smelled of it. ", "\n\nWhen the"
    )
    assert isinstance(found, Anchored)
    assert found.state is AnchorState.MOVED
    assert text[found.start : found.end] == "A keeper climbed them some eleven times a night."


def test_a_rewrapped_quote_with_other_quotation_marks_is_found() -> None:
    text = TEXT.replace(" ", "\n")
    found = reanchor_quote(text, "A keeper climbed them eleven times a night.", "smelled of it. ", " When the current")
    assert isinstance(found, Anchored)
    assert text[found.start : found.end].replace("\n", " ") == "A keeper climbed them eleven times a night."


@pytest.mark.parametrize("exact", ["keeper", "the stairs kept the smell"])
def test_exact_words_without_their_context_need_review(exact: str) -> None:
    found = reanchor_quote(TEXT, exact, "nothing of this stands ", " anywhere in the text", 0)
    assert isinstance(found, Review)
    assert TEXT[found.start : found.end] == exact


def test_the_place_nearest_to_the_hint_is_offered() -> None:
    last = TEXT.rindex("keeper")
    found = reanchor_quote(TEXT, "keeper", "the old ", " has gone", last + 3)
    assert isinstance(found, Review)
    assert found.start == last


def test_a_quote_with_a_duplicated_place_needs_review() -> None:
    found = reanchor_quote(TEXT + "\n\n" + TEXT, "Every keeper wrote his name", "beside the door. ", " under the last")
    assert isinstance(found, Review)


def test_a_long_quote_without_context_is_accepted() -> None:
    found = reanchor_quote(TEXT.replace(" ", "  "), "The lamp used oil in those days, and the stairs smelled of it.")
    assert isinstance(found, Anchored)
    assert isinstance(reanchor_quote(TEXT, "used oil"), Review)


@pytest.mark.parametrize("exact", ["the lighthouse was sold at auction to a painter", "…", ""])
def test_a_missing_quote_is_an_orphan(exact: str) -> None:
    assert isinstance(reanchor_quote(TEXT, exact, "In the end ", " from town.", 50), Orphan)


@pytest.mark.parametrize("text", ["", "…", "👍🏽"])
def test_a_text_without_words_has_no_quote(text: str) -> None:
    assert isinstance(reanchor_quote(text, "keeper", "the ", " came", 3), Orphan)


def test_exact_words_elsewhere_outweigh_similar_words_in_context() -> None:
    entry = "On {} the committee met in the {} and approved the money for the {} after a debate."
    mine, other = entry.format("Monday", "town hall", "roof"), entry.format("Friday", "old mill", "sea wall")
    text = f"The minutes follow.\n\n{other}\n\nNothing else was said.\n\nEarlier sessions\n\n{mine}"
    found = reanchor_quote(text, mine, "The minutes follow.\n\n", "\n\nNothing else was said.")
    assert isinstance(found, Review)
    assert text[found.start : found.end] == mine


def test_an_entry_of_other_names_between_the_same_words_is_for_review() -> None:
    entry = "Vacancy: {} in {}. Apply to {} by noon."
    text = f"Posts\n\n{entry.format('cooper', 'Lund', 'Weber')}\n\nNo others are known."
    quote = entry.format("weigher", "Graz", "Costa")
    assert isinstance(reanchor_quote(text, quote, "Posts\n\n", "\n\nNo others are known."), Review)
