from dataclasses import replace

import pytest
from articles import article_of, counting_ids, ticking_clock

from readtui.model.annotation import AnchorState, Annotation, Motivation
from readtui.model.change import Change
from readtui.model.passage import Passage
from readtui.model.reply import Reply, ThreadState
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


def test_an_edit_of_several_fields_at_once_is_named_after_what_it_changes() -> None:
    made = after(ANNOTATOR.create("a1", ARTICLE, Passage(4, 9), color="yellow", tags=["boats"], note="n"))

    def edited(**fields: object) -> tuple[str, Annotation] | None:
        change = ANNOTATOR.edit(made, **fields)  # type: ignore[arg-type]
        return (change.what, replace(after(change), modified=made.modified)) if change else None

    assert edited() is None
    assert edited(color="yellow", tags=["boats"], note="n", is_thread=False) is None
    assert edited(color="green") == ("color “ferry” green", replace(made, color="green"))
    assert edited(color="", tags=["boats"]) == ("remove the color of “ferry”", replace(made, color=None))
    assert edited(tags=["#dogs"]) == ("tag “ferry” with #dogs", replace(made, tags=("dogs",)))
    assert edited(note=" m ") == ("edit the note on “ferry”", replace(made, note="m"))
    assert edited(is_thread=True) == ("begin a thread on “ferry”", replace(made, is_thread=True))
    both = replace(made, color="blue", note="m", is_thread=True)
    assert edited(color="blue", note="m", is_thread=True) == ("edit the annotation on “ferry”", both)
    thread = replace(made, is_thread=True)
    ended = ANNOTATOR.edit(thread, is_thread=False)
    assert ended
    assert ended.what == "make a plain note of the thread on “ferry”"
    assert not after(ANNOTATOR.set_note(thread, "")).is_thread, "a thread without a note would ask for nothing"
    gone = ANNOTATOR.edit(made, color="", tags=[], note="")
    assert gone
    assert after(gone).deleted == gone.at


@pytest.mark.parametrize("asks", [False, True])
def test_the_first_note_of_an_annotation_asks_for_an_answer_where_notes_do(asks: bool) -> None:
    annotator = replace(ANNOTATOR, asks=asks)
    made = after(ANNOTATOR.create("a1", ARTICLE, Passage(4, 9), color="yellow"))
    noted = after(annotator.set_note(made, "Why?"))
    assert noted.is_thread is asks
    plain = replace(noted, is_thread=False)
    assert not after(annotator.set_note(plain, "Why not?")).is_thread, "it was made a plain note"


def test_many_annotations_are_tagged_in_one_change() -> None:
    tagged, bare = (
        after(ANNOTATOR.create("a1", ARTICLE, Passage(start, start + 5), tags=[tag]))
        for start, tag in ((4, "Boats"), (10, "dogs"))
    )
    gone = replace(bare, id="gone", deleted="2026")
    change = ANNOTATOR.retag([tagged, bare, gone], ["sea"], ["boats"])
    assert change
    made = [edit.after for edit in change.edits]
    assert [one.tags for one in made if isinstance(one, Annotation)] == [("sea",), ("dogs", "sea"), ("sea",)]
    assert not any(one.deleted for one in made if isinstance(one, Annotation))
    assert {one.modified for one in made if isinstance(one, Annotation)} == {change.at}
    emptied = ANNOTATOR.retag([tagged, bare], [], ["boats"])
    assert emptied
    assert [(edit.before, edit.after) for edit in emptied.edits] == [
        (tagged, replace(tagged, modified=emptied.at, deleted=emptied.at))
    ]
    assert ANNOTATOR.retag([tagged, bare], ["dogs", "BOATS"][:0], ["sea"]) is None
    assert ANNOTATOR.retag([gone], [], ["dogs"]) is None


@pytest.mark.parametrize(
    ("text", "sets", "what"),
    [
        ("Yes.", None, "reply to “ferry”"),
        ("Yes.", ThreadState.SETTLED, "settle the thread on “ferry” with a reply"),
        ("", ThreadState.SETTLED, "settle the thread on “ferry”"),
        ("No.", ThreadState.OPEN, "reopen the thread on “ferry” with a reply"),
    ],
)
def test_a_reply_is_named_after_what_it_does_to_the_thread(text: str, sets: ThreadState | None, what: str) -> None:
    made = after(ANNOTATOR.create("a1", ARTICLE, Passage(4, 9), note="Why?"))
    thread = replace(made, is_thread=True)
    thread = replace(thread, replies=(Reply("r", "a1", thread.id, NOW, NOW, "So.", sets=opposite(sets)),))
    change = ANNOTATOR.reply(thread, text, sets)
    assert change
    assert change.what == what
    [edit] = change.edits
    assert isinstance(edit.after, Reply)
    assert (edit.after.to, edit.after.text, edit.after.sets) == (thread.id, text, sets)
    assert ANNOTATOR.reply(thread) is None


NOW = "2026-02-01T10:00:00Z"


def opposite(sets: ThreadState | None) -> ThreadState | None:
    return {ThreadState.OPEN: ThreadState.SETTLED, ThreadState.SETTLED: ThreadState.OPEN}.get(sets) if sets else None


@pytest.mark.parametrize(
    ("now", "last", "made"),
    [
        (NOW, "2026-02-01T09:59:59Z", NOW),
        (NOW, NOW, "2026-02-01T10:00:01Z"),
        (NOW, "2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z"),
        (NOW, "9999-12-31T23:59:59Z", NOW),
        (NOW, "9 o’clock", NOW),
    ],
)
def test_a_reply_is_later_than_the_last_one(now: str, last: str, made: str) -> None:
    annotator = Annotator(lambda: now, counting_ids())
    note = replace(after(annotator.create("a1", ARTICLE, Passage(4, 9), note="Why?")), is_thread=True)
    note = replace(note, replies=(Reply("r", "a1", note.id, last, last, "So."),))
    assert annotator.reply_to(note, "Yes.", None).created == made  # type: ignore[union-attr]


def test_an_annotation_is_not_moved_to_a_passage_without_words() -> None:
    made = after(ANNOTATOR.create("a1", ARTICLE, Passage(4, 9), color="pink"))
    for passage in (Passage(3, 4), Passage(9, 9), Passage(900, 909)):
        with pytest.raises(ValueError, match="needs a passage with words"):
            ANNOTATOR.move(made, ARTICLE, passage)
