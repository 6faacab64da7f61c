from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from articles import memory_library

from readtui.model.annotation import AnchorState, Annotation, Origin
from readtui.model.article import ArticleRecord
from readtui.model.passage import Passage
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotating.passage_comparison import (
    Excerpt,
    PassageComparison,
    differences,
    has_own_words,
    reason,
    same_words,
)
from readtui.services.library import Library

FIRST = "The harbour is old. " * 160
OLD = f"On ferries\n\n{FIRST.strip()}\n\nThe ferry left at dawn, with a piano.\n\nNobody had ordered it.\n\nThe end."
LOST = OLD.replace("The ferry left at dawn, with a piano.\n\n", "")


Case = Callable[[str, str], tuple[ArticleRecord, Annotation]]


@pytest.fixture
def library() -> Library:
    return memory_library()


@pytest.fixture
def case(library: Library, tmp_path: Path) -> Case:
    return partial(_case, library, tmp_path / "ferries.txt")


def _case(library: Library, path: Path, words: str, new: str) -> tuple[ArticleRecord, Annotation]:
    """An article annotated in the old text, and the same article with the new text."""
    path.write_text(OLD)
    record = library.add(str(path)).record
    article = library.open(record.id)
    start = article.text.index(words)
    library.repository.apply(
        Annotator(library.clock, library.new_id).create(
            record.id, article, Passage(start, start + len(words)), color="yellow"
        )
    )
    path.write_text(new)
    renewed = library.add(str(path)).record
    [annotation] = library.repository.annotations(record.id)
    return renewed, annotation


def marked(excerpt: Excerpt | None) -> list[str]:
    assert excerpt is not None
    return [one.of(excerpt.text) for one in excerpt.differing]


def test_both_places_are_shown_in_their_surroundings_with_what_differs(library: Library, case: Case) -> None:
    new = OLD.replace("left at dawn", "left before dawn")
    record, annotation = case("The ferry left at dawn, with a piano.", new)
    compared = PassageComparison(library.repository).compare(record, annotation)
    assert marked(compared.before) == ["at"]
    assert marked(compared.after) == ["before"]
    assert compared.is_from_text
    assert compared.why == "“at” became “before”"
    assert not has_own_words(annotation)
    assert compared.after.cut_before
    assert not compared.after.cut_after
    assert compared.after.text.endswith("The end.")
    assert compared.stands_at == new.index("The ferry")


