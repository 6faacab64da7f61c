"""An edit applied to what another program has written meanwhile."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata, ReadingState
from readtui.model.card import Card
from readtui.model.change import Edit
from readtui.model.tag import Tag
from readtui.storage.writing.deltas import changed_since, differing_fields, merged, overwrites_note

NOW, GONE = "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"
NOTE = Annotation("a" * 32, "b" * 16, NOW, NOW, note="first", tags=("water", "ice"))
ARTICLE = ArticleRecord("b" * 16, Metadata("Rivers"), NOW, NOW, "c" * 8)


def version(note: str, vector: int) -> Mapping[str, object]:
    return {"note": note, "v": {"here": vector}}


def test_only_what_the_edit_changed_is_set_and_the_rest_stays_as_it_is_on_disk() -> None:
    on_disk = replace(NOTE, color="blue", tags=("water", "snow"), modified=GONE, versions={"there": 7})
    found = merged(Edit(NOTE, replace(NOTE, note="second", tags=("ice", "fog"))), on_disk)
    assert found == replace(on_disk, note="second", tags=("snow", "fog"))


def test_an_edit_decides_about_the_versions_that_it_has_seen_and_about_no_others() -> None:
    seen, later = replace(NOTE, conflicts=(version("a", 1), version("b", 1))), (version("a", 9), version("c", 1))
    decided = merged(Edit(seen, replace(seen, conflicts=(version("b", 1),))), replace(seen, conflicts=later))
    assert isinstance(decided, Annotation)
    assert decided.conflicts == (version("c", 1),)
    more = replace(seen, conflicts=(*seen.conflicts, version("d", 1)))
    added = merged(Edit(seen, more), replace(seen, conflicts=later))
    assert isinstance(added, Annotation)
    assert added.conflicts == (*later, version("d", 1))
    with_other_vectors = replace(seen, conflicts=(version("a", 5), version("b", 5)))
    assert merged(Edit(seen, replace(seen, conflicts=())), with_other_vectors) == replace(seen, conflicts=())


def test_unknown_fields_are_removed_and_changed_one_by_one() -> None:
    before = replace(NOTE, extra={"x": 1, "y": 2, "z": 3})
    found = merged(Edit(before, replace(NOTE, extra={"x": 1, "z": 5})), replace(NOTE, extra={"x": 7, "y": 2, "w": 4}))
    assert isinstance(found, Annotation)
    assert found.extra == {"x": 7, "z": 5, "w": 4}


@pytest.mark.parametrize(
    ("before", "after", "on_disk", "deleted"),
    [
        # Deleted elsewhere while it was edited here.
        (NOTE, replace(NOTE, note="second"), replace(NOTE, deleted=GONE), None),
        # The same edit was made there before it was deleted.
        (NOTE, replace(NOTE, note="second"), replace(NOTE, note="second", deleted=GONE), GONE),
        (NOTE, replace(NOTE, note="second", deleted=NOW), replace(NOTE, deleted=GONE), NOW),
        (
            replace(NOTE, deleted=NOW),
            replace(NOTE, note="second", deleted=NOW),
            replace(NOTE, deleted=NOW, tags=()),
            NOW,
        ),
        (Tag("water"), Tag("water", "blue"), Tag("water", deleted=GONE), GONE),
    ],
)
def test_only_an_annotation_that_is_live_here_comes_back(
    before: Annotation | Tag, after: Annotation | Tag, on_disk: Annotation | Tag, deleted: str | None
) -> None:
    found = merged(Edit(before, after), on_disk)
    assert isinstance(found, Annotation | Tag)
    assert found.deleted == deleted


def test_a_record_that_is_new_here_and_there_has_what_both_say() -> None:
    there = replace(NOTE, note="theirs", tags=("snow",), color="blue")
    assert merged(Edit(None, replace(NOTE, note="")), there) == replace(there, tags=("snow", "water", "ice"))
    assert merged(Edit(None, NOTE), None) == NOTE
    assert merged(Edit(None, Tag("water", "blue")), Tag("water", description="wet")) == Tag("water", "blue", "wet")
    card = Card("a" * 32, "b" * 16, reviews=1)
    assert merged(Edit(None, card), Card("a" * 32, "b" * 16, deleted=GONE)) == card


def test_a_note_is_overwritten_only_if_both_have_changed_it() -> None:
    edit = Edit(NOTE, replace(NOTE, note="second"))
    assert overwrites_note(edit, replace(NOTE, note="third"))
    assert not overwrites_note(edit, replace(NOTE, note="second"))
    assert not overwrites_note(edit, replace(NOTE, color="blue"))
    assert not overwrites_note(Edit(NOTE, replace(NOTE, color="blue")), replace(NOTE, note="third"))
    assert not overwrites_note(Edit(None, NOTE), replace(NOTE, note="third"))
    assert not overwrites_note(edit, None)


def test_the_reading_state_counts_only_for_an_edit_about_it() -> None:
    on_disk = replace(ARTICLE, reading_state=ReadingState.DONE)
    assert changed_since(Edit(ARTICLE, replace(ARTICLE, tags=("ice",))), on_disk) == []
    assert changed_since(Edit(ARTICLE, replace(ARTICLE, reading_state=ReadingState.READING)), on_disk) == [
        "reading state"
    ]


def test_a_new_text_counts_for_no_edit_and_the_details_that_a_person_gave_it_count() -> None:
    reloaded = replace(ARTICLE, text_version="d" * 8, words=9, metadata=Metadata("Lakes"))
    tagged = Edit(ARTICLE, replace(ARTICLE, tags=("ice",)))
    assert changed_since(tagged, reloaded) == [], "the title came with the text"
    assert changed_since(tagged, replace(reloaded, edited=("title",))) == ["details"]


def test_what_differs_is_named_once_without_versions_and_times() -> None:
    assert differing_fields(NOTE, replace(NOTE, modified=GONE, versions={"there": 1})) == []
    assert differing_fields(ARTICLE, replace(ARTICLE, metadata=Metadata("Lakes"), edited=("title",))) == ["details"]
    assert differing_fields(NOTE, None) == ["existence"]
    assert differing_fields(None, None) == []
