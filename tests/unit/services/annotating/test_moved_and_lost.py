from dataclasses import replace

import pytest
from articles import article_of, counting_ids, ticking_clock

from readtui.model.annotation import AnchorState, Annotation, Origin
from readtui.model.article import Article, ArticleRecord, Metadata
from readtui.model.creator import UNNAMED, Creator, Identity
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
from readtui.model.selector import TextPositionSelector
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotating.carryover import carry_over
from readtui.services.annotating.moved_and_lost import (
    PassageQuestion,
    PassageQuestions,
    has_moved_unchanged,
    leaves_questions,
    to_settle,
)
from readtui.services.annotation_reader import FoundAnnotation
from readtui.services.wording import cells_apart, excerpt

OLD = article_of("On ferries", "The ferry left the pier at dawn.", "A piano was on board.", "Nobody had ordered it.")
NEW = article_of("On ferries", "The ferry left the pier at noon.", "Two pianos went along.", "Nobody had ordered it.")
SETTLING = PassageQuestions(ticking_clock(), counting_ids())
NOW = "2026-02-01T10:00:00Z"


def annotated(words: str, state: AnchorState, stands_on: str = "") -> Annotation:
    """An annotation on words of the old text, with a state in the new one, and with other words there if given."""
    start = OLD.text.index(words)
    annotator = Annotator(ticking_clock(), counting_ids())
    [edit] = annotator.create("a1", OLD, Passage(start, start + len(words)), tags=("t",)).edits
    assert isinstance(edit.after, Annotation)
    place = NEW.text.index(stands_on) if stands_on else 0
    position = TextPositionSelector(place, place + len(stands_on)) if stands_on else edit.after.position
    origin = Origin(OLD.hash8, start, start + len(words))
    return replace(edit.after, anchor=state, position=position, origin=origin, text_version=NEW.hash8)


def result(change_of: object) -> Annotation:
    [edit] = change_of.edits  # type: ignore[attr-defined]
    assert isinstance(edit.after, Annotation)
    return edit.after


REVIEW = annotated("A piano was on board.", AnchorState.REVIEW, "Two pianos went along.")
MOVED = annotated("at dawn", AnchorState.MOVED, "at noon")
LOST = annotated("A piano was on board.", AnchorState.ORPHAN)


def carried(annotation: Annotation, article: Article) -> Annotation:
    [edit] = carry_over([annotation], article, {OLD.hash8: OLD, NEW.hash8: NEW}.get, NOW)
    assert isinstance(edit.after, Annotation)
    return edit.after


def test_an_accepted_annotation_quotes_the_new_place() -> None:
    after = result(SETTLING.accept(REVIEW, NEW))
    assert (after.quoted_text, after.anchor) == ("Two pianos went along.", AnchorState.EXACT)
    assert after.quote is not None
    assert after.quote.prefix.endswith("at noon.\n\n")
    assert carried(after, OLD).origin is not None, "from then on it is followed from there"


def test_an_orphan_has_nothing_to_accept() -> None:
    with pytest.raises(ValueError, match="lost annotation"):
        SETTLING.accept(LOST, NEW)


def test_many_are_accepted_as_one_change() -> None:
    change = SETTLING.accept_all([(MOVED, NEW), (REVIEW, NEW)])
    assert len(change.edits) == 2
    assert change.what == "accept the places of 2 annotations"


@pytest.mark.parametrize(
    ("annotation", "before", "quote"),
    [(REVIEW, OLD, "A piano was on board."), (MOVED, OLD, "at dawn"), (REVIEW, None, "A piano was on board.")],
)
def test_an_orphan_keeps_the_words_that_were_annotated(
    annotation: Annotation, before: Article | None, quote: str
) -> None:
    after = result(SETTLING.keep_as_orphan(annotation, NEW, before))
    assert (after.quoted_text, after.anchor, after.passage) == (quote, AnchorState.ORPHAN, None)
    assert after.is_kept_orphan


