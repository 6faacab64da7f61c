"""Zotero's folder: its database as Zotero leaves it, and what lies beside it."""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from importing.zotero_folder import GROUP, LINKED, ZoteroFolder

from readtui.errors import NoAnnotationsError, SourceError
from readtui.importers.importer import Source
from readtui.interchange.import_file import read_file
from readtui.interchange.importer import ImportedWork
from readtui.services.importing.import_files import files_at


@pytest.fixture
def zotero(tmp_path: Path) -> ZoteroFolder:
    return ZoteroFolder(tmp_path / "Zotero")


def works(folder: ZoteroFolder) -> list[ImportedWork]:
    """What importing the folder reads once Zotero has saved everything."""
    assert folder.file
    return read(folder.path)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read(folder: Path) -> list[ImportedWork]:
    [file] = files_at(str(folder))
    found = read_file((file.read(), ""))
    assert found.format == "zotero"
    return list(found.works)


def test_an_item_has_its_details_tags_collections_and_file(zotero: ZoteroFolder) -> None:
    thesis = zotero.collection("Thesis")
    item = zotero.item(
        "Night trains",
        author="Ada Lund",
        editor="Bo Ek",
        date="2023-05-00 May 2023",
        DOI="10.1000/xyz",
        publicationTitle="Sleep",
        language="en",
        tags=["rail", "night"],
        automatic=["Railroads -- Europe"],
        collections=[zotero.collection("AI/ML", thesis), thesis],
    )
    file = zotero.attach(item, "trains.pdf")
    zotero.annotate(file, "sleeper cars")
    [work] = works(zotero)
    assert (work.title, work.author, work.url) == ("Night trains", "Ada Lund", "https://doi.org/10.1000/xyz")
    assert (work.published, work.site, work.language, work.saved) == ("2023-05", "Sleep", "en", "2024-03-01T09:00:00Z")
    assert work.tags == ("night", "rail", "Thesis", "Thesis/AI∕ML"), "catalogues' keywords are nobody's tags"
    assert (work.files, work.reads_file) == ((str(zotero.stored(file, "trains.pdf")),), True)


def test_each_kind_of_annotation_in_each_kind_of_file(zotero: ZoteroFolder) -> None:
    item = zotero.item("Night trains")
    pdf = zotero.attach(item, "trains.pdf", title="Full Text")
    zotero.annotate(
        pdf, "sleeper <i>cars</i>", "why?", page=3, label="xii", color="#ff6666", author="Bea", tags=["rail"]
    )
    zotero.annotate(pdf, "underlined", kind="underline", page=4)
    zotero.annotate(pdf, "", "A page note", kind="note", page=5)
    zotero.annotate(pdf, "", "typed on it", kind="text", page=6)
    zotero.annotate(pdf, kind="image", page=7)
    zotero.annotate(pdf, "", "a sketch", kind="ink", page=8)
    book = zotero.attach(item, "trains.epub", title="The book")
    zotero.annotate(
        book, "chapter words", order="00003|00000120",
        position={"type": "FragmentSelector", "value": "epubcfi(/6/8!/4/2,/1:0,/1:9)"},
    )  # fmt: skip
    page = zotero.attach(None, "saved page.html")
    zotero.annotate(page, "page words", order="0000040", position={"type": "CssSelector", "value": "p"})
    zotero.note(item, "<p>On <b>all</b> of it</p>", tags=["idea"])
    trains, second, saved = works(zotero)
    assert [(one.quote, one.note, one.place, one.page) for one in trains.annotations] == [
        ("sleeper cars", "why?", "page xii", 3),
        ("underlined", "", "page 5", 4),
        ("", "A page note", "page 6", 5),
        ("", "typed on it", "page 7", 6),
        ("", "a sketch", "page 9", 8),
        ("", "On **all** of it", "", None),
    ]
    first = trains.annotations[0]
    assert first.creator is not None
    assert (first.color, first.tags, first.creator.name, first.created) == (
        "pink", ("rail",), "Bea", "2024-03-01T09:00:00Z",
    )  # fmt: skip
    assert [(one.what, one.why) for one in trains.refused] == [("page 8", "it is an image without a comment")]
    # Another file of the item is another text.
    assert (second.title, second.annotations[0].place, second.annotations[0].order) == (
        "Night trains · The book", "", (3, 120),
    )  # fmt: skip
    assert (saved.title, saved.annotations[0].quote) == ("saved page", "page words")


def test_what_is_in_the_trash_stays_there(zotero: ZoteroFolder) -> None:
    gone = zotero.item("Gone")
    zotero.annotate(zotero.attach(gone, "gone.pdf"), "words")
    zotero.note(gone, "<p>note</p>")
    zotero.delete(gone)
    item = zotero.item("Here")
    file, other = zotero.attach(item, "here.pdf"), zotero.attach(item, "other.pdf")
    zotero.annotate(file, "kept")
    zotero.delete(zotero.annotate(file, "deleted"))
    zotero.annotate(other, "in a deleted file")
    zotero.delete(other)
    [work] = works(zotero)
    assert [one.quote for one in work.annotations] == ["kept"]


