"""Changes of an article itself: its state, tags, details and note."""

from dataclasses import replace

import pytest
from articles import counting_ids, ticking_clock

from readtui.errors import AmbiguousError, UsageError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata, ReadingState
from readtui.model.change import Change
from readtui.services.annotating.annotator import Annotator
from readtui.services.article_edits import ArticleEditor, checked_details, with_details

EDITOR = ArticleEditor(Annotator(ticking_clock(), counting_ids()))
RECORD = ArticleRecord("a", Metadata("The ferry", creator="Ada"), "2026", "2026", "h", tags=("sea",))
ARCHIVED = replace(RECORD, id="b", archived="then")
NOTE = Annotation("n", "a", "2026", "2026", note="So.")


def records(change: Change | None) -> list[ArticleRecord]:
    """The articles after a change; none without one."""
    return [one.after for one in change.edits if isinstance(one.after, ArticleRecord)] if change else []


@pytest.mark.parametrize(
    ("given", "state", "what", "changed"),
    [
        ([RECORD], "reading", "mark “The ferry” as reading", ["a"]),
        ([RECORD], "to-read", "", []),
        ([RECORD, ARCHIVED], "done", "mark 2 articles as done", ["a", "b"]),
        ([RECORD, ARCHIVED], "archived", "archive “The ferry”", ["a"]),
        ([RECORD, ARCHIVED], "unarchived", "take “The ferry” out of the archive", ["b"]),
        ([ARCHIVED], "archived", "", []),
        ([], "done", "", []),
    ],
)
def test_articles_that_are_in_a_state_already_stay(
    given: list[ArticleRecord], state: str, what: str, changed: list[str]
) -> None:
    change = EDITOR.set_state(given, state)
    assert (change.what if change else "") == what
    after = records(change)
    assert [one.id for one in after] == changed
    for one in after:
        assert one.modified > "2026-01"
        assert bool(one.archived) == (state == "archived" or (state == "done" and one.id == "b"))
        if state in ("reading", "done"):
            assert one.reading_state == state
        if state == "archived":
            assert one.archived == one.modified


def test_only_an_article_to_be_read_is_begun_and_that_is_no_undo_step() -> None:
    change = EDITOR.begin_reading(RECORD)
    assert change is not None
    assert change.by_itself
    assert [one.reading_state for one in records(change)] == [ReadingState.READING]
    for state in set(ReadingState) - {ReadingState.TO_READ}:
        assert EDITOR.begin_reading(replace(RECORD, reading_state=state)) is None


def test_details_are_checked_kept_and_protected_from_the_next_version() -> None:
    assert checked_details() == {}
    assert checked_details(title="T", creator="", url=" ") == {"title": "T", "creator": "", "canonicalUrl": ""}
    with pytest.raises(UsageError):
        checked_details(title="  ")
    assert with_details(RECORD, {}) is RECORD
    once = with_details(RECORD, {"title": "Boats"})
    assert (once.metadata.title, once.metadata.creator, once.edited) == ("Boats", "Ada", ("title",))
    twice = with_details(once, {"creator": ""})
    assert (twice.metadata.title, twice.metadata.creator, twice.edited) == ("Boats", "", ("creator", "title"))
    same = with_details(RECORD, {"creator": "Ada"})
    assert (same.metadata, same.edited) == (RECORD.metadata, ("creator",))


def test_a_note_on_the_article_is_written_edited_and_not_guessed() -> None:
    assert EDITOR.edit(RECORD, [], note="  ") is None
    assert EDITOR.edit(RECORD, [NOTE], tags=["sea"]) is None
    tagged = replace(NOTE, id="t", note="", tags=("x",))
    for whole, before in (([], None), ([tagged], None), ([tagged, NOTE], NOTE)):
        change = EDITOR.edit(RECORD, whole, note="New.")
        assert change is not None
        assert "the article" in change.what or "note" in change.what
        assert [(getattr(one.after, "note", ""), one.before) for one in change.edits] == [("New.", before)]
    both = EDITOR.edit(RECORD, [NOTE], title="Boats", tags=["x", "x"], note="New.")
    assert both is not None
    assert (both.what, len(both.edits)) == ("edit the article “The ferry”", 2)
    assert [(one.metadata.title, one.tags, one.edited) for one in records(both)] == [("Boats", ("x",), ("title",))]
    with pytest.raises(AmbiguousError, match="2 notes on the whole article: n, m"):
        EDITOR.edit(RECORD, [NOTE, replace(NOTE, id="m")], note="New.")


def test_an_article_is_tagged_with_exactly_these_tags() -> None:
    assert EDITOR.retag(RECORD, ["sea"]) is None
    change = EDITOR.retag(RECORD, ["land", "sea"])
    assert change is not None
    assert (change.what, [one.tags for one in records(change)]) == ("tag the article “The ferry”", [("land", "sea")])
    assert [one.tags for one in records(EDITOR.retag(RECORD, []))] == [()]
