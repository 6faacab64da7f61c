"""Tags are compared without case, level by level; a line has several of them."""

import pytest

from readtui.model.tag import Tag
from readtui.services.tags.spelling import (
    counts_within,
    levels_of,
    spans_in_line,
    spelled,
    tag_counts,
    tags_in_line,
    written_in_line,
)

TAG_SETS = {("Water", "water/Salt"): 2, ("water",): 3, ("coal",): 4, ("water/Salt", "water/salt/Dead"): 1}


@pytest.mark.parametrize(
    ("line", "spans", "tags"),
    [
        ("", [""], ()),
        ("a", ["a"], ("a",)),
        (",a", ["", "a"], ("a",)),
        ("a, b/c ,", ["a", " b/c ", ""], ("a", "b/c")),
        ("water,Water", ["water", "Water"], ("water",)),
        ('x,"salt, sweet" ,y', ["x", '"salt, sweet" ', "y"], ("x", "salt, sweet", "y")),
        ('"salt ""and"" sweet', ['"salt ""and"" sweet'], ('salt "and" sweet',)),
    ],
)
def test_commas_part_the_tags_of_a_line_unless_they_are_quoted(
    line: str, spans: list[str], tags: tuple[str, ...]
) -> None:
    assert [line[start:end] for start, end in spans_in_line(line)] == spans
    assert tags_in_line(line) == tags
    assert tags_in_line(",".join(map(written_in_line, tags))) == tags


@pytest.mark.parametrize(("tag", "written"), [("a b", "a b"), ("a,b", '"a,b"'), ('"a', '"""a"'), ('a"', 'a"')])
def test_a_tag_is_quoted_in_a_line_only_if_it_must_be(tag: str, written: str) -> None:
    assert written_in_line(tag) == written


def test_tags_are_spelled_as_in_the_codebook_else_as_in_most_places() -> None:
    assert spelled([Tag("WATER")], TAG_SETS) == {
        ("water",): "WATER",
        ("coal",): "coal",
        ("water", "salt"): "water/Salt",
        ("water", "salt", "dead"): "water/salt/Dead",
    }
    assert spelled([], TAG_SETS)[levels_of("Water")] == "water"


def test_a_place_counts_once_for_each_tag_and_for_those_that_it_is_nested_in() -> None:
    salt, dead = ("water", "salt"), ("water", "salt", "dead")
    assert tag_counts(TAG_SETS) == {("water",): 5, salt: 3, ("coal",): 4, dead: 1}
    assert counts_within(TAG_SETS) == {("water",): 6, salt: 3, ("coal",): 4, dead: 1}