def test_of_a_long_paragraph_without_spaces_only_the_surroundings_are_shown(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "bridge.txt"
    path.write_text("桥" * 3_000 + "渡船黎明离开。" + "河" * 3_000)
    record, words = library.add(str(path)).record, "渡船黎明离开。"
    article, make = library.open(record.id), Annotator(library.clock, library.new_id).create
    start = article.text.index(words)
    library.repository.apply(make(record.id, article, Passage(start, start + len(words)), color="yellow"))
    [annotation] = library.repository.annotations(record.id)
    shown = PassageComparison(library.repository).compare(record, annotation).after
    assert (shown.text.count("桥"), shown.text.count("河")) == (1_600, 1_600)
    assert (shown.cut_before, shown.cut_after) == (True, True)


def test_a_lost_passage_is_searched_for_where_it_was(library: Library, case: Case) -> None:
    record, annotation = case("The ferry left at dawn, with a piano.", LOST)
    compared = PassageComparison(library.repository).compare(record, annotation)
    assert annotation.anchor is AnchorState.ORPHAN
    assert compared.after.passage is None
    assert compared.after.text[compared.after.at :].startswith("Nobody had ordered it.")
    assert compared.stands_at == LOST.index("Nobody")


def test_a_lost_end_is_looked_for_at_the_end(library: Library, case: Case) -> None:
    record, annotation = case("The end.", OLD.removesuffix("\n\nThe end."))
    assert PassageComparison(library.repository).compare(record, annotation).stands_at == len(OLD) - len("\n\nThe end.")


def test_without_the_old_text_the_quote_with_its_context_is_shown(library: Library, case: Case) -> None:
    record, annotation = case("The ferry left at dawn, with a piano.", LOST)
    compared = PassageComparison(library.repository).compare(record, replace(annotation, origin=Origin("0" * 8, 1, 2)))
    before = compared.before
    assert before is not None
    assert before.passage is not None
    assert before.passage.of(before.text) == "The ferry left at dawn, with a piano."
    assert "old." in before.text
    assert not compared.is_from_text


def test_a_quote_that_somebody_wrote_into_the_file_cannot_steer_the_terminal(library: Library, case: Case) -> None:
    record, annotation = case("The ferry left at dawn, with a piano.", LOST)
    hostile = TextQuoteSelector("A \x1b[31m ferry", "pre\x07fix ", "\u202e end")
    compared = PassageComparison(library.repository).compare(record, replace(annotation, quote=hostile, origin=None))
    assert compared.before is not None
    assert compared.before.text == "pre␇fix A ␛[31m ferry⍰ end"
    assert compared.before.passage is not None
    assert compared.before.passage.of(compared.before.text) == "A ␛[31m ferry"


def test_nothing_is_made_up_of_the_old_words_of_a_moved_passage(library: Library, case: Case) -> None:
    new = OLD.replace("at dawn", "before dawn")
    record, annotation = case("The ferry left at dawn, with a piano.", new)
    assert annotation.anchor is AnchorState.MOVED
    compared = PassageComparison(library.repository).compare(record, replace(annotation, origin=None))
    assert compared.before is None
    assert not has_own_words(replace(annotation, origin=None))
    assert compared.why == "its words at that time are not known"


def test_white_space_is_no_difference_in_words(library: Library, case: Case) -> None:
    title, first, ferry, *rest = OLD.split("\n\n")
    moved = "\n\n".join([title, ferry.replace("left at", "left  at"), first, *rest])
    record, annotation = case("The ferry left at dawn, with a piano.", moved)
    compared = PassageComparison(library.repository).compare(record, annotation)
    assert has_own_words(annotation)
    assert compared.why == ""
    assert marked(compared.before) == marked(compared.after) == []


@pytest.mark.parametrize(
    ("before", "after", "are_same"),
    [
        ("“On deck”, he said", '"On deck", he said', True),
        ("a co-\noperative – new", "A COOPERATIVE - new", True),
        ("the **old** [pier](https://x.example/a)", "the old pier", True),
        ("كِتَاب", "كتاب", True),
        ("Zoe\u0308", "Zoë", True),
        ("the soft\u00ad hyphen", "the soft hyphen", True),
        ("so, it is", "so it is", False),
        ("is it so?", "is it so!", False),
        ("counted twice", "weighed twice", False),
        ("—", "–", True),
        ("…", "!", False),
    ],
)
def test_typography_makes_no_other_words(before: str, after: str, are_same: bool) -> None:
    assert same_words(before, after) == same_words(after, before) == are_same


@pytest.mark.parametrize(
    ("before", "after", "removed", "inserted"),
    [
        ("one two three", "one three", ["two"], []),
        ("one two three four", "one 2 3 four", ["two three"], ["2 3"]),
        ("The end", "the end", ["The"], ["the"]),
        ("so, it is", "so it is!", [","], ["!"]),
        ("猫が好き", "犬が好き", ["猫"], ["犬"]),
        ("naïve plan", "naive plan", ["naïve"], ["naive"]),
        ("", "new words", [], ["new words"]),
        ("same  words\n\nhere", "same words here", [], []),
    ],
)
def test_differences_are_words_and_signs(before: str, after: str, removed: list[str], inserted: list[str]) -> None:
    old, new = differences(before, after)
    assert [before[start:end] for start, end in old] == removed
    assert [after[start:end] for start, end in new] == inserted


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("The ferry did not leave at dawn, with a piano.", "a negation was added: not"),
        ("The ferry left at dawn, without a piano.", "a negation was added: without"),
        ("The ferry left before dawn, with a piano.", "“at” became “before”"),
    ],
)
def test_the_reason_for_a_review_is_given(library: Library, case: Case, words: str, why: str) -> None:
    record, annotation = case(
        "The ferry left at dawn, with a piano.", OLD.replace("The ferry left at dawn, with a piano.", words)
    )
    assert PassageComparison(library.repository).compare(record, annotation).why == why
    assert annotation.why == ("" if annotation.anchor is AnchorState.MOVED else why)
    assert reason(replace(annotation, why="")) == why, "older versions of readtui did not store it"


@pytest.mark.parametrize(
    ("own", "now", "changed", "why"),
    [
        ("It left at dawn.", "It left at dawn.", {}, ""),
        ("It left at dawn.", "It left  at\ndawn.", {}, ""),
        ("It left at dawn.", "It left at dusk.", {}, "“dawn” became “dusk”"),
        ("It left at dawn.", "It left.", {}, "“at dawn” is gone"),
        ("It left.", "It left at dawn.", {}, "“at dawn” is new"),
        ("It left at dawn with us.", "It came at dusk with us.", {}, "some of its words changed"),
        ("It left.", "It left.", {"anchor": AnchorState.ORPHAN, "position": None}, "you left it lost"),
        ("It left.", "It left.", {"anchor": AnchorState.ORPHAN, "why": "so"}, "so"),
        ("It left.", "It left.", {"anchor": AnchorState.ORPHAN}, "its words are no longer there"),
        ("It left at 9.", "It left at 10.", {"anchor": AnchorState.REVIEW, "why": "so"}, "so"),
        ("It left.", "It left.", {"anchor": AnchorState.REVIEW}, "its place is uncertain"),
    ],
)
def test_the_reason_says_what_became_of_the_words(own: str, now: str, changed: dict[str, object], why: str) -> None:
    place, origin = TextPositionSelector(0, len(now)), Origin("0" * 8, 0, len(own), own)
    made = Annotation("n", "a", "", "", TextQuoteSelector(now), place, anchor=AnchorState.MOVED, origin=origin)
    assert reason(replace(made, **changed)) == why  # type: ignore[arg-type]
