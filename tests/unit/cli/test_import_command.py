"""The command import, from a file of another program to annotations and back."""

import gzip
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest
from archives import zip_of

from readtui.bootstrap import open_services
from readtui.importers.importer import Source
from tests.unit.cli.conftest import FERRY, Readtui

PAGES = "title,url,in queue,favorited,read\n"
HEAD = "- Your Highlight on Location {0}-{0} | Added on Monday, March 4, 2024 10:15:30 PM"


def clippings(*texts: tuple[str, str]) -> str:
    return "".join(
        f"\ufeff{title}\r\n{HEAD.format(number * 10)}\r\n\r\n{text}\r\n==========\r\n"
        for number, (title, text) in enumerate(texts, 1)
    )


def test_clippings_are_placed_wait_and_are_found_in_the_trash_of_no_one(
    readtui: Readtui, article: str, tmp_path: Path
) -> None:
    file = tmp_path / "My Clippings.txt"
    lake = "The Lake (Hu, Lan)"
    file.write_text(
        clippings(
            ("The ferry", "the dog slept through both crossings"),
            (lake, "The lake was as still as a plate, and as cold."),
            (lake, "<You have reached the clipping limit for this item>"),
        ),
        encoding="utf-8",
    )
    dry = readtui("import", str(file), "--dry-run", "--json").json
    assert (dry["formats"], dry["placed"], dry["waiting"], dry["refused"]) == (["kindle"], 1, 1, 1)
    assert readtui("annotations", "--json").json == []

    done = readtui("import", str(file))
    assert done.code == 0
    assert done.out.splitlines()[:4] == ["placed: 1", "needs review: 0", "waiting: 1", "refused: 1"]
    assert "The Lake" in done.out
    listed = readtui("annotations", "--json").json
    assert [(one["state"], one["quote"]) for one in listed] == [
        ("exact", "the dog slept through both crossings"),
        ("waiting", "The lake was as still as a plate, and as cold."),
    ]
    waiting = readtui("import", "--waiting", "--json").json
    assert [(one["title"], one["author"], one["state"]) for one in waiting] == [("The Lake", "Hu, Lan", "waiting")]
    assert readtui("annotations", "--query", "state:waiting", "--json").json[0]["id"] == waiting[0]["id"]
    works = readtui("list", "--json").json
    assert [(one["title"], one["waiting"], one["annotations"], one["minutes"]) for one in works] == [
        ("The ferry", False, 1, 1), ("The Lake", True, 1, 0),
    ]  # fmt: skip
    assert works[1]["id"] == listed[1]["article"]
    [row] = readtui("list", "state:waiting").out.splitlines()[-1:]
    assert "The Lake" in row
    assert "\twaiting\t" in row
    assert readtui("list", "author:hu plate").code == 1
    assert len(readtui("list", "author:hu", "--json").json) == 1
    notes = readtui("export", "--format", "markdown").out
    assert "the dog slept" in notes
    assert "as still as a plate" in notes

    source = tmp_path / "lake.md"
    source.write_text("# The Lake\n\nThe lake was as still as a plate, and as cold.\n")
    added = readtui("add", str(source))
    assert "1 annotation that was waiting found this article" in added.err
    [placed] = readtui("annotations", added.line, "--json").json
    assert (placed["id"], placed["state"]) == (waiting[0]["id"], "exact")
    assert readtui("import", "--waiting").err == "No annotation waits for its article.\n"
    assert readtui("import", str(file), "--json").json["known"] == 2

    readtui("undo")
    assert len(readtui("import", "--waiting", "--json").json) == 1
    readtui("undo")
    readtui("undo")
    assert readtui("annotations", "--json").json == []
    assert readtui("doctor").code == 0


