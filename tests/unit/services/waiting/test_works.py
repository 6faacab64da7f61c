"""Annotations that wait for their article: what a work is found by, and what its article takes over from it."""

from dataclasses import replace

import pytest
from articles import article_of
from memory_repository import MemoryRepository

from readtui.errors import NotFoundError
from readtui.interchange.importer import ImportedAnnotation
from readtui.model.annotation import AnchorState, Annotation
from readtui.model.article import Article, ArticleRecord, Metadata, ReadingState, awaited_id, waiting_id
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator
from readtui.model.reply import Reply
from readtui.model.selector import TextQuoteSelector
from readtui.services.waiting.import_identity import ImportIdentity
from readtui.services.waiting.imported_annotations import (
    ImportVoices,
    QuoteText,
    UnplacedAnnotation,
    unplaced,
    updated,
)
from readtui.services.waiting.works import KeyPhrases, WaitingWorks, moved_replies, said_of, taken_over, with_state_of

NOW = "2026-02-01T10:00:00Z"


@pytest.mark.parametrize(
    ("quotes", "phrases"),
    [
        ([], []),
        (["only four words here"], []),
        (["these are just five words"], ["these are just five words"]),
        (["a b c d e f g h"], ["a b c d e f g h"]),
        (["a b c d e f g h i j"], ["b c d e f g h i"]),
        (["short\na much longer line of six\nend"], ["a much longer line of six"]),
        (["川の水は冷たいのでとても", "短い川"], ["川の水は冷たいのでとても"]),
        (["川" * 30], ["川" * 24]),
        (["unspacedlatin"], []),
        (["one two three four five"] * 2, ["one two three four five"]),
    ],
)
def test_a_work_is_looked_for_by_the_middle_of_its_longest_lines(quotes: list[str], phrases: list[str]) -> None:
    assert KeyPhrases(quotes).phrases == phrases


def test_the_longest_quotes_count_and_half_of_their_phrases_are_enough() -> None:
    quotes = [f"{'very ' * length}long quote of words" for length in range(1, 9)]
    asked = KeyPhrases(quotes)
    assert len(asked.phrases) == 5
    assert asked.phrases == KeyPhrases(reversed(quotes)).phrases == KeyPhrases(quotes[3:]).phrases
    assert [asked.are_enough(found) for found in range(5)] == [False, False, False, True, True]
    assert not KeyPhrases([]).are_enough(0)


def work(**known: object) -> ArticleRecord:
    made = ArticleRecord(waiting_id("w"), Metadata("The ferry"), "2026-01-01", NOW, "", tags=("sea",))
    return replace(made, **known)  # type: ignore[arg-type]


ARTICLE = ArticleRecord("a", Metadata("The ferry"), "2026-01-10", NOW, "h", tags=("land",))


def test_an_article_takes_over_tags_state_and_names_of_its_work() -> None:
    done = work(reading_state=ReadingState.DONE, archived=NOW, citation_key="ferry")
    after = with_state_of(done, ARTICLE)
    assert (after.tags, after.added, after.reading_state) == (("land", "sea"), "2026-01-01", ReadingState.DONE)
    assert (after.archived, after.citation_key, after.aliases) == (NOW, "ferry", (awaited_id(done.id),))
    begun = replace(ARTICLE, reading_state=ReadingState.READING, archived="then", citation_key="own", added="2025")
    after = with_state_of(done, begun)
    assert (after.added, after.reading_state, after.archived, after.citation_key) == (
        *("2025", ReadingState.READING, "then", "own"),
    )
    assert with_state_of(done, after).aliases == after.aliases
    assert with_state_of(done, replace(ARTICLE, id=awaited_id(done.id))).aliases == ()


def test_a_new_article_ends_its_work_once_nothing_is_left_in_it() -> None:
    repository = MemoryRepository()
    waits = work(reading_state=ReadingState.DONE)
    repository.apply(Change("1", NOW, "put", (Edit(None, waits),)))
    after, edits = taken_over(waits, ARTICLE, repository, NOW)
    assert after.reading_state is ReadingState.DONE
    assert [(one.before, one.after.deleted) for one in edits] == [(waits, NOW)]
    repository.apply(Change("2", NOW, "put", (Edit(None, Annotation("n", waits.id, NOW, NOW, note="So.")),)))
    assert taken_over(waits, ARTICLE, repository, NOW) == (after, [])
    assert taken_over(None, ARTICLE, repository, NOW) == (ARTICLE, [])
    assert taken_over(replace(waits, deleted=NOW), ARTICLE, repository, NOW) == (ARTICLE, [])


