from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Readtui = Callable[..., Any]


@pytest.fixture
def library(readtui: Readtui, article: str, tmp_path: Path) -> str:
    """An article and two annotations with tags, and a tagged article in the trash. Returns the first article's id."""
    (tmp_path / "ice.txt").write_text("The ice bore them until March.")
    removed = readtui("add", str(tmp_path / "ice.txt"), "--tag", "winter").line
    readtui("annotate", removed, "--quote", "until March", "--tag", "winter/thaw")
    readtui("remove", removed)
    readtui("annotate", article, "--quote", "the dog slept", "--tag", "dogs", "--tag", "calm")
    readtui("annotate", article, "--quote", "In winter the boat lay in ice", "--tag", "Winter/ice", "--note", "cold")
    return article


def tags(readtui: Readtui) -> str:
    found = readtui("tags")
    assert found.code == 0
    return ", ".join(" ".join(row.split("\t")[:2]) for row in found.out.splitlines())


def test_a_rename_is_listed_undone_and_redone_by_later_commands(readtui: Readtui, library: str) -> None:
    assert tags(readtui) == "calm 1, dogs 1, Winter/ice 1"
    done = readtui("tags", "rename", "winter", "#cold season/")
    assert (done.code, done.out, done.err) == (
        0,
        "renamed winter to cold season: 1 annotation, 2 in the trash\n",
        "",
    )
    assert tags(readtui) == "calm 1, cold season/ice 1, dogs 1"
    assert readtui("undo").out == "undo: rename the tag winter to cold season\n"
    assert tags(readtui) == "calm 1, dogs 1, Winter/ice 1"
    assert readtui("redo").out == "redo: rename the tag winter to cold season\n"
    assert "rename the tag winter" in readtui("history", library).out.splitlines()[0]
    assert {tuple(item["tags"]) for item in readtui("trash", "--json").json} == {("cold season",)}
    readtui("undo")
    assert {tuple(item["tags"]) for item in readtui("trash", "--json").json} == {("winter",)}
    assert readtui("annotations", "--tag", "winter").out.count("\n") == 1


def test_tags_are_listed_as_json(readtui: Readtui, library: str) -> None:
    assert readtui("tags", "--json").json == [
        {"name": name, "count": 1, "color": None, "description": ""} for name in ("calm", "dogs", "Winter/ice")
    ]


def test_a_library_without_tags_says_so(readtui: Readtui, article: str) -> None:
    assert (readtui("tags").out, readtui("tags").err) == ("", "No tags yet.\n")
    assert readtui("tags", "--json").json == []


def test_several_tags_are_merged_into_one(readtui: Readtui, library: str) -> None:
    assert readtui("tags", "merge", "dogs", "winter/ice", "calm").out == (
        "merged dogs, winter/ice into calm: 2 annotations\n"
    )
    assert tags(readtui) == "calm 2"
    assert readtui("tags", "merge", "calm").code == 2


def test_a_deletion_says_what_went_to_the_trash(readtui: Readtui, library: str) -> None:
    readtui("annotate", library, "--quote", "without a word", "--tag", "calm")
    done = readtui("tags", "delete", "calm")
    assert done.out == "deleted calm: 2 annotations\n"
    assert done.err == "Moved to the trash because they had only this tag: 1 annotation.\n"
    assert len(readtui("annotations").out.splitlines()) == 2
    readtui("undo")
    assert tags(readtui) == "calm 2, dogs 1, Winter/ice 1"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("rename", "dog", "cats"), 1, ("no such tag: dog", "Similar tags: dogs.")),
        (
            ("rename", "dogs", "Calm"),
            2,
            ("the tag Calm already exists", "To merge the two: readtui tags merge dogs Calm"),
        ),
        (("rename", "calm", "Winter/ice"), 2, ("the tag Winter/ice already exists", "merge calm Winter/ice")),
        (("rename", "dogs", ""), 2, ("B is empty", "readtui tags rename --help")),
        (("rename", " / ", "cats"), 2, ("not a tag", "Example of a tag")),
        (("merge", "dogs", "clam"), 1, ("no such tag: clam", "calm")),
        (("delete", "#"), 2, ("not a tag", "Example of a tag")),
    ],
)
def test_an_invalid_name_changes_nothing(
    readtui: Readtui, library: str, arguments: tuple[str, ...], code: int, said: tuple[str, str]
) -> None:
    refused = readtui("tags", *arguments)
    assert (refused.code, refused.out) == (code, "")
    first, second = refused.err.splitlines()
    assert said[0] in first
    assert said[1] in second
    assert tags(readtui) == "calm 1, dogs 1, Winter/ice 1"
