"""What is asked before a tag changes in many places."""

import pytest

from readtui.model.change import Change
from readtui.model.view import View
from readtui.services.tags.codebook import BulkChange
from readtui.tui.codebook.tag_changes import preview


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
