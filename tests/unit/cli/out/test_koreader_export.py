"""The command export --format koreader: writes beside books, keeps what is there, and loses nothing when killed."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archives import epub
from tiny_pdf import paragraph, pdf

from readtui.codec.lua_tables import LuaTable, items, list_of, read_table, written_table

Readtui = Callable[..., Any]
FERRY = "<h1>The landing</h1>\n<p>It left at dawn. Nobody <i>on board</i> spoke of the river.</p>"
QUOTES = ["left at dawn", "Nobody on board spoke"]


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = tmp_path / "books"
    folder.mkdir()
    (folder / "ferry.epub").write_bytes(epub({"a.xhtml": "<p>In winter the boat lay in ice.</p>", "b.xhtml": FERRY}))
    (folder / "river.pdf").write_bytes(
        pdf([paragraph(72, 700, ["The keeper counts the carts that cross the bridge."])])
    )
    return folder


@pytest.fixture
def noted(readtui: Readtui, books: Path) -> Path:
    ferry, river = (readtui("add", str(books / name)).line for name in ("ferry.epub", "river.pdf"))
    for quote in QUOTES:
        readtui("annotate", ferry, "--quote", quote, "--color", "green", "--note", f"On “{quote}”")
    readtui("annotate", river, "--quote", "counts the carts", "--color", "blue")
    return books


def highlights(file: Path) -> list[LuaTable]:
    return [one for one in items(read_table(file.read_bytes())["annotations"]) if isinstance(one, dict)]


def test_what_is_written_beside_books_is_imported_as_the_same_passages(
    readtui: Readtui, noted: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done = readtui("export", "--format", "koreader")
    files = [noted / "ferry.sdr" / "metadata.epub.lua", noted / "river.sdr" / "metadata.pdf.lua"]
    assert (done.code, done.err) == (0, "".join(f"Wrote {file}\n" for file in files))
    expected = sorted((one["quote"], one["note"], one["color"]) for one in readtui("annotations", "--json").json)
    assert "already there: 2" in readtui("import", str(files[0])).out
    before = [file.read_bytes() for file in files]
    assert readtui("export", "--format", "koreader").code == 0
    assert [file.read_bytes() for file in files] == before
    assert sorted(os.listdir(noted / "ferry.sdr")) == ["metadata.epub.lua"]
    monkeypatch.setenv("READTUI_LIBRARY", str(tmp_path / "other"))
    readtui("add", *map(str, (noted / "ferry.epub", noted / "river.pdf")))
    assert readtui("import", *map(str, files)).code == 0
    found = readtui("annotations", "--json").json
    assert sorted((one["quote"], one["note"], one["color"]) for one in found) == expected
    assert {one["state"] for one in found} == {"exact"}


def test_a_file_that_is_there_is_copied_first_and_keeps_everything(readtui: Readtui, noted: Path) -> None:
    file = noted / "ferry.sdr" / "metadata.epub.lua"
    file.parent.mkdir()
    there: LuaTable = {"page": "/body/DocFragment[1]/body/p/text().0", "text": "In winter", "drawer": "lighten"}
    old = written_table({"annotations": list_of([there]), "percent_finished": 0.25, "summary": {"rating": 4}})
    file.write_bytes(old)
    assert readtui("export", "--format", "koreader").code == 0
    assert [one["text"] for one in highlights(file)] == ["In winter", *QUOTES]
    assert read_table(file.read_bytes())["summary"] == {"rating": 4}
    [copy] = file.parent.glob("*.bak")
    assert copy.read_bytes() == old


def test_a_write_that_ends_early_leaves_the_file_as_it_was(
    readtui: Readtui, noted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = noted / "ferry.sdr" / "metadata.epub.lua"
    file.parent.mkdir()
    old = written_table({"annotations": list_of([{"text": "theirs"}])})
    file.write_bytes(old)
    replaced = os.replace

    def killed(source: str, target: str | Path) -> None:
        if Path(target) == file:
            raise OSError(28, "No space left on device")
        replaced(source, target)

    monkeypatch.setattr(os, "replace", killed)
    done = readtui("export", "--format", "koreader")
    assert (done.code, file.read_bytes()) == (1, old)
    assert "No space left on device" in done.err
    assert [path.name for path in file.parent.iterdir() if path.suffix not in (".bak", ".lua")] == []
    monkeypatch.undo()


def test_a_damaged_file_keeps_no_other_book_from_its_highlights(readtui: Readtui, noted: Path) -> None:
    damaged = noted / "ferry.sdr" / "metadata.epub.lua"
    damaged.parent.mkdir()
    damaged.write_text("return { os.exit() }")
    done = readtui("export", "--format", "koreader")
    assert (done.code, damaged.read_text()) == (1, "return { os.exit() }")
    assert "is damaged: line 1" in done.err
    assert "What is beside 1 other book was written." in done.err
    assert [one["text"] for one in highlights(noted / "river.sdr" / "metadata.pdf.lua")] == ["counts the carts"]


def test_a_folder_is_where_copies_of_the_books_are(readtui: Readtui, noted: Path, tmp_path: Path) -> None:
    device = tmp_path / "device"
    refused = readtui("export", "--format", "koreader", "--output", str(device))
    assert (refused.code, "not a folder" in refused.err) == (1, True)
    device.mkdir()
    assert readtui("export", "--format", "koreader", "--output", str(device)).code == 0
    assert len(highlights(device / "ferry.sdr" / "metadata.epub.lua")) == 2
    assert not (noted / "ferry.sdr").exists()


def test_articles_without_a_book_are_counted_and_one_that_is_named_is_refused(readtui: Readtui, tmp_path: Path) -> None:
    page = tmp_path / "mill.md"
    page.write_text("# The mill\n\nIt stood still.\n")
    mill = readtui("add", str(page)).line
    readtui("annotate", mill, "--quote", "It stood still")
    assert readtui("export", "--format", "koreader").err.startswith("readtui: nothing to export")
    named = readtui("export", mill, "--format", "koreader")
    assert (named.code, "was not read from an EPUB or PDF, but from" in named.err) == (1, True)


def test_on_standard_output_files_stand_one_after_the_other(readtui: Readtui, noted: Path) -> None:
    shown = readtui("export", "--format", "koreader", "--output", "-")
    assert (shown.code, shown.out.count("\nreturn {")) == (0, 2)
    assert not list(noted.glob("*.sdr"))
