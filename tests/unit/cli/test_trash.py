from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Readtui = Callable[..., Any]


@pytest.fixture
def annotation(readtui: Readtui, article: str) -> str:
    return readtui("annotate", article, "--quote", "the dog slept", "--tag", "dogs").line  # type: ignore[no-any-return]


def test_an_annotation_comes_back_from_the_trash_with_its_article(
    readtui: Readtui, article: str, annotation: str
) -> None:
    # The annotation is deleted first, separately: restoring the article alone must leave it in the trash.
    readtui("undo")
    readtui("remove", article)
    listed = readtui("trash", "--json").json
    assert {(item["id"], item["kind"], item["title"], item["quote"]) for item in listed} == {
        (article, "article", "The ferry", ""),
        (annotation, "annotation", "The ferry", "the dog slept"),
    }
    assert readtui("list").out == ""
    assert readtui("restore", annotation[:8]).out == "restored the annotation on “the dog slept”\n"
    assert readtui("trash").err == "The trash is empty.\n"
    assert [one["id"] for one in readtui("annotations", article, "--json").json] == [annotation]
    readtui("undo")
    assert len(readtui("trash").out.splitlines()) == 2


def test_restoring_an_article_leaves_its_deleted_annotations_in_the_trash(
    readtui: Readtui, article: str, annotation: str
) -> None:
    readtui("undo")
    readtui("remove", article)
    assert readtui("restore", article).code == 0
    (left,) = readtui("trash").out.splitlines()
    assert left.split("\t")[:2] == [annotation, "annotation"]


def test_an_item_outside_the_trash_cannot_be_restored(readtui: Readtui, article: str) -> None:
    result = readtui("restore", article)
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines()[0] == f"readtui: not in the trash: {article}"


def test_a_removed_article_is_restored_by_its_path(readtui: Readtui, article: str, ferry: Path) -> None:
    readtui("remove", article)
    assert readtui("restore", str(ferry)).code == 0
    assert readtui("list").out.startswith(article)


def test_the_history_lists_the_latest_first_and_what_is_undone(
    readtui: Readtui, article: str, annotation: str, tmp_path: Path
) -> None:
    (tmp_path / "other.txt").write_text("Another text.")
    other = readtui("add", str(tmp_path / "other.txt")).line
    readtui("undo")
    readtui("remove", article)
    steps = readtui("history", "--json").json
    assert [(step["what"].split()[0], step["undone"], step["articles"]) for step in steps] == [
        ("delete", False, [article]),
        ("add", True, [other]),
        ("tag", False, [article]),
        ("add", False, [article]),
    ]
    assert all(step["at"].endswith("Z") for step in steps)
    assert len(readtui("history", article).out.splitlines()) == 3
    assert readtui("history", other).out.split("\t")[1] == "undone"
    assert readtui("history", "no-such").code == 1


def test_a_purge_asks_a_person_and_leaves_nothing(
    readtui: Readtui, article: str, annotation: str, tmp_path: Path
) -> None:
    refused = readtui("remove", article, "--purge")
    assert refused.code == 2
    assert "--yes" in refused.err
    assert readtui("list").out.startswith(article)
    readtui("remove", article)
    assert readtui("remove", article, "--purge", "--yes").code == 0
    assert readtui("trash").err == "The trash is empty.\n"
    assert readtui("history").out == ""
    left = [path for path in tmp_path.rglob("*") if path.is_file() and article in path.name]
    assert left == []
    assert readtui("remove", article, "--purge", "--yes").code == 1


def test_a_purge_leaves_no_words_in_the_indexes(
    readtui: Readtui, article: str, annotation: str, tmp_path: Path
) -> None:
    assert readtui("search", "dawn").code == 0
    assert readtui("annotations", "--query", "has:quote").code == 0
    cache = tmp_path / "state" / "cache"
    assert any(b"dawn" in path.read_bytes() for path in cache.rglob("*.db*"))
    assert any(article.encode() in path.read_bytes() for path in cache.rglob("annotations.db*"))
    assert readtui("remove", article, "--purge", "--yes").code == 0
    for path in cache.rglob("*.db*"):
        assert article.encode() not in path.read_bytes()
        assert b"dawn" not in path.read_bytes()


def test_several_are_removed_and_brought_back_in_one_step_each(readtui: Readtui, article: str, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("Another text.")
    other = readtui("add", str(tmp_path / "other.txt")).line
    before = readtui("list").out
    removed = readtui("remove", article, other)
    assert len(removed.err.splitlines()) == 2
    assert readtui("undo").out == "undone: deleted 2 articles\n"
    assert readtui("list").out == before

    readtui("remove", article, other)
    assert readtui("restore", article, other).out == "restored 2 articles\n"
    assert readtui("list").out == before
    readtui("undo")
    assert readtui("list").out == ""


def test_an_annotation_and_its_article_come_back_together(readtui: Readtui, article: str, annotation: str) -> None:
    readtui("undo")
    readtui("remove", article)
    assert readtui("restore", annotation, article).out == "restored 1 article and 1 annotation\n"
    assert [one["id"] for one in readtui("annotations", "--json").json] == [annotation]
    readtui("undo")
    assert {item["id"] for item in readtui("trash", "--json").json} == {article, annotation}


def test_a_title_that_ends_in_a_question_mark_gets_no_period(readtui: Readtui, tmp_path: Path) -> None:
    (tmp_path / "who.md").write_text("# Who rows?\n\nNobody said.")
    readtui("add", str(tmp_path / "who.md"))
    assert readtui("remove", str(tmp_path / "who.md")).err.startswith("Moved to the trash: Who rows? To restore it: ")


def test_an_undo_that_newer_changes_block_names_force(readtui: Readtui, article: str, tmp_path: Path) -> None:
    assert readtui("annotate", article, "--quote", "the dog slept", "--note", "mine").code == 0
    # As a merge does it, without a step in this device's history.
    path = tmp_path / "library" / "articles" / f"{article}.json"
    path.write_text(path.read_text().replace('"mine"', '"theirs"'))
    blocked = readtui("undo")
    assert blocked.code == 1
    assert "has changed since" in blocked.err
    assert "readtui undo --force" in blocked.err
    assert readtui("undo", "--force").code == 0
    assert readtui("annotations", "--json").json == []