def test_notes_of_an_item_are_with_its_best_file_and_those_without_an_item_stand_together(
    zotero: ZoteroFolder,
) -> None:
    zotero.item("Without a file")
    noted = zotero.item("Noted")
    zotero.attach(noted, "noted.html")
    pdf = zotero.attach(noted, "noted.pdf")
    zotero.note(noted, "<p>Good</p>")
    zotero.note(noted, '<div class="zotero-note znv1"></div>')
    zotero.note(None, "<p>Buy milk</p>")
    item, alone = sorted(works(zotero), key=lambda one: one.title)
    assert (item.title, item.files) == ("Noted", (str(zotero.stored(pdf, "noted.pdf")),))
    assert (alone.title, [one.note for one in alone.annotations], alone.files) == ("Notes in Zotero", ["Buy milk"], ())


def test_citation_keys_are_those_of_zotero_of_the_field_extra_or_of_better_bibtex(zotero: ZoteroFolder) -> None:
    items = [
        zotero.item("a", citationKey="own2020", extra="Citation Key: other"),
        zotero.item("b", extra="tex.note: x\nCitation Key: pinned2021 \nPMID: 1"),
        zotero.item("c"),
        zotero.item("d"),
    ]
    for item in items:
        zotero.annotate(zotero.attach(item, f"{item}.pdf"), "words")
    zotero.better_bibtex(stale=items[0], made2022=items[2])
    assert [one.citation_key for one in works(zotero)] == ["own2020", "pinned2021", "made2022", ""]


def test_older_citation_keys_of_better_bibtex_are_read_and_damaged_ones_passed_over(zotero: ZoteroFolder) -> None:
    item = zotero.item("a")
    zotero.annotate(zotero.attach(item, "a.pdf"), "words")
    beside = zotero.path / "better-bibtex.sqlite"
    database = sqlite3.connect(beside)
    database.execute("CREATE TABLE `better-bibtex` (name TEXT PRIMARY KEY NOT NULL, data TEXT NOT NULL)")
    kept = {"name": "citekey", "data": [{"itemID": item, "libraryID": 1, "itemKey": "x", "citekey": "lund"}]}
    database.execute("INSERT INTO `better-bibtex` VALUES ('better-bibtex.citekey', ?)", (json.dumps(kept),))
    database.commit()
    database.close()
    assert [one.citation_key for one in works(zotero)] == ["lund"]
    beside.write_bytes(b"SQLite format 3\0 damaged")
    assert [one.citation_key for one in works(zotero)] == [""]


