"""Readwise: highlights as CSV, in the columns of its export and of its import, and the export of its API as JSON.

See https://readwise.io/import_bulk and https://readwise.io/api_deets.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from readtui.codec.csv_guard import unguard_cell
from readtui.importers.importer import Source
from readtui.interchange.common.colors import color_of
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import columns_of, json_of, objects, order_of, rows_of, separated, string
from readtui.interchange.importer import AnnotationsByKey, ImportedAnnotation, ImportedWork, ImportFormat

_TITLE = ("book title", "title", "document title")
_AUTHOR = ("book author", "author", "document author")
_URL = ("url", "source url", "document url")
_TIME = ("highlighted at", "date")
# Tags at the beginning of a note, as they are written while reading.
_TAGS = re.compile(r"(?:\.[^\W_][\w/-]*[ \t]*)+(?:\n|$)")
# Of articles on the web, its export gives Markdown. What is not in the text of the article keeps it from being found.
_IMAGE = re.compile(r"!\[[^\[\]]{0,1000}\]\([^()\s]{0,4000}\)")
_LINK = re.compile(r"\[([^\[\]]{1,4000})\]\(https?://[^()\s]{1,4000}\)")
_OF_API = frozenset({"user_book_id", "readable_title", "readwise_url"})
_LOOSE = frozenset({"text", "book_id", "highlighted_at"})
_BREAKING = "\u200b"


class ReadwiseImporter:
    """One work a book or article. A row without a highlight is a note on the whole work."""

    format = ImportFormat("readwise-csv", "Readwise CSV", "“Export” at readwise.io, as CSV; or JSON of its API")

    def recognises(self, source: Source) -> bool:
        columns = columns_of(source)
        if "highlight" in columns and not columns.isdisjoint(_TITLE) and not columns.isdisjoint(_TIME):
            return True
        return bool(_books(json_of(source)))

    def read(self, source: Source) -> Iterable[ImportedWork]:
        books: dict[tuple[str, str, str], AnnotationsByKey] = {}
        found = _books(json_of(source))
        for row in _rows_of_books(found) if found else rows_of(source):
            title, author, url = (_first(row, names) for names in (_TITLE, _AUTHOR, _URL))
            if not (title or url or row.get("highlight", "").strip()):
                continue
            annotation = _annotation(row)
            book = books.setdefault((title, author, url), AnnotationsByKey())
            # A row that is there twice counts once.
            book.add(annotation, annotation, annotation.place or "a row", "it has neither a highlight nor a note")
        for (title, author, url), book in books.items():
            yield ImportedWork(
                title=title or ("" if url else "Readwise"),
                author=author,
                url=url,
                annotations=tuple(book.annotations.values()),
                refused=tuple(book.refused),
            )


def _books(value: object) -> list[dict[str, object]]:
    found = objects(value.get("results") if isinstance(value, Mapping) else value)
    books = [one for one in found if isinstance(one.get("highlights"), list) and not _OF_API.isdisjoint(one)]
    return books or _books_of([one for one in found if one.keys() >= _LOOSE])


def _books_of(highlights: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """The books of a list of highlights, of which the API gives only the numbers."""
    found: dict[str, list[Mapping[str, object]]] = {}
    for one in highlights:
        found.setdefault(string(one.get("book_id")), []).append(one)
    return [{"title": f"Book {number} in Readwise", "highlights": inside} for number, inside in found.items()]


def _rows_of_books(books: Iterable[Mapping[str, object]]) -> Iterator[dict[str, str]]:
    for book in books:
        about = {
            "book title": string(book.get("title")) or string(book.get("readable_title")),
            "book author": string(book.get("author")),
            "url": string(book.get("source_url")),
        }
        if words := string(book.get("document_note")):
            yield {**about, "note": words}
        for one in objects(book.get("highlights")):
            if one.get("is_deleted") is True:
                continue
            yield {
                **about,
                "highlight": string(one.get("text")),
                "note": string(one.get("note")),
                "tags": ",".join(string(tag.get("name")) for tag in objects(one.get("tags"))),
                "color": string(one.get("color")),
                "location": string(one.get("location")),
                "location type": string(one.get("location_type")),
                "highlighted at": string(one.get("highlighted_at")) or string(one.get("created_at")),
                "highlight id": string(one.get("id")),
            }


def _annotation(row: Mapping[str, str]) -> ImportedAnnotation:
    note = unguard_cell(row.get("note", "")).lstrip(_BREAKING)
    tags = list(separated(unguard_cell(row.get("tags", ""))))
    if match := _TAGS.match(note):
        tags += [tag.removeprefix(".") for tag in match[0].split()]
        note = note[match.end() :].lstrip(_BREAKING)
    quote = unguard_cell(row.get("highlight", ""))
    if "book title" in row:
        quote = _LINK.sub(r"\1", _IMAGE.sub("", quote))
    place, kind = row.get("location", "").strip(), row.get("location type", "").strip()
    return ImportedAnnotation(
        quote=quote.strip(),
        note=note,
        tags=tuple(dict.fromkeys(tags)),
        color=color_of(row.get("color")),
        order=order_of(place),
        place=f"{kind or 'location'} {place}" if place else "",
        created=time_of(_first(row, _TIME)),
        source_id=row.get("highlight id", ""),
    )


def _first(row: Mapping[str, str], names: Iterable[str]) -> str:
    return next((unguard_cell(value).strip() for name in names if (value := row.get(name, "").strip())), "")
