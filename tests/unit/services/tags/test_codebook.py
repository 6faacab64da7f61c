import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from articles import counting_ids, ticking_clock
from hypothesis import given
from hypothesis import strategies as st
from memory_repository import MemoryRepository

from readtui.errors import ChangedSinceError, NotFoundError, ReadOnlyError, UsageError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord, Metadata
from readtui.model.change import Change, Edit
from readtui.model.tag import Tag
from readtui.model.view import View
from readtui.services.saving.undo import History
from readtui.services.tags.codebook import BulkChange, Codebook, views_that_name
from readtui.storage.open_store import open_store
from readtui.storage.repository import Repository

NOW = "2026-02-01T10:00:00Z"
CLOCK, NEW_ID = ticking_clock(), counting_ids()
Tags = dict[str, tuple[str, ...]]


def put(repository: Repository, *records: ArticleRecord | Annotation | Tag) -> None:
    repository.apply(Change(NEW_ID(), NOW, "put", tuple(Edit(None, record) for record in records)))


def article(article_id: str, *tags: str, deleted: str | None = None) -> ArticleRecord:
    return ArticleRecord(article_id, Metadata(f"On {article_id}"), NOW, NOW, "ffffffff", tags=tags, deleted=deleted)


def note(name: str, *tags: str, text: str = "x", deleted: str | None = None) -> Annotation:
    """An annotation whose id begins with its article's."""
    return Annotation(name, name[0], NOW, NOW, tags=tags, note=text, deleted=deleted)


def tags_of(repository: Repository) -> Tags:
    """The tags of articles and annotations by id, including those in the trash."""
    records = repository.records(deleted=True)
    found = {record.id: record.tags for record in records}
    for record in records:
        found |= {one.id: one.tags for one in repository.annotations(record.id, deleted=True)}
    return {name: tags for name, tags in found.items() if tags}


def entries_of(repository: Repository) -> dict[str, tuple[str | None, str, int | None]]:
    return {tag.name: (tag.color, tag.description, tag.pin) for tag in repository.tags()}


def counts_of(repository: Repository) -> list[tuple[str, int]]:
    return [(use.name, use.count) for use in Codebook(repository, CLOCK, NEW_ID).uses()]


@pytest.fixture
def repository() -> MemoryRepository:
    """Two articles with tags nested in politics, and an annotation in the trash."""
    made = MemoryRepository()
    put(made, article("a", "Politics"), article("b", "sea"))
    put(made, note("a1", "politics/nato", "sea"), note("a2", "politics"), note("b1", "politicsology", "politics"))
    put(made, note("b2", "politics/NATO", deleted=NOW))
    put(made, Tag("politics", "blue", "Who governs", pin=3), Tag("sea", description="Salt water"))
    return made


@pytest.fixture
def codebook(repository: MemoryRepository) -> Codebook:
    return Codebook(repository, CLOCK, NEW_ID)


def made(repository: Repository, bulk: BulkChange) -> tuple[int, int, int]:
    """Save a change; returns how many annotations, articles and items in the trash it affects."""
    repository.apply(bulk.change)
    return bulk.annotations, bulk.articles, bulk.in_trash


def test_tags_are_counted_without_case_and_listed_with_what_nests_in_them(repository: MemoryRepository) -> None:
    put(repository, Tag("politics-2", "pink"))
    assert counts_of(repository) == [
        ("politics", 3),
        ("politics/nato", 1),
        ("politics-2", 0),
        ("politicsology", 1),
        ("sea", 2),
    ]


