"""Words and tags, counted over a query or a view."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Readtui = Callable[..., Any]


@pytest.fixture
def views(readtui: Readtui, tmp_path: Path) -> list[str]:
    """Two articles, three tagged passages, and a view of articles, one of annotations and an empty one."""
    (tmp_path / "ferry.md").write_text("# The ferry\n\nThe ferry left the pier.\n\nA Ferry, like the ferryman.\n")
    (tmp_path / "mill.md").write_text("# The mill\n\nNo ferry, no pier.\n")
    added = [readtui("add", str(tmp_path / name)).line for name in ("ferry.md", "mill.md")]
    readtui("annotate", added[0], "--quote", "left the pier", "--note", "Which *pier*?", "--tag", "boats/old")
    readtui("annotate", added[0], "--quote", "ferryman", "--tag", "boats")
    readtui("annotate", added[1], "--quote", "no pier", "--tag", "nothing")
    readtui("view", "mills", "article:mill", "--articles")
    readtui("view", "boats", "#boats")
    readtui("view", "empty", "#never")
    return [str(one) for one in added]


def test_a_search_stays_within_a_view(readtui: Readtui, views: list[str]) -> None:
    def found(*arguments: str) -> list[tuple[str, str]]:
        return [(one["article"], one["hit"]) for one in readtui("search", "pie", "--json", *arguments).json]

    ferry, mill = views
    assert found("--view", "mills") == [(mill, "pie")]
    assert found("--view", "boats") == [(ferry, "pie")]
    assert found("--view", "boats", "--notes") == [(ferry, "pie")] * 2
    assert found("--view", "mills", "--notes", "--query", "#nothing") == [(mill, "pie")]
    for notes in ([], ["--notes"]):
        assert readtui("search", "pie", "--view", "empty", *notes).code == 1
    assert readtui("search", "pie", "--view", "gone").err.startswith("readtui: no such view: gone")


def test_words_are_counted_in_texts_and_in_notes(readtui: Readtui, views: list[str]) -> None:
    counts = readtui("words", "--json")
    assert counts.json[:3] == [
        {"word": "the", "count": 5, "articles": 2},
        {"word": "ferry", "count": 4, "articles": 2},
        {"word": "pier", "count": 2, "articles": 2},
    ]
    assert counts.err == "18 words, 9 different, in 2 articles\n"
    assert readtui("words", "--view", "mills", "--limit", "1").out == "no\t2\t1\n"
    assert readtui("words", "--view", "boats", "--query", "article:ferry").err.endswith("in 1 article\n")
    assert readtui("words", "--skip-frequent", "--limit", "2").out == "ferry\t4\t2\npier\t2\t2\n"
    notes = readtui("words", "--notes", "--view", "boats", "--json").json
    assert notes[0] == {"word": "pier", "count": 2, "articles": 1}
    assert {one["word"] for one in notes} == {"pier", "left", "the", "which", "ferryman"}


def test_tags_are_counted_over_a_query_or_a_view(readtui: Readtui, views: list[str]) -> None:
    assert readtui("tags", "--query", "-#nothing", "--json").json == [
        {"name": "boats", "count": 1, "within": 2, "articles": 1},
        {"name": "boats/old", "count": 1, "within": 1, "articles": 1},
    ]
    assert readtui("tags", "--view", "mills").out == "nothing\t1\t1\t1\n"
    assert readtui("tags", "--view", "boats", "--query", "has:note").out == "boats\t0\t1\t1\nboats/old\t1\t1\t1\n"
    assert [one["name"] for one in readtui("tags", "--json").json] == ["boats", "boats/old", "nothing"]


def test_a_concordance_can_be_of_a_view(readtui: Readtui, views: list[str]) -> None:
    assert {one["article"] for one in readtui("concordance", "ferry", "--view", "boats", "--json").json} == {views[0]}
    assert {one["article"] for one in readtui("concordance", "pier", "--view", "mills", "--json").json} == {views[1]}


@pytest.mark.parametrize("command", [("words",), ("words", "--notes"), ("tags",), ("concordance", "ferry")])
def test_what_counts_nothing_ends_with_1_and_valid_json(
    readtui: Readtui, views: list[str], command: tuple[str, ...]
) -> None:
    for narrowed in (("--view", "empty"), ("--query", "lang:xx")):
        nothing = readtui(*command, *narrowed, "--json")
        assert (nothing.code, nothing.json) == (1, [])
        assert nothing.err.strip()
    assert readtui(*command, "--view", "boat").code == 1
    assert "column" in readtui(*command, "--query", "colour:red").err


def test_the_tables_of_tags_are_lists_for_other_programs(readtui: Readtui, views: list[str]) -> None:
    readtui("annotate", views[0], "--quote", "A Ferry", "--tag", "boats/old", "--tag", "nothing")
    assert readtui("tags", "together", "--json").json == [
        {"tag": "boats", "with": "nothing", "count": 1},
        {"tag": "boats/old", "with": "nothing", "count": 1},
    ]
    assert readtui("tags", "together").out == "boats\tnothing\t1\nboats/old\tnothing\t1\n"
    listed = [(one["article"], one["tag"], one["count"]) for one in readtui("tags", "by-article", "--json").json]
    ferry, mill = views
    assert listed == [(ferry, "boats", 3), (ferry, "boats/old", 2), (ferry, "nothing", 1), (mill, "nothing", 1)]
    assert readtui("tags", "by-article").out.splitlines()[-1] == f"{mill}\tThe mill\tnothing\t1"
