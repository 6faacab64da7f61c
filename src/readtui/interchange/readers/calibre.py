"""Calibre: the exports of its highlights, and the places where it keeps them beside, in and for books.

These are ``metadata.opf`` in the folder of a book, ``META-INF/calibre_bookmarks.txt`` in an EPUB, ``metadata.db`` of a
library, and ``viewer/annots`` in its settings. See https://manual.calibre-ebook.com/viewer.html#highlighting-text.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from readtui.errors import SourceError
from readtui.importers.common.xml_safe import parse_xml
from readtui.importers.importer import Source
from readtui.interchange.common.colors import color_of
from readtui.interchange.common.creators import person
from readtui.interchange.common.databases import SQLITE, opened_database, text_in
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import json_in, json_of, named, objects, order_of, require_json, string, strings
from readtui.interchange.importer import (
    AnnotationsByKey,
    ImportedAnnotation,
    ImportedContent,
    ImportedWork,
    ImportFormat,
)
from readtui.model.creator import Creator

if TYPE_CHECKING:
    import sqlite3

    from readtui.importers.common.zip_safe import SafeZip

_ZIP = b"PK\x03\x04"
_META = b"calibre:annotation"
_HEAD = 256
# One without an end is taken to the end, once.
_IDS = re.compile(r"\[[^\]]*(?:\]|\Z)")
_TABLES = (b"annot_data", b"books_authors_link", b"searchable_text")
_COLLECTIONS = {"calibre_annotation_collection": "annotations", "calibre_highlights": "highlights"}
_ANNOTATIONS = """
SELECT annotations.book, annotations.format, annotations.annot_data, books.title, books.path, data.name,
annotations.user_type, annotations.user
FROM annotations JOIN books ON books.id = annotations.book
LEFT JOIN data ON data.book = annotations.book AND data.format = annotations.format
WHERE annot_type = 'highlight' ORDER BY annotations.book, annotations.format, annotations.id
"""
_AUTHORS = """
SELECT name FROM authors JOIN books_authors_link ON books_authors_link.author = authors.id
WHERE books_authors_link.book = ? ORDER BY books_authors_link.id
"""
_ANYBODY = "*"
_UNNAMED = "A book in Calibre"

_Highlights = list[Mapping[str, object]]


class CalibreImporter:
    """One work a book and format. The place in the book is told by its chapter; bookmarks are left out."""

    format = ImportFormat(
        "calibre", "Calibre", "metadata.opf or an EPUB with highlights, metadata.db, or exported highlights"
    )

    def recognises(self, source: Source) -> bool:
        data = source.data
        if data.startswith(SQLITE):
            return all(name in data for name in _TABLES)
        if data.startswith(_ZIP):
            return bool(_in_book(_archive(source)))
        return _is_description(data) or bool(_collected(json_of(source)))

    def read(self, source: Source) -> Iterable[ImportedWork]:
        data = source.data
        if data.startswith(SQLITE):
            refusal = SourceError(f"{named(source)} is not a Calibre library, or it is damaged", "Import metadata.db.")
            with opened_database(source, refusal) as database:
                yield from _of_library(database, os.path.dirname(source.name))
        elif data.startswith(_ZIP):
            yield _of_book(source)
        elif _is_description(data):
            yield from _of_description(source)
        else:
            found = _collected(require_json(source))
            if not found:
                raise SourceError(f"{named(source)} contains no Calibre highlights", "Export them again.")
            for number, highlights in found.items():
                yield _work(highlights, f"Book {number} in Calibre" if number else _UNNAMED)


def _is_description(data: bytes) -> bool:
    return data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and _META in data


def _collected(value: object) -> dict[str, _Highlights]:
    """The highlights of an export, or of the viewer's own file, by the numbers of their books."""
    if isinstance(value, dict):
        value = value.get(_COLLECTIONS.get(string(value.get("type")), ""))
    found: dict[str, _Highlights] = {}
    for one in objects(value):
        if _is_highlight(one):
            found.setdefault(string(one.get("book_id")), []).append(one)
    return found


def _of_description(source: Source) -> Iterator[ImportedWork]:
    """The highlights in a book's description, which may be of several formats of the book."""
    root = parse_xml(source.data, huge=True)
    elements = list(root.iter("{*}meta", "{*}title", "{*}creator", "{*}language")) if root is not None else []
    texts: dict[str, list[str]] = {}
    by_kind: dict[str, _Highlights] = {}
    for element in elements:
        name = element.tag.rpartition("}")[2]
        if name != "meta":
            texts.setdefault(name, []).append(" ".join("".join(map(str, element.itertext())).split()))
        elif element.get("name") == _META.decode() and isinstance(entry := json_in(element.get("content")), dict):
            one = entry.get("annotation")
            if isinstance(one, dict) and _is_highlight(one):
                one |= {name: entry.get(name) for name in ("user_type", "user")}
                by_kind.setdefault(string(entry.get("format")).lower(), []).append(one)
    if not by_kind and not elements:
        raise SourceError(f"{named(source)} is not a description of a book, or it is damaged", "Import metadata.opf.")
    folder = os.path.dirname(source.name)
    for kind, highlights in by_kind.items():
        yield _work(
            highlights,
            next(iter(texts.get("title", ())), "") or _UNNAMED,
            "; ".join(filter(None, texts.get("creator", ()))),
            next(iter(texts.get("language", ())), ""),
            (os.path.join(folder, f"*.{kind}"),) if folder and kind.isalnum() else (),
        )


