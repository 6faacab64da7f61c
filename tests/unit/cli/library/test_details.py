from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Readtui = Callable[..., Any]


@pytest.fixture
def other(readtui: Readtui, tmp_path: Path) -> str:
    (tmp_path / "ice.txt").write_text("The ice held until March.")
    return readtui("add", str(tmp_path / "ice.txt")).line  # type: ignore[no-any-return]


@pytest.fixture
def annotation(readtui: Readtui, article: str) -> str:
    return readtui("annotate", article, "--quote", "the dog slept", "--tag", "dogs").line  # type: ignore[no-any-return]


def states(readtui: Readtui) -> dict[str, tuple[str, bool]]:
    return {one["id"]: (one["state"], one["archived"] is not None) for one in readtui("list", "--json").json}


def test_articles_change_state_together_and_one_undo_takes_it_back(
    readtui: Readtui, article: str, other: str, ferry: Path
) -> None:
    assert readtui("state", other, "reading").out == "marked “The ice held until March.” as reading\n"
    assert readtui("state", str(ferry), other[:8], article, "done").out == "marked 2 articles as done\n"
    assert states(readtui) == {article: ("done", False), other: ("done", False)}
    assert {one["id"] for one in readtui("list", "is:done", "--json").json} == {article, other}
    assert readtui("undo").line == "undone: marked 2 articles as done"
    assert states(readtui) == {article: ("to-read", False), other: ("reading", False)}
    readtui("redo")
    assert states(readtui) == {article: ("done", False), other: ("done", False)}


def test_an_archived_article_keeps_its_reading_state_and_its_time(readtui: Readtui, article: str) -> None:
    readtui("state", article, "done")
    assert readtui("state", article, "archived").line == "archived “The ferry”"
    (archived,) = readtui("list", "is:archived", "--json").json
    again = readtui("state", article, "archived")
    assert (again.code, again.out, again.err) == (0, "", "Nothing changed: it already has these values.\n")
    assert readtui("list", "--json").json == [archived]
    assert states(readtui) == {article: ("done", True)}
    assert readtui("state", article, "unarchived").line == "took “The ferry” out of the archive"
    assert states(readtui) == {article: ("done", False)}


def test_only_articles_that_change_count(readtui: Readtui, article: str, other: str) -> None:
    readtui("state", article, "done")
    assert readtui("state", article, other, "done").line == "marked “The ice held until March.” as done"
    readtui("undo")
    assert states(readtui) == {article: ("done", False), other: ("to-read", False)}


@pytest.mark.parametrize(
    ("arguments", "code"), [(("done",), 2), (("{article}", "finished"), 2), (("{article}", "nonsense", "done"), 1)]
)
def test_an_unknown_state_or_article_changes_nothing(
    readtui: Readtui, article: str, arguments: tuple[str, ...], code: int
) -> None:
    result = readtui("state", *(one.format(article=article) for one in arguments))
    assert (result.code, result.out) == (code, "")
    assert states(readtui) == {article: ("to-read", False)}


def test_an_article_gets_details_tags_and_a_note_in_one_step(readtui: Readtui, article: str) -> None:
    readtui("edit", article, "--tag", "boats")
    before = readtui("list", "--json").json
    edited = readtui(
        *("edit", article, "--title", "Crossing\x1b[31m\nthe river", "--author", "Ada Ferry"),
        *("--url", "https://example.org/ferry", "--tag", "#rivers", "--untag", "BOATS", "--note", "Read *again*."),
    )
    assert edited.line == "edited the article “The ferry”"
    (now,) = readtui("list", "--json").json
    assert "\x1b" not in now["title"]
    assert now["title"].endswith("the river")
    assert now["tags"] == ["rivers"]
    shown = readtui("show", article, "--json").json
    assert (shown["author"], shown["canonicalUrl"]) == ("Ada Ferry", "https://example.org/ferry")
    (note,) = readtui("annotations", "--json").json
    assert (note["quote"], note["start"], note["note"]) == ("", None, "Read *again*.")
    readtui("undo")
    assert readtui("list", "--json").json == before
    assert readtui("annotations", "--json").json == []