def test_replies_follow_their_annotations_also_where_they_were_before() -> None:
    replies = [
        Reply(one, "w", to, NOW, NOW, "Yes.", Creator("Bea")) for one, to in (("r", "n"), ("s", "m"), ("t", "n"))
    ]
    gone = replace(replies[2], deleted=NOW)
    there = replace(replies[0], article_id="a", deleted=NOW)
    edits = list(moved_replies([*replies[:2], gone], [there], {"n"}, "a", "later"))
    assert [(one.before, one.after) for one in edits] == [
        (there, replace(replies[0], article_id="a", modified="later")),
        (replies[0], replace(replies[0], deleted="later", modified="later")),
    ]


def test_what_has_found_its_place_is_told_with_what_is_to_be_looked_at() -> None:
    placed = [
        Annotation(str(state), "a", NOW, NOW, anchor=state)
        for state in (AnchorState.EXACT, AnchorState.REVIEW, AnchorState.ORPHAN, AnchorState.MOVED)
    ]
    removed = replace(placed[0], id="gone", deleted=NOW)

    def told(*records: Annotation | ArticleRecord) -> str:
        return said_of(Change("c", NOW, "place", tuple(Edit(None, one) for one in records)))

    assert (said_of(None), told(), told(ARTICLE, removed)) == ("", "", "")
    assert told(placed[0], removed) == "1 annotation that was waiting found this article"
    assert told(*placed) == "4 annotations that were waiting found this article; 2 to review"


@pytest.mark.parametrize(
    ("to", "deleted", "holder", "moved"),
    [("n", NOW, "a", 1), ("n", None, "a", 0), ("m", NOW, "a", 0), ("n", NOW, "", 0), ("n", NOW, "waiting", 0)],
)
def test_replies_that_an_old_version_left_behind_follow_their_annotation(
    to: str, deleted: str | None, holder: str, moved: int
) -> None:
    repository = MemoryRepository()
    waits = work(deleted=NOW)
    left = Annotation("n", waits.id, NOW, NOW, note="Why?", deleted=deleted)
    reply = Reply("r", waits.id, to, NOW, NOW, "Yes.", Creator("Bea"))
    gone = Reply("s", waits.id, to, NOW, NOW, "No.", Creator("Bea"), deleted=NOW)
    repository.apply(Change("1", NOW, "put", tuple(Edit(None, one) for one in (waits, ARTICLE, left, reply, gone))))
    if holder == "a":
        repository.apply(Change("2", NOW, "put", (Edit(None, replace(left, article_id="a", deleted=None)),)))
    works = WaitingWorks(repository, lambda: "later", lambda: "c")
    assert works.move_replies_after(waits.id) == moved
    assert [one.id for one in repository.replies("a")] == ["r"] * moved
    assert [bool(one.deleted) for one in repository.replies(waits.id)] == [bool(moved), True]
    assert [one.what for one in repository.changes[2:]] == ["move replies to their article"] * moved
    assert works.move_replies_after(waits.id) == 0


def test_a_work_is_placed_by_its_id_alone_and_what_cannot_be_read_is_left_out() -> None:
    repository = MemoryRepository()
    waits, text = work(metadata=Metadata("Other words")), article_of("The ferry", "It left at dawn.")
    article = replace(ARTICLE, id=awaited_id(waits.id), text_version=text.hash8)
    note = Annotation("n", waits.id, NOW, NOW, quote=TextQuoteSelector("left at dawn"), anchor=AnchorState.WAITING)
    works = WaitingWorks(repository, lambda: "later", lambda: "c")
    assert works.place(article, text) is None
    repository.apply(Change("1", NOW, "put", tuple(Edit(None, one) for one in (waits, article, note))))

    def unreadable(record: ArticleRecord) -> Article:
        raise NotFoundError(f"no text of {record.id}")

    assert works.place_found(unreadable) == []
    assert [fault.message for fault in repository.left_out] == [f"no text of {article.id}"]
    assert works.place(ARTICLE, text) is None
    [(placed, change)] = works.place_found(lambda record: text)
    assert (placed.id, change.what) == (article.id, "place 1 waiting annotation in “The ferry”")
    [found] = repository.annotations(article.id)
    assert (found.quoted_text, found.anchor) == ("left at dawn", AnchorState.EXACT)
    assert not repository.waiting()