def _of_library(database: "sqlite3.Connection", folder: str) -> Iterator[ImportedWork]:
    books: dict[tuple[object, str], tuple[str, str, _Highlights]] = {}
    for book, kind, data, title, path, name, user_type, user in database.execute(_ANNOTATIONS):
        kind = text_in(kind).lower()
        one = json_in(text_in(data))
        if isinstance(one, dict) and _is_highlight(one):
            file = os.path.join(folder, text_in(path), f"{text_in(name)}.{kind}") if folder and name else ""
            one |= {"user_type": text_in(user_type), "user": text_in(user)}
            books.setdefault((book, kind), (text_in(title), file, []))[2].append(one)
    for (book, _), (title, file, highlights) in books.items():
        # In names, Calibre writes commas as |.
        authors = [text_in(name).replace("|", ",") for (name,) in database.execute(_AUTHORS, (book,))]
        yield _work(highlights, title or _UNNAMED, "; ".join(authors), files=(file,) if file else ())


def _of_book(source: Source) -> ImportedWork:
    from readtui.importers.epub.package import read_package

    archive = _archive(source)
    highlights = _in_book(archive)
    if not highlights:
        raise SourceError(f"{named(source)} contains no Calibre highlights", "To read it as an article: readtui add")
    package = read_package(archive, named(source))
    return _work(
        highlights,
        package.first("title") or _UNNAMED,
        "; ".join(package.fields.get("creator", ())),
        package.language,
        (source.name,) if source.name else (),
        ImportedContent(source.data, os.path.basename(source.name) or "book.epub", "application/epub+zip"),
    )


def _in_book(archive: "SafeZip") -> _Highlights:
    from readtui.importers.epub.package import bookmarks_in

    return [one for one in objects(json_in(bookmarks_in(archive))) if _is_highlight(one)]


def _archive(source: Source) -> "SafeZip":
    from readtui.importers.common.zip_safe import SafeZip

    return SafeZip(source.data, named(source), "an EPUB")


def _is_highlight(one: Mapping[str, object]) -> bool:
    """Whether it is a highlight; of a deleted one, Calibre keeps the id."""
    return one.get("type") == "highlight" and "uuid" in one and not one.get("removed")


def _work(
    highlights: _Highlights,
    title: str,
    author: str = "",
    language: str = "",
    files: tuple[str, ...] = (),
    content: ImportedContent | None = None,
) -> ImportedWork:
    found = AnnotationsByKey()
    for one in highlights:
        chapters = [name.strip() for name in strings(one.get("toc_family_titles"))]
        place = " › ".join(chapters)
        annotation = ImportedAnnotation(
            quote=string(one.get("highlighted_text")).strip(),
            note=string(one.get("notes")).strip(),
            place=place,
            order=_order(one),
            color=_color(one.get("style")),
            created=time_of(one.get("timestamp")),
            source_id=string(one.get("uuid")).strip(),
            creator=_user(one),
        )
        key = annotation.source_id or annotation.quote
        found.add(annotation, key, place or "a highlight", "it has no words: it may be on an image")
    return ImportedWork(
        title=title,
        author=author,
        language=language,
        annotations=tuple(found.annotations.values()),
        content=content,
        files=files,
        refused=tuple(found.refused),
    )


def _user(one: Mapping[str, object]) -> Creator | None:
    """The user of Calibre's server who made it. The viewer's is the person at the computer, whom it does not name."""
    name = string(one.get("user")) if one.get("user_type") == "web" else ""
    return None if name == _ANYBODY else person(name)


def _order(one: Mapping[str, object]) -> tuple[float, ...]:
    """The file in the book, and the steps to the passage in it; ids of elements in between say nothing."""
    file = order_of(one.get("spine_index"))
    return (*file, *order_of(_IDS.sub("", string(one.get("start_cfi"))))) if file else ()


def _color(style: object) -> str | None:
    """The color of a style; none for underlined and struck words."""
    if not isinstance(style, dict) or style.get("kind") == "decoration":
        return None
    return color_of(style.get("which")) or color_of(style.get("background-color")) or "yellow"
