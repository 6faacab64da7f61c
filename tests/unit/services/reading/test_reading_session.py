from collections.abc import Iterable
from dataclasses import replace

import pytest
from articles import article_of, history_in, memory_library
from memory_repository import MemoryRepository

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.block import BlockKind
from readtui.model.change import Change
from readtui.model.creator import Creator
from readtui.model.passage import Passage
from readtui.model.reply import ThreadState
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotating.moved_and_lost import PassageQuestions
from readtui.services.reading.passage_index import PassageIndex
from readtui.services.reading.session import ReadingSession

ARTICLE = article_of(
    (BlockKind.HEADING, "The ferry"),
    "It left at dawn and came back at dusk.",
    "Nobody asked where it had been.",
    (BlockKind.FURNITURE, "0 comments"),
)


def session_on(article: Article = ARTICLE) -> ReadingSession:
    library = memory_library()
    record = ArticleRecord("a1", article.metadata, "", "", article.hash8)
    library.repository.keep_text("a1", article)
    library.repository.articles["a1"] = record  # type: ignore[attr-defined]
    annotator = Annotator(library.clock, library.new_id)
    history = history_in(library)
    return ReadingSession.open(library, annotator, history, "a1")


@pytest.fixture
def session() -> ReadingSession:
    return session_on()


def save(session: ReadingSession, change: Change) -> None:
    session.library.repository.apply(change)
    session.apply(change)


def highlight(session: ReadingSession, words: str, tags: Iterable[str] = ()) -> Annotation:
    start = session.article.text.index(words)
    change = session.annotator.create(
        "a1", session.article, Passage(start, start + len(words)), color="yellow", tags=tags
    )
    save(session, change)
    (edit,) = change.edits
    assert isinstance(edit.after, Annotation)
    return edit.after


def test_annotations_are_seen_at_once_and_after_opening_again(session: ReadingSession) -> None:
    sentence = highlight(session, "It left at dawn and came back at dusk.")
    inner = highlight(session, "dawn")
    highlight(session, "Nobody")
    offset = session.article.text.index("dawn") + 1
    for _ in range(2):
        assert [found.id for found in session.at(offset)] == [inner.id, sentence.id]
        assert [found.quoted_text for found in session.annotations] == [sentence.quoted_text, "dawn", "Nobody"]
        assert [session.number(found) for found in session.annotations] == [1, 2, 3]
        assert session.at(0) == []
        session.take(session.read_again())


def test_the_next_and_the_last_one_are_found_by_tag_too(session: ReadingSession) -> None:
    highlight(session, "left")
    dusk = highlight(session, "dusk", ["time/evening"])
    start = session.article.text.index("left")
    after = session.after(start, tag="time")
    assert after is not None
    assert after.id == dusk.id
    assert session.after(start, tag="tim") is None
    before = session.before(len(session.article.text))
    assert before is not None
    assert before.id == dusk.id
    assert session.before(start) is None
    left = session.before(len(session.article.text), where=lambda annotation: not annotation.tags)
    assert left is not None
    assert left.quoted_text == "left"
    assert session.after(start, where=lambda annotation: bool(annotation.note)) is None


def test_an_edit_and_a_deletion_reach_the_memory(session: ReadingSession) -> None:
    made = highlight(session, "dawn")
    save(session, session.annotator.set_note(made, "early"))
    noted = session.find(made.id)
    assert noted is not None
    assert noted.note == "early"
    save(session, session.annotator.delete(noted))
    assert not session.annotations
    assert session.find(made.id) is None
    save(session, session.history.build_undo("a1"))
    assert [found.note for found in session.annotations] == ["early"]


def test_unsaved_changes_are_gone_after_a_reload(session: ReadingSession) -> None:
    change = session.annotator.create("a1", session.article, Passage(0, 3), color="blue")
    session.apply(change)
    assert len(session.annotations) == 1
    session.take(session.read_again())
    assert not session.annotations


def test_changes_to_other_articles_are_left_alone(session: ReadingSession) -> None:
    session.apply(session.annotator.create("b2", session.article, Passage(0, 3), color="blue"))
    assert not session.annotations


def test_orphans_and_notes_on_the_article_stand_apart(session: ReadingSession) -> None:
    other = article_of("Words that are in no ferry.")
    save(session, session.annotator.create("a1", other, Passage(0, 5), color="blue"))
    whole = session.annotator.create_on_article("a1", note="A fine text")
    save(session, whole)
    assert [found.quoted_text for found in session.orphans] == ["Words"]
    assert [found.note for found in session.whole_article] == ["A fine text"]
    assert not session.annotations
    assert session.notice == "1 annotation has lost its passage"
    [orphan] = session.orphans
    questions = PassageQuestions(session.annotator.clock, session.annotator.new_id)
    kept = questions.keep_as_orphan(orphan, session.article, None)
    session.apply(kept)
    assert session.notice == "", "a person has decided about it"
    assert [found.quoted_text for found in session.orphans] == ["Words"]
    save(session, session.annotator.delete(session.orphans[0]))
    assert session.orphans == []
    assert session.notice == ""


