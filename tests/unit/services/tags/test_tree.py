"""The tree of tags, its counts, and the names that may mean the same."""

from collections import Counter

import pytest

from readtui.model.tag import Tag
from readtui.services.tags.spelling import levels_of
from readtui.services.tags.tree import similar_tags, tag_tree


def test_each_place_counts_once_for_a_tag_and_those_nested_in_it() -> None:
    on_annotations = Counter({("politics/nato", "politics/eu"): 3, ("Politics",): 2})
    tree = tag_tree([Tag("politics", "blue", "Who governs", pin=2)], on_annotations, Counter({("politics/nato",): 1}))
    assert [(node.name, node.own, node.within, node.passages) for node in tree] == [
        ("politics", 2, 6, 5),
        ("politics/eu", 3, 3, 3),
        ("politics/nato", 4, 4, 3),
    ]
    assert (tree[0].color, tree[0].description, tree[0].pin) == ("blue", "Who governs", 2)


def test_a_tag_that_only_others_are_nested_in_is_there() -> None:
    tree = tag_tree([Tag("Sea/North Sea")], Counter({("sea/north sea/tides",): 1}), Counter())
    assert [(node.label, node.depth, node.own, node.within) for node in tree] == [
        ("Sea", 0, 0, 1),
        ("North Sea", 1, 0, 1),
        ("tides", 2, 1, 1),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("river", "rivers"),
        ("ferry", "ferries"),
        ("house", "houses"),
        ("class", "classes"),
        ("Frage", "Fragen"),
        ("Studie", "Studien"),
        ("Wahl", "Wahlen"),
        ("peace talks", "peace-talk"),
        ("café", "cafe"),
        ("politics/party", "politics/parties"),
    ],
)
def test_a_plural_or_another_way_of_writing_is_similar(one: str, other: str) -> None:
    names = {levels_of(name): name for name in (one, other, "unrelated")}
    assert similar_tags(names) == {levels_of(one): (other,), levels_of(other): (one,)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("as", "a"), ("mass", "mas"), ("a/river", "b/rivers"), ("日本", "日"), ("+", "-"), ("sea", "see")),
        *(("C#", "C++"), ("C", "C#"), ("C", "C++"), ("languages/C#", "languages/c")),
    ],
)
def test_other_words_are_not_similar(one: str, other: str) -> None:
    assert similar_tags({levels_of(name): name for name in (one, other)}) == {}