def test_what_cannot_be_imported_is_refused_in_a_line(readtui: Readtui, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Only words.")
    (tmp_path / "empty.txt").touch()
    for name in ("a.txt", "empty.txt", "missing.txt"):
        failed = readtui("import", str(tmp_path / name))
        assert (failed.code, failed.out) == (1, "")
        assert len(failed.err.splitlines()) == 2
    assert readtui("import").code == 2
    assert readtui("import", "--format", "nothing", str(tmp_path / "a.txt")).code == 2
    assert readtui("import", "-", stdin=clippings(("A", "b")).encode()).code == 0


def test_an_empty_export_and_a_huge_file_are_refused_without_reading_them(readtui: Readtui, tmp_path: Path) -> None:
    empty, huge = tmp_path / "wallabag.json", tmp_path / "huge.json"
    empty.write_text("[]\n")
    with huge.open("wb") as file:
        file.truncate(2**40)
    for name in ("", "wallabag"):
        refused = readtui("import", str(empty), *(["--format", name] if name else []))
        assert (refused.code, refused.err.splitlines()[0]) == (
            1, f"readtui: {empty} contains nothing but an empty list",
        )  # fmt: skip
    tracemalloc.start()
    refused = readtui("import", str(huge))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (refused.code, refused.err.splitlines()[0]) == (1, f"readtui: larger than 536 MB: {huge}")
    assert peak < 50_000_000


def test_a_folder_is_looked_through(readtui: Readtui, tmp_path: Path) -> None:
    folder = tmp_path / "device"
    (folder / "documents").mkdir(parents=True)
    (folder / "documents" / "My Clippings.txt").write_text(clippings(("Far", "Still as a plate.")), encoding="utf-8")
    (folder / "other.txt").write_text("Only words.")
    done = readtui("import", str(folder))
    assert (done.code, done.out.splitlines()[2]) == (0, "waiting: 1")
    assert "Skipped 1 file" in done.err
    (folder / "gone.csv").symlink_to(tmp_path / "nowhere")
    done = readtui("import", str(folder))
    assert (done.code, "no such file" in done.err, "Skipped 1 file" in done.err) == (1, True, True)


def test_a_damaged_file_in_a_folder_or_archive_is_reported_and_the_others_are_imported(
    readtui: Readtui, tmp_path: Path
) -> None:
    files = {
        "My Clippings.txt": clippings(("Far", "Still as a plate.")),
        "book.sdr/metadata.epub.lua": 'return { ["annotations"] = { { ["text"] = os.time() } }, ["stats"] = {} }',
        "cut.json": '{"annotations": [{"id": "a", "uri": "https://exa',
        "readme.txt": "Only words.",
    }
    folder, archive = tmp_path / "device", tmp_path / "device.zip"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    archive.write_bytes(zip_of({f"device/{name}": text for name, text in files.items()}))
    for path, outcome in ((folder, "waiting: 1"), (archive, "already there: 1")):
        done = readtui("import", str(path))
        assert (done.code, outcome in done.out.splitlines(), "Skipped 1 file" in done.err) == (1, True, True)
        assert "metadata.epub.lua is not a KOReader file: line 1: it is not a value" in done.err
        assert "cut.json is not valid JSON" in done.err


def test_of_many_damaged_files_in_a_folder_some_are_named(readtui: Readtui, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number:02}.json").write_text('{"cut')
    done = readtui("import", str(folder))
    assert done.code == 1
    assert done.err.count("is not valid JSON") == 20
    assert "10 more files cannot be imported" in done.err
    assert len(readtui("import", str(folder), "--json").json["refusedFiles"]) == 30


@pytest.mark.parametrize(
    "format", ["hypothesis", "jsonl", "kindle", "readwise-csv", "refi-qda", "taguette", "web-annotation"]
)
def test_what_readtui_exports_comes_back_as_the_same_annotation(
    readtui: Readtui, article: str, tmp_path: Path, format: str
) -> None:
    readtui("annotate", article, "--quote", "the dog slept", "--note", "why *both*?", "--tag", "ferry/dog")
    file = tmp_path / "exported"
    readtui("export", "--format", format, "--output", str(file))
    made = readtui("annotations", "--json").json
    assert readtui("import", str(file), "--json").json["known"] == 1
    assert readtui("annotations", "--json").json == made
    if format not in ("hypothesis", "jsonl", "refi-qda", "web-annotation"):
        return  # Others hold no ids.

    other = str(tmp_path / "other")
    (tmp_path / "ferry.md").write_text(FERRY)
    readtui("--library", other, "add", str(tmp_path / "ferry.md"))
    assert readtui("--library", other, "import", str(file), "--json").json["placed"] == 1
    [there] = readtui("--library", other, "annotations", "--json").json
    for name in ("id", "article", "start", "end", "quote", "tags", "note", "created"):
        assert there[name] == made[0][name], name


def test_what_waits_can_be_edited_and_removed_and_finds_an_article_that_was_renamed_or_merged_in(
    readtui: Readtui, article: str, tmp_path: Path
) -> None:
    file = tmp_path / "clippings.txt"
    file.write_text(
        clippings(
            ("Crossing (Lind, Ada)", "Nobody on board"), ("Crossing (Lind, Ada)", "the dog slept"), ("Far", "Away.")
        ),
        encoding="utf-8",
    )
    readtui("import", str(file))
    first, second, away = [one["id"] for one in readtui("import", "--waiting", "--json").json]
    awaited = readtui("import", "--waiting", "--json").json[0]["article"]
    assert "“Crossing” by Lind, Ada has no address" in readtui("refresh", awaited).err
    assert readtui("edit", first, "--note", "Why?", "--tag", "boats").code == 0
    assert readtui("remove", away).code == 0
    assert readtui("import", str(file), "--json").json["deleted"] == 1

    renamed = readtui("edit", article, "--title", "Crossing", "--author", "Ada Lind")
    assert "2 annotations that were waiting found this article" in renamed.err
    placed = {one["id"]: one for one in readtui("annotations", article, "--json").json}
    assert placed.keys() == {first, second}
    assert (placed[first]["note"], placed[first]["tags"], placed[first]["state"]) == ("Why?", ["boats"], "exact")
    readtui("undo")
    assert len(readtui("import", "--waiting", "--json").json) == 2

    other = ("--library", str(tmp_path / "other"))
    readtui(*other, "import", str(file))
    merged = readtui(*other, "merge", str(tmp_path / "library"))
    assert "found this article" in merged.err
    assert {one["id"] for one in readtui(*other, "annotations", article, "--json").json} == {first, second}


def test_exports_hold_what_waits_or_count_it(readtui: Readtui, article: str, tmp_path: Path) -> None:
    (tmp_path / "clippings.txt").write_text(clippings(("Far", "The lake was as still as a plate.")), encoding="utf-8")
    readtui("import", str(tmp_path / "clippings.txt"))
    readtui("annotate", article, "--quote", "the dog slept", "--tag", "dogs")
    for name in ("markdown", "org", "html", "csv", "anki", "latex"):
        exported = tmp_path / name
        done = readtui("export", "--format", name, "--output", str(exported))
        assert done.code == 0, done.err
        assert name == "anki" or "as still as a plate" in exported.read_text()
    for name in ("brat", "spacy", "refi-qda"):
        done = readtui("export", "--format", name, "--output", str(tmp_path / name))
        assert "1 annotation that waits for its article" in done.err


def test_a_codebook_comes_as_readtui_tags_import_reads_it(readtui: Readtui, article: str, tmp_path: Path) -> None:
    readtui("annotate", article, "--quote", "the dog slept", "--tag", "crew")
    file = tmp_path / "codes.qdc"
    file.write_text(
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="1" name="crew" color="#ff0000"><Description>Who '
        'works on board</Description><Code guid="2" name="silence"/></Code></Codes></CodeBook>'
    )
    assert readtui("import", str(file), "--dry-run").out == "tags: 1 new, 1 changed, 0 unchanged\n"
    imported = readtui("import", str(file))
    assert (imported.code, imported.out) == (0, "tags: 1 new, 1 changed, 0 unchanged\n")
    tags = readtui("tags", "--json").json
    assert readtui("undo").line == "undone: imported tags from a codebook"
    readtui("tags", "import", str(file))
    assert readtui("tags", "--json").json == tags
    assert {one["name"]: one["description"] for one in tags}["crew"] == "Who works on board"
    again = readtui("import", str(file))
    assert (again.code, again.out) == (0, "tags: 0 new, 0 changed, 2 unchanged\n")
    file.write_text('<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>')
    assert "not a REFI-QDA codebook" in readtui("import", str(file)).err


def test_readtuis_own_table_does_not_change_an_annotation_that_is_on_other_words(
    readtui: Readtui, article: str, tmp_path: Path
) -> None:
    readtui("annotate", article, "--quote", "the dog slept", "--note", "mine")
    readtui("annotate", article, "--quote", "both crossings", "--note", "other")
    table, clipping = tmp_path / "notes.csv", tmp_path / "My Clippings.txt"
    clipping.write_text(clippings(("The ferry", "the dog slept through both crossings")), encoding="utf-8")
    assert readtui("import", str(clipping)).code == 0
    table.write_text(readtui("export", "--format", "csv").out)
    before = {one["id"]: (one["quote"], one["note"]) for one in readtui("annotations", "--json").json}
    assert readtui("import", str(table), "--json").json["known"] == 3
    # As a spreadsheet does that sorts one column only: each id stands beside the words of another.
    head, *rows = table.read_text().splitlines()
    cells = [row.split(",") for row in rows]
    names = head.split(",")
    ids = [row[names.index("id")] for row in cells]
    for row, identity in zip(cells, [*ids[1:], ids[0]], strict=True):
        row[names.index("id")], row[names.index("note")] = identity, "written beside other words"
    table.write_text("\n".join([head, *(",".join(row) for row in cells)]))
    mixed = readtui("import", str(table), "--json").json
    assert (mixed["refused"], mixed["updated"], mixed["placed"]) == (3, 0, 0)
    assert "is on other words" in str(mixed)
    assert {one["id"]: (one["quote"], one["note"]) for one in readtui("annotations", "--json").json} == before


@pytest.mark.parametrize("is_there", [True, False])
def test_a_row_whose_place_and_note_have_changed_is_the_same_annotation(
    readtui: Readtui, article: str, tmp_path: Path, is_there: bool
) -> None:
    assert article
    title = "The ferry" if is_there else "Another book"
    table = tmp_path / "readwise.csv"
    head = "Highlight,Book Title,Book Author,Note,Location Type,Location,Highlighted at\n"

    def bring(*rows: tuple[str, str, int]) -> dict[str, int]:
        table.write_text(head + "".join(f'"{quote}",{title},,{note},Location,{at},\n' for quote, note, at in rows))
        done = readtui("import", str(table), "--json").json
        return {name: done[name] for name in ("placed", "waiting", "updated", "known") if done[name]}

    first = "placed" if is_there else "waiting"
    words, others = "the dog slept through both crossings", "nobody on board spoke of the river"
    if not is_there:
        words, others = "the lake was as still as a plate", "and as cold as one in winter"
    assert bring((words, "a", 10), (others, "", 20))[first] == 2
    assert bring((words, "b", 11), (others, "", 20)) == {"updated": 1, "known": 1}
    assert bring((words, "b", 11), (others, "", 20)) == {"known": 2}
    assert sorted(one["note"] for one in readtui("annotations", "--json").json) == ["", "b"]
    # The same words in two places are two annotations.
    assert bring((words, "b", 11), (words, "c", 90))[first] == 1


def test_all_members_of_a_compressed_file_are_read(readtui: Readtui, tmp_path: Path) -> None:
    table = b"Title,Highlight\nLake,as still as a plate\n"
    packed = tmp_path / "quotes.csv.gz"
    packed.write_bytes(gzip.compress(table) + gzip.compress(b"Lake,as cold as one\n") + bytes(512))
    assert readtui("import", str(packed), "--json").json["waiting"] == 2
    for damaged, said in (
        (gzip.compress(table) + gzip.compress(b"x" * 99)[:-9], "truncated"),
        (gzip.compress(table) + b"more", "damaged"),
        (b"".join(gzip.compress(b"a,b\n" * 4_000_000) for _ in range(3)), "decompression bomb"),
    ):
        packed.write_bytes(damaged)
        refused = readtui("import", str(packed))
        assert (refused.code, said in refused.err) == (1, True)


def test_of_two_imports_at_once_the_second_says_that_all_is_there(article: str, tmp_path: Path) -> None:
    assert article
    file = tmp_path / "My Clippings.txt"
    file.write_text(
        clippings(
            ("The ferry", "the dog slept through both crossings"), ("The Lake", "As still as a plate, and cold.")
        ),
        encoding="utf-8",
    )
    source = Source(file.read_bytes(), str(file))
    with closing(open_services()) as one, closing(open_services()) as other:
        plans = [services.importing.plan([source]) for services in (one, other)]
        first, mine = one.importing.carry_out(plans[0])
        second, theirs = other.importing.carry_out(plans[1])
    assert mine.summary() == "1 placed, 1 waiting"
    assert theirs.summary() == "2 already there"
    assert first is not None
    assert second is None


def test_an_import_that_is_undone_and_done_again_keeps_the_colors_of_tags(readtui: Readtui, tmp_path: Path) -> None:
    project = tmp_path / "project.qde"
    project.write_text(
        '<?xml version="1.0"?><Project xmlns="urn:QDA-XML:project:1.0" name="p"><CodeBook><Codes>'
        '<Code guid="c1" name="sea" color="#00ff00"><Description>All water</Description></Code>'
        '<Code guid="c2" name="air" color="#0000ff"/></Codes></CodeBook><Sources>'
        '<TextSource guid="t" name="Lake">'
        '<PlainTextContent>The lake was cold.</PlainTextContent><PlainTextSelection guid="s" startPosition="4" '
        'endPosition="8"><Coding guid="k"><CodeRef targetGUID="c1"/></Coding></PlainTextSelection></TextSource>'
        "</Sources></Project>"
    )
    assert readtui("import", str(project)).code == 0
    tags = readtui("tags", "--json").json
    assert [one["color"] for one in tags] != [None, None]
    readtui("undo")
    assert "2 tags" in readtui("import", str(project)).out
    assert readtui("tags", "--json").json == tags
    # What the user deletes stays deleted.
    readtui("undo")
    readtui("redo")
    readtui("tags", "delete", "air")
    readtui("import", str(project))
    assert [one["name"] for one in readtui("tags", "--json").json] == ["sea"]
    # Also after another tag was merged into it, and that was undone.
    lake = readtui("list", "--json").json[0]["id"]
    readtui("annotate", lake, "--quote", "The lake", "--tag", "air", "--tag", "air/wind")
    readtui("tags", "merge", "sea", "air")
    assert [one["color"] for one in readtui("tags", "--json").json] == ["#00ff00", None]
    readtui("undo")
    readtui("import", str(project))
    assert [(one["name"], one["color"]) for one in readtui("tags", "--json").json] == [
        ("air", None), ("air/wind", None), ("sea", "#00ff00"),
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["9" * 6_000, "Infinity", "-Infinity", "NaN", "1e999"])
def test_numbers_of_any_size_are_refused_in_our_own_words(readtui: Readtui, tmp_path: Path, number: str) -> None:
    for name, command, content in (
        ("a.json", "import", '[{"type": "Annotation", "target": {"selector": {"start": %s}}}]'),
        ("b.jsonl", "import", '{"start": 1}\n{"start": %s}\n'),
        ("c.qde", "import", '<Project xmlns="urn:QDA-XML:project:1.0"><Sources><TextSource guid="a" name="d">'
         '<PlainTextContent>abc</PlainTextContent><PlainTextSelection guid="c" page="%s" startPosition="0" '
         'endPosition="3"/></TextSource></Sources></Project>'),
        ("d.json", "tags import", '[{"name": "a", "pin": %s}]'),
        ("e.csv", "tags import", "name,pin\na,%s\n"),
        ("f.csv", "import", "Title,Highlight,Page,Date\nT,abc,%s,1\n"),
    ):  # fmt: skip
        (tmp_path / name).write_text(content % number)
        done = readtui(*command.split(), str(tmp_path / name))
        assert done.code in (0, 1), name
        assert not any(words in done.err for words in ("Exceeds", "ValueError", "internal", "set_int_max", "GB"))
    for query in (f"created:{number}d", f"created:{number}", f"created:{number}..{number}"):
        assert readtui("list", query).code == 2
    for expression in (f"a{{{number}}}", f"(a)(?({number})b|c)"):
        assert "internal" not in readtui("search", "--regex", expression).err


def test_twenty_works_are_listed_and_the_others_counted(readtui: Readtui, tmp_path: Path) -> None:
    notes, pages = tmp_path / "My Clippings.txt", tmp_path / "pages.csv"
    notes.write_text(clippings(*((f"Book {number}", f"A sentence of book {number}.") for number in range(30))))
    pages.write_text(PAGES + "".join(f"P,https://a.example/{number},,,\n" for number in range(1_020)))
    lines = readtui("import", str(notes), "--dry-run").out.splitlines()
    assert (len(lines), lines[-1]) == (25, "  … and 10 more (--json lists all)")
    lines = readtui("import", str(notes)).out.splitlines()
    assert (len(lines), lines[-1]) == (25, "  … and 10 more (readtui import --waiting lists all)")
    assert len(readtui("import", "--waiting").out.splitlines()) == 30
    lines = readtui("import", str(pages)).out.splitlines()
    how = "(--fetch fetches their texts, readtui refresh ID one)"
    assert lines[-1] == f"listed: 1,020 articles, without their text {how}"
    again = readtui("import", str(pages))
    assert again.out.splitlines()[-1] == f"without their text: 1,020 articles {how}"
    assert len(readtui("list", "--json", "is:waiting").json) == 1_050
    assert len(readtui("import", str(pages), "--json").json["toFetch"]) == 1_020
