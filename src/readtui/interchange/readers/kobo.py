"""Kobo: the database of an e-reader, KoboReader.sqlite in its hidden folder ``.kobo``."""

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.databases import SQLITE, opened_database, text_in
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import named, order_of
from readtui.interchange.importer import AnnotationsByKey, ImportedAnnotation, ImportedWork, ImportFormat

if TYPE_CHECKING:
    import sqlite3

_TABLES = (b"Bookmark", b"VolumeID", b"StartContainerPath", b"ChapterProgress")
_DEVICE = "file:///mnt/onboard/"
_COLORS = {"0": "yellow", "1": "pink", "2": "blue", "3": "green"}
_DOG_EAR = "dogear"
_DRAWN = "markup"
_CHAPTER = 899

_Row = Mapping[str, str]


class KoboImporter:
    """One work a book. Bookmarks without a note are left out."""

    format = ImportFormat("kobo", "Kobo", "KoboReader.sqlite in the hidden folder “.kobo” of the device")

    def recognises(self, source: Source) -> bool:
        return source.data.startswith(SQLITE) and all(name in source.data for name in _TABLES)

    def read(self, source: Source) -> Iterable[ImportedWork]:
        refusal = SourceError(
            f"{named(source)} is not a Kobo database, or it is damaged",
            "Import KoboReader.sqlite from the folder “.kobo”.",
        )
        with opened_database(source, refusal) as database:
            # Columns differ between versions of the device's software.
            marks = _rows(database, "SELECT * FROM Bookmark")
            content = _rows(
                database,
                "SELECT * FROM content WHERE ContentType = ? OR ContentID IN (SELECT ContentID FROM Bookmark) "
                "OR ContentID IN (SELECT VolumeID FROM Bookmark)",
                _CHAPTER,
            )
        by_id = {one["ContentID"]: one for one in content}
        chapters = {one["ContentID"].rpartition("-")[0]: one["Title"] for one in reversed(content) if _is_chapter(one)}
        books: dict[str, list[_Row]] = {}
        for one in marks:
            if one.get("Hidden", "").casefold() not in ("true", "1"):
                books.setdefault(one["VolumeID"], []).append(one)
        root = os.path.dirname(os.path.dirname(source.name))
        for volume, of_book in books.items():
            work = _work(volume, of_book, by_id, chapters, root)
            if work.annotations or work.refused:
                yield work


def _work(
    volume: str, marks: list[_Row], content: Mapping[str, _Row], chapters: Mapping[str, str], root: str
) -> ImportedWork:
    book = content.get(volume, {})
    path = unquote(volume.removeprefix(_DEVICE)) if volume.startswith(_DEVICE) else ""
    found = AnnotationsByKey()
    for one in marks:
        quote, note, kind = one["Text"].strip(), one["Annotation"].strip(), one.get("Type", "")
        place = chapters.get(one["ContentID"], "").strip()
        if kind == _DOG_EAR and not note:
            continue
        quote = "" if kind == _DOG_EAR else quote
        found.add(
            ImportedAnnotation(
                quote=quote,
                note=note,
                order=_order(one, content),
                place=place,
                color=_COLORS.get(one.get("Color", "0"), "yellow") if quote else None,
                created=time_of(one.get("DateCreated")),
                modified=time_of(one.get("DateModified")),
                source_id=one["BookmarkID"],
            ),
            key=one["BookmarkID"],
            what=place or "a highlight",
            why="it is drawn by hand" if kind == _DRAWN else "it has no words",
        )
    name = path.rpartition("/")[2] or volume
    return ImportedWork(
        title=book.get("Title", "").strip() or name.partition(".")[0] or "A book in Kobo",
        author=book.get("Attribution", "").strip(),
        language=book.get("Language", ""),
        annotations=tuple(found.annotations.values()),
        files=(os.path.join(root, *path.split("/")),) if root and path and ".." not in path else (),
        refused=tuple(found.refused),
    )


def _order(one: _Row, content: Mapping[str, _Row]) -> tuple[float, ...]:
    """The file in the book, how far in it the page is, and the number of the sentence in the file."""
    number = content.get(one["ContentID"], {}).get("VolumeIndex", "")
    try:
        return (int(number), float(one["ChapterProgress"]), *order_of(one["StartContainerPath"]))
    except ValueError:
        return ()


def _is_chapter(one: _Row) -> bool:
    return one.get("ContentType") == str(_CHAPTER) and bool(one.get("Title", "").strip())


def _rows(database: "sqlite3.Connection", query: str, *values: object) -> list[_Row]:
    cursor = database.execute(query, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, map(text_in, row), strict=True)) for row in cursor]