def test_a_renamed_tag_takes_along_what_nests_in_it_and_its_entry(
    repository: MemoryRepository, codebook: Codebook
) -> None:
    before, entries = tags_of(repository), entries_of(repository)
    assert made(repository, codebook.rename("POLITICS", "power/policy")) == (3, 1, 1)
    after: Tags = {
        "a": ("power/policy",),
        "a1": ("power/policy/nato", "sea"),
        "a2": ("power/policy",),
        "b": ("sea",),
        "b1": ("politicsology", "power/policy"),
        "b2": ("power/policy/NATO",),
    }
    assert tags_of(repository) == after
    renamed = {"power/policy": ("blue", "Who governs", 3), "sea": (None, "Salt water", None)}
    assert entries_of(repository) == renamed

    history = History(repository, CLOCK, NEW_ID)
    assert history.undo().what == "undo: rename the tag #POLITICS to #power/policy"
    assert (tags_of(repository), entries_of(repository)) == (before, entries)
    history.redo()
    assert (tags_of(repository), entries_of(repository)) == (after, renamed)


def test_a_reused_tag_name_has_no_old_details(repository: MemoryRepository, codebook: Codebook) -> None:
    made(repository, codebook.delete("politics"))
    made(repository, codebook.rename("sea", "politics"))
    assert entries_of(repository) == {"politics": (None, "Salt water", None)}


@pytest.mark.parametrize(
    ("name", "new_name"), [("politics", "SEA"), ("politics/nato", "politics"), ("sea", "Politics")]
)
def test_a_rename_never_makes_two_tags_one(codebook: Codebook, name: str, new_name: str) -> None:
    with pytest.raises(UsageError, match="already") as refused:
        codebook.rename(name, new_name)
    assert refused.value.hint.startswith(f"To merge the two: readtui tags merge {name} {new_name}")


def test_a_rename_can_change_the_spelling_alone_but_has_to_change_something(
    repository: MemoryRepository, codebook: Codebook
) -> None:
    assert made(repository, codebook.rename("politics", "Politics")) == (3, 0, 1)
    assert tags_of(repository)["a1"] == ("Politics/nato", "sea")
    assert entries_of(repository).keys() == {"Politics", "sea"}
    with pytest.raises(UsageError, match="already called #Politics"):
        codebook.rename("politics", "Politics")
    with pytest.raises(ValueError, match="needs a name"):
        codebook.rename("politics", "")


def test_a_tag_can_move_into_itself_and_out_again(repository: MemoryRepository, codebook: Codebook) -> None:
    before = tags_of(repository)
    made(repository, codebook.rename("sea", "sea/north"))
    assert counts_of(repository)[-1] == ("sea/north", 2)
    made(repository, codebook.rename("sea/north", "sea"))
    assert tags_of(repository) == before


def test_merged_tags_are_one_and_each_place_has_it_once(repository: MemoryRepository, codebook: Codebook) -> None:
    put(repository, note("a3", "Sea", "ocean/deep", "ocean"), Tag("ocean", "green", "Deep water", pin=1))
    assert made(repository, codebook.merge(["ocean", "politicsology", "ocean"], "SEA")) == (2, 0, 0)
    found = tags_of(repository)
    assert (found["a3"], found["b1"]) == (("Sea", "sea/deep"), ("sea", "politics"))
    assert entries_of(repository)["sea"] == ("green", "Salt water", 1), "it takes what it does not say itself"
    assert "ocean" not in entries_of(repository)


def test_a_tag_merges_with_the_one_that_it_nests_in(repository: MemoryRepository, codebook: Codebook) -> None:
    put(repository, note("a3", "politics/nato/east"), Tag("politics/nato", "pink"), Tag("politics/nato/nato", "green"))
    out, into = codebook.merge(["politics/nato"], "politics"), codebook.merge(["politics"], "politics/nato")
    made(repository, out)
    assert tags_of(repository)["a1"] == ("politics", "sea")
    assert tags_of(repository)["a3"] == ("politics/east",)
    assert entries_of(repository) == {
        "politics": ("blue", "Who governs", 3),
        "politics/nato": ("green", "", None),
        "sea": (None, "Salt water", None),
    }
    History(repository, CLOCK, NEW_ID).undo()
    made(repository, into)
    found = tags_of(repository)
    assert (found["a1"], found["a2"], found["a3"]) == (
        ("politics/nato", "sea"),
        ("politics/nato",),
        ("politics/nato/east",),
    )


