"""KOReader: the file metadata.*.lua beside each book, of both generations, and the JSON of its exporter."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from readtui.codec.lua_tables import LuaError, LuaTable, items, read_table
from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.colors import color_of
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import json_of, named, objects, order_of, require_json, string
from readtui.interchange.importer import ImportedAnnotation, ImportedWork, ImportFormat, Refusal

_MOST_BYTES = 64 * 1024 * 1024
_RETURN = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:--[^\n]*\n\s*)*return\s*\{")
_SIGNS = (b"annotations", b"bookmarks", b"highlight", b"doc_props", b"doc_path", b"partial_md5_checksum", b"stats")
_LEAST_SIGNS = 2
_FORMATS = re.compile(r"\.(?:epub|pdf|fb2|mobi|azw3?|djvu|html?|txt|docx?|cbz|rtf|zip|md)+$", re.IGNORECASE)
_PAGE = re.compile(r"\S{1,20}\s?\d{1,9}(?:\s\S)?\s")
# Since August 2026, every step has a number. The only file of a book has none before.
_FRAGMENT = re.compile(r"/body(?:\[1\])?/DocFragment(?:\[(\d+)\])?")
_OWN = re.compile(r"readtui:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LEAST_QUOTE = 20
_SEVERAL = re.compile(r"\s*\n\s*")


class KoreaderImporter:
    """One work a book. Bookmarks of pages count if they have a note."""

    format = ImportFormat(
        "koreader", "KOReader", "metadata.*.lua in the .sdr folder beside a book, or the JSON of its exporter"
    )

    def recognises(self, source: Source) -> bool:
        if _RETURN.match(source.data):
            return sum(b'["' + sign + b'"]' in source.data or sign + b" =" in source.data for sign in _SIGNS) >= (
                _LEAST_SIGNS
            )
        return bool(_documents(json_of(source)))

    def read(self, source: Source) -> Iterable[ImportedWork]:
        if len(source.data) > _MOST_BYTES:
            raise SourceError(f"{named(source)} is larger than any KOReader file", "It may be malicious.")
        if source.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
            documents = _documents(require_json(source))
            if not documents:
                raise SourceError(f"{named(source)} contains no KOReader books", "Export them again, as JSON.")
            yield from map(_of_json, documents)
            return
        try:
            table = read_table(source.data)
        except LuaError as error:
            raise SourceError(
                f"{named(source)} is not a KOReader file: {error}", "Import metadata.….lua from an .sdr folder."
            ) from error
        yield _of_lua(table, source.name)


def _of_lua(table: LuaTable, name_of_file: str) -> ImportedWork:
    properties, stats = _table(table.get("doc_props")), _table(table.get("stats"))
    path = string(table.get("doc_path"))
    name = _FORMATS.sub("", path.replace("\\", "/").rpartition("/")[2])
    title = _known(properties.get("title")) or _known(stats.get("title")) or name
    author = _known(properties.get("authors")) or _known(stats.get("authors"))
    refused: list[Refusal] = []
    found = [_table(one) for one in items(table.get("annotations"))] or _old(table)
    annotations = [_annotation(one, refused) for one in found]
    summary = _table(table.get("summary"))
    if review := string(summary.get("note")).strip():
        annotations.append(ImportedAnnotation(note=review, key="review", created=time_of(summary.get("modified"))))
    return ImportedWork(
        title=title or "A book in KOReader",
        author=_authors(author),
        language=string(properties.get("language")),
        annotations=_with_unique_keys(one for one in annotations if one is not None),
        files=tuple(filter(None, (_beside(name_of_file), path))),
        refused=tuple(refused),
    )


def _beside(name: str) -> str:
    """The path of the book beside whose folder ``.sdr`` a file is: BOOK.sdr/metadata.epub.lua, or BOOK.epub.lua."""
    folder, name = os.path.split(name)
    book, ending = os.path.splitext(folder)
    kind = os.path.splitext(os.path.splitext(name)[0])[1]
    if ending != ".sdr" or not name.endswith(".lua") or not kind:
        return ""
    return book if kind == "._" else book + kind


def _old(table: LuaTable) -> list[LuaTable]:
    """The highlights of files before 2024, each with its note, which stands in a bookmark; and notes on pages."""
    bookmarks = [_table(one) for one in items(table.get("bookmarks"))]
    by_time = {string(one.get("datetime")): one for one in bookmarks if one.get("highlighted")}
    by_place = {_place_key(one): one for one in bookmarks if one.get("highlighted")}
    found: list[LuaTable] = []
    used: set[int] = set()
    for page, highlights in _table(table.get("highlight")).items():
        for highlight in map(_table, items(highlights)):
            when = string(highlight.get("datetime"))
            bookmark = by_place.get(_place_key(highlight)) or by_time.get(when) or {}
            used.add(id(bookmark))
            merged = {"page": page, "drawer": "lighten", **highlight, "note": _note_of(bookmark)}
            merged["text"] = string(highlight.get("text")) or string(bookmark.get("notes"))
            found.append(merged)
    for bookmark in bookmarks:
        if id(bookmark) in used:
            continue
        # Very old files have highlights in bookmarks only; other bookmarks are of pages.
        is_highlight = bool(bookmark.get("highlighted"))
        quote = string(bookmark.get("notes")) if is_highlight else ""
        found.append(
            {**bookmark, "text": quote, "drawer": "lighten" if is_highlight else "", "note": _note_of(bookmark)}
        )
    return found


def _note_of(bookmark: LuaTable) -> str:
    """What the person has written. Without that, KOReader puts page, quote and time there, in any language."""
    text, when, quote = (string(bookmark.get(name)).strip() for name in ("text", "datetime", "notes"))
    if when and when in text:
        head, _, tail = text.rpartition(when)
        own = _without_quote(head.rstrip(" @"), quote)
        # Where KOReader's own words end is known only by the quote in them.
        return "\n".join(part for part in (own or "", tail.strip()) if part)
    return "" if text == quote else text


def _without_quote(note: str, quote: str) -> str | None:
    """A note without the page and quote that KOReader put after it; None if they are not there."""
    for page in _PAGE.finditer(note):
        rest = note[page.end() :].strip()
        if len(rest) >= min(len(quote), _LEAST_QUOTE) and quote.startswith(rest):
            return note[: page.start()].strip()
    return None


def _annotation(one: LuaTable, refused: list[Refusal]) -> ImportedAnnotation | None:
    is_bookmark = not one.get("drawer") and not one.get("pos0")
    page = string(one.get("pageref")) or string(one.get("pageno")) or _page(one.get("page"))
    chapter = string(one.get("chapter")).strip()
    place = ", ".join(part for part in (f"page {page}" if page else "", chapter) if part)
    note = string(one.get("note")).strip()
    # The text of a bookmark is made by KOReader.
    quote = "" if is_bookmark else string(one.get("text")).strip()
    if not (quote or note):
        if not is_bookmark:
            refused.append(Refusal(place or "a highlight", "it has no words: it may be on an image or a scan"))
        return None
    when = string(one.get("datetime"))
    own = _OWN.fullmatch(string(one.get("readtui")))
    return ImportedAnnotation(
        quote=quote,
        note=note,
        order=_order(one),
        place=place,
        color=(color_of(one.get("color")) or (None if own else "yellow")) if quote else None,
        created=time_of(when),
        modified=time_of(one.get("datetime_updated")),
        key=when or string(one.get("pos0")),
        source_id=own[0] if own else "",
    )


def _documents(value: object) -> list[dict[str, object]]:
    if isinstance(value, Mapping):
        value = value.get("documents", [value])
    return [one for one in objects(value) if _is_document(one)]


def _is_document(one: Mapping[str, object]) -> bool:
    entries = objects(one.get("entries"))
    is_named = "title" in one and ("author" in one or "file" in one or "md5sum" in one)
    return is_named and bool(entries) and any("text" in entry or "note" in entry for entry in entries)


def _of_json(document: Mapping[str, object]) -> ImportedWork:
    refused: list[Refusal] = []
    annotations = []
    for entry in objects(document.get("entries")):
        page = string(entry.get("page"))
        place = ", ".join(part for part in (f"page {page}" if page else "", string(entry.get("chapter"))) if part)
        is_highlight = bool(entry.get("drawer")) or string(entry.get("sort")) in ("highlight", "")
        text, note = string(entry.get("text")).strip(), string(entry.get("note")).strip()
        own = _without_quote(note, text) if text else None
        annotation = ImportedAnnotation(
            quote=text if is_highlight else "",
            note=(note if own is None else own) or ("" if is_highlight else text),
            order=order_of(_page(entry.get("page"))),
            place=place,
            color=(color_of(entry.get("color")) or "yellow") if is_highlight else None,
            created=time_of(entry.get("time")),
            key=string(entry.get("time")) or string(entry.get("pn_xp")),
        )
        if annotation.is_empty:
            refused.append(Refusal(place or "a highlight", "it has no words: it may be on an image or a scan"))
        else:
            annotations.append(annotation)
    return ImportedWork(
        title=_known(document.get("title")) or "A book in KOReader",
        author=_authors(_known(document.get("author"))),
        annotations=_with_unique_keys(annotations),
        refused=tuple(refused),
    )


def _known(value: object) -> str:
    """What a book says of itself; KOReader writes N/A for what it does not say."""
    text = string(value).strip()
    return "" if text == "N/A" else text


def _table(value: object) -> LuaTable:
    return value if isinstance(value, dict) else {}


def _place_key(one: LuaTable) -> str:
    return f"{_of_position(one.get('pos0'))} {_of_position(one.get('pos1'))}"


def _of_position(value: object) -> str:
    return repr(sorted(map(repr, value.items()))) if isinstance(value, dict) else string(value)


def _page(value: object) -> str:
    """The number of a page; in books without pages there is a path instead."""
    return string(value) if isinstance(value, int | float) or string(value).isdigit() else ""


def _order(one: LuaTable) -> tuple[float, ...]:
    """The file in an ePUB, and the page. Siblings of different names are numbered apart, so paths do not compare."""
    fragment = _FRAGMENT.match(string(one.get("pos0")) or string(one.get("page")))
    page = order_of(string(one.get("pageno")) or _page(one.get("page")))
    return (*(order_of(fragment[1] or "1") if fragment else ()), *page)


def _authors(author: str) -> str:
    return "; ".join(part for part in _SEVERAL.split(author.strip()) if part)


def _with_unique_keys(annotations: Iterable[ImportedAnnotation]) -> tuple[ImportedAnnotation, ...]:
    """Each with a key of its own: highlights of the same second differ in their words, or else count up."""
    found: dict[str, ImportedAnnotation] = {}
    counts: dict[str, int] = {}
    for one in dict.fromkeys(annotations):
        if one.key in found:
            key = f"{one.key} {one.quote or one.note}"
            counts[key] = counts.get(key, 0) + 1
            one = replace(one, key=key if counts[key] == 1 else f"{key} {counts[key]}")
        found.setdefault(one.key, one)
    return tuple(found.values())