SHORE = article_of("The ferry", "It left at dawn. It came back at dusk, and the mill stood still.")
VOICES = ImportVoices(Creator("Ada"))


def imported(quote: str, note: str = "", **fields: object) -> UnplacedAnnotation:
    said = ImportedAnnotation(quote, note=note, **fields)  # type: ignore[arg-type]
    return unplaced(said, "n", ImportIdentity("shelf", "k"), NOW, VOICES)


def test_an_import_changes_what_was_not_changed_here_since() -> None:
    first = imported("left at dawn", "Why?", color="yellow", tags=("sea",))
    text = QuoteText(SHORE)
    placed = text.place(replace(first.annotation, article_id="a"), first.quote).annotation
    waits = first.waiting("waiting")
    second = imported("came back at dusk", "So.", color="pink", tags=("land",))
    for known in (placed, waits):
        after = updated(known, second, text)
        assert (after.note, after.color, after.tags, after.quoted_text) == (
            "So.",
            "pink",
            ("land",),
            "came back at dusk",
        )
        assert (after.anchor is AnchorState.WAITING) is (known is waits)
        assert updated(after, second, text) is after
        mine = updated(replace(known, note="mine", color="blue"), second, text)
        assert (mine.note, mine.color, mine.tags) == ("mine", "blue", ("land",))
        assert updated(known, first, text) is known
    assert updated(placed, second, None).quoted_text == "left at dawn"
    assert updated(placed, imported("left at dawn", "So.", color="yellow", tags=("sea",)), None).note == "So."
    stranger = replace(placed, extra={})
    assert updated(stranger, second, text) is stranger
    old = replace(placed, creator=None)
    told = replace(first, said_to_be_by=Creator("Bo"))
    assert updated(old, told, text).creator == Creator("Bo")
    assert updated(placed, told, text).creator == placed.creator


@pytest.mark.parametrize(
    ("quote", "hint", "state", "start"),
    [
        ("It came back at dusk", 28, AnchorState.EXACT, 28),
        ("It came back at dusk", None, AnchorState.EXACT, 28),
        ("It came back at dusk", 3, AnchorState.EXACT, 28),
        ("IT CAME  back at dusk", None, AnchorState.EXACT, 28),
        ("It", 28, AnchorState.REVIEW, 28),
        ("Seven owls were counted by nobody", None, AnchorState.ORPHAN, 0),
    ],
)
def test_a_quote_is_placed_where_it_says_or_where_its_words_are(
    quote: str, hint: int | None, state: AnchorState, start: int
) -> None:
    made = Annotation("n", "a", NOW, NOW, note="x")
    placed = QuoteText(SHORE).place(made, TextQuoteSelector(quote), hint)
    found = placed.annotation
    assert (found.anchor, found.position and found.position.start) == (state, start)
    assert (found.text_version, found.note) == (SHORE.hash8, "x")
    assert bool(placed.why) is bool(found.why) is bool(found.origin) is (state is not AnchorState.EXACT)
    whole = QuoteText(SHORE).place(made, None, hint).annotation
    assert (whole.quote, whole.position, whole.anchor, whole.text_version) == (None, None, AnchorState.EXACT, "")


def test_what_waits_is_listed_by_title() -> None:
    repository = MemoryRepository()
    for number, title in enumerate(("the mill", "A lake", "The ferry")):
        waits = replace(work(), id=waiting_id(str(number)), metadata=Metadata(title))
        note = Annotation(str(number), waits.id, NOW, NOW, note="x")
        repository.apply(Change(title, NOW, "put", (Edit(None, waits), Edit(None, note))))
    works = WaitingWorks(repository, lambda: NOW, lambda: "c")
    assert [one.record.title for one in works.works()] == ["A lake", "The ferry", "the mill"]
