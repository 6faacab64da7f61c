from dataclasses import replace

from articles import article_of, history_in, memory_library

from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.passage import Passage
from readtui.services.annotating.annotator import Annotator
from readtui.services.annotating.drafts import Draft
from readtui.services.reading.session import ReadingSession

FERRY = article_of("The ferry", "It left at dawn and came back at dusk.", "Nobody asked where it had been.")
LONGER = article_of(
    "The ferry",
    "A new paragraph stands before all of it, and it is not about boats.",
    "It left at dawn and came back at dusk.",
    "Nobody asked where it had been.",
)
SHORTER = article_of("The ferry", "It left at dawn and came back at dusk.", "Prices rose by four percent in March.")


class Reader:
    """Opens one article repeatedly, each time possibly with another text."""

    def __init__(self) -> None:
        self.library = memory_library()
        self.annotator = Annotator(self.library.clock, self.library.new_id)

    def read(self, article: Article, *, keeps_text: bool = True) -> ReadingSession:
        repository = self.library.repository
        if keeps_text:
            repository.keep_text("a1", article)
        record = ArticleRecord("a1", article.metadata, "", "", article.hash8)
        repository.articles["a1"] = record  # type: ignore[attr-defined]
        history = history_in(self.library)
        return ReadingSession(self.library, self.annotator, history, record, article)

    def begin_note(self, article: Article, words: str, text: str, *, keeps_text: bool = True) -> Passage:
        start = article.text.index(words)
        passage = Passage(start, start + len(words))
        self.read(article, keeps_text=keeps_text).drafts.at(passage, None).keep(text)()
        return passage


def offered(session: ReadingSession) -> list[tuple[str | None, str, str]]:
    """For each unfinished note: the words at which it is offered, those on which it was begun, and its text."""
    text = session.article.text
    return [(one.passage.of(text) if one.passage else None, one.quote, one.text) for one in session.unfinished()]


def test_a_draft_is_offered_at_its_own_words_after_the_text_has_changed() -> None:
    reader = Reader()
    reader.begin_note(FERRY, "Nobody asked", "why not")
    session = reader.read(LONGER)
    assert offered(session) == [("Nobody asked", "Nobody asked", "why not")]
    start = LONGER.text.index("Nobody asked")
    passage = Passage(start, start + len("Nobody asked"))
    assert session.drafts.at(passage, None).text == "why not"
    session.drafts.at(passage, None).keep("why not, then")()
    assert offered(reader.read(FERRY)) == [("Nobody asked", "Nobody asked", "why not, then")]
    session.drafts.at(passage, None).keep("")()
    assert reader.read(LONGER).unfinished() == reader.read(FERRY).unfinished() == []


def test_a_draft_whose_words_are_gone_is_offered_without_a_place_and_saved_as_an_orphan() -> None:
    reader = Reader()
    passage = reader.begin_note(FERRY, "Nobody asked where it had been.", "why not")
    session = reader.read(SHORTER)
    assert offered(session) == [(None, "Nobody asked where it had been.", "why not")]
    assert session.drafts.at(passage, None).text == "", "other words stand there now"
    [draft] = session.unfinished()
    session.drafts.of(draft).keep("why ever not")()
    [draft] = reader.read(SHORTER).unfinished()
    assert draft.lost is not None
    change = reader.annotator.create_lost(draft.lost, draft.text)
    reader.library.repository.apply(change)
    session.drafts.of(draft).keep("")()
    session = reader.read(SHORTER)
    found = session.orphans or session.annotations
    assert [(one.note, one.quoted_text) for one in found] == [("why ever not", "Nobody asked where it had been.")]
    assert found[0].anchor in (AnchorState.ORPHAN, AnchorState.REVIEW)
    assert session.unfinished() == []


def test_a_draft_without_its_old_text_is_still_offered() -> None:
    reader = Reader()
    reader.begin_note(FERRY, "Nobody asked", "why not", keeps_text=False)
    session = reader.read(LONGER)
    assert offered(session) == [(None, "", "why not")]
    [draft] = session.unfinished()
    assert draft.lost is not None
    save = reader.annotator.create_lost(draft.lost, draft.text)
    session.apply(save)
    assert [found.note for found in session.whole_article] == ["why not"]


def test_a_draft_that_does_not_name_its_text_is_read_as_of_the_present_one() -> None:
    reader = Reader()
    start = FERRY.text.index("Nobody asked")
    reader.library.repository.keep_draft(f"a1:{start}:{start + 12}", "why not")
    reader.library.repository.keep_draft("a1:9000:9001", "of a longer text")
    reader.library.repository.keep_draft(f"a2:{start}:{start + 12}", "on another article")
    session = reader.read(FERRY)
    assert offered(session) == [("Nobody asked", "Nobody asked", "why not"), (None, "", "of a longer text")]
    assert session.drafts.at(Passage(start, start + 12), None).text == "why not"
    session.drafts.at(Passage(start, start + 12), None).keep("because")()
    assert [one.text for one in reader.read(FERRY).unfinished()] == ["because", "of a longer text"]


def test_the_draft_of_an_orphan_is_offered() -> None:
    reader = Reader()
    session = reader.read(SHORTER)
    quoted = reader.annotator.create("a1", FERRY, Passage(0, 9), color="yellow").edits[0].after
    assert isinstance(quoted, Annotation)
    orphan = replace(quoted, id="n1", text_version=SHORTER.hash8, position=None, anchor=AnchorState.ORPHAN)
    reader.library.repository.notes["n1"] = orphan  # type: ignore[attr-defined]
    session.drafts.at(Passage(0, 9), orphan).keep("where is it")()
    session = reader.read(SHORTER)
    assert session.unfinished() == [Draft("n1", "where is it", None, session.find("n1"), quote="The ferry")]


def test_a_reply_that_was_begun_is_offered_until_it_is_said() -> None:
    reader = Reader()
    session = reader.read(FERRY)
    change = reader.annotator.create("a1", FERRY, Passage(11, 13), note="Which ferry?")
    session.library.repository.apply(change)
    session = reader.read(FERRY)
    [noted] = session.annotations
    draft = session.drafts.reply_to(noted)
    assert (draft.text, draft.passage, draft.annotation, draft.quote) == ("", noted.passage, noted, "It")
    session.drafts.of(draft).keep("The old one.")()
    session = reader.read(FERRY)
    assert offered(session) == [("It", "It", "The old one.")]
    assert session.drafts.reply_to(noted).text == "The old one."
    said = reader.annotator.reply(noted, "The old one.")
    assert said
    session.library.repository.apply(said)
    assert reader.read(FERRY).unfinished() == []


def test_a_draft_that_is_already_the_note_of_its_passage_or_annotation_is_finished() -> None:
    reader = Reader()
    passage = reader.begin_note(FERRY, "Nobody asked", "why not")
    session = reader.read(FERRY)
    for note in ("another", " why not\n"):
        session.library.repository.apply(reader.annotator.create("a1", FERRY, passage, note=note))
        assert len(reader.read(FERRY).unfinished()) == (note == "another")