def test_the_note_on_the_article_is_replaced_and_removed(readtui: Readtui, article: str) -> None:
    readtui("edit", article, "--note", "First.")
    (first,) = readtui("annotations", "--json").json
    assert readtui("edit", article, "--note", "Second.").line == "edited the note on the whole article"
    (second,) = readtui("annotations", "--json").json
    assert (second["id"], second["note"]) == (first["id"], "Second.")
    gone = readtui("edit", article, "--note", "")
    moved = "Moved to the trash, because no color, tag or note was left."
    assert gone.err == f"{moved} To restore it: readtui restore {first['id']}\n"
    assert readtui("annotations", "--json").json == []
    assert readtui("edit", article, "--note", " ").err == "Nothing changed: it already has these values.\n"


def test_an_annotation_gets_color_tags_and_note_in_one_step(readtui: Readtui, annotation: str) -> None:
    edited = readtui("edit", annotation[:9], "--tag", "sleep", "--untag", "Dogs", "--note", "Both!", "--color", "green")
    assert edited.line == "edited the annotation on “the dog slept”"
    (one,) = readtui("annotations", "--json").json
    assert (one["id"], one["tags"], one["note"], one["color"]) == (annotation, ["sleep"], "Both!", "green")
    readtui("edit", annotation, "--color", "none", "--note", "")
    (one,) = readtui("annotations", "--json").json
    assert (one["tags"], one["note"], one["color"]) == (["sleep"], "", None)
    readtui("undo")
    readtui("undo")
    (one,) = readtui("annotations", "--json").json
    assert (one["tags"], one["note"], one["color"]) == (["dogs"], "", None)


def test_an_annotation_left_empty_moves_to_the_trash(readtui: Readtui, annotation: str) -> None:
    edited = readtui("edit", annotation, "--untag", "dogs")
    assert edited.code == 0
    assert f"readtui restore {annotation}" in edited.err
    assert readtui("annotations", "--json").json == []
    assert [item["id"] for item in readtui("trash", "--json").json] == [annotation]


def test_what_is_neither_an_article_nor_an_annotation_is_said_to_be_neither(readtui: Readtui, article: str) -> None:
    for command in (("edit", "nothing", "--tag", "sea"), ("remove", "nothing")):
        refused = readtui(*command)
        assert refused.code == 1
        assert "no such article, annotation or file: nothing" in refused.err
        assert "readtui annotations" in refused.err


@pytest.mark.parametrize(
    ("on", "options", "code", "said"),
    [
        ("article", (), 2, "nothing to change"),
        ("article", ("--title", " "), 2, "the title is empty"),
        ("article", ("--url", "javascript:alert(1)"), 2, "not a URL"),
        ("article", ("--color", "green"), 2, "--color: only for an annotation"),
        ("article", ("--untag", "sea"), 1, "no tag sea on “The ferry”"),
        ("annotation", ("--title", "Dogs", "--author", ""), 2, "--title, --author: only for an article"),
        ("annotation", ("--color", "red"), 2, "red"),
        ("annotation", ("--tag", "#"), 2, "not a tag"),
        ("article", ("--tag", ","), 2, "not a tag"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_whole(
    readtui: Readtui, article: str, annotation: str, on: str, options: tuple[str, ...], code: int, said: str
) -> None:
    before = readtui("list", "--json").out, readtui("annotations", "--json").out
    extra = ("--note", "kept out") if options else ()
    refused = readtui("edit", {"article": article, "annotation": annotation}[on], *options, *extra)
    assert (refused.code, refused.out) == (code, "")
    assert said in refused.err
    assert (readtui("list", "--json").out, readtui("annotations", "--json").out) == before


def test_annotations_are_removed_and_an_article_takes_its_own_along(
    readtui: Readtui, article: str, other: str, annotation: str
) -> None:
    removed = readtui("remove", annotation[:9])
    assert removed.err == (
        "Moved to the trash: the annotation with #dogs on “the dog slept”. "
        f"To restore it: readtui restore {annotation}\n"
    )
    assert readtui("annotations", "--json").json == []
    assert [(one["tags"], one["quote"]) for one in readtui("trash", "--json").json] == [(["dogs"], "the dog slept")]
    assert readtui("undo").line == "undone: deleted the annotation with #dogs on “the dog slept”"
    held = readtui("annotate", other, "--quote", "until March").line
    readtui("remove", article, annotation, held)
    assert readtui("history").out.splitlines()[0].endswith("deleted 1 article and 1 annotation")
    assert {one["kind"]: one["tags"] for one in readtui("trash", "--json").json} == {"annotation": [], "article": []}
    # The annotation went with its article, so it comes back with it.
    readtui("restore", article)
    assert [one["id"] for one in readtui("annotations", "--json").json] == [annotation]
    readtui("restore", held)
    assert len(readtui("annotations", "--json").json) == 2
