"""Annotations of other programs beside a file, or in it, are offered when the file is added."""

from pathlib import Path

from tests.unit.cli.conftest import FERRY, Readtui

LUA = """-- we can read Lua syntax here!
return {
    ["annotations"] = {%s
    },
    ["doc_props"] = { ["title"] = "%s", ["authors"] = "Nobody" },
}
"""
ENTRY = """
        { ["datetime"] = "2024-07-05 10:15:%02d", ["drawer"] = "lighten", ["pos0"] = "/a", ["text"] = "%s" },"""
SAMPLES = Path(__file__).parents[2] / "support" / "importing" / "samples"


def koreader(folder: Path, *quotes: str, name: str = "metadata.md.lua") -> Path:
    """A folder of KOReader with these highlights."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(LUA % ("".join(ENTRY % pair for pair in enumerate(quotes)), folder.stem))
    return folder


def test_what_koreader_has_beside_a_file_is_offered_until_it_is_there(
    readtui: Readtui, ferry: Path, tmp_path: Path
) -> None:
    beside = koreader(tmp_path / "ferry.sdr", "the dog slept", "walked across the river")
    added = readtui("add", str(ferry))
    assert added.err.strip() == (
        f"ferry.md: 2 annotations of KOReader beside it. To import them: readtui import {beside}"
    )
    # The file beside which it lies is the article, whatever its author is there.
    assert readtui("import", str(beside), "--json").json["placed"] == 2
    assert readtui("add", str(ferry)).err == ""
    koreader(beside, "the dog slept", "walked across the river", "spoke of the river")
    assert "1 annotation of KOReader" in readtui("add", str(ferry)).err
    assert "1 annotation of KOReader" in readtui("refresh", added.line).err

    readtui("remove", readtui("annotations", "--json").json[0]["id"])
    taken = readtui("add", "--with-annotations", str(ferry))
    assert taken.line == added.line
    assert "1 annotation of KOReader beside it: 1 placed" in taken.err
    assert {one["quote"] for one in readtui("annotations", "--json").json} == {
        "walked across the river",
        "spoke of the river",
    }
    readtui("undo")
    assert len(readtui("annotations", "--json").json) == 1


def test_names_in_capitals_and_without_ending_have_their_own_files(readtui: Readtui, tmp_path: Path) -> None:
    for name, beside in (("a.MD", "metadata.MD.lua"), ("b.md", "b.md.lua"), ("c", "metadata._.lua")):
        (tmp_path / name).write_text(f"{FERRY}\nThe file {name}.\n")
        koreader(tmp_path / f"{name[0]}.sdr", "the dog slept", name=beside)
        article = readtui("add", "--with-annotations", str(tmp_path / name)).line
        assert len(readtui("annotations", article, "--json").json) == 1, name


def test_another_book_at_the_path_of_an_article_is_not_taken_for_it(
    readtui: Readtui, article: str, tmp_path: Path
) -> None:
    beside = koreader(tmp_path / "ferry.sdr", "Words that are in no article of this library.")
    assert readtui("import", str(beside), "--json").json["waiting"] == 1


def test_a_folder_is_one_import_and_damaged_or_linked_neighbours_are_left_alone(
    readtui: Readtui, tmp_path: Path
) -> None:
    folder = tmp_path / "books"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.md").write_text(f"{FERRY}\nThis is the ferry number {number} of many.\n")
        koreader(folder / f"{number}.sdr", f"the ferry number {number}")
    (folder / "link.md").write_text(f"{FERRY}\nBeside a link.\n")
    koreader(tmp_path / "far.sdr", "the dog slept")
    (folder / "link.sdr").symlink_to(tmp_path / "far.sdr")
    (folder / "linked.md").write_text(f"{FERRY}\nBeside a folder with a link.\n")
    (folder / "linked.sdr").mkdir()
    (folder / "linked.sdr" / "metadata.md.lua").symlink_to(tmp_path / "far.sdr" / "metadata.md.lua")
    (folder / "bad.md").write_text(f"{FERRY}\nBeside a program.\n")
    koreader(folder / "bad.sdr", name="metadata.md.lua")
    (folder / "bad.sdr" / "metadata.md.lua").write_text('return { ["annotations"] = os.execute("true"), doc_path = 1 }')

    [line] = readtui("add", str(folder)).err.splitlines()
    assert line == (
        "4 of these files have 4 annotations of KOReader beside or in them. "
        "To import them, add the files again with --with-annotations."
    )
    taken = readtui("add", "--with-annotations", str(folder))
    assert "4 placed" in taken.err
    assert "runs no code" in taken.err
    assert len(readtui("annotations", "--json").json) == 4
    readtui("undo")
    assert readtui("annotations", "--json").json == []


def test_the_marks_in_a_pdf_are_offered_and_taken(readtui: Readtui, tmp_path: Path) -> None:
    file = tmp_path / "marked.pdf"
    file.write_bytes((SAMPLES / "pdf" / "marked.pdf").read_bytes())
    added = readtui("add", str(file))
    assert "marked.pdf: " in added.err
    assert f"in it. To import them: readtui import {file}" in added.err
    assert readtui("annotations", "--json").json == []
    assert "placed" in readtui("add", "--with-annotations", str(file)).err
    taken = readtui("annotations", added.line, "--json").json
    assert len(taken) > 2
    assert readtui("import", str(file), "--json").json["known"] == len(taken)


def test_highlights_of_calibre_beside_and_in_a_book_are_offered_once(readtui: Readtui, tmp_path: Path) -> None:
    folder = tmp_path / "Ada Lund" / "The Ferry Year (7)"
    folder.mkdir(parents=True)
    for name in ("book.epub", "metadata.opf"):
        (folder / name).write_bytes((SAMPLES / "calibre" / name).read_bytes())
    book = folder / "book.epub"
    added = readtui("add", str(book))
    assert added.err.strip() == (
        f"book.epub: 2 annotations of Calibre beside it. To import them: readtui import '{folder / 'metadata.opf'}'"
    )
    assert readtui("import", str(book), "--json").json["placed"] == 2
    assert readtui("add", "--with-annotations", str(book)).err == "No new annotations were found with these files.\n"
    assert readtui("import", str(folder / "metadata.opf"), "--json").json["known"] == 2
    assert {one["article"] for one in readtui("annotations", "--json").json} == {added.line}