def test_a_kept_orphan_stays_one_until_its_words_are_back_in_their_place() -> None:
    kept = result(SETTLING.keep_as_orphan(MOVED, NEW, OLD))
    edited = article_of("On ferries", "The ferry left the pier at noon.", "Nobody had ordered it.")
    assert carried(kept, edited).is_kept_orphan
    back = carried(carried(kept, edited), OLD)
    assert (back.anchor, back.origin) == (AnchorState.EXACT, None)
    assert back.passage is not None
    assert back.passage.of(OLD.text) == "at dawn"


def test_doubtful_annotations_come_first_and_decided_ones_last() -> None:
    record = ArticleRecord("a1", Metadata("On ferries"), NOW, NOW, NEW.hash8)
    kept = result(SETTLING.keep_as_orphan(LOST, NEW, OLD))
    exact = replace(MOVED, anchor=AnchorState.EXACT)
    whole = Annotation("w", "a1", NOW, NOW, tags=("t",))
    assert MOVED.quote is not None
    assert MOVED.origin is not None
    same = replace(MOVED, origin=replace(MOVED.origin, exact="at dawn"))
    other = replace(same, quote=replace(MOVED.quote, exact="at noon"))
    found = [FoundAnnotation(record, annotation) for annotation in (whole, exact, kept, same, other, LOST, REVIEW)]
    asked = to_settle(found, UNNAMED)
    assert [question for question, _ in asked] == [
        one for one in PassageQuestion if one is not PassageQuestion.ANSWERED
    ]
    assert [one.annotation for _, one in asked] == [REVIEW, LOST, other, same, kept]


def test_among_changes_of_meaning_those_of_values_come_first_and_uncertain_places_last() -> None:
    record = ArticleRecord("a1", Metadata("On ferries"), NOW, NOW, NEW.hash8)
    reasons = [
        "other words stand where it stood",
        "a part was dropped: and parking",
        "“may” for “must”",
        "a negation was dropped: not",
        "code was added: +",
    ]
    found = [FoundAnnotation(record, replace(REVIEW, why=why)) for why in reasons]
    assert [one.annotation.why for _, one in to_settle(found, UNNAMED)] == [*reasons[3:], *reasons[1:3], reasons[0]]


def test_answered_threads_come_first_and_settled_ones_and_open_ones_in_place_ask_nothing() -> None:
    record = ArticleRecord("a1", Metadata("On ferries"), NOW, NOW, NEW.hash8)
    begun = replace(MOVED, anchor=AnchorState.EXACT, note="Why?", is_thread=True)
    said = Reply("r", "a1", begun.id, NOW, NOW, "So.", Creator("builder", is_program=True))
    answered = replace(begun, replies=(said,))
    settled = replace(REVIEW, is_thread=True, replies=(replace(said, sets=ThreadState.SETTLED),))
    found = [FoundAnnotation(record, one) for one in (begun, REVIEW, settled, answered)]
    asked = to_settle(found, Identity(Creator("Ada")))
    assert [(question, one.annotation.replies) for question, one in asked] == [
        (PassageQuestion.ANSWERED, (said,)),
        (PassageQuestion.REVIEW, ()),
    ]
    assert not has_moved_unchanged(begun), "its place needs no answer"
    assert MOVED.origin is not None
    assert has_moved_unchanged(replace(MOVED, origin=replace(MOVED.origin, exact="at dawn")))


def test_moved_doubtful_and_lost_passages_leave_a_question() -> None:
    change = SETTLING.accept(MOVED, NEW)
    [edit] = change.edits
    accepted = edit.after
    closing = Reply("r1", "a1", LOST.id, NOW, NOW, "", sets=ThreadState.SETTLED)
    for before, after, leaves in (
        (MOVED, accepted, False),
        (accepted, REVIEW, True),
        (accepted, LOST, True),
        (accepted, MOVED, True),
        (REVIEW, replace(REVIEW, text_version="00000000"), False),
        (accepted, replace(LOST, is_thread=True, replies=(closing,)), False),
        (accepted, replace(LOST, deleted=NOW), False),
    ):
        assert leaves_questions(replace(change, edits=(replace(edit, before=before, after=after),))) == leaves


def test_the_cells_of_a_table_are_told_apart_in_messages_and_the_indentation_of_code_is_none() -> None:
    assert excerpt("Monday\topen") == "“Monday | open”"
    assert cells_apart("if x:\n\treturn 1\t# one") == "if x:\n\treturn 1 | # one"