def test_at_the_end_of_the_last_paragraph_everything_is_read(session: ReadingSession) -> None:
    assert session.position is None
    end = session.article.text.index("\n\n0 comments")
    session.keep_position(end // 2)
    assert session.position is not None
    assert session.position.progress == pytest.approx(0.5, abs=0.02)
    session.keep_position(5, read_to=len(session.article.text))
    assert (session.position.offset, session.position.progress) == (5, 1.0)


def test_a_menu_above_the_article_does_not_count_as_read() -> None:
    menu = "Home\nPolitics\nSport\nSign in"
    session = session_on(article_of((BlockKind.FURNITURE, menu), (BlockKind.HEADING, "The ferry"), "It left at dawn."))
    title = session.article.text.index("The ferry")
    assert (session.share_read(0), session.share_read(title)) == (0.0, 0.0)
    assert session.share_read(len(session.article.text)) == 1.0


def test_a_change_keeps_its_words_for_undo(session: ReadingSession) -> None:
    highlight(session, "dawn")
    undo: Change = session.history.build_undo("a1")
    assert undo.what == "undo: highlight “dawn”"


def test_open_threads_come_answered_ones_first_and_settled_ones_are_counted(session: ReadingSession) -> None:
    def ask(words: str) -> Annotation:
        start = session.article.text.index(words)
        passage = Passage(start, start + len(words))
        change = session.annotator.create("a1", session.article, passage, note=f"{words}?", is_thread=True)
        save(session, change)
        (edit,) = change.edits
        assert isinstance(edit.after, Annotation)
        return edit.after

    def reply(to: Annotation, by: str, text: str, sets: ThreadState | None = None) -> None:
        change = replace(session.annotator, writer=lambda: Creator(by)).reply(to, text, sets)
        assert change is not None
        save(session, change)

    assert (session.threads.words, session.threads.place("none")) == ("", "thread 0 of 0 · none open")
    left, dawn, dusk, nobody = map(ask, ("left", "dawn", "dusk", "Nobody"))
    highlight(session, "came back")
    reply(nobody, "Bea", "She has.")
    reply(dawn, "Bea", "At six.")
    reply(left, "Bea", "", ThreadState.SETTLED)
    threads = session.threads
    assert [one.quoted_text for one in threads.open] == ["dawn", "Nobody", "dusk"]
    assert (threads.answered, threads.settled) == (2, 1)
    assert list(threads.ids) == [left.id, dawn.id, dusk.id, nobody.id]
    assert (threads.words, threads.number(dusk.id)) == ("3 open (2 answered)", 3)
    assert threads.place(dusk.id) == "thread 3 of 4 · 3 open (2 answered)"
    save(session, session.annotator.delete(dawn))
    assert [one.quoted_text for one in session.threads.open] == ["Nobody", "dusk"]


def test_what_another_program_has_changed_is_counted(session: ReadingSession) -> None:
    first, second = highlight(session, "dawn"), highlight(session, "dusk")
    repository = session.library.repository
    other = MemoryRepository(repository._library)  # type: ignore[attr-defined]

    def told() -> str:
        return session.difference(session.read_again()).words

    assert told() == ""
    changes = [
        session.annotator.create("a1", session.article, Passage(start, start + 2), note="n") for start in (11, 14)
    ]
    other.apply(changes[0])
    assert told() == "1 annotation new"
    other.apply(session.annotator.set_note(first, "Why?"))
    assert told() == "1 annotation new, 1 changed"
    other.apply(session.annotator.delete(second))
    assert told() == "1 annotation new, 1 changed, 1 gone"
    other.apply(changes[1])
    assert told() == "2 annotations new, 1 changed, 1 gone"
    session.take(session.read_again())
    assert told() == ""


def test_what_is_noted_in_doubt_or_a_thread_is_counted_as_it_comes_and_goes(session: ReadingSession) -> None:
    index = PassageIndex((), session.article.text)
    made = [
        replace(one, note=note, anchor=anchor, conflicts=conflicts, is_thread=bool(note))
        for one, note, anchor, conflicts in (
            (highlight(session, "dawn"), "Why?", AnchorState.EXACT, ()),
            (highlight(session, "dusk"), "", AnchorState.REVIEW, ()),
            (highlight(session, "Nobody"), "So.", AnchorState.REVIEW, ({"note": "x"},)),
        )
    ]
    counts = []
    for one in made:
        index.add(one)
        counts.append((index.noted, index.in_review, len(index.with_conflicts)))
    assert counts == [(1, 0, 0), (1, 1, 0), (2, 2, 1)]
    assert [index.number(one) for one in made] == [1, 2, 3]
    for one in made:
        index.remove(one)
        counts.append((index.noted, index.in_review, len(index.with_conflicts)))
    assert counts[3:] == [(1, 2, 1), (1, 1, 1), (0, 0, 0)]
    with pytest.raises(KeyError):
        index.number(made[0])
