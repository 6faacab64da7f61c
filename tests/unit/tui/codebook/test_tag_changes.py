"""What is asked before a tag changes in many places."""

from dataclasses import replace

import pytest

from readtui.model.annotation import Annotation
from readtui.model.change import Change, Edit
from readtui.model.view import View
from readtui.search.query.parser import parse
from readtui.services.tags.codebook import BulkChange
from readtui.tui.codebook.tag_changes import preview
from readtui.tui.lists.tag_split import old_tag, preview_split


def bulk(annotations: int, articles: int, annotated: int, in_trash: int, emptied: int, views: int = 0) -> BulkChange:
    named = tuple(View(f"{number}", f"view {number}", "tag:sea") for number in range(views))
    return BulkChange(Change("c", "", "rename", ()), annotations, articles, annotated, in_trash, emptied, named)


UNUSED = "The tag is not in use: only the codebook changes."


@pytest.mark.parametrize(
    ("change", "nested", "said"),
    [
        (bulk(0, 0, 0, 0, 0), 0, [UNUSED]),
        (bulk(2, 0, 1, 0, 0), 0, ["Changes 2 passages in 1 article."]),
        (bulk(1, 3, 1, 0, 0), 0, ["Changes 1 passage in 1 article and the tags of 3 articles."]),
        (bulk(0, 1, 0, 1_200, 0), 0, ["Changes the tags of 1 article and 1,200 in the trash."]),
        (bulk(0, 0, 0, 0, 0), 1, [UNUSED, "Includes 1 nested tag."]),
        (
            bulk(3, 0, 2, 0, 1),
            0,
            ["Changes 3 passages in 2 articles.", "1 passage with nothing but this tag moves to the trash."],
        ),
        (
            bulk(3, 0, 2, 0, 2),
            0,
            ["Changes 3 passages in 2 articles.", "2 passages with nothing but this tag move to the trash."],
        ),
    ],
)
def test_what_changes_is_said_before(change: BulkChange, nested: int, said: list[str]) -> None:
    assert preview(change, nested).split("\n") == said


@pytest.mark.parametrize(("deletes", "verb"), [(False, "follow"), (True, "still name it")])
def test_views_and_settings_that_name_the_tag_are_said(deletes: bool, verb: str) -> None:
    for count, names in (
        (1, "view 0"),
        (4, "view 0, view 1, view 2, view 3"),
        (6, "view 0, view 1, view 2, view 3 and 2 more"),
    ):
        lines = preview(bulk(0, 0, 0, 0, 0, views=count), 0, ["tags.quick"], deletes=deletes).split("\n")
        assert lines[1:] == [
            f"Saved views that {verb}: {names}.",
            "Your settings still name it; change them yourself: tags.quick.",
        ]


def tagged(*tags: str) -> Annotation:
    return Annotation(" ".join(tags), "a", "", "", tags=tags)


@pytest.mark.parametrize(
    ("chosen", "query", "tag"),
    [
        ([("sea",)], "", "sea"),
        ([("sea",), ("sea", "land")], "", "sea"),
        ([("Sea", "x"), ("y", "sea")], "", "Sea"),
        ([("sea",), ("land",)], "", ""),
        ([("sea", "land")], "", ""),
        ([("sea", "land"), ("land", "sea")], "", ""),
        ([("sea", "x"), ("sea", "y"), ("y",)], "", ""),
        ([("sea",), ("land",)], "tag:land", "land"),
        ([("sea/deep",), ("land",)], "tag:sea", "sea"),
        ([("sea", "land")], "tag:sea tag:land", ""),
        ([("sea",)], "tag:lake", "sea"),
    ],
)
def test_the_tag_that_passages_lose_is_the_one_that_is_listed_or_that_all_have(
    chosen: list[tuple[str, ...]], query: str, tag: str
) -> None:
    assert old_tag([tagged(*tags) for tags in chosen], parse(query)) == tag


@pytest.mark.parametrize(
    ("tags", "is_new", "more"),
    [
        ((), False, []),
        (("sea", "land/wet"), True, ["#wet is a new tag."]),
        (("sea/deep", "sea/cold/ice", "SEA"), False, ["Nested tags stay nested: #sea/cold/ice becomes #wet/cold/ice."]),
    ],
)
def test_what_a_split_changes_is_said_before(tags: tuple[str, ...], is_new: bool, more: list[str]) -> None:
    edits = tuple(Edit(tagged(tag), tagged("wet")) for tag in tags)
    change = replace(bulk(3, 0, 2, 0, 0), change=Change("c", "", "split", edits))
    lines = preview_split(change, "sea", "wet", is_new=is_new).split("\n")
    assert lines[: 1 + len(more)] == ["Changes 3 passages in 2 articles.", *more]