def test_a_merge_needs_known_tags_and_another_one(codebook: Codebook) -> None:
    with pytest.raises(UsageError, match="nothing to merge into #sea"):
        codebook.merge(["Sea"], "sea")
    with pytest.raises(NotFoundError, match="no such tag: #sae") as missing:
        codebook.merge(["politics"], "sae")
    assert "sea" in missing.value.hint


def test_a_tag_of_which_only_the_nested_one_is_in_use_has_nothing_to_merge_into_that() -> None:
    repository = MemoryRepository()
    put(repository, article("a", "a/a"))
    with pytest.raises(UsageError, match="nothing to merge into #a/a"):
        Codebook(repository, CLOCK, NEW_ID).merge(["a"], "a/a")


def test_a_deleted_tag_takes_annotations_along_that_say_nothing_else(
    repository: MemoryRepository, codebook: Codebook
) -> None:
    put(repository, note("a3", "politics", "politics/eu", text=""), note("a4", "politics", text="", deleted=NOW))
    before, entries = tags_of(repository), entries_of(repository)
    bulk = codebook.delete("politics")
    assert (*made(repository, bulk), bulk.emptied) == (4, 1, 1, 1)
    assert tags_of(repository) == {
        "a1": ("sea",),
        "a3": ("politics", "politics/eu"),
        "a4": ("politics",),
        "b": ("sea",),
        "b1": ("politicsology",),
    }
    assert {one.id for one in repository.annotations("a")} == {"a1", "a2"}
    assert entries_of(repository).keys() == {"sea"}
    with pytest.raises(NotFoundError, match="no such tag: #politics"):
        codebook.delete("politics")
    History(repository, CLOCK, NEW_ID).undo()
    assert (tags_of(repository), entries_of(repository)) == (before, entries)
    assert {one.id for one in repository.annotations("a")} == {"a1", "a2", "a3"}


@pytest.mark.parametrize(
    ("typed", "hint"), [("polotics", "Similar tags: politics"), ("nato", "politics/nato"), ("Q", "readtui tags lists")]
)
def test_an_unknown_tag_names_similar_ones(codebook: Codebook, typed: str, hint: str) -> None:
    with pytest.raises(NotFoundError, match=f"no such tag: #{typed}") as missing:
        codebook.rename(typed, "other")
    assert hint in missing.value.hint


def test_a_tag_used_only_in_the_trash_can_be_renamed(repository: MemoryRepository, codebook: Codebook) -> None:
    put(repository, article("c", "old", deleted=NOW), note("c1", "old/one"))
    assert ("old", 1) not in counts_of(repository)
    assert made(repository, codebook.rename("old", "new")) == (0, 0, 2)
    assert (tags_of(repository)["c"], tags_of(repository)["c1"]) == (("new",), ("new/one",))


LEVEL = st.sampled_from(["a", "A", "b", "ß", "c d"])
TAG = st.lists(LEVEL, min_size=1, max_size=3).map("/".join)
TAG_SETS = st.lists(st.lists(TAG, max_size=4, unique_by=str.casefold), min_size=1, max_size=6)


@given(tag_sets=TAG_SETS, entries=st.sets(TAG, max_size=3), name=TAG, other=TAG, act=st.sampled_from("rmd"))
def test_undo_brings_back_all_that_a_bulk_change_has_changed(
    tag_sets: list[list[str]], entries: set[str], name: str, other: str, act: str
) -> None:
    repository = MemoryRepository()
    put(repository, article("a"), *(Tag(entry, pin=number) for number, entry in enumerate(sorted(entries))))
    put(repository, *(note(f"a{number}", *tags, text="") for number, tags in enumerate(tag_sets)))
    codebook = Codebook(repository, CLOCK, NEW_ID)
    before = tags_of(repository), entries_of(repository), counts_of(repository)
    try:
        bulk = {
            "r": lambda: codebook.rename(name, other),
            "m": lambda: codebook.merge([name], other),
            "d": lambda: codebook.delete(name),
        }[act]()
    except (NotFoundError, UsageError):
        return
    repository.apply(bulk.change)
    after = tags_of(repository), entries_of(repository), counts_of(repository)
    assert after != before or bulk.emptied
    assert all(len(tags) == len({tag.casefold() for tag in tags}) for tags in after[0].values())
    history = History(repository, CLOCK, NEW_ID)
    history.undo()
    assert (tags_of(repository), entries_of(repository), counts_of(repository)) == before
    history.redo()
    assert (tags_of(repository), entries_of(repository), counts_of(repository)) == after


