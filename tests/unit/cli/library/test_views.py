import shutil
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Readtui


@pytest.fixture
def library(readtui: Readtui, article: str, tmp_path: Path) -> tuple[str, str]:
    """The ferry with two annotations, and an article without any; gives their ids."""
    (tmp_path / "ice.txt").write_text("The ice bore them until March.")
    other = readtui("add", str(tmp_path / "ice.txt"), "--tag", "winter").line
    readtui("annotate", article, "--quote", "dusk", "--tag", "night", "--note", "When?")
    readtui("annotate", article, "--quote", "dawn", "--tag", "day")
    return article, other


def quotes(readtui: Readtui, *arguments: str) -> list[str]:
    return [one["quote"] for one in readtui("annotations", "--json", *arguments).json]


def ids(readtui: Readtui, *arguments: str) -> set[str]:
    return {one["id"] for one in readtui("list", "--json", *arguments).json}


def test_views_are_saved_listed_shown_replaced_and_deleted(readtui: Readtui, library: tuple[str, str]) -> None:
    assert readtui("view").err == "No saved views. To save one: readtui view NAME QUERY\n"
    assert readtui("view", "questions", "has:note", '"?"').line == "saved the view “questions”"
    assert readtui("view", "Unread", "--articles", "--", "-is:done").code == 0
    assert readtui("view").out == 'questions\tannotations\thas:note "?"\nUnread\tarticles\t-is:done\n'
    assert readtui("view", "QUESTIONS").line == 'has:note "?"'
    [_, unread] = readtui("view", "--json").json
    assert unread == readtui("view", "unread", "--json").json
    assert (unread["name"], unread["query"], unread["lists"]) == ("Unread", "-is:done", "articles")
    assert readtui("view", "unread", "").line == "changed the view “unread”"
    assert readtui("view", "unread", "--json").json == {**unread, "query": "", "lists": "annotations"}
    deleted = readtui("view", "questions", "--delete")
    [trashed] = readtui("trash", "--json").json
    assert deleted.err == f"To restore it: readtui restore {trashed['id']}\n"
    assert (trashed["kind"], trashed["title"], trashed["query"]) == ("view", "questions", 'has:note "?"')
    assert readtui("view", "questions").code == 1
    assert readtui("trash").out.endswith('\tquestions: has:note "?"\n')
    assert readtui("restore", trashed["id"][:9]).line == "restored the view “questions”"
    assert readtui("view", "questions").line == 'has:note "?"'
    readtui("undo")
    assert readtui("undo").line == "undone: deleted the view “questions”"
    assert readtui("view", "questions").code == 0


def test_a_view_narrows_annotations_articles_and_exports(readtui: Readtui, library: tuple[str, str]) -> None:
    ferry, ice = library
    readtui("view", "night", "#night")
    readtui("view", "ferries", "--articles", "article:ferry")
    readtui("view", "winter", "--articles", "#winter")
    readtui("view", "nothing", "#nothing")
    assert quotes(readtui, "--view", "night") == ["dusk"]
    assert sorted(quotes(readtui, "--view", "ferries")) == ["dawn", "dusk"]
    assert quotes(readtui, "--view", "ferries", "--tag", "day") == ["dawn"]
    assert ids(readtui, "--view", "night") == {ferry}
    assert ids(readtui, "--view", "winter") == {ice}
    assert ids(readtui, "--view", "winter", "is:done") == set()
    exported = readtui("export", "--format", "jsonl", "--view", "night").out
    assert "dusk" in exported
    assert "dawn" not in exported
    assert [
        one["article"]["id"] for one in readtui("export", "--format", "json", "--view", "winter").json["articles"]
    ] == [ice]
    assert readtui("export", "--format", "markdown", "--view", "winter").code == 1
    for command in ("list", "annotations", "export"):
        assert readtui(command, "--view", "nothing").code == 1
        refused = readtui(command, "--view", "nigth")
        assert (refused.code, refused.err.splitlines()[1]) == (1, "Similar views: night.")
    empty = readtui("annotations", "--view", "winter")
    assert (empty.code, empty.err) == (1, "No annotation matches.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        *(("x", "("), ("x", "mood:sad"), ("", "x"), ("--delete",), ("--articles",), ("x", "--articles")),
        *(("x", "y", "--delete"), ("x" * 200, "y"), ("--view",)),
    ],
)
def test_wrong_usage_saves_nothing(readtui: Readtui, arguments: tuple[str, ...]) -> None:
    assert readtui("view", *arguments).code == 2
    assert readtui("view", "--json").json == []


def test_a_view_follows_a_renamed_tag_in_the_same_step(readtui: Readtui, library: tuple[str, str]) -> None:
    readtui("view", "night", "#night has:note")
    assert readtui("tags", "rename", "night", "dark").line == "renamed #night to #dark: 1 annotation, 1 saved view"
    assert readtui("view", "night").line == "tag:dark has:note"
    assert quotes(readtui, "--view", "night") == ["dusk"]
    readtui("undo")
    assert readtui("view", "night").line == "#night has:note"
    assert readtui("tags", "delete", "night").err == "Saved views that still name it: night.\n"


def test_a_hostile_view_is_cleaned_and_a_view_of_a_newer_version_named(
    readtui: Readtui, library: tuple[str, str], tmp_path: Path
) -> None:
    readtui("view", "x", "#night")
    codebook = tmp_path / "library" / "codebook.json"
    codebook.write_text(codebook.read_text().replace('"name": "x"', '"name": "\\u001b[2Jx"'))
    assert "\x1b" not in readtui("view").out
    codebook.write_text(codebook.read_text().replace("#night", "mood:sad\\u001b"))
    refused = readtui("annotations", "--view", "␛[2Jx")
    assert refused.code == 2
    assert refused.err.startswith("readtui: the view “␛[2Jx”: query, column 1: there is no field “mood”")
    assert readtui("doctor").code == 0


def test_what_two_devices_saved_differently_is_shown_until_one_decides(
    readtui: Readtui, library: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    readtui("view", "old", "#night")
    shutil.copytree(tmp_path / "library", other)
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "another device"))
    readtui("--library", str(other), "view", "old", "--articles", "#winter")
    readtui("--library", str(other), "view", "night", "#day")
    monkeypatch.setenv("READTUI_STATE", str(tmp_path / "state"))
    readtui("view", "old", "#night -#day")
    readtui("view", "Night", "#night")
    readtui("merge", str(other))
    listed = readtui("view")
    names = {row.split("\t")[0] for row in listed.out.splitlines()}
    assert names in ({"old", "night", "Night (2)"}, {"old", "Night", "night (2)"})
    assert listed.err == "Another device saved the view old differently. To see how: readtui view old\n"
    both = readtui("view", "old")
    assert both.line in ("#night -#day", "#winter")
    assert both.err.count("Another device saved it as a view of") == 1
    readtui("view", "old", "#night or #day")
    assert readtui("view").err == ""
