import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from readtui.services.intake.bulk_intake import BulkIntake
from readtui.services.intake.intake import AddedArticle

Readtui = Callable[..., Any]


def test_adding_prints_ids_and_nothing_else(readtui: Readtui, ferry: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a.txt").write_text("One text.")
    (tmp_path / "more" / "b.txt").write_text("Another text.")
    result = readtui("add", str(ferry), str(tmp_path / "more"), "-", "--tag", "boats", stdin=b"From a pipe.")
    assert result.code == 0
    ids = result.out.split("\n")
    assert len(ids) == 5
    assert all(len(one) == 16 for one in ids[:4])
    assert readtui("add", str(ferry)).line == ids[0]
    assert [entry["tags"] for entry in readtui("list", "--json").json] == [["boats"]] * 4


def test_what_a_person_says_of_a_source_overrules_it_and_stays(readtui: Readtui, ferry: Path) -> None:
    details = ("--title", "Notes\x1b[2J on ice", "--author", "Ada Ferry", "--url", "https://example.org/ice")
    article = readtui("add", "-", *details, stdin=b"# Ice\n\nThe ice held.").line
    shown = readtui("show", article, "--json").json
    assert shown["title"].startswith("Notes")
    assert "\x1b" not in shown["title"]
    assert (shown["author"], shown["canonicalUrl"]) == ("Ada Ferry", "https://example.org/ice")
    known = readtui("add", str(ferry)).line
    assert readtui("add", str(ferry), "--title", "Across").line == known
    ferry.write_text(f"{ferry.read_text()}\n\nOne more line.\n")
    readtui("refresh", known)
    assert {one["title"] for one in readtui("list", "--json").json} == {shown["title"], "Across"}


@pytest.mark.parametrize(
    "wrong", [("--title", " "), ("--url", "nowhere"), ("{more}", "--author", "Ada"), ("-", "--title", "T")]
)
def test_details_of_no_single_source_add_nothing(readtui: Readtui, ferry: Path, wrong: tuple[str, ...]) -> None:
    sources = [str(ferry.parent)] if "{more}" in wrong else [str(ferry)]
    result = readtui("add", *sources, *(one for one in wrong if one != "{more}"), stdin=b"Text.")
    assert (result.code, result.out) == (2, "")
    assert not readtui("list", "--json").json


def test_interrupting_a_long_add_prints_what_was_added(
    readtui: Readtui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text("" if number == 1 else f"Text {number}.")
    read = BulkIntake.add

    def stopped_at_the_fourth(adding: BulkIntake, source: str, *given: Any, **options: Any) -> AddedArticle:
        if source.endswith("03.txt"):
            raise KeyboardInterrupt
        return read(adding, source, *given, **options)

    monkeypatch.setattr(BulkIntake, "add", stopped_at_the_fourth)
    # With a progress bar, the ids are printed after it.
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    result = readtui("add", str(folder))
    assert result.code == 130
    assert result.out.split() == [entry["id"] for entry in readtui("list", "--json").json]
    assert len(result.out.split()) == 2
    # An error is not printed on the line of the bar.
    assert re.search(r"[\r\n]\x1b\[Kreadtui: .*01\.txt is empty\n", result.err)


def test_a_failure_does_not_prevent_adding_the_rest(readtui: Readtui, ferry: Path, tmp_path: Path) -> None:
    result = readtui("add", str(tmp_path / "none.txt"), str(ferry))
    assert result.code == 1
    assert len(result.line) == 16
    assert "no such file" in result.err
    assert len(result.err.splitlines()) == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("empty.txt", b" \n", "empty"), ("image.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "image.txt")],
)
def test_binary_data_is_refused_in_two_lines(
    readtui: Readtui, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    result = readtui("add", str(tmp_path / name))
    assert (result.code, result.out) == (1, "")
    assert said in result.err
    assert len(result.err.splitlines()) <= 2
    assert readtui("list", "--json").json == []


def test_the_list_has_the_promised_keys(readtui: Readtui, article: str, ferry: Path) -> None:
    (entry,) = readtui("list", "--json").json
    assert {key: entry[key] for key in ("id", "title", "source", "language", "progress", "annotations")} == {
        "id": article,
        "title": "The ferry",
        "source": str(ferry),
        "language": "en",
        "progress": 0,
        "annotations": 0,
    }
    assert entry["words"] > 30
    assert readtui("list").line.split("\t")[:2] == [article, "The ferry"]


def test_filters_without_matches_exit_with_1(readtui: Readtui, article: str) -> None:
    assert readtui("list", "--unread", "--json").code == 0
    result = readtui("list", "--tag", "none", "--json")
    assert (result.code, result.json) == (1, [])


def test_show_prints_the_text_of_an_article(readtui: Readtui, article: str, ferry: Path) -> None:
    for reference in (article, article[:6], str(ferry)):
        assert readtui("show", reference).out.startswith("The ferry\n\nIt left at dawn")
    shown = readtui("show", article, "--json").json
    heading = shown["blocks"][0]
    assert heading["kind"] == "heading"
    assert shown["text"][heading["start"] : heading["end"]] == "The ferry"
    assert set(heading) >= {"kind", "role", "level", "start", "end", "marks"}


def test_show_lists_the_annotations_after_the_text(readtui: Readtui, article: str) -> None:
    readtui("annotate", article, "--quote", "lay in ice", "--tag", "winter", "--note", "cold\nthere")
    readtui("annotate", article, "--note", "All of it?", "--thread")
    assert readtui("show", article, "--annotations").out.splitlines()[-2:] == [
        "[article] — All of it?",
        "[164:174] “lay in ice” #winter — cold there",
    ]


def test_show_of_a_file_that_was_not_added_adds_nothing(readtui: Readtui, ferry: Path) -> None:
    before = readtui("show", str(ferry), "--json").json
    assert readtui("list", "--json").json == []
    assert before["id"] == readtui("add", str(ferry)).line
    assert readtui("show", "-", stdin=b"Piped text.").out == "Piped text.\n"


def test_json_contains_nothing_that_controls_a_terminal(readtui: Readtui, tmp_path: Path) -> None:
    odd = tmp_path / "a\x1b[1m\x7f\x9b31m\u202e\u2028.md"
    odd.write_text("Read [this](https://a.example/\x9b\u202e).")
    readtui("add", str(odd))
    for arguments in (("list", "--json"), ("show", str(odd), "--json")):
        result = readtui(*arguments)
        assert not set(result.out) & set("\x1b\x7f\x9b\u202e\u2028")
        assert str(odd) in str(result.json[0]["source"] if arguments[0] == "list" else result.json["source"])


def test_a_removed_article_comes_back_by_undo(readtui: Readtui, article: str) -> None:
    assert readtui("remove", article).code == 0
    assert readtui("list", "--json").json == []
    assert readtui("show", article).code == 1
    undone = readtui("undo")
    assert undone.line == "undone: deleted the article “The ferry”"
    assert [entry["id"] for entry in readtui("list", "--json").json] == [article]
    assert readtui("redo").line == "redone: deleted the article “The ferry”"
    assert readtui("redo").code == 1
