"""Splitting a tag: some of its annotations get another one."""

import pytest
from articles import counting_ids, ticking_clock
from memory_repository import MemoryRepository

from readtui.errors import UsageError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit
from readtui.services.saving.undo import History
from readtui.services.tags.codebook import BulkChange, Codebook

NOW = "2026-02-01T10:00:00Z"
CLOCK, NEW_ID = ticking_clock(), counting_ids()
Tags = dict[str, tuple[str, ...]]


def library(deleted: str = "", **tags: tuple[str, ...]) -> MemoryRepository:
    """An article ``a`` with tags of its own, and annotations by id; ``deleted`` is in the trash."""
    repository = MemoryRepository()
    records: list[ArticleRecord | Annotation] = [
        ArticleRecord("a", Metadata("On a"), NOW, NOW, "ffffffff", tags=("water",))
    ]
    records += (
        Annotation(name, "a", NOW, NOW, tags=its, note="x", deleted=NOW if name == deleted else None)
        for name, its in tags.items()
    )
    repository.apply(Change(NEW_ID(), NOW, "put", tuple(Edit(None, record) for record in records)))
    return repository


def split(repository: MemoryRepository, into: str, *ids: str) -> BulkChange:
    chosen = [one for one in repository.annotations("a") if one.id in ids]
    return Codebook(repository, CLOCK, NEW_ID).split("Water", chosen, into)


def tags_of(repository: MemoryRepository) -> Tags:
    found = {record.id: record.tags for record in repository.records()}
    return found | {one.id: one.tags for one in repository.annotations("a", deleted=True)}


def after(bulk: BulkChange) -> Tags:
    return {edit.after.id: edit.after.tags for edit in bulk.change.edits if isinstance(edit.after, Annotation)}


def test_only_the_chosen_annotations_change_and_undo_brings_the_tag_back() -> None:
    repository = library("n3", n1=("water", "x"), n2=("water",), n3=("water",), n4=("sea",))
    before = tags_of(repository)
    bulk = split(repository, "lake", "n1", "n4")
    assert (bulk.annotations, bulk.annotated, bulk.articles, bulk.in_trash) == (1, 1, 0, 0)
    repository.apply(bulk.change)
    assert tags_of(repository) == before | {"n1": ("lake", "x")}
    History(repository, CLOCK, NEW_ID).undo()
    assert tags_of(repository) == before


def test_nested_levels_stay_and_known_tags_keep_their_spelling() -> None:
    repository = library(n1=("Water/Spree", "x"), n2=("water", "river"), n3=("sea/Spree",))
    assert after(split(repository, "SEA", "n1", "n3")) == {"n1": ("sea/Spree", "x")}
    assert after(split(repository, "River", "n2")) == {"n2": ("river",)}
    assert after(split(repository, "water/deep", "n1", "n2")) == {
        "n1": ("water/deep/Spree", "x"),
        "n2": ("water/deep", "river"),
    }
    assert after(split(repository, "water/spree", "n1", "n2")) == {"n2": ("Water/Spree", "river")}


@pytest.mark.parametrize(
    ("into", "chosen"), [("water", "n1"), ("WATER", "n1"), ("sea", "n2"), ("water/spree", "n1"), ("sea", "")]
)
def test_a_split_that_changes_nothing_says_so(into: str, chosen: str) -> None:
    with pytest.raises(UsageError):
        split(library(n1=("water/spree",), n2=("sea",)), into, chosen)
