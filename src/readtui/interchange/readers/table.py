"""Any table of quotes: CSV with columns for the quote and the work, whatever the program that wrote it."""

import re
from collections.abc import Iterable, Mapping

from readtui.codec.csv_guard import unguard_cell
from readtui.importers.importer import Source
from readtui.interchange.common.colors import color_of
from readtui.interchange.common.creators import original_of, own_replies, person, spelled_creator, state_of
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import columns_of, first_of, json_in, order_of, rows_of
from readtui.interchange.importer import AnnotationsByKey, ImportedAnnotation, ImportedWork, ImportFormat

_QUOTES = ("highlight", "highlighted text", "highlight text", "quote", "quotation", "passage", "clipping", "selection",
           "selected text")  # fmt: skip
# Tables of anything may have this column.
_TEXT = "text"
_TITLES = (
    *("title", "book title", "book", "article title", "article", "page title", "document title", "document", "work"),
)
_ADDRESSES = ("url", "link", "source url", "page url", "article url", "address", "source")
_AUTHORS = ("author", "authors", "book author", "creator", "creators", "writer")
_NOTES = ("note", "notes", "comment", "comments", "annotation", "my note", "remark")
_TAGS = ("tags", "tag", "labels", "label", "keywords", "topics")
_PLACES = ("location", "page", "page number", "position", "place")
_CHAPTERS = ("chapter", "section")
_COLORS = ("color", "colour", "highlight color")
_CREATORS = ("annotator", "annotated by", "highlighted by", "commenter", "commented by", "coder", "coded by",
             "created by", "added by", "user", "username", "user name")  # fmt: skip
_TIMES = ("date", "created", "created at", "highlighted at", "date added", "added", "added on", "timestamp", "time")
_SEPARATORS = re.compile(r"[,;|]")
_LINES = re.compile(r"\n")
_READTUI = "readtui:"
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ARTICLE = re.compile(r"[0-9a-f]{16}|waiting-[0-9a-f]{16}")
_UNNAMED = "Quotes"

_Row = Mapping[str, str]


class TableImporter:
    """One work for each title, author and address. The order of columns does not matter."""

    format = ImportFormat("table", "Table of quotes", "CSV with a column for the quote and one for title or address")

    def recognises(self, source: Source) -> bool:
        columns = {_plain(name) for name in columns_of(source)}
        has_quotes = not columns.isdisjoint(_QUOTES)
        has_quotes = has_quotes or (_TEXT in columns and not columns.isdisjoint((*_NOTES, *_PLACES)))
        return has_quotes and not columns.isdisjoint((*_TITLES, *_ADDRESSES))

    def read(self, source: Source) -> Iterable[ImportedWork]:
        works: dict[tuple[str, str, str], AnnotationsByKey] = {}
        for line in rows_of(source):
            row = {_plain(name): unguard_cell(value).strip() for name, value in line.items()}
            url = f"{_READTUI}{row['article']}" if _is_own(row) else first_of(row, _ADDRESSES)
            is_address = url.startswith(("http://", "https://", _READTUI))
            author = "" if _is_own(row) else first_of(row, _AUTHORS)
            work = (first_of(row, _TITLES), author, url if is_address else "")
            annotation = _annotation(row)
            if any(work) or not annotation.is_empty:
                # A row that is there twice counts once.
                found = works.setdefault(work, AnnotationsByKey())
                found.add(annotation, annotation, "a row", "it has neither a quote nor a note")
        for (title, author, url), found in works.items():
            yield ImportedWork(
                title=title or ("" if url else _UNNAMED),
                author=author,
                url=url,
                annotations=tuple(found.annotations.values()),
                refused=tuple(found.refused),
            )


def _annotation(row: _Row) -> ImportedAnnotation:
    place, chapter, quote = first_of(row, _PLACES), first_of(row, _CHAPTERS), first_of(row, (*_QUOTES, _TEXT))
    name = "" if not place.isdigit() else "page " if "page" in row else "location "
    separators = _LINES if _is_own(row) else _SEPARATORS
    tags = (tag.strip().removeprefix("#") for tag in separators.split(first_of(row, _TAGS)))
    return ImportedAnnotation(
        quote=quote,
        note=first_of(row, _NOTES),
        tags=tuple(dict.fromkeys(filter(None, tags))),
        color=color_of(first_of(row, _COLORS)) if quote else None,
        order=order_of(place) if place.isdigit() else (),
        place=", ".join(part for part in (name + place, chapter) if part),
        created=time_of(first_of(row, _TIMES)),
        source_id=f"{_READTUI}{row['id']}" if _is_own(row) else "",
        creator=spelled_creator(row.get("creator")) if _is_own(row) else person(first_of(row, _CREATORS)),
        replies=own_replies(json_in(row.get("replies", ""))) if _is_own(row) else (),
        is_thread=_is_own(row) and state_of(row.get("thread")) is not None,
        original=original_of(row.get("original"), quote) if _is_own(row) else "",
    )


def _is_own(row: _Row) -> bool:
    """Whether readtui has written the table, so that it knows what it says."""
    return bool(_ID.fullmatch(row.get("id", "")) and _ARTICLE.fullmatch(row.get("article", "")))


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").split())
