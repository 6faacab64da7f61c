"""The contract of every repository, however it stores its data."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest
from memory_repository import MemoryLibrary, MemoryRepository

from readtui.codec.cards import times_of
from readtui.codec.records import annotation_from_json
from readtui.errors import ChangedSinceError, NotFoundError
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord, Metadata, ReadingState, facts_of, text_hash
from readtui.model.block import Block, BlockKind, Mark, MarkType, Role
from readtui.model.card import Card, CardState
from readtui.model.change import Change, Edit, Record, inverse_edit
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.tag import Tag
from readtui.model.view import Lists, View
from readtui.storage.open_store import epoch_milliseconds, open_store
from readtui.storage.repository import ReadingPosition, Repository, SeenText

NOW = "2026-02-01T10:00:00Z"
TEXT = "The harbour at night\n\nLanterns swing. The tide – “late” – comes in."
ARTICLE = Article(
    Metadata("The harbour at night", source="harbour.md", language="en"),
    TEXT,
    (
        Block(BlockKind.HEADING, 0, 20, role=Role.TITLE, level=1),
        Block(BlockKind.PARAGRAPH, 22, len(TEXT), marks=(Mark(MarkType.LINK, 42, 46, "https://tide.example/"),)),
    ),
    replaced=((30, "\u202e"),),
)
RECORD = ArticleRecord("a1", ARTICLE.metadata, NOW, NOW, ARTICLE.hash8, words=11, paths=("harbour.md",))
ANNOTATION = Annotation(
    "n1",
    "a1",
    NOW,
    NOW,
    quote=TextQuoteSelector("Lanterns swing.", "\n\n", " The tide"),
    position=TextPositionSelector(22, 37),
    color="yellow",
    tags=("light",),
    text_version=ARTICLE.hash8,
)


class OpenRepository(Protocol):
    """Opens the same library repeatedly, each time like another program."""

    def __call__(self, *, milliseconds: Callable[[], int] = epoch_milliseconds) -> Repository: ...


@pytest.fixture(params=["tinydb", "memory"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenRepository]:
    opened: list[Repository] = []
    in_memory = MemoryLibrary()

    def open_again(*, milliseconds: Callable[[], int] = epoch_milliseconds) -> Repository:
        if request.param == "memory":
            opened.append(MemoryRepository(in_memory, milliseconds=milliseconds))
        else:
            state, cache = tmp_path / "state", tmp_path / "cache"
            opened.append(open_store(tmp_path / "library", state=state, cache=cache, milliseconds=milliseconds))
        return opened[-1]

    yield open_again
    for repository in opened:
        repository.close()


def change(*edits: tuple[Record | None, Record], id: str = "c1", undoes: str = "", redoes: str = "") -> Change:
    return Change(id, NOW, "test", tuple(Edit(*edit) for edit in edits), undoes=undoes, redoes=redoes)


def with_article(repository: Repository, *annotations: Annotation) -> Repository:
    repository.keep_text("a1", ARTICLE)
    repository.apply(change((None, RECORD), *((None, annotation) for annotation in annotations), id="c0"))
    return repository


def test_an_applied_change_is_visible_to_another_program(reopen: OpenRepository) -> None:
    with_article(reopen(), ANNOTATION)
    second = reopen()
    assert [record.title for record in second.records()] == ["The harbour at night"]
    assert second.article("a1") == ARTICLE
    [annotation] = second.annotations("a1")
    assert replace(annotation, versions={}, modified=NOW) == ANNOTATION
    assert second.annotation_counts() == {"a1": 1}


def test_sets_of_tags_on_live_annotations_are_counted(reopen: OpenRepository) -> None:
    odd = ('a “quoted” "name"', "back\\slash", "水/川")
    notes = [
        replace(ANNOTATION, id="n1", tags=odd, note='{"purpose": "tagging", "type": "TextualBody", "value": "no tag"}'),
        replace(ANNOTATION, id="n2", tags=odd),
        replace(ANNOTATION, id="n3", tags=("boats",), deleted=NOW),
        replace(ANNOTATION, id="n4", tags=()),
        replace(ANNOTATION, id="n5", tags=("kept",), conflicts=({"body": [{"purpose": "tagging", "value": "boats"}]},)),
    ]
    repository = with_article(reopen(), *notes)
    assert repository.tag_sets() == {odd: 2, ("kept",): 1}
    [listed] = repository.listed()
    assert dict(listed.tag_sets) == Counter(one.tags for one in repository.annotations("a1"))
    assert (listed.record.id, listed.annotations) == ("a1", 4)
    assert listed.tag_sets == {odd: 2, ("kept",): 1, (): 1}
    repository.close()
    again = reopen()
    assert again.listed()[0].tag_sets == listed.tag_sets
    assert again.with_threads() == []
    assert again.tag_sets() == {odd: 2, ("kept",): 1}
    record = again.record("a1")
    assert record is not None
    assert again.records_unless({"a1": record.text_version}, ()) == ([], 1)
    assert again.records_unless({"a1": record.text_version}, {"a1"}) == ([record], 0)
    assert again.records_unless({"a1": "another"}, ()) == ([record], 0)
    assert again.article_count() == 1
    [facts], [listed] = again.article_facts(), again.listed()
    assert facts[:-3] == facts_of(listed)[:-3]
    assert (facts.record, facts.listed) == (record, listed)
    again.apply(change((record, replace(record, deleted=NOW)), id="c2"))
    assert again.tag_sets() == {}
    assert again.listed() == []
    assert again.records_unless({}, {"a1"}) == ([], 0)
    assert again.article_count() == 0
    assert list(again.article_facts()) == []


def test_a_tombstone_hides_a_record_and_keeps_it(reopen: OpenRepository) -> None:
    repository = with_article(reopen(), ANNOTATION)
    [annotation] = repository.annotations("a1")
    record = repository.record("a1")
    assert record is not None
    repository.apply(change((annotation, replace(annotation, deleted=NOW)), (record, replace(record, deleted=NOW))))
    assert repository.annotations("a1") == []
    assert repository.records() == []
    assert repository.annotation_counts() == {"a1": 0}
    assert [kept.note or kept.color for kept in repository.annotations("a1", deleted=True)] == ["yellow"]
    assert [kept.id for kept in repository.records(deleted=True)] == ["a1"]


def test_an_edit_keeps_fields_that_another_program_has_changed_since(reopen: OpenRepository) -> None:
    one, two = with_article(reopen(), ANNOTATION), reopen()
    [seen] = one.annotations("a1")
    two.apply(change((seen, replace(seen, note="from two", tags=("light", "harbour"))), id="c2"))
    one.apply(change((seen, replace(seen, color="blue", tags=("night",))), id="c3"))
    [result] = reopen().annotations("a1")
    assert (result.note, result.color, result.tags) == ("from two", "blue", ("harbour", "night"))


def test_a_note_written_elsewhere_meanwhile_is_kept_beside_the_new_one(reopen: OpenRepository) -> None:
    one, two = with_article(reopen(), ANNOTATION), reopen()
    [seen] = one.annotations("a1")
    two.apply(change((seen, replace(seen, note="from two")), id="c2"))
    made = one.apply(change((seen, replace(seen, note="from one")), id="c3"))
    [result] = reopen().annotations("a1")
    assert result.note == "from one"
    assert [annotation_from_json(version).note for version in result.conflicts] == ["from two"]
    [edit] = made.edits
    assert edit.before is not None
    one.apply(change((edit.after, edit.before), id="c4", undoes="c3"))
    [result] = reopen().annotations("a1")
    assert (result.note, result.conflicts) == ("from two", ())


def test_an_edit_here_outlives_a_deletion_elsewhere(reopen: OpenRepository) -> None:
    one, two = with_article(reopen(), ANNOTATION), reopen()
    [seen] = one.annotations("a1")
    two.apply(change((seen, replace(seen, deleted=NOW)), id="c2"))
    one.apply(change((seen, replace(seen, note="still needed")), id="c3"))
    assert [found.note for found in reopen().annotations("a1")] == ["still needed"]


def test_the_revision_grows_with_others_writes_and_not_with_our_own(reopen: OpenRepository) -> None:
    one, two = with_article(reopen(), ANNOTATION), reopen()
    first = one.revision("a1")
    [seen] = one.annotations("a1")
    one.apply(change((seen, replace(seen, color="blue")), id="c2"))
    assert one.revision("a1") == first
    [seen] = two.annotations("a1")
    two.apply(change((seen, replace(seen, color="green")), id="c3"))
    one.apply(change((seen, replace(seen, color="blue")), id="c4"))
    assert one.revision("a1") > first, "also if the change of the other came just before one of ours"
    assert one.revision("a1") == one.revision("a1")


def test_moved_ends_come_with_the_text_that_they_count_in(reopen: OpenRepository) -> None:
    one, two = with_article(reopen(), ANNOTATION), reopen()
    [seen] = one.annotations("a1")
    refreshed = replace(seen, position=TextPositionSelector(5, 20), text_version="ffffffff")
    two.apply(change((seen, refreshed), id="c2"))
    one.apply(change((seen, replace(seen, position=TextPositionSelector(22, 30))), id="c3"))
    [result] = one.annotations("a1")
    assert (result.position, result.text_version) == (TextPositionSelector(22, 30), ARTICLE.hash8)


def test_the_same_article_made_by_two_programs_is_one_with_both_paths(reopen: OpenRepository) -> None:
    one, two = with_article(reopen()), reopen()
    record = one.record("a1")
    assert record is not None
    one.apply(change((record, replace(record, tags=("sea",))), id="c2"))
    two.apply(change((None, replace(RECORD, paths=("copy.md",))), id="c3"))
    [result] = two.records()
    assert (result.paths, result.tags) == (("harbour.md", "copy.md"), ("sea",))


def test_every_save_is_a_later_version_even_if_the_clock_stops_or_goes_back(reopen: OpenRepository) -> None:
    times = [5000]
    repository = reopen(milliseconds=lambda: times[-1])
    repository.apply(change((None, RECORD)))
    counters: list[int] = []
    for title, time in (("one", 5000), ("two", 90)):
        times.append(time)
        record = repository.record("a1")
        assert record is not None
        repository.apply(change((record, replace(record, metadata=Metadata(title))), id=title))
        record = repository.record("a1")
        assert record is not None
        counters += record.versions.values()
    assert counters == [5001, 5002]


def test_undo_and_redo_survive_a_restart(reopen: OpenRepository) -> None:
    with_article(reopen(), ANNOTATION)
    repository = reopen()
    [seen] = repository.annotations("a1")
    repository.apply(change((seen, replace(seen, tags=(), note="gone?")), id="c2"))

    repository = reopen()
    last = repository.history()[-1]
    undo = change(*((e.before, e.after) for e in (inverse_edit(e, NOW) for e in last.edits)), id="c3", undoes="c2")
    undone = repository.apply(undo)
    assert [(a.tags, a.note) for a in repository.annotations("a1")] == [(("light",), "")]
    redo = change(*((e.before, e.after) for e in (inverse_edit(e, NOW) for e in undone.edits)), id="c4", redoes="c2")
    reopen().apply(redo)
    assert [(a.tags, a.note) for a in repository.annotations("a1")] == [((), "gone?")]
    assert [c.id for c in repository.history()] == ["c0", "c2", "c3", "c4"]


def test_undo_refuses_a_record_changed_since_unless_forced(reopen: OpenRepository) -> None:
    one, two = with_article(reopen(), ANNOTATION), reopen()
    [seen] = one.annotations("a1")
    made = one.apply(change((seen, replace(seen, color="blue")), id="c2"))
    two.apply(change((made.edits[0].after, replace(seen, color="blue", note="mine")), id="c3"))
    inverse = inverse_edit(made.edits[0], NOW)
    undo = change((inverse.before, inverse.after), id="c4", undoes="c2")
    with pytest.raises(ChangedSinceError, match=r"Lanterns swing.*note"):
        one.apply(undo)
    assert [(a.color, a.note) for a in one.annotations("a1")] == [("blue", "mine")]
    one.apply(undo, force=True)
    assert [(a.color, a.note) for a in one.annotations("a1")] == [("yellow", "mine")]


def test_a_reading_state_set_by_the_app_is_kept_by_an_undo_of_something_else(reopen: OpenRepository) -> None:
    repository = with_article(reopen(), ANNOTATION)
    [seen] = repository.records()
    tagged = repository.apply(change((seen, replace(seen, tags=("sea",))), id="c2"))
    [seen] = repository.records()
    reading = change((seen, replace(seen, reading_state=ReadingState.READING)), id="c3")
    repository.apply(replace(reading, by_itself=True))
    inverse = inverse_edit(tagged.edits[0], NOW)

    repository = reopen()
    repository.apply(change((inverse.before, inverse.after), id="c4", undoes="c2"))
    [after] = repository.records()
    assert (after.tags, after.reading_state) == ((), ReadingState.READING)
    assert [one.by_itself for one in repository.history()] == [False, False, True, False]


def test_an_undone_reading_state_is_refused_if_it_has_changed_since(reopen: OpenRepository) -> None:
    repository = with_article(reopen(), ANNOTATION)
    [seen] = repository.records()
    done = repository.apply(change((seen, replace(seen, reading_state=ReadingState.DONE)), id="c2"))
    [seen] = repository.records()
    repository.apply(change((seen, replace(seen, reading_state=ReadingState.READING)), id="c3"))
    inverse = inverse_edit(done.edits[0], NOW)
    with pytest.raises(ChangedSinceError, match="reading state"):
        repository.apply(change((inverse.before, inverse.after), id="c4", undoes="c2"))


def test_an_annotation_is_never_written_without_its_article(reopen: OpenRepository) -> None:
    repository = reopen()
    with pytest.raises(NotFoundError):
        repository.apply(change((None, ANNOTATION)))
    assert repository.history() == []


def test_a_change_without_effect_is_not_a_step(reopen: OpenRepository) -> None:
    repository = with_article(reopen(), ANNOTATION)
    steps = len(repository.history())
    [there] = repository.annotations(ANNOTATION.article_id)
    assert repository.apply(change()).edits == ()
    repository.apply(change((there, there), id="c2"))
    assert len(reopen().history()) == steps


def test_the_codebook_keeps_tags(reopen: OpenRepository) -> None:
    repository = reopen()
    tag = Tag("politics/nato", color="blue", description="the alliance", pin=3)
    made = repository.apply(change((None, tag)))
    repository.apply(change((None, Tag("gone", deleted=NOW)), id="c2"))
    [found] = reopen().tags()
    assert found == made.edits[0].after
    assert replace(found, versions={}, modified="") == tag


def test_the_codebook_keeps_views(reopen: OpenRepository) -> None:
    repository = reopen()
    view = View("w1", "unread", "is:to-read -#later", Lists.ARTICLES, extra={"icon": "book"})
    made = repository.apply(change((None, view)))
    repository.apply(change((None, View("w2", "gone", "", deleted=NOW)), id="c2"))
    [found] = reopen().views()
    assert found == made.edits[0].after
    assert replace(found, versions={}, modified="") == view
    assert {one.id for one in reopen().views(deleted=True)} == {"w1", "w2"}
    assert reopen().tags() == []


CARD = Card(ANNOTATION.id, ANNOTATION.article_id, CardState.REVIEW, 0, 3.25, 5.5, "2026-02-04T10:00:00Z", reviews=1)


def test_cards_of_spaced_review_are_kept_and_leave_the_annotation_alone(reopen: OpenRepository) -> None:
    repository = with_article(reopen(), ANNOTATION)
    before = repository.annotations(ANNOTATION.article_id)
    made = repository.apply(change((None, CARD))).edits[0].after
    assert reopen().cards(ANNOTATION.article_id) == {CARD.id: made}
    assert isinstance(made, Card)
    assert replace(made, versions={}, modified="") == CARD
    assert reopen().annotations(ANNOTATION.article_id) == before
    assert reopen().card_times() == {ANNOTATION.article_id: (times_of(CARD),)}
    assert reopen().cards("nothing") == {}


def test_an_undone_first_grade_leaves_no_card(reopen: OpenRepository) -> None:
    repository = with_article(reopen(), ANNOTATION)
    made = repository.apply(change((None, CARD)))
    repository.apply(Change("c2", NOW, "undo", tuple(inverse_edit(edit, NOW) for edit in made.edits), undoes=made.id))
    assert repository.cards(ANNOTATION.article_id) == {}
    assert repository.card_times()[ANNOTATION.article_id] == ()
    [gone] = repository.cards(ANNOTATION.article_id, deleted=True).values()
    again = repository.apply(change((gone, replace(CARD, reviews=2)), id="c3")).edits[0].after
    assert repository.cards(ANNOTATION.article_id) == {CARD.id: again}


def test_a_deleted_annotation_is_not_due_and_keeps_its_card(reopen: OpenRepository) -> None:
    repository = with_article(reopen(), ANNOTATION)
    repository.apply(change((None, CARD)))
    [there] = repository.annotations(ANNOTATION.article_id)
    repository.apply(change((there, replace(there, deleted=NOW)), id="c2"))
    assert repository.card_times()[ANNOTATION.article_id] == ()
    assert list(repository.cards(ANNOTATION.article_id)) == [CARD.id]


def test_a_grade_needs_its_article(reopen: OpenRepository) -> None:
    with pytest.raises(NotFoundError):
        reopen().apply(change((None, CARD)))


def test_a_view_keeps_what_another_program_has_changed_since(reopen: OpenRepository) -> None:
    one, two = reopen(), reopen()
    seen = one.apply(change((None, View("w1", "unread", "is:to-read")))).edits[0].after
    assert isinstance(seen, View)
    two.apply(change((seen, replace(seen, name="to read")), id="c2"))
    made = one.apply(change((seen, replace(seen, query="#later")), id="c3"))
    [found] = reopen().views()
    assert (found.name, found.query) == ("to read", "#later")
    one.apply(Change("c4", NOW, "undo", tuple(inverse_edit(edit, NOW) for edit in made.edits), undoes="c3"))
    assert [(view.name, view.query) for view in reopen().views()] == [("to read", "is:to-read")]


def test_submitted_changes_are_saved_in_order_and_close_waits_for_them(reopen: OpenRepository) -> None:
    repository = with_article(reopen())
    futures = [
        repository.submit(change((None, replace(ANNOTATION, id=f"n{number}")), id=f"s{number}")) for number in range(20)
    ]
    repository.close()
    assert all(future.done() for future in futures)
    assert [c.id for c in reopen().history()] == ["c0", *(f"s{number}" for number in range(20))]


def test_a_text_that_was_seen_is_kept_once_it_is_wanted_or_sent(reopen: OpenRepository) -> None:
    first, second, third = (SeenText(text_hash(text), text) for text in ("One.", "Two.", "Three.\n\n„Drei“ 🦢"))
    one, two = reopen(), reopen()
    one.keep_position("a1", ReadingPosition(3, 0.5, NOW))
    one.keep_seen("a1", first, with_text=False)
    assert two.seen("a1") is two.seen("a1", sent=True) is None
    one.keep_position("a1", ReadingPosition(5, 0.75, NOW))
    assert two.position("a1") == ReadingPosition(5, 0.75, NOW, first.version)
    one.keep_seen("a1", second, with_text=True, sent=True)
    two.keep_seen("a1", third, with_text=False)
    assert reopen().seen("a1") == third
    assert reopen().seen("a1", sent=True) == second
    assert reopen().position("a1") == ReadingPosition(5, 0.75, NOW, third.version)
    one.keep_seen("a2", first, with_text=True)
    assert (two.seen("a2"), two.seen("a2", sent=True)) == (first, None)


def test_positions_and_drafts_stay_on_the_device(reopen: OpenRepository) -> None:
    one, two = reopen(), reopen()
    one.keep_position("a1", ReadingPosition(120, 0.25, NOW))
    two.keep_position("a2", ReadingPosition(7, 1.0, NOW))
    one.keep_draft("a1:3:9", "half a tho")
    assert reopen().positions() == {"a1": ReadingPosition(120, 0.25, NOW), "a2": ReadingPosition(7, 1.0, NOW)}
    assert one.position("unknown") is None
    assert two.drafts() == {"a1:3:9": "half a tho"}
    two.keep_draft("a1:3:9", "")
    assert one.drafts() == {}


def test_choices_stay_on_the_device_beside_those_of_other_names(reopen: OpenRepository) -> None:
    assert reopen().choices() == {}
    reopen().keep_choices({"export.format": "org", "export.group": "tag"})
    assert reopen().keep_choices({"export.format": "csv", "export.group": "tag"}) == ["export.format"]
    assert reopen().choices() == {"export.format": "csv", "export.group": "tag"}


@pytest.mark.parametrize("article_id", ["unknown", "../a1", "", "a1/../a1"])
def test_an_unknown_id_has_no_article(reopen: OpenRepository, article_id: str) -> None:
    repository = with_article(reopen())
    assert repository.record(article_id) is None
    assert repository.annotations(article_id) == []
    with pytest.raises(NotFoundError):
        repository.article(article_id)
