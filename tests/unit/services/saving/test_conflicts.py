"""Records that two devices changed at the same time: what was written where, and what choosing or joining leaves."""

from dataclasses import replace
from typing import TypeVar

import pytest
from articles import counting_ids, ticking_clock
from memory_repository import MemoryRepository

from readtui.codec.record_kinds import kind_of
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit
from readtui.model.creator import Creator, Identity
from readtui.model.selector import TextPositionSelector, TextQuoteSelector
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.services.saving.conflicts import Conflicts, Versions, other_versions, versioned_name, writers

T = "2026-01-01T00:00:00Z"
ME, BEA, BOT = Creator("me"), Creator("Bea"), Creator("bot", is_program=True)
NOTE = Annotation(
    "n", "a", T, T, TextQuoteSelector("nobody"), TextPositionSelector(0, 6), "yellow", ("sea",), "One.", "h" * 8
)
RECORD = ArticleRecord("a", Metadata("The ferry"), T, T, "h" * 8, tags=("sea",))
_Kind = TypeVar("_Kind", Annotation, ArticleRecord, Tag, View)


def divided(first: _Kind, *others: _Kind) -> _Kind:
    """A record with versions of other devices."""
    kind = kind_of(first)
    versions = [
        kind.to_json(replace(one, versions={f"d{number}": 1}))  # type: ignore[type-var]
        for number, one in enumerate((first, *others))
    ]
    found: _Kind = kind.from_json({**versions[0], "conflicts": versions[1:]})
    return found


def after(change: Change) -> Annotation | ArticleRecord:
    (edit,) = change.edits
    assert isinstance(edit.after, Annotation | ArticleRecord)
    assert not edit.after.conflicts
    return edit.after


def test_other_versions_are_those_that_can_be_read() -> None:
    assert other_versions(NOTE) == []
    both = divided(NOTE, replace(NOTE, note="Two."))
    assert [one.note for one in other_versions(both)] == ["Two."]
    damaged = {**kind_of(NOTE).to_json(replace(NOTE, versions={"x": 1})), "created": 5}
    assert [one.note for one in other_versions(replace(both, conflicts=(*both.conflicts, damaged)))] == ["Two."]


def test_a_version_that_is_chosen_replaces_the_others_but_not_the_text() -> None:
    versions = Versions(ticking_clock(), counting_ids())
    both = divided(NOTE, replace(NOTE, note="Two.", color="pink"))
    change = versions.choose(both, other_versions(both)[0])
    chosen = after(change)
    assert isinstance(chosen, Annotation)
    assert (chosen.note, chosen.color, change.what) == ("Two.", "pink", "choose a version of “nobody”")
    assert set(chosen.versions) == {"d0", "d1"}
    articles = divided(replace(RECORD, words=7), replace(RECORD, tags=("land",), text_version="x" * 8, words=9))
    kept = after(versions.choose(articles, other_versions(articles)[0]))
    assert isinstance(kept, ArticleRecord)
    assert (kept.tags, kept.text_version, kept.words) == (("land",), "h" * 8, 7)


@pytest.mark.parametrize(
    ("others", "note", "tags", "color"),
    [
        ([{"note": "Two.", "tags": ("land",)}], "One.\n\nTwo.", ("sea", "land"), "yellow"),
        ([{"note": "Two.", "color": None}, {"note": "Three.", "color": "pink"}], "*", ("sea",), "yellow"),
        ([{"note": "One.", "tags": ("x",)}], "One.", ("sea", "x"), "yellow"),
        ([{"note": "", "color": "pink"}], "One.", ("sea",), "yellow"),
        ([{"note": "Gone.", "tags": ("x",), "deleted": T}], "One.", ("sea",), "yellow"),
    ],
)
def test_versions_that_are_joined_have_all_notes_and_tags(
    others: list[dict[str, object]], note: str, tags: tuple[str, ...], color: str
) -> None:
    both = divided(NOTE, *(replace(NOTE, **one) for one in others))  # type: ignore[arg-type]
    change = Versions(ticking_clock(), counting_ids()).join(both)
    joined = after(change)
    assert isinstance(joined, Annotation)
    assert (joined.tags, joined.color, change.what) == (tags, color, "join the versions of “nobody”")
    if note == "*":
        assert sorted(joined.note.split("\n\n")) == ["One.", "Three.", "Two."]
    else:
        assert joined.note == note


def test_joined_articles_have_all_tags() -> None:
    both = divided(RECORD, replace(RECORD, tags=("land",), metadata=Metadata("Boats")))
    joined = after(Versions(ticking_clock(), counting_ids()).join(both))
    assert isinstance(joined, ArticleRecord)
    assert (joined.title, joined.tags) == ("The ferry", ("sea", "land"))


def test_what_is_undecided_is_listed_by_kind_and_name_and_chosen_by_number() -> None:
    repository = MemoryRepository()
    tags = [divided(Tag(name), Tag(name, color="blue")) for name in ("sea", "Land")]
    views = [divided(View(one, name, "x"), View(one, name, "y")) for one, name in (("1", "b"), ("2", "A"))]
    articles = [
        divided(replace(RECORD, id=one, metadata=Metadata(title)), RECORD) for one, title in (("a", "b"), ("b", "A"))
    ]
    put: list[ArticleRecord | Tag | View] = [Tag("plain"), View("3", "c", "z"), replace(RECORD, id="c")]
    put += [*tags, *views, *articles]
    repository.apply(Change("1", T, "put", tuple(Edit(None, one) for one in put)))
    conflicts = Conflicts(repository, ticking_clock(), counting_ids())
    assert [versioned_name(one) for one in conflicts.undecided()] == [
        *("the article “A”", "the article “b”", "the tag #Land", "the tag #sea", "the view “A”", "the view “b”")
    ]
    for number in (0, 1):
        for undecided, field, values in ((tags[0], "color", (None, "blue")), (views[0], "query", ("x", "y"))):
            assert isinstance(undecided, Tag | View)
            assert getattr(conflicts.choose(undecided, number).edits[0].after, field) == values[number]


def test_a_version_is_by_whoever_made_other_things_on_its_device() -> None:
    identity = Identity(ME, also=("Ada",))
    one, two = (replace(NOTE, versions={device: 2, "d2": 1}) for device in ("d0", "d1"))

    def on(device: str, creator: Creator | None) -> Annotation:
        return replace(NOTE, versions={device: 1}, creator=creator)

    assert writers([one, two], [], identity) == [None, None]
    assert writers([one, two], [on("d0", BEA), on("d1", Creator("Ada"))], identity) == [BEA, ME]
    assert writers([one, two], [on("d0", BOT), on("d1", None)], identity) == [None, None]
    assert writers([one, two], [on("d0", BEA), on("d0", ME)], identity) == [ME, None]
    assert writers([one, two], [on("d0", BEA), on("d0", Creator("Cy"))], identity) == [None, None]
    assert writers([one, two], [replace(on("d0", BEA), versions={"d0": 1, "d1": 1})], identity) == [None, None]
