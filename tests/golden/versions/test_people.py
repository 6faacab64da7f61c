"""Two people, each with a library, state and name of their own, merge in every order, with 0.1 in between."""

import itertools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.golden.versions.earlier import Readtui

_TEXT = "# Plan\n\nWe accept this risk. The harbour is quiet.\n\nPhase two begins in May, and Dana leads it.\n"
_QUOTES = {"ada": "We accept this risk.", "bea": "The harbour is quiet."}
_ORDERS = [*itertools.permutations(("ada", "bea"))]


class Person:
    """Somebody with a library, in which both versions of readtui work."""

    def __init__(self, folder: Path, name: str, earlier: Path) -> None:
        self.name = name
        folder.mkdir()
        (folder / "settings.toml").write_text(f'[user]\nname = "{name.title()}"\n')
        (folder / "plan.md").write_text(_TEXT)
        self.now = Readtui(folder)
        self.then = Readtui(folder, earlier)

    def notes(self) -> dict[str, dict[str, Any]]:
        """The annotations by the words that were annotated."""
        return {one["original"]: one for one in self.now.listed("annotations")}

    def merge(self, other: "Person", *, then: bool = False) -> str:
        return (self.then if then else self.now)("merge", str(other.now.library))

    def undecided(self) -> list[dict[str, Any]]:
        """What has several versions on disk."""
        found = [record for file in self.now.files().values() for table in file.values() for record in table.values()]
        return [record for record in found if record.get("conflicts")]


@pytest.fixture
def earlier(earlier: Path | None) -> Path:
    if earlier is None:
        pytest.skip("0.1 cannot be built here")
    return earlier


@pytest.fixture
def people(tmp_path: Path, earlier: Path) -> Callable[..., list[Person]]:
    def made(order: tuple[str, ...] = ("ada", "bea")) -> list[Person]:
        return [Person(tmp_path / name, name, earlier) for name in order]

    return made


def both_ways(one: Person, other: Person) -> str:
    return "".join((one.merge(other), other.merge(one), one.merge(other)))


def test_what_was_removed_with_two_versions_stays_removed_until_somebody_edits_it(
    people: Callable[..., list[Person]],
) -> None:
    ada, bea = people()
    ada.now("add", "plan.md")
    ada.now("annotate", "plan.md", "--quote", _QUOTES["ada"], "--note", "Who?")
    bea.merge(ada)
    ada_id = ada.notes()[_QUOTES["ada"]]["id"]
    ada.now("edit", ada_id, "--note", "Who accepts it?")
    bea.now("edit", ada_id, "--note", "Why?")
    ada.merge(bea)
    assert len(ada.undecided()) == 1
    ada.now("remove", ada_id)
    assert "back" not in both_ways(ada, bea)
    assert (ada.notes(), bea.notes()) == ({}, {})
    ada.now("restore", ada_id)
    assert [len(one["conflicts"]) for one in ada.undecided()] == [1]
    # 0.1 leaves the other version alive when it removes one.
    ada.then("remove", ada_id)
    both_ways(ada, bea)
    assert (ada.notes(), bea.notes()) == ({}, {})
    bea.now("restore", ada_id)
    bea.now("edit", ada_id, "--note", "Why now?")
    assert "“We accept this risk.” is back from the trash" in both_ways(ada, bea)
    assert ada.notes()[_QUOTES["ada"]]["note"] == "Why now?"


