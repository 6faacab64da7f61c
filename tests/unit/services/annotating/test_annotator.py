import pytest
from articles import article_of, counting_ids, ticking_clock

from readtui.model.annotation import AnchorState, Annotation, Motivation
from readtui.model.change import Change
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator

ARTICLE = article_of("The ferry left at dawn and came back at dusk, with nobody on board but the dog.")
ANNOTATOR = Annotator(ticking_clock(), counting_ids())


def after(change: Change) -> Annotation:
    (edit,) = change.edits
    assert isinstance(edit.after, Annotation)
    return edit.after


def test_a_highlight_knows_its_passage_and_text() -> None:
    change = ANNOTATOR.create("a1", ARTICLE, Passage(4, 9), color="yellow")
    made = after(change)
    assert (made.article_id, made.quoted_text, made.passage) == ("a1", "ferry", Passage(4, 9))
    assert made.text_version == ARTICLE.hash8
    assert made.created == made.modified == change.at
    assert made.motivation is Motivation.HIGHLIGHTING
    assert change.what == "highlight “ferry”"


def test_a_long_passage_is_named_by_its_first_words() -> None:
    change = ANNOTATOR.create("a1", ARTICLE, Passage(0, len(ARTICLE.text)), tags=["#boats", "boats"], note=" x\x1b ")
    assert change.what == "note on “The ferry left at dawn…”"
    assert after(change).tags == ("boats",)
    assert after(change).note == "x␛"


def test_a_whole_article_can_be_tagged() -> None:
    change = ANNOTATOR.create_on_article("a1", tags=["river / old//boats/"])
    assert after(change).quote is None
    assert after(change).tags == ("river/old/boats",)
    assert change.what == "tag the whole article with #river/old/boats"


def test_edits_say_what_they_are() -> None:
    made = after(ANNOTATOR.create("a1", ARTICLE, Passage(4, 9), tags=["boats"]))
    assert ANNOTATOR.set_tags(made, ["boats", "dogs"]).what == "tag “ferry” with #dogs"
    assert ANNOTATOR.set_tags(replace_tags(made), ["boats"]).what == "remove #dogs from “ferry”"
    assert ANNOTATOR.recolor(made, "green").what == "color “ferry” green"
    assert ANNOTATOR.set_note(made, "n").what == "note on “ferry”"
    assert ANNOTATOR.delete(made).what == "delete the annotation with #boats on “ferry”"


def replace_tags(annotation: Annotation) -> Annotation:
    return after(ANNOTATOR.set_tags(annotation, ["boats", "dogs"]))


def test_an_edit_that_leaves_nothing_deletes() -> None:
    made = after(ANNOTATOR.create("a1", ARTICLE, Passage(4, 9), tags=["boats"]))
    change = ANNOTATOR.set_tags(made, [])
    assert after(change).deleted == after(change).modified
    assert after(change).tags == ("boats",)
    assert change.what == "delete the annotation with #boats on “ferry”"


def test_moving_the_ends_settles_a_review() -> None:
    made = after(ANNOTATOR.create("a1", ARTICLE, Passage(4, 9), color="pink"))
    moved = after(ANNOTATOR.move(made, ARTICLE, Passage(4, 14)))
    assert moved.quoted_text == "ferry left"
    assert moved.anchor is AnchorState.EXACT
    assert moved.id == made.id


@pytest.mark.parametrize("passage", [Passage(4, 4), Passage(3, 4), Passage(70, 700)])
def test_a_passage_without_words_is_refused(passage: Passage) -> None:
    with pytest.raises(ValueError):
        ANNOTATOR.create("a1", ARTICLE, passage, color="yellow")


def test_an_empty_annotation_or_unknown_color_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a color"):
        ANNOTATOR.create("a1", ARTICLE, Passage(4, 9), tags=["#"], note="  ")
    with pytest.raises(ValueError, match="no such color"):
        ANNOTATOR.create("a1", ARTICLE, Passage(4, 9), color="mauve")
