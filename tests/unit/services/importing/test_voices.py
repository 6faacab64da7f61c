"""What is imported keeps whoever made it, and what was answered; twice adds nothing, and undo takes all of it back."""

from dataclasses import replace

import pytest
from importing.desk import ImportDesk, on, work

from readtui.interchange.importer import ImportedAnnotation, ImportedContent, ImportedReply, ImportedWork
from readtui.model.annotation import IMPORTED, AnchorState, Annotation
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.reply import Reply, ThreadState, in_order
from readtui.services.importing.import_plan import Outcome

FERRY = "It left at dawn and came back at dusk. Nobody on board spoke of the river.\n\nIn winter the boat lay in ice."
ADA, BO, BOT = Creator("Ada"), Creator("Bo"), Creator("builder", is_program=True)
QUOTE = "Nobody on board spoke of the river"


@pytest.fixture
def desk() -> ImportDesk:
    return ImportDesk()


def said(text: str, creator: Creator | None = BO, source_id: str = "", created: str = "") -> ImportedReply:
    return ImportedReply(text, creator, created, source_id)


def by(creator: Creator | None, *replies: ImportedReply, quote: str = QUOTE, **fields: object) -> ImportedAnnotation:
    return replace(on(quote), creator=creator, replies=replies, **fields)  # type: ignore[arg-type]


def ferry(*annotations: ImportedAnnotation) -> ImportedWork:
    return work("The Ferry", *annotations, author="Ada Lind")


def answers(desk: ImportDesk) -> dict[str, Reply]:
    """The live replies by their text."""
    return {one.text: one for one in desk.repository.answers.values() if not one.deleted}


@pytest.mark.parametrize("waits", [False, True])
def test_two_people_and_what_they_answered_come_once_and_can_be_taken_back(desk: ImportDesk, waits: bool) -> None:
    article = "" if waits else desk.add(FERRY, "The Ferry", "Ada Lind")
    file = ferry(
        by(Creator("Cy"), said("Not I.", source_id="r1"), said("Nor I.", ADA, "r2"), source_id="1", note="Who?"),
        by(BO, source_id="2", quote="came back at dusk"),
    )
    outcome = "waiting" if waits else "placed"
    assert desk.bring(file) == {outcome: 2}
    notes = {one.own_words: one for one in desk.notes(article)}
    assert [(notes[QUOTE].creator, notes["came back at dusk"].creator)] == [(Creator("Cy"), BO)]
    found = answers(desk)
    assert {text: one.creator for text, one in found.items()} == {"Not I.": BO, "Nor I.": ADA}
    assert {one.to for one in found.values()} == {notes[QUOTE].id}
    assert {one.article_id for one in found.values()} == {notes[QUOTE].article_id}

    before = dict(desk.repository.answers)
    assert desk.bring(file) == {"known": 2}
    assert desk.plan(file).edits == ()
    assert desk.repository.answers == before
    desk.undo()
    assert (desk.notes(article), answers(desk)) == ([], {})
    assert desk.bring(file) == {outcome: 2}
    assert answers(desk).keys() == found.keys()
    assert {one.id for one in answers(desk).values()} == {one.id for one in found.values()}


def test_another_device_makes_the_same_replies(desk: ImportDesk) -> None:
    other = ImportDesk()
    for one in (desk, other):
        one.bring(ferry(by(BO, said("Not I.", source_id="r1"), said("Nor I.", ADA, created="2026-01-01T10:00:00Z"))))
    assert desk.repository.answers.keys() == other.repository.answers.keys()
    assert len(answers(desk)) == 2


def test_a_later_export_brings_only_what_was_answered_or_changed_since(desk: ImportDesk) -> None:
    desk.add(FERRY, "The Ferry", "Ada Lind")
    first = by(BO, said("Not I.", source_id="r1"), source_id="1")
    desk.bring(ferry(first))
    plan = desk.plan(ferry(replace(first, replies=(*first.replies, said("Nor I.", ADA, "r2")))))
    assert (plan.counts(), plan.replies, plan.summary()) == ({Outcome.UPDATED: 1}, 1, "1 updated, 1 reply")
    assert plan.what == "import 1 annotation and 1 reply from shelf"
    desk.importing.carry_out(plan)
    assert answers(desk).keys() == {"Not I.", "Nor I."}
    desk.bring(ferry(replace(first, replies=(said("Not I!", source_id="r1"), said("Nor I.", ADA, "r2")))))
    assert answers(desk).keys() == {"Not I!", "Nor I."}
    desk.undo()
    desk.undo()
    assert answers(desk).keys() == {"Not I."}


