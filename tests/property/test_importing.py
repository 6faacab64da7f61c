"""Whatever files say of persons and answers: nothing comes twice, no voice is lost, and undo and redo are exact."""

from collections.abc import Sequence
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st
from importing.desk import ImportDesk, work

from readtui.interchange.importer import ImportedAnnotation, ImportedReply, ImportedWork
from readtui.model.creator import Creator
from readtui.model.reply import ThreadState
from readtui.services.saving.undo import History

TEXT = "It left at dawn and came back at dusk. Nobody on board spoke of the river.\n\nIn winter the boat lay in ice."
QUOTES = ("left at dawn", "is in no text at all", "")
creators = st.sampled_from([None, Creator("me"), Creator("Bo"), Creator("builder", is_program=True)])
times = st.sampled_from(["", "2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z"])
answers = st.builds(
    ImportedReply,
    text=st.sampled_from(["Not I.", "Nor I.", ""]),
    creator=creators,
    created=times,
    sets=st.sampled_from([None, *ThreadState]),
)


@st.composite
def files(draw: st.DrawFn) -> ImportedWork:
    """A file of one work, as a program with ids or without writes it."""
    has_ids = draw(st.booleans())
    notes = draw(
        st.lists(
            st.tuples(st.sampled_from(QUOTES), creators, times, st.lists(answers, max_size=3), st.booleans()),
            max_size=5,
            unique_by=lambda one: (one[0], one[1]),
        )
    )
    return work(
        "The Ferry",
        *(
            ImportedAnnotation(
                quote=quote,
                note=f"note {number}" if not quote else draw(st.sampled_from(["", "Who?"])),
                creator=creator,
                created=created,
                source_id=f"id {number}" if has_ids else "",
                is_thread=is_thread,
                replies=tuple(
                    ImportedReply(one.text, one.creator, one.created, f"{number}/{at}" if has_ids else "", one.sets)
                    for at, one in enumerate(replies)
                ),
            )
            for number, (quote, creator, created, replies, is_thread) in enumerate(notes)
        ),
        author="Ada Lind",
    )


Heard = set[tuple[str, str, str, str, Creator | None, object]]


def heard(desk: ImportDesk) -> tuple[Heard, Heard]:
    """What is live: the annotations and the replies, without times and versions."""
    notes: Heard = {
        (one.id, one.article_id, one.own_words, one.note, one.creator, one.is_thread) for one in desk.notes()
    }
    live = (one for one in desk.repository.answers.values() if not one.deleted)
    return notes, {(one.id, one.to, one.article_id, one.text, one.creator, one.sets) for one in live}


def spoken(works: Sequence[ImportedWork]) -> set[tuple[str, str, Creator]]:
    """Who says what to which words in the files, where the user is Ada."""
    found = set[tuple[str, str, Creator]]()
    for one in chain.from_iterable(each.annotations for each in works):
        found |= {(one.quote, one.note, _by(one.creator))}
        found |= {(one.quote, reply.text, _by(reply.creator)) for reply in one.replies if not reply.is_empty}
    return found


def _by(creator: Creator | None) -> Creator:
    return Creator("Ada") if creator is None or creator == Creator("me") else creator


@given(files(), files(), st.booleans())
@settings(max_examples=60)
def test_nothing_comes_twice_no_voice_is_lost_and_undo_and_redo_are_exact(
    first: ImportedWork, second: ImportedWork, waits: bool
) -> None:
    desk, other = ImportDesk(), ImportDesk()
    for one in (desk, other):
        if not waits:
            one.add(TEXT, "The Ferry", "Ada Lind")
        one.bring(first)
    before = heard(desk)
    assert heard(other) == before
    assert desk.plan(first).edits == ()

    # Another program on the same work: only what is said already, by the same person, is not said again.
    desk.bring(second, format="other")
    after = heard(desk)
    assert after[0] >= before[0]
    assert after[1] >= before[1]
    assert desk.plan(second, format="other").edits == ()
    words = {one[0]: one[2] for one in after[0]}
    there = {(one[2], one[3], one[4]) for one in after[0]} | {(words[one[1]], one[3], one[4]) for one in after[1]}
    said = {one for one in spoken([first, second]) if one[0] or one[1]}
    assert {(quote, creator) for quote, _, creator in said} <= {(quote, creator) for quote, _, creator in there}
    assert {one for one in said if one[1]} <= there

    if after != before:
        desk.undo()
        assert heard(desk) == before
        library = desk.library
        History(desk.repository, library.clock, library.new_id).redo()
        assert heard(desk) == after
        desk.undo()
        desk.bring(second, format="other")
        assert heard(desk) == after
