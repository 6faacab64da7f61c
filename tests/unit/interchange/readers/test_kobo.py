"""The database of a Kobo."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.importer import ImportedWork
from readtui.interchange.readers.kobo import KoboImporter

SAMPLE = Path(__file__).parents[3] / "support" / "importing" / "samples" / "kobo" / "KoboReader.sqlite"


def test_a_device_gives_highlights_and_notes_but_not_what_was_deleted() -> None:
    """The sample is in the mode with a write-ahead log, as devices may leave it."""
    [work] = KoboImporter().read(Source(SAMPLE.read_bytes(), "/media/KOBOeReader/.kobo/KoboReader.sqlite"))
    assert (work.title, work.author, work.language) == ("The Ferry", "Ada Lind", "en")
    assert work.files == ("/media/KOBOeReader/Lind, Ada/The Ferry.kepub.epub",)
    first, second = work.annotations
    assert replace(first, source_id="") == replace(
        first, quote="came back at dusk", note="Check the timetable.", place="At Dawn", color="yellow",
        created="2024-05-02T10:00:00Z", modified="2024-05-03T11:00:00Z", order=(3, 0.25, 4, 1), source_id="",
    )  # fmt: skip
    assert (second.quote, second.color) == ("Nobody on board", "blue")
    assert [one.why for one in work.refused] == ["it is drawn by hand"]


COLUMNS = (
    "BookmarkID", "VolumeID", "ContentID", "StartContainerPath", "ChapterProgress", "Text", "Annotation", "Type",
    "Color", "Hidden", "DateCreated", "DateModified",
)  # fmt: skip
BOOK = "file:///mnt/onboard/Lind/The%20Ferry.epub"


def device(
    *marks: dict[str, str],
    chapters: Sequence[tuple[str, str]] = (),
    title: str = "",
    name: str = "/kobo/.kobo/k.sqlite",
    kind: int = 899,
) -> Source:
    """A device's database with these marks in one book, whose entry has ``title``; ``kind``: that of chapters."""
    database = sqlite3.connect(":memory:")
    database.execute(f"create table Bookmark ({', '.join(COLUMNS)})")
    database.execute("create table content (ContentID, ContentType, Title, Attribution, Language, VolumeIndex)")
    database.execute("insert into content values (?, '6', ?, '', '', '')", (BOOK, title))
    for number, (identifier, words) in enumerate(chapters):
        database.execute("insert into content values (?, ?, ?, '', '', ?)", (identifier, kind, words, number))
    known = {"VolumeID": BOOK, "ContentID": "c.html", "Text": "Words", "Hidden": "false", "Color": "0"}
    for number, mark in enumerate(marks):
        row = {**dict.fromkeys(COLUMNS, ""), **known, "BookmarkID": str(number), **mark}
        database.execute(
            f"insert into Bookmark values ({', '.join('?' * len(COLUMNS))})", [row[one] for one in COLUMNS]
        )
    database.commit()
    return Source(database.serialize(), name)


def read(*marks: dict[str, str], **about: Any) -> list[ImportedWork]:
    return list(KoboImporter().read(device(*marks, **about)))


def test_only_a_database_with_the_tables_of_a_kobo_is_recognised() -> None:
    kobo = device({})
    assert KoboImporter().recognises(kobo)
    assert not KoboImporter().recognises(Source(b"About " + kobo.data, "about.txt"))
    assert not KoboImporter().recognises(Source(kobo.data.replace(b"VolumeID", b"VolumeNo"), "other.sqlite"))
    with pytest.raises(SourceError, match="not a Kobo database"):
        list(KoboImporter().read(Source(b"About " + kobo.data, "about.txt")))


@pytest.mark.parametrize(
    ("hidden", "is_there"), [("true", False), ("TRUE", False), ("1", False), ("0", True), ("", True)]
)
def test_what_is_hidden_was_deleted(hidden: str, is_there: bool) -> None:
    assert bool(read({"Hidden": hidden})) is is_there


def test_a_bookmark_counts_by_its_note_and_a_mark_by_its_words() -> None:
    dog_ear = {"Type": "dogear", "Text": "The line at the top"}
    assert read(dog_ear) == []
    [work] = read(
        {**dog_ear, "Annotation": " Go on here. "}, {"Text": " ", "Type": "highlight"}, {"Color": "9"}, {"Text": ""}
    )
    noted, unknown_color = work.annotations
    assert (noted.quote, noted.note, noted.color) == ("", "Go on here.", None)
    assert (unknown_color.quote, unknown_color.color) == ("Words", "yellow")
    assert [(one.what, one.why) for one in work.refused] == [("a highlight", "it has no words")] * 2


def test_a_mark_may_have_a_note_alone_and_a_book_nothing_but_what_is_refused() -> None:
    [work] = read({"Text": "", "Annotation": "Only a note."})
    assert [(one.quote, one.note) for one in work.annotations] == [("", "Only a note.")]
    [refused] = read({"Text": ""})
    assert (refused.annotations, len(refused.refused)) == ((), 1)


def test_of_two_marks_with_the_same_id_the_first_counts() -> None:
    [work] = read({"BookmarkID": "same", "Text": "One"}, {"BookmarkID": "same", "Text": "Two"})
    assert [one.quote for one in work.annotations] == ["One"]


def test_a_mark_has_its_chapter_and_the_drawn_one_is_named_by_it() -> None:
    chapters = [("c.html-1", " "), ("c.html-2", " At Dawn "), ("c.html-3", "Later"), ("d.html", "Another")]
    assert read({}, chapters=chapters, kind=9)[0].annotations[0].place == ""
    [work] = read({}, {"Text": "", "Type": "markup"}, chapters=chapters)
    assert [one.place for one in work.annotations] == ["At Dawn"]
    assert [(one.what, one.why) for one in work.refused] == [("At Dawn", "it is drawn by hand")]


@pytest.mark.parametrize(
    ("volume", "name", "title", "files"),
    [
        (BOOK, "/kobo/.kobo/k.sqlite", "The Ferry", ("/kobo/Lind/The Ferry.epub",)),
        (BOOK, "k.sqlite", "The Ferry", ()),
        ("file:///mnt/onboard/../etc/passwd.epub", "/kobo/.kobo/k.sqlite", "passwd", ()),
        ("1f0c-22ab", "/kobo/.kobo/k.sqlite", "1f0c-22ab", ()),
        (".hidden", "/kobo/.kobo/k.sqlite", "A book in Kobo", ()),
    ],
)
def test_a_book_is_named_by_its_file_and_only_one_on_the_device_is_looked_for(
    volume: str, name: str, title: str, files: tuple[str, ...]
) -> None:
    [work] = read({"VolumeID": volume}, name=name)
    assert (work.title, work.files) == (title, files)
    [titled] = read({}, title=" Ferries ")
    assert titled.title == "Ferries"


def test_what_says_no_place_in_the_book_has_no_order() -> None:
    chapters = [("other", "Other"), ("c.html", "Here")]
    path = "span#kobo\\.2\\.7"
    [work] = read({"ChapterProgress": "0.5", "StartContainerPath": path}, {"ChapterProgress": "?"}, chapters=chapters)
    assert [one.order for one in work.annotations] == [(1, 0.5, 2, 7), ()]