def test_what_was_changed_or_taken_back_here_stays_so(desk: ImportDesk) -> None:
    desk.add(FERRY, "The Ferry", "Ada Lind")
    file = ferry(by(BO, said("Not I.", source_id="r1"), said("Nor I.", source_id="r2"), source_id="1"))
    desk.bring(file)
    kept, gone = (answers(desk)[text] for text in ("Not I.", "Nor I."))
    edits = (Edit(kept, replace(kept, text="Not I, dear.")), Edit(gone, replace(gone, deleted="2026-03-01T00:00:00Z")))
    desk.repository.apply(Change("c", "2026-03-01T00:00:00Z", "edit", edits))
    desk.bring(ferry(by(BO, said("Not me.", source_id="r1"), said("Nor I.", source_id="r2"), source_id="1")))
    assert answers(desk).keys() == {"Not I, dear."}


def test_what_names_nobody_is_the_persons_own_or_whoever_is_named_for_the_import(desk: ImportDesk) -> None:
    article = desk.add(FERRY, "The Ferry", "Ada Lind")
    desk.bring(ferry(by(None, quote="came back at dusk"), by(Creator("me"), quote="lay in ice")))
    plan = desk.plan(ferry(by(None), by(BO, quote="left at dawn")), creator=Creator("Cy"))
    desk.importing.carry_out(plan)
    assert {one.own_words: one.creator for one in desk.notes(article)} == {
        "came back at dusk": ADA, "lay in ice": ADA, QUOTE: Creator("Cy"), "left at dawn": BO,
    }  # fmt: skip
    assert desk.plan(ferry(by(None, quote="In winter")), creator=Creator("me")).creators() == {ADA: 1}


def test_an_annotation_of_an_older_readtui_gets_its_creator_and_one_that_has_one_keeps_it(desk: ImportDesk) -> None:
    article = desk.add(FERRY, "The Ferry", "Ada Lind")
    for annotation in (by(None, source_id="1"), by(None, quote="came back at dusk")):
        desk.bring(ferry(annotation))
    for one in desk.notes(article):
        # A table without ids was imported by its words alone.
        desk.repository.notes[one.id] = replace(one, creator=None)
    file = ferry(by(BO, source_id="1"), by(BO, quote="came back at dusk"))
    assert desk.bring(file) == {"updated": 2}
    assert [one.creator for one in desk.notes(article)] == [BO, BO]
    assert desk.bring(file) == {"known": 2}
    assert desk.bring(ferry(by(Creator("Cy"), source_id="1"))) == {"known": 1}
    assert [one.creator for one in desk.notes(article)] == [BO, BO]


def test_answers_that_an_older_readtui_put_into_the_note_become_replies(desk: ImportDesk) -> None:
    article = desk.add(FERRY, "The Ferry", "Ada Lind")
    desk.bring(ferry(by(None, source_id="1", note="Who?\n\nBo: Not I.")))
    desk.bring(ferry(by(BOT, said("Not I.", source_id="r1"), source_id="1", note="Who?")))
    [note] = desk.notes(article)
    assert (note.note, list(answers(desk))) == ("Who?", ["Not I."])


def test_the_same_words_marked_by_two_people_are_two_annotations(desk: ImportDesk) -> None:
    """Without ids, too, and whether they come in one file or in two."""
    article = desk.add(FERRY, "The Ferry", "Ada Lind")
    desk.bring(ferry(by(ADA)))
    assert desk.bring(ferry(by(BO), by(ADA), by(None))) == {"placed": 1, "known": 2}
    assert sorted(one.creator.name for one in desk.notes(article) if one.creator) == ["Ada", "Bo"]
    assert desk.bring(ferry(by(ADA), by(BO)), format="other") == {"known": 2}


