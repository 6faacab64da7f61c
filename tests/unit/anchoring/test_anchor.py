import subprocess
import sys
from dataclasses import replace

import pytest

from readtui.anchoring.anchor import Anchor, Anchored, Orphan, Review, anchor, place
from readtui.anchoring.describe import describe
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.passage import Passage
from readtui.model.selector import TextPositionSelector, TextQuoteSelector

TEXT = (
    "The ferry left at dawn, and the ferry came back at dusk. Nobody asked where it had been in between.\n\n"
    "In winter it lay in ice. Then people walked across the river, and the toll keeper counted footprints."
)


def anchored_in(new_text: str, words: str) -> Anchor:
    start = TEXT.index(words)
    return anchor(new_text, *describe(TEXT, Passage(start, start + len(words))))


def test_a_passage_behind_new_text_is_exact_whatever_its_offset() -> None:
    new = "A word from the editor.\n\n" + TEXT
    start = new.index("Nobody asked")
    assert anchored_in(new, "Nobody asked") == Anchored(start, start + 12, AnchorState.EXACT)


def test_a_passage_with_one_side_rewritten_has_moved() -> None:
    new = "The boat was seldom late. Nobody asked where it had been in between.\n\nIn summer it sailed."
    start = new.index("Nobody")
    assert anchored_in(new, "Nobody asked") == Anchored(start, start + 12, AnchorState.MOVED)


def test_words_in_other_surroundings_need_review() -> None:
    new = "In this new story we found that people walked across the river by a bridge. No more."
    start = new.index("people")
    found = anchored_in(new, "people walked across the river")
    assert isinstance(found, Review)
    assert (found.start, found.end) == (start, start + 30)


def test_words_found_twice_elsewhere_need_review_near_their_old_place() -> None:
    new = "toll keeper\n\n" + "x " * 60 + "toll keeper"
    found = anchored_in(new, "toll keeper")
    assert isinstance(found, Review)
    assert found.start == new.rindex("toll")


def test_a_duplicated_paragraph_needs_review() -> None:
    found = anchored_in(TEXT + "\n\n" + TEXT, "lay in ice")
    assert isinstance(found, (Review, Anchored))
    assert (TEXT + "\n\n" + TEXT)[found.start : found.end] == "lay in ice"


def test_the_same_words_at_the_same_place_in_another_text_are_not_exact() -> None:
    quote = TextQuoteSelector("the", prefix="across ", suffix=" river")
    found = anchor("all the world and the moon", quote, TextPositionSelector(4, 7))
    assert isinstance(found, Review)


@pytest.mark.parametrize("words", ["Nobody asked", "toll keeper"])
def test_missing_words_are_an_orphan(words: str) -> None:
    assert isinstance(anchored_in(TEXT.replace(words, "…"), words), Orphan)


def test_an_empty_quote_is_an_orphan() -> None:
    assert isinstance(anchor(TEXT, TextQuoteSelector(""), TextPositionSelector(3, 3)), Orphan)


def annotation_on(words: str, *, state: AnchorState = AnchorState.EXACT) -> Annotation:
    start = TEXT.index(words)
    quote, position = describe(TEXT, Passage(start, start + len(words)))
    return Annotation("1", "a", "", "", quote, position, color="yellow", text_version="old", anchor=state)


def test_an_annotation_under_review_stays_under_review() -> None:
    annotation = annotation_on("lay in ice", state=AnchorState.REVIEW)
    assert place(annotation, TEXT, "old") is annotation


@pytest.mark.parametrize("state", [AnchorState.REVIEW, AnchorState.MOVED])
def test_what_has_moved_or_is_in_doubt_stays_so_in_another_version(state: AnchorState) -> None:
    annotation = replace(annotation_on("lay in ice", state=state), why="a figure changed")
    placed = place(annotation, "New. " + TEXT, "new")
    assert (placed.anchor, placed.why, placed.text_version) == (state, "a figure changed", "new")


def test_placing_in_another_version_names_that_version() -> None:
    placed = place(annotation_on("lay in ice"), "New. " + TEXT, "new")
    assert placed.anchor is AnchorState.EXACT
    assert placed.text_version == "new"
    assert placed.passage is not None
    assert placed.passage.of("New. " + TEXT) == "lay in ice"


def test_an_orphan_keeps_its_quote_and_has_no_passage() -> None:
    placed = place(annotation_on("lay in ice"), "Summer.", "new")
    assert placed.anchor is AnchorState.ORPHAN
    assert placed.passage is None
    assert placed.quoted_text == "lay in ice"


def test_selectors_are_read_without_loading_the_aligner() -> None:
    code = "import sys, readtui.anchoring.anchor, readtui.anchoring; print('rapidfuzz' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