Reopen = Callable[[], Repository]


@pytest.fixture
def reopen(tmp_path: Path) -> Reopen:
    """Opens the same library on disk, each time like another program."""
    return lambda: open_store(tmp_path / "library", state=tmp_path / "state", cache=tmp_path / "cache")


def test_a_bulk_change_that_fails_halfway_leaves_nothing_and_is_one_step_when_it_succeeds(
    reopen: Reopen, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = reopen()
    for article_id in "abc":
        put(store, article(article_id, "sea"), note(f"{article_id}1", "sea"))
    put(store, Tag("sea", "blue"))
    before, steps = tags_of(store), len(store.history())
    bulk = Codebook(store, CLOCK, NEW_ID).rename("sea", "ocean")

    def fail_at_the_second_file(source: Path, target: Path) -> None:
        if target.name == "b.json" and target.parent.name == "articles":
            raise OSError(errno.EACCES, "Permission denied")
        os.rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail_at_the_second_file)
        with pytest.raises(ReadOnlyError, match="Permission denied"):
            store.apply(bulk.change)
    assert (tags_of(reopen()), len(reopen().history())) == (before, steps)
    store.apply(bulk.change)
    assert len(reopen().history()) == steps + 1
    assert counts_of(reopen()) == [("ocean", 6)]
    History(reopen(), CLOCK, NEW_ID).undo()
    assert tags_of(reopen()) == before
    assert entries_of(reopen()) == {"sea": ("blue", "", None)}


def test_a_rename_that_was_cut_off_is_finished_by_merging(reopen: Reopen) -> None:
    store = reopen()
    for article_id in "ab":
        put(store, article(article_id, "sea"))
    put(store, Tag("sea", "blue", pin=2))
    rename = Codebook(store, CLOCK, NEW_ID).rename("sea", "ocean").change
    # What readtui 0.1 left after a kill between two files.
    store.apply(replace(rename, edits=rename.edits[:1]))
    codebook = Codebook(reopen(), CLOCK, NEW_ID)
    with pytest.raises(UsageError, match="already"):
        codebook.rename("sea", "ocean")
    store.apply(codebook.merge(["sea"], "ocean").change)
    assert counts_of(reopen()) == [("ocean", 2)]
    assert entries_of(reopen()) == {"ocean": ("blue", "", 2)}


def test_undo_of_a_rename_asks_when_one_of_its_annotations_was_changed_since(reopen: Reopen, tmp_path: Path) -> None:
    store = reopen()
    for article_id in "ab":
        put(store, article(article_id), note(f"{article_id}1", "sea"))
    store.apply(Codebook(store, CLOCK, NEW_ID).rename("sea", "ocean").change)
    # The change of another device is not in this history.
    other = open_store(tmp_path / "library", state=tmp_path / "other", cache=tmp_path / "other")
    [seen] = other.annotations("b")
    other.apply(Change(NEW_ID(), NOW, "tag", (Edit(seen, replace(seen, tags=("ocean", "salt"))),)))
    history = History(reopen(), CLOCK, NEW_ID)
    with pytest.raises(ChangedSinceError, match="tags"):
        history.undo()
    assert tags_of(reopen()) == {"a1": ("ocean",), "b1": ("ocean", "salt")}, "nothing of it was done"
    history.undo(force=True)
    assert tags_of(reopen()) == {"a1": ("sea",), "b1": ("salt", "sea")}