def test_replies_move_with_what_has_waited_and_what_was_changed_meanwhile_stays(desk: ImportDesk) -> None:
    file = by(BO, said("Not I.", source_id="r1"), source_id="1", note="Who?")
    desk.bring(ferry(file))
    [waiting] = desk.notes()
    edit = Edit(waiting, replace(waiting, note="Who, really?"))
    desk.repository.apply(Change("c", "2026-03-01T00:00:00Z", "edit", (edit,)))
    content = ImportedContent(f"The Ferry by Ada Lind\n\n{FERRY}".encode(), "ferry.txt")
    newer = replace(file, replies=(*file.replies, said("Nor I.", source_id="r2")))
    desk.bring(replace(ferry(newer), content=content))
    [note] = desk.notes()
    assert (note.anchor, note.note, note.creator) == (AnchorState.EXACT, "Who, really?", BO)
    assert {text: (one.to, one.article_id) for text, one in answers(desk).items()} == {
        "Not I.": (note.id, note.article_id),
        "Nor I.": (note.id, note.article_id),
    }


def test_a_thread_and_the_words_that_were_annotated_come_along(desk: ImportDesk) -> None:
    article = desk.add(FERRY, "The Ferry", "Ada Lind")
    settled = ImportedReply("", BO, "2026-01-02T10:00:00Z", "r1", ThreadState.SETTLED)
    desk.bring(ferry(by(ADA, settled, source_id="1", note="Who?", is_thread=True, original="No one spoke of it")))
    [note] = desk.notes(article)
    assert (note.is_thread, note.own_words, note.quoted_text) == (True, "No one spoke of it", QUOTE)
    assert answers(desk)[""].sets is ThreadState.SETTLED


def test_replies_to_what_is_in_the_trash_stay_out(desk: ImportDesk) -> None:
    article = desk.add(FERRY, "The Ferry", "Ada Lind")
    desk.bring(ferry(by(BO, source_id="1")))
    [note] = desk.notes(article)
    edit = Edit(note, replace(note, deleted="2026-03-01T00:00:00Z"))
    desk.repository.apply(Change("c", "2026-03-01T00:00:00Z", "remove", (edit,)))
    assert desk.bring(ferry(by(BO, said("Not I.", source_id="r1"), source_id="1"))) == {"deleted": 1}
    assert answers(desk) == {}


def test_replies_without_times_stay_in_the_order_of_the_file(desk: ImportDesk) -> None:
    desk.add(FERRY, "The Ferry", "Ada Lind")
    words = ["one", "two", "three", "four", "five", "six"]
    desk.bring(ferry(by(BO, *map(said, words), source_id="1")))
    assert [one.text for one in in_order(answers(desk).values())] == words


def test_names_from_files_are_one_clean_line(desk: ImportDesk) -> None:
    article = desk.add(FERRY, "The Ferry", "Ada Lind")
    desk.bring(ferry(by(Creator("Ev\x1b[2Jil\n" + "x" * 500), said("a\x07b", Creator("\x00")))))
    [note], [reply] = desk.notes(article), answers(desk).values()
    assert note.creator is not None
    assert note.creator.name.isprintable()
    assert len(note.creator.name) == 200
    assert reply.text.isprintable()
    assert reply.creator is not None
    assert reply.creator.name.isprintable()


def test_a_note_made_here_keeps_its_creator_when_its_own_export_comes_back(desk: ImportDesk) -> None:
    article = desk.add(FERRY, "The Ferry", "Ada Lind")
    key = "12345678-1234-4234-8234-123456789abc"
    made = Annotation(key, article, "2026-01-01T10:00:00Z", "2026-01-01T10:00:00Z", note="Who?")
    desk.repository.apply(Change("c", "2026-01-01T10:00:00Z", "note", (Edit(None, made),)))
    own = ImportedAnnotation(note="Who?", source_id=f"readtui:{key}", creator=BO)
    assert desk.bring(ferry(own), format="jsonl") == {"known": 1}
    assert desk.notes(article)[0].creator is None
    assert IMPORTED not in desk.notes(article)[0].extra