def test_linked_files_are_in_the_folder_of_zoteros_settings(
    zotero: ZoteroFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for path in (
        "attachments:sub/a.pdf",
        "/elsewhere/b.pdf",
        "attachments:../../c.pdf",
        "//server/share/d.pdf",
        "/etc/passwd",
    ):
        zotero.annotate(zotero.attach(zotero.item(path), "x.pdf", path=path), "words")
    zotero.annotate(zotero.attach(zotero.item("out"), "../out.pdf", None), "words")
    assert works(zotero)[0].files == ("attachments:sub/a.pdf",)
    profile = tmp_path / ".zotero" / "zotero" / "abcd.default" / "prefs.js"
    profile.parent.mkdir(parents=True)
    profile.write_text('user_pref("a", 1);\nuser_pref("extensions.zotero.baseAttachmentPath", "/my \\"papers\\"");\n')
    assert [one.files for one in works(zotero)] == [
        ('/my "papers"/sub/a.pdf',), ("/elsewhere/b.pdf",), ("attachments:../../c.pdf",), (), (), (),
    ]  # fmt: skip
    # A profile that says that its files are elsewhere is another Zotero's.
    profile.write_text(profile.read_text() + 'user_pref("extensions.zotero.dataDir", "/other");\n')
    assert works(zotero)[0].files == ("attachments:sub/a.pdf",)


def test_members_of_a_groups_library_are_named(zotero: ZoteroFolder) -> None:
    file = zotero.attach(zotero.item("Shared"), "a.pdf")
    annotation = zotero.annotate(file, "words", library=GROUP)
    zotero.insert("users", userID=7, name="bea77")
    zotero.insert("groupItems", itemID=annotation, createdByUserID=7)
    [work] = works(zotero)
    assert work.annotations[0].creator is not None
    assert work.annotations[0].creator.name == "bea77"


@pytest.mark.parametrize("is_log", [True, False])
def test_a_running_zotero_is_read_as_it_is_now_and_nothing_in_its_folder_changes(
    zotero: ZoteroFolder, is_log: bool
) -> None:
    """What it has saved is in a log beside the database; what it is about to save is taken back."""
    zotero.annotate(zotero.attach(zotero.item("Here"), "a.pdf"), "earlier")
    assert zotero.file
    zotero.database.execute("PRAGMA locking_mode = EXCLUSIVE")
    if is_log:
        zotero.database.execute("PRAGMA journal_mode = WAL")
    else:
        zotero.database.execute("PRAGMA cache_spill = 1")
        zotero.database.execute("PRAGMA cache_size = 1")
    zotero.annotate(2, "saved")
    assert zotero.file
    for number in range(200):
        zotero.annotate(2, f"not saved yet {number} " * 50)
    before = contents(zotero.path)
    assert zotero.path / f"zotero.sqlite-{'wal' if is_log else 'journal'}" in before
    [work] = read(zotero.path)
    assert [one.quote for one in work.annotations] == ["earlier", "saved"]
    assert contents(zotero.path) == before
    zotero.database.rollback()


def test_a_log_of_another_database_changes_nothing(zotero: ZoteroFolder) -> None:
    zotero.annotate(zotero.attach(zotero.item("Here"), "a.pdf"), "words")
    assert zotero.file
    (zotero.path / "zotero.sqlite-wal").write_bytes(b"not a log" * 1000)
    assert [one.quote for one in works(zotero)[0].annotations] == ["words"]


def test_older_databases_are_read_or_refused_in_words(zotero: ZoteroFolder) -> None:
    item = zotero.item("Old")
    zotero.annotate(zotero.attach(item, "a.pdf"), "words", author="Bea")
    zotero.database.execute("ALTER TABLE itemAnnotations DROP COLUMN authorName")
    [work] = works(zotero)
    assert (work.annotations[0].quote, work.annotations[0].creator) == ("words", None)
    zotero.database.execute("DROP TABLE itemAnnotations")
    with pytest.raises(SourceError, match="Zotero 5 or older, which has no annotations") as refused:
        works(zotero)
    assert "--with-annotations" in refused.value.hint
    zotero.note(item, "<p>Kept</p>")
    assert [one.note for one in works(zotero)[0].annotations] == ["Kept"]
    zotero.database.execute("ALTER TABLE itemAttachments RENAME COLUMN parentItemID TO sourceItemID")
    with pytest.raises(SourceError, match="Zotero 4 or older"):
        works(zotero)


def test_an_item_that_nobody_has_marked_brings_its_file(zotero: ZoteroFolder) -> None:
    file = zotero.attach(zotero.item("Unread", tags=["later"]), "unread.epub")
    [work] = works(zotero)
    assert (work.title, work.annotations, work.tags, work.files) == (
        "Unread", (), ("later",), (str(zotero.stored(file, "unread.epub")),),
    )  # fmt: skip


def test_an_empty_and_a_damaged_database_are_refused_in_words(zotero: ZoteroFolder) -> None:
    with pytest.raises(NoAnnotationsError, match="contains nothing to import"):
        works(zotero)
    zotero.annotate(zotero.attach(zotero.item("Here"), "a.pdf"), "words")
    data = bytearray(zotero.file.read_bytes())
    for at in range(8192, len(data), 512):
        data[at : at + 400] = b"\xff" * 400
    with pytest.raises(SourceError, match="damaged") as refused:
        read_file((Source(bytes(data), "zotero.sqlite"), "zotero"))
    assert "zotero.sqlite.bak" in refused.value.hint
    # What SQLite says of this has the damaged name in it.
    [schema] = re.findall(rb"creatorscreators.CREATE TABLE", zotero.file.read_bytes())
    named = zotero.file.read_bytes().replace(schema, b"cr\xe5" + schema[3:-2] + b"EL")
    log = Source(b"no log", "zotero.sqlite-wal")
    with pytest.raises(SourceError, match="damaged"):
        read_file((Source(named, "zotero.sqlite", beside=(log,)), "zotero"))


def test_values_of_a_wrong_type_do_no_harm(zotero: ZoteroFolder) -> None:
    item = zotero.item("Odd", date="0000-00-00 no date", url="javascript:alert(1)")
    file = zotero.attach(item, "a.pdf", path="C:\\papers\\a.pdf", mode=LINKED)
    number = zotero.annotate(file, "words")
    zotero.database.execute(
        "UPDATE itemAnnotations SET type = 'x', position = '[', sortIndex = 1.5, color = 7, comment = x'ff00'"
        " WHERE itemID = ?", (number,),
    )  # fmt: skip
    zotero.insert("collectionItems", collectionID="loop", itemID=item)
    loop = zotero.collection("Loop")
    zotero.database.execute("UPDATE collections SET parentCollectionID = collectionID")
    zotero.insert("collectionItems", collectionID=loop, itemID=item)
    [work] = works(zotero)
    assert (work.published, work.annotations[0].quote, work.annotations[0].place) == ("no date", "words", "")


def test_a_collection_is_named_with_no_more_than_fifty_around_it(zotero: ZoteroFolder) -> None:
    inner = None
    for number in range(52):
        inner = zotero.collection(str(number), inner)
    zotero.annotate(zotero.attach(zotero.item("Deep", collections=[inner or 0]), "a.pdf"), "words")
    [work] = works(zotero)
    assert work.tags == ("/".join(map(str, range(2, 52))),)
