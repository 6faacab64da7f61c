"""Taguette: its project as an SQLite database, and its table of highlights (CSV); https://www.taguette.org."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.creators import person
from readtui.interchange.common.databases import SQLITE, opened_database, text_in
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.html_notes import text_of_html
from readtui.interchange.common.parsers import columns_of, json_in, named, order_of, rows_of
from readtui.interchange.importer import (
    AnnotationsByKey,
    ImportedAnnotation,
    ImportedContent,
    ImportedTag,
    ImportedWork,
    ImportFormat,
)
from readtui.model.creator import Creator

if TYPE_CHECKING:
    import sqlite3

_APPLICATION = b"Tgtt"
_AT = slice(68, 72)
_TABLES = (b"highlight_tags", b"highlights", b"documents")
_CSV = frozenset({"id", "document", "tag", "content"})
_LINK = re.compile(r"readtui:[0-9a-f]{16}\b")
_HIGHLIGHTS = (
    "SELECT document_id, id, start_offset, end_offset, snippet FROM highlights ORDER BY document_id, start_offset, id"
)


class TaguetteImporter:
    """One work a document, with its text, and the tags of its project with their descriptions."""

    format = ImportFormat("taguette", "Taguette", "“Export project” (.sqlite3), or its highlights as CSV")

    def recognises(self, source: Source) -> bool:
        if source.data.startswith(SQLITE):
            return source.data[_AT] == _APPLICATION or all(name in source.data for name in _TABLES)
        return columns_of(source) == _CSV

    def read(self, source: Source) -> Iterable[ImportedWork]:
        if not source.data.startswith(SQLITE):
            yield from _of_table(source)
            return
        refusal = SourceError(
            f"{named(source)} is not a Taguette project, or it is damaged", "Export the project again."
        )
        with opened_database(source, refusal) as database:
            yield from _of_project(database)


def _of_project(database: "sqlite3.Connection") -> Iterator[ImportedWork]:
    codebook = tuple(
        ImportedTag(text_in(path), "", text_in(description))
        for path, description in database.execute("SELECT path, description FROM tags ORDER BY path")
    )
    # Joined here: in a database without an index, each row would cost as much as all of them.
    paths = {number: text_in(path) for number, path in database.execute("SELECT id, path FROM tags")}
    tags: dict[object, list[str]] = {}
    for highlight, tag in database.execute("SELECT highlight_id, tag_id FROM highlight_tags"):
        tags.setdefault(highlight, []).append(paths.get(tag, ""))
    creators = _creators(database)
    highlights: dict[object, list[tuple[object, ...]]] = {}
    for document, *values in database.execute(_HIGHLIGHTS):
        highlights.setdefault(document, []).append(tuple(values))
    documents = "SELECT id, name, description, created, contents FROM documents ORDER BY id"
    for number, name, description, created, contents in database.execute(documents).fetchall():
        found = AnnotationsByKey()
        for identity, start, end, snippet in highlights.get(number, ()):
            quote = text_of_html(text_in(snippet))
            names = sorted(filter(None, tags.get(identity, ())))
            key = f"{text_in(start)}-{text_in(end)}"
            key = f"{key} {' '.join(names)}" if key in found.annotations else key
            of_tags, by = tuple(dict.fromkeys(names)), creators.get(identity)
            one = ImportedAnnotation(quote=quote, order=order_of(text_in(start)), tags=of_tags, key=key, creator=by)
            found.add(one, key, f"highlight {key}", "it has no words")
        link = _LINK.search(text_in(description))
        yield ImportedWork(
            title=text_in(name) or "Untitled",
            url=link[0] if link else "",
            annotations=tuple(found.annotations.values()),
            content=ImportedContent(
                text_in(contents).encode(errors="replace"), "document.html", "text/html; charset=utf-8"
            ),
            saved=time_of(text_in(created)),
            refused=tuple(found.refused),
            codebook=codebook,
        )
        codebook = ()


def _creators(database: "sqlite3.Connection") -> dict[object, Creator]:
    """Who made the highlights, by their ids. In a project that Taguette has exported, all are by one user."""
    if not database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'commands'").fetchone():
        return {}
    found: dict[object, Creator] = {}
    logins: set[str] = set()
    for login, payload in database.execute("SELECT user_login, payload FROM commands ORDER BY id"):
        made = json_in(text_in(payload))
        if isinstance(made, dict) and made.get("type") == "highlight_add" and (by := person(text_in(login))):
            logins.add(by.name)
            if isinstance(highlight := made.get("highlight_id"), int):
                found.setdefault(highlight, by)
    return found if len(logins) > 1 else {}


def _of_table(source: Source) -> Iterator[ImportedWork]:
    """A row for each tag of a highlight."""
    documents: dict[str, dict[str, ImportedAnnotation]] = {}
    for row in rows_of(source):
        highlights = documents.setdefault(row.get("document", "").strip(), {})
        identity = row.get("id", "")
        before = highlights.get(identity)
        tags = (*(before.tags if before else ()), row.get("tag", "").strip())
        quote = row.get("content", "").strip()
        highlights[identity] = ImportedAnnotation(quote=quote, tags=tuple(filter(None, dict.fromkeys(tags))))
    for title, found in documents.items():
        annotations = dict.fromkeys(one for one in found.values() if not one.is_empty)
        yield ImportedWork(title=title or "Untitled", annotations=tuple(annotations))
