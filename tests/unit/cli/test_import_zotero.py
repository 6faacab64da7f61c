"""Importing Zotero's folder: its files become articles, once, and follow what changes there."""

import json
from pathlib import Path

import pytest
from archives import epub
from importing.zotero_folder import ZoteroFolder
from tiny_pdf import Text, pdf

from tests.unit.cli.conftest import FERRY, Readtui

PAGES = (
    "Sleeper cars came back in the spring of that year.", "The ferry crosses the lake at dawn.", "Nobody was awake.",
)  # fmt: skip
HTML = "<html><head><title>Saved</title></head><body><article><h1>The ferry</h1><p>{}</p></article></body></html>"


@pytest.fixture
def zotero(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ZoteroFolder:
    monkeypatch.setenv("HOME", str(tmp_path))
    return ZoteroFolder(tmp_path / "Zotero")


def paper(*pages: str) -> bytes:
    return pdf([[Text(70, 700, words)] for words in pages])


def test_files_with_annotations_become_articles_as_zotero_describes_them(
    readtui: Readtui, zotero: ZoteroFolder
) -> None:
    item = zotero.item(
        "Night trains", author="Ada Lund", date="2023-05-09", url="https://example.org/night", tags=["rail"],
        collections=[zotero.collection("Thesis")], citationKey="lund2023",
    )  # fmt: skip
    file = zotero.attach(item, "trains.pdf", paper(*PAGES))
    zotero.annotate(file, "Sleeper cars", "why?", label="12", tags=["claim"])
    page = zotero.attach(
        item, "saved.html", HTML.format("Words that only the snapshot has.").encode(), title="Snapshot"
    )
    zotero.annotate(page, "only the snapshot", order="000012", position={"type": "CssSelector", "value": "p"})
    zotero.attach(zotero.item("Unread"), "unread.pdf", paper("Nobody has marked this."))
    assert zotero.file

    dry = readtui("import", str(zotero.path), "--dry-run", "--json").json
    assert len(dry["works"]) == 2
    assert (dry["formats"], dry["placed"], dry["added"]) == (["zotero"], 2, dry["added"])
    assert readtui("list", "--json").json == []
    done = readtui("import", str(zotero.path))
    assert done.out.splitlines()[:5] == [
        "placed: 2", "needs review: 0", "waiting: 0", "refused: 0", "added: 2 articles",
    ]  # fmt: skip
    pdf_file, saved = sorted(readtui("list", "--json").json, key=lambda one: str(one["title"]))
    about = readtui("show", pdf_file["id"], "--json").json
    assert (about["title"], about["author"], about["published"], about["canonicalUrl"]) == (
        "Night trains", "Ada Lund", "2023-05-09", "https://example.org/night",
    )  # fmt: skip
    assert (pdf_file["tags"], pdf_file["added"]) == (["rail", "Thesis"], "2024-03-01T09:00:00Z")
    assert saved["title"] == "Night trains · Snapshot"
    # It is the article that adding the file would give.
    assert readtui("add", str(zotero.stored(file, "trains.pdf"))).line == pdf_file["id"]
    again = readtui("import", str(zotero.path), "--json").json
    assert (again["known"], again["placed"], again["added"]) == (2, 0, [])
    readtui("undo")
    assert readtui("list", "--json").json == []
    assert readtui("import", str(zotero.path), "--json").json["placed"] == 2


def test_words_of_a_book_are_placed_by_their_chapter_which_has_no_pages(readtui: Readtui, zotero: ZoteroFolder) -> None:
    names = ("dawn", "noon", "dusk", "night", "morning")
    chapters = {
        f"{name}.xhtml": f"<h1>{name}</h1><p>The bell of {name} rings. Then the ferry leaves.</p>" for name in names
    }
    book = zotero.attach(zotero.item("The book", citationKey="book"), "book.epub", epub(chapters))

    def marked(chapter: int, words: str, note: str = "") -> None:
        position = {"type": "FragmentSelector", "value": f"epubcfi(/6/{2 * chapter + 4}!/4/4,/1:0,/1:9)"}
        zotero.annotate(book, words, note, order=f"{chapter:05}|{10 + 20 * bool(note):08}", position=position)

    for number, name in enumerate(names):
        marked(number, f"The bell of {name} rings")
    marked(3, "the ferry leaves", "which one?")
    assert zotero.file
    assert readtui("import", str(zotero.path), "--json").json["placed"] == 6
    [article] = readtui("list", "--json").json
    text = readtui("show", article["id"], "--json").json["text"]
    [found] = [one for one in readtui("annotations", "--json").json if one["note"]]
    assert text.index("of night") < found["start"] < text.index("of morning")
    assert found["page"] is None
    assert "[@book]" in readtui("export", "--format", "markdown").out


def test_what_changes_in_zotero_changes_here_unless_it_was_changed_here(readtui: Readtui, zotero: ZoteroFolder) -> None:
    item = zotero.item("Night trains", author="A. Lund", tags=["rail", "old"], citationKey="lund")
    file = zotero.attach(item, "trains.pdf", paper(*PAGES))
    first = zotero.annotate(file, "Sleeper cars", "one")
    second = zotero.annotate(file, "the lake", "two", page=1)
    assert zotero.file
    readtui("import", str(zotero.path))
    [article] = readtui("list", "--json").json
    annotations = {one["quote"]: one["id"] for one in readtui("annotations", "--json").json}
    readtui("edit", annotations["the lake"], "--note", "mine")
    readtui("edit", article["id"], "--title", "My trains", "--untag", "rail", "--tag", "own")

    zotero.set(item, "title", "Night trains of Europe")
    zotero.set(item, "citationKey", "lund2023")
    zotero.database.execute("UPDATE creators SET firstName = 'Ada'")
    zotero.database.execute("DELETE FROM itemTags WHERE tagID = (SELECT tagID FROM tags WHERE name = 'old')")
    zotero.tag(item, "new")
    for number in (first, second):
        zotero.database.execute("UPDATE itemAnnotations SET comment = 'there' WHERE itemID = ?", (number,))
    zotero.annotate(file, "Nobody was awake", page=2)
    assert zotero.file
    done = readtui("import", str(zotero.path), "--json").json
    # The second has changed in both: what it is here stays.
    assert (done["placed"], done["updated"], done["known"]) == (1, 2, 0)
    notes = {one["quote"]: one["note"] for one in readtui("annotations", "--json").json}
    assert notes == {"Sleeper cars": "there", "the lake": "mine", "Nobody was awake": ""}
    [article] = readtui("list", "--json").json
    author = readtui("show", article["id"], "--json").json["author"]
    assert (article["title"], author, article["tags"]) == ("My trains", "Ada Lund", ["own", "new"])
    assert "{lund2023," in readtui("export", "--format", "bibtex").out
    assert readtui("import", str(zotero.path), "--json").json["updated"] == 0


def test_annotations_wait_until_their_file_is_there_and_say_why(readtui: Readtui, zotero: ZoteroFolder) -> None:
    file = zotero.attach(zotero.item("Lost", tags=["rail"], citationKey="lost1"), "lost.pdf", None)
    zotero.annotate(file, "the lake at dawn")
    scan = zotero.attach(zotero.item("A scan"), "scan.pdf", pdf([[]]))
    zotero.annotate(scan, "words of a scan")
    assert zotero.file
    done = readtui("import", str(zotero.path))
    assert "waiting: 2" in done.out
    assert "for “Lost”: its file cannot be read: no such file" in done.out
    assert "contains only images of pages, no text" in done.out
    stored = zotero.stored(file, "lost.pdf")
    stored.parent.mkdir(parents=True)
    stored.write_bytes(paper(*PAGES))
    later = readtui("import", str(zotero.path), "--json").json
    assert (later["placed"], later["waiting"], later["known"]) == (1, 0, 1)
    [found] = [one for one in readtui("list", "--json").json if not one["waiting"]]
    assert (found["title"], found["tags"], found["annotations"]) == ("Lost", ["rail"], 1)
    assert "{lost1," in readtui("export", "--format", "bibtex", found["id"]).out


def test_files_that_nobody_has_marked_are_counted_and_added_when_asked(readtui: Readtui, zotero: ZoteroFolder) -> None:
    marked = zotero.attach(zotero.item("Night trains"), "trains.pdf", paper(*PAGES))
    zotero.annotate(marked, "Sleeper cars")
    unread = zotero.item("Unread", author="Bo Ek", tags=["later"], citationKey="ek")
    zotero.attach(unread, "unread.pdf", paper("Nobody has marked this."))
    zotero.attach(zotero.item("A scan"), "scan.pdf", pdf([[]]))
    assert zotero.file
    line = "left out: 2 items without annotations or notes (readtui import --fetch adds the files)"
    assert line in readtui("import", str(zotero.path)).out.splitlines()
    assert len(readtui("list", "--json").json) == 1
    done = readtui("import", str(zotero.path), "--fetch")
    assert "added: 1 article" in done.out
    assert "refused: “A scan”" in done.out
    assert "contains only images of pages, no text" in done.out
    [found] = [one for one in readtui("list", "--json").json if one["title"] == "Unread"]
    assert (found["tags"], found["state"]) == (["later"], "to-read")
    assert "{ek," in readtui("export", "--format", "bibtex").out


def test_a_key_and_tags_wait_with_the_annotations_and_come_along(
    readtui: Readtui, zotero: ZoteroFolder, tmp_path: Path
) -> None:
    item = zotero.item("Lost", author="Ada Lund", tags=["rail"], citationKey="lost1")
    zotero.annotate(zotero.attach(item, "lost.pdf", None), "the lake at dawn", label="7")
    assert zotero.file
    readtui("import", str(zotero.path))
    assert "[@lost1, p. 7]" in readtui("export", "--format", "markdown").out
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(paper(*PAGES))
    added = readtui("add", str(copy), "--title", "Lost", "--author", "Ada Lund").line
    assert "[@lost1, p. 7]" in readtui("export", "--format", "markdown", added).out
    [found] = readtui("list", "--json").json
    assert (found["id"], found["tags"]) == (added, ["rail"])


def test_words_that_are_there_more_than_once_are_on_the_page_that_zotero_names(
    readtui: Readtui, zotero: ZoteroFolder
) -> None:
    pages = [f"Page {number} says that the ferry is late and leaves." for number in ("one", "two", "three")]
    file = zotero.attach(zotero.item("Ferries"), "ferries.pdf", paper(*pages))
    zotero.annotate(file, "the ferry is late", "second", page=1, label="17")
    zotero.annotate(file, "late", "third", page=2)
    assert zotero.file
    assert readtui("import", str(zotero.path), "--json").json["placed"] == 2
    text = readtui("show", readtui("list", "--json").json[0]["id"], "--json").json["text"]
    starts = {one["note"]: one["start"] for one in readtui("annotations", "--json").json}
    assert text.index("two") < starts["second"] < text.index("three") < starts["third"]


def test_an_export_of_better_bibtex_brings_the_citation_key(readtui: Readtui, tmp_path: Path) -> None:
    (tmp_path / "ferry.md").write_text(FERRY)
    added = readtui("add", str(tmp_path / "ferry.md")).line
    mark = {"key": "A", "annotationType": "highlight", "annotationText": "the dog slept through both crossings"}
    item = {
        "itemType": "book",
        "title": "The ferry",
        "citationKey": "lund2023",
        "attachments": [{"annotations": [mark]}],
    }
    export = tmp_path / "export.json"
    export.write_text(json.dumps({"items": [item]}))
    assert readtui("import", str(export), "--json").json["placed"] == 1
    assert "{lund2023," in readtui("export", "--format", "bibtex", added).out


def test_an_article_that_is_there_is_taken_and_one_that_was_removed_stays_removed(
    readtui: Readtui, zotero: ZoteroFolder, tmp_path: Path
) -> None:
    own = tmp_path / "ferry.md"
    own.write_text(FERRY)
    added = readtui("add", str(own)).line
    item = zotero.item("The ferry", author="", citationKey="ferry", tags=["boats"])
    zotero.annotate(zotero.attach(item, "ferry.pdf", None), "the dog slept through both crossings")
    file = zotero.attach(zotero.item("Night trains"), "trains.pdf", paper(*PAGES))
    zotero.annotate(file, "Sleeper cars")
    assert zotero.file
    assert readtui("import", str(zotero.path), "--json").json["placed"] == 2
    ferry = next(one for one in readtui("list", "--json").json if one["id"] == added)
    assert (ferry["annotations"], ferry["tags"]) == (1, ["boats"])
    trains = next(one["id"] for one in readtui("list", "--json").json if one["id"] != added)
    readtui("remove", trains)
    zotero.annotate(file, "the lake", page=1)
    assert zotero.file
    again = readtui("import", str(zotero.path), "--json").json
    assert (again["added"], again["known"], again["deleted"], again["waiting"]) == ([], 1, 1, 1)