@pytest.mark.parametrize("order", _ORDERS)
def test_the_same_file_of_two_people_is_one_article_that_each_finds_in_their_own_folder(
    people: Callable[..., list[Person]], order: tuple[str, ...]
) -> None:
    one, other = people(order)
    for person in (one, other):
        (person.then if person.name == "bea" else person.now)("add", "plan.md")
        person.now("annotate", "plan.md", "--thread", "--quote", _QUOTES[person.name], "--note", "Why?")
    one.now("edit", "plan.md", "--tag", "plans")
    one.merge(other, then=True)
    both_ways(other, one)
    for person in (one, other):
        assert person.undecided() == []
        own = str(person.now.folder / "plan.md")
        [[article]] = [[*file["article"].values()] for name, file in person.now.files().items() if "articles" in name]
        assert (article["paths"][0], len(article["paths"]), article["tags"]) == (own, 2, ["plans"])
        assert {note["file"] for note in person.notes().values()} == {own}
        assert "plan.md" in person.now("threads", code=3)
        assert str(other.now.folder if person is one else one.now.folder) not in person.now("threads", code=3)
        assert [found["source"] for found in person.now.listed("list")] == [own]
    (one.now.folder / "plan.md").write_text(_TEXT.replace("quiet", "very quiet"))
    assert "changed; annotations:" in one.now("refresh", "plan.md")


@pytest.mark.parametrize("order", _ORDERS)
def test_what_0_1_has_merged_in_is_the_other_persons(
    people: Callable[..., list[Person]], order: tuple[str, ...]
) -> None:
    one, other = people(order)
    for person in (one, other):
        # When an article was added is kept in whole seconds; two people do not add it in the same one.
        time.sleep(1 - time.time() % 1)
        person.then("add", "plan.md")
        person.then("annotate", "plan.md", "--quote", _QUOTES[person.name], "--note", "Why?")
    one.merge(other, then=True)
    other.merge(one, then=True)
    assert "1 note without a name came from another library" in one.now("list")
    mine, theirs = _QUOTES[one.name], _QUOTES[other.name]
    assert (_creator(one, mine), _creator(one, theirs)) == (one.name.title(), "another library")
    # Nobody merges anything more: the library is as before, and nothing is said again.
    assert "without a name" not in one.now("list")
    both_ways(one, other)
    # A library whose person has told no name is called like its folder.
    for person, stranger in ((one, other), (other, one)):
        assert "Why?" in person.now("annotations", "--query", "by:me")
        assert _creator(person, _QUOTES[person.name]).casefold() == person.name
        assert _creator(person, _QUOTES[stranger.name]) == stranger.name
        assert "another library" not in person.now("creators")
        assert person.undecided() == []
    # 0.1 edits what has got a name meanwhile, and names nobody.
    other.then("edit", other.notes()[theirs]["id"], "--note", "Why now?")
    one.now("creators", "rename", other.name, "Nobody")
    one.now("undo")
    assert _creator(one, theirs) == other.name
    one.now("creators", "rename", other.name, "Somebody")
    assert "conflicts 0" in one.merge(other)
    assert one.undecided() == []
    assert (one.notes()[theirs]["note"], _creator(one, theirs)) == ("Why now?", "Somebody")
    one.now("creators", "rename", "Somebody", "me")
    assert _creator(one, theirs) == one.name.title()


def _creator(person: Person, words: str) -> str:
    name: str = person.notes()[words]["creator"]["name"]
    return name


def test_ones_own_notes_of_other_devices_stay_ones_own(earlier: Path, tmp_path: Path) -> None:
    """A second device with the same folder, a state that was lost, and a copy of the library."""
    ada = Person(tmp_path / "ada", "ada", earlier)
    ada.then("add", "plan.md")
    ada.then("annotate", "plan.md", "--quote", _QUOTES["ada"], "--note", "Why?")
    (tmp_path / "ada" / "state").rename(tmp_path / "ada" / "state of the first device")
    ada.then("annotate", "plan.md", "--quote", _QUOTES["bea"], "--note", "On the second.")
    bea = Person(tmp_path / "bea", "bea", earlier)
    (tmp_path / "bea" / "bea.md").write_text("# Only Bea's\n\nThis is only here.\n")
    bea.then("add", "bea.md")
    bea.then("annotate", "bea.md", "--quote", "only here", "--note", "Mine.")
    ada.merge(bea, then=True)
    assert "1 note without a name" in ada.now("list")
    assert {_creator(ada, words) for words in _QUOTES.values()} == {"Ada"}
    assert _creator(ada, "only here") == "another library"
