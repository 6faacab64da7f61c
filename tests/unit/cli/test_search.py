"""Searching on the command line."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from threads import BUILDER, reply_to

from readtui.bootstrap import open_services

Readtui = Callable[..., Any]


@pytest.fixture
def ferries(readtui: Readtui, tmp_path: Path) -> str:
    """An article, of two, with a note on one passage."""
    (tmp_path / "ferry.md").write_text("# The ferry\n\nThe ferry left the pier.\n\nA Ferry, like the ferryman.\n")
    (tmp_path / "mill.md").write_text("# The mill\n\nNo ferry, no pier.\n")
    added = [readtui("add", str(tmp_path / name)).line for name in ("ferry.md", "mill.md")]
    readtui("annotate", added[0], "--quote", "left the pier", "--note", "Which *ferry*?", "--tag", "boats")
    return str(added[0])


def test_hits_are_those_of_the_contract(readtui: Readtui, ferries: str) -> None:
    [hit] = readtui("search", "ferry", "left", "--json").json
    assert hit == {
        "article": ferries, "start": 15, "end": 25, "before": "The ", "hit": "ferry left", "after": " the pier.",
    }  # fmt: skip
    assert readtui("show", ferries, "--json").json["text"][hit["start"] : hit["end"]] == hit["hit"]
    [note] = readtui("search", "--notes", "ferry", "--json").json
    assert (note["article"], note["field"], note["hit"]) == (ferries, "note", "ferry")
    assert note["annotation"] == readtui("annotations", "--json").json[0]["id"]


def test_replies_are_found_with_the_note_that_they_answer(readtui: Readtui, ferries: str) -> None:
    asked = readtui("annotations", "--json").json[0]["id"]
    with closing(open_services()) as services:
        answer = reply_to(services, asked, "The raft.", by=BUILDER)
    [hit] = readtui("search", "--notes", "raft", "--json").json
    assert (hit["annotation"], hit["field"], hit["reply"], hit["start"]) == (asked, "reply", answer.id, 4)
    assert [one["id"] for one in readtui("annotations", "--text", "raft", "--json").json] == [asked]
    assert readtui("annotations", "--query", "raft by:program").code == 1
    assert readtui("search", "raft").code == 1


def test_words_phrases_and_patterns(readtui: Readtui, ferries: str) -> None:
    def hits(*arguments: str) -> list[str]:
        return [hit["hit"] for hit in readtui("search", *arguments, "--json").json]

    assert hits("ferry") == ["ferry", "ferry", "Ferry", "ferry", "ferry"]
    assert hits("Ferry") == ["Ferry"]
    assert hits('"left the"') == ["left the"]
    assert hits("ferry", "--limit", "2") == ["ferry", "ferry"]
    assert hits("ferry", "--query", "mill") == ["ferry"]
    assert hits("--regex", r"f\w+n\b") == ["ferryman"]


def test_lines_for_other_programs_and_a_clear_end_without_hits(readtui: Readtui, ferries: str) -> None:
    assert readtui("search", "left", "pier").out == f"{ferries}\t21:34\tThe ferry\tleft the pier\t.\n"
    nothing = readtui("search", "submarine")
    assert (nothing.code, nothing.out) == (1, "")
    assert "nothing found" in nothing.err
    assert readtui("search", "submarine", "--json").json == []
    assert readtui("search", "…").code == 2
    assert readtui("search", "--regex", "a(b").code == 2
    assert readtui("search", "--regex", "").code == 2
    assert "column" in readtui("search", "ferry", "--query", "colour:red").err


def test_on_a_terminal_tags_show_their_passage_and_only_what_goes_on_ends_in_an_ellipsis(
    readtui: Readtui, ferries: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readtui.cli.search.is_terminal", lambda: True)
    assert readtui("search", "--notes", "boats").out.splitlines()[1:] == ["  boats  left the pier"]
    (tmp_path / "long.md").write_text(f"# Long\n\n{'It goes on. ' * 9}A raft. {'It goes on. ' * 9}\n")
    readtui("add", str(tmp_path / "long.md"))
    [line] = readtui("search", "raft").out.splitlines()[1:]
    assert line.startswith("  … ")
    assert line.endswith(" …")


def test_a_concordance_is_sorted_by_what_stands_around(readtui: Readtui, ferries: str) -> None:
    def places(*arguments: str) -> list[str]:
        return [f"{hit['before'][-4:]}|{hit['hit']}" for hit in readtui("concordance", *arguments, "--json").json]

    assert places("ferry") == ["The |ferry", "The |ferry", "A |Ferry", " No |ferry"[1:]]
    assert places("ferry", "--sort", "left") == ["A |Ferry", "No |ferry", "The |ferry", "The |ferry"]
    shown = readtui("concordance", "ferry", "--sort", "right")
    assert shown.err == "4 hits in 2 articles\n"
    after = [line.split("\t")[4] for line in shown.out.splitlines()]
    assert after == ["", "left the pier.", ", like the ferryman.", ", no pier."]
    assert readtui("concordance", "ferr").code == 1


def test_what_waits_for_its_article_is_searched_and_counted_with_the_notes(
    readtui: Readtui, ferries: str, tmp_path: Path
) -> None:
    table = tmp_path / "elsewhere.csv"
    table.write_text(
        "Highlight,Book Title,Book Author,Note,Tags\n"
        'The ferry sank,The Lost Book,Jane Roe,A raft remained.,"boats, wrecks"\n'
    )
    readtui("import", str(table))
    [waiting] = readtui("annotations", "--query", "state:waiting", "--json").json
    for words, field in (("sank", "quote"), ("raft", "note"), ("wrecks", "tags")):
        [hit] = readtui("search", "--notes", words, "--json").json
        assert (hit["annotation"], hit["article"], hit["field"]) == (waiting["id"], waiting["article"], field)
        assert readtui("search", words, "--json").json == []
    assert len(readtui("search", "--notes", "ferry", "--json").json) == 2
    assert readtui("search", "--notes", "ferry", "--query", "-state:waiting", "--limit", "9", "--json").json != []
    assert readtui("search", "--notes", "sank", "--query", "-state:waiting", "--json").json == []
    assert readtui("words", "--notes", "--query", "state:waiting", "--json").json[0]["articles"] == 1
    counts = readtui("tags", "--query", "ferry", "--json").json
    assert [(one["name"], one["count"], one["articles"]) for one in counts] == [("boats", 2, 2), ("wrecks", 1, 1)]