def test_a_created_tag_has_an_entry_and_no_place(repository: MemoryRepository, codebook: Codebook) -> None:
    repository.apply(codebook.create("ethics/consent"))
    repository.apply(codebook.set_color("ethics/consent", "green"))
    repository.apply(codebook.describe("Ethics/Consent", "Asked\nbefore"))
    assert entries_of(repository)["ethics/consent"] == ("green", "Asked before", None)
    repository.apply(codebook.delete("ethics").change)
    repository.apply(codebook.create("ethics/consent"))
    assert entries_of(repository)["ethics/consent"] == (None, "", None)


@pytest.mark.parametrize("name", ["POLITICS", "politics/nato"])
def test_a_tag_that_exists_is_not_created_again(codebook: Codebook, name: str) -> None:
    with pytest.raises(UsageError, match="already exists"):
        codebook.create(name)


def test_a_bulk_change_counts_the_articles_of_its_annotations(codebook: Codebook) -> None:
    assert codebook.rename("politics", "state").annotated == 2
    assert codebook.delete("sea").annotated == 1


@pytest.mark.parametrize(
    ("came", "after", "counts"),
    [
        (Tag("sea"), ("blue", "Salt water.", 4), (0, 0, 1)),
        (Tag("SEA", color="pink"), ("pink", "Salt water.", 4), (0, 1, 0)),
        (Tag("sea", description="Wet."), ("blue", "Wet.", 4), (0, 1, 0)),
        (Tag("sea", pin=2), ("blue", "Salt water.", 2), (0, 1, 0)),
        (Tag("sea", color="blue", pin=4), ("blue", "Salt water.", 4), (0, 0, 1)),
    ],
)
def test_what_comes_from_elsewhere_replaces_what_it_says_and_leaves_the_rest(
    came: Tag, after: tuple[str | None, str, int | None], counts: tuple[int, int, int]
) -> None:
    repository = MemoryRepository()
    put(
        repository, Tag("sea", color="blue", description="Salt water.", pin=4), Tag("lake", pin=2), article("a", "used")
    )
    taken = Codebook(repository, CLOCK, NEW_ID).take_in([came], "a file")
    assert (taken.new, taken.changed, taken.unchanged) == counts
    assert len(taken.change.edits) == counts[1] + (came.pin == 2)
    repository.apply(taken.change)
    assert entries_of(repository) == {"sea": after, "lake": (None, "", None if came.pin == 2 else 2)}


def test_tags_that_come_without_anything_to_say_get_an_entry_only_if_they_are_new() -> None:
    repository = MemoryRepository()
    put(repository, article("a", "used", "Named"), Tag("gone", deleted=NOW))
    book = Codebook(repository, CLOCK, NEW_ID)
    taken = book.take_in([Tag("used"), Tag("named", description="So."), Tag("new"), Tag("new", color="pink")], "a file")
    assert (taken.new, taken.changed, taken.unchanged) == (1, 1, 1)
    assert taken.change.what == "import tags from a file"
    repository.apply(taken.change)
    assert entries_of(repository) == {"Named": (None, "So.", None), "new": ("pink", "", None)}
    again = book.take_in([Tag("gone")], "a file")
    assert (again.new, len(again.change.edits)) == (1, 1)


def test_only_colors_of_highlights_are_given_to_a_tag(repository: MemoryRepository, codebook: Codebook) -> None:
    with pytest.raises(ValueError, match="no highlight color: mauve"):
        codebook.set_color("politics", "mauve")
    for color, what in (("blue", "color the tag #politics blue"), ("", "remove the color of the tag #politics")):
        change = codebook.set_color("politics", color)
        assert change.what == what
        repository.apply(change)
        assert entries_of(repository)["politics"][0] == (color or None)


def test_views_that_name_a_tag_or_one_nested_in_it_are_found() -> None:
    queries = ("tag:a", "tag:A/b or tag:x", "-tag:a/b/c", "tag:ab", "color:blue", "tag:(", "tag:a")
    views = [View(str(at), query, query) for at, query in enumerate(queries)]
    views[-1] = replace(views[-1], deleted=NOW)
    assert [one.id for one in views_that_name(views, ("a",))] == ["0", "1", "2"]
    assert [one.id for one in views_that_name(views, ("a", "b"))] == ["1", "2"]
