"""Zotero: its folder, and JSON of its reader, of its API and of Better BibTeX; https://www.zotero.org."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.colors import color_of
from readtui.interchange.common.creators import person
from readtui.interchange.common.databases import SQLITE
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.html_notes import looks_like_html, markdown_of
from readtui.interchange.common.parsers import json_in, json_of, named, objects, order_of, require_json, string
from readtui.interchange.importer import ImportedAnnotation, ImportedWork, ImportFormat, Refusal
from readtui.interchange.references.zotero_database import ZoteroEntry, entries_in, is_zotero_database
from readtui.model.creator import Creator
from readtui.quick_dataclass import dataclass

_KINDS = frozenset({"highlight", "underline", "note", "text", "image", "ink"})
_WITHOUT_WORDS = frozenset({"image", "ink"})
_INSIDE = ("items", "attachments", "annotations", "children", "notes")
_EMPHASIS = re.compile(r"</?(?:b|i|sub|sup)>")
_LAYOUT = re.compile(r"<(?:p|div|br|ul|ol|li|blockquote|h[1-6])\b", re.IGNORECASE)
_KEY_IN_EXTRA = re.compile(r"^(?:citation key|bibtex):[ \t]*(\S+)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_AUTOMATIC = 1
_USERS = ("createdByUser", "createdBy", "lastModifiedByUser", "lastModifiedBy")
_DEEPEST = 8
_LONGEST_CHAIN = 4

Item = Mapping[str, object]


class ZoteroImporter:
    """One work an item of the library with its annotations and notes; in a database, one for each of its files."""

    format = ImportFormat(
        "zotero",
        "Zotero",
        "its folder (zotero.sqlite), or JSON with annotations: of Better BibTeX, its API, its reader",
    )

    def recognises(self, source: Source) -> bool:
        if source.data.startswith(SQLITE):
            return is_zotero_database(source)
        value = json_of(source)
        return value is not None and any(_is_annotation(one.item) for one in _items(value))

    def read(self, source: Source) -> Iterable[ImportedWork]:
        return _works_in(entries_in(source)) if source.data.startswith(SQLITE) else self._exported(source)

    def _exported(self, source: Source) -> Iterator[ImportedWork]:
        items = list(_items(require_json(source)))
        if not any(_is_annotation(one.item) for one in items):
            raise SourceError(
                f"{named(source)} contains no Zotero annotations", "Export it with annotations, as Better BibTeX JSON."
            )
        by_key = {
            key: one.item for one in items if (key := string(one.item.get("key"))) and not _is_annotation(one.item)
        }
        books: dict[int | str, _Book] = {}
        for one in items:
            is_annotation = _is_annotation(one.item)
            if is_annotation or _is_note(one.item):
                owner = one.owner or _owner(one.item, by_key)
                identity = id(owner) if owner is not None else string(one.item.get("parentItem"))
                book = books.setdefault(identity, _Book(owner or {}))
                book.add(_annotation(one.item) if is_annotation else _note(one.item), one.item)
        for book in books.values():
            yield book.work()


@dataclass(frozen=True, slots=True)
class _Placed:
    """An object of the file, and what it stands in: an item with a title, or None."""

    item: Item
    owner: Item | None


@dataclass(slots=True)
class _Book:
    item: Item
    annotations: dict[object, ImportedAnnotation] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)

    def add(self, annotation: ImportedAnnotation, item: Item) -> None:
        """Add it, once, or refuse it."""
        if not annotation.is_empty:
            self.annotations.setdefault(annotation.source_id or annotation, annotation)
        elif _is_annotation(item):
            kind = _kind(item)
            why = "it is an image without a comment" if kind in _WITHOUT_WORDS else "it has neither words nor a comment"
            self.refused.append(Refusal(annotation.place or "an annotation", why))

    def work(self) -> ImportedWork:
        item = self.item
        title = string(item.get("title")) or string(item.get("contentTitle")) or string(item.get("filename"))
        url = string(item.get("url"))
        doi = string(item.get("DOI"))
        return ImportedWork(
            title=title or "Zotero annotations",
            author="; ".join(filter(None, map(_name, objects(item.get("creators"))))),
            url=url or (f"https://doi.org/{doi}" if doi.startswith("10.") else ""),
            published=string(item.get("date")),
            language=string(item.get("language")),
            site=string(item.get("publicationTitle")),
            tags=_tags(item),
            annotations=tuple(self.annotations.values()),
            refused=tuple(self.refused),
            citation_key=_citation_key(item),
        )


def _works_in(entries: Iterable[ZoteroEntry]) -> Iterator[ImportedWork]:
    for entry in entries:
        book = _Book(entry.item)
        for one in entry.annotations:
            book.add(_annotation(one) if _is_annotation(one) else _note(one), one)
        work = book.work()
        if not (work.annotations or work.refused or entry.files):
            continue
        yield replace(
            work,
            tags=tuple(dict.fromkeys((*work.tags, *entry.collections))),
            saved=time_of(entry.item.get("dateAdded")),
            files=entry.files,
            reads_file=bool(entry.files),
            source_id=string(entry.item.get("key")),
        )


def _citation_key(item: Item) -> str:
    """As Zotero or Better BibTeX have it, or as it is written among what has no field of its own."""
    own = string(item.get("citationKey")) or string(item.get("citekey"))
    match = None if own.strip() else _KEY_IN_EXTRA.search(string(item.get("extra")))
    return match[1] if match else own.strip()


def _items(value: object, owner: Item | None = None, depth: int = 0) -> Iterator[_Placed]:
    """The items, attachments, annotations and notes in a file, whatever they stand in."""
    if depth > _DEEPEST:
        return
    for one in objects(value if isinstance(value, list) else [value]):
        inside = one.get("data")
        # The API has the key beside the data, too.
        item: Item = {"key": one.get("key"), "meta": one.get("meta"), **inside} if isinstance(inside, Mapping) else one
        yield _Placed(item, owner)
        is_owner = bool(string(item.get("title"))) and string(item.get("itemType")) != "attachment"
        for name in _INSIDE:
            if isinstance(item.get(name), list):
                yield from _items(item[name], item if is_owner else owner, depth + 1)


def _owner(item: Item, by_key: Mapping[str, Item]) -> Item | None:
    """The item that an annotation or note belongs to: the parent of its file, or the file."""
    owner: Item | None = None
    for _ in range(_LONGEST_CHAIN):
        parent = by_key.get(string((owner or item).get("parentItem")))
        if parent is None:
            break
        owner = parent
    return owner


def _is_annotation(item: Item) -> bool:
    if "annotationType" in item:
        return True
    return string(item.get("type")) in _KINDS and ("sortIndex" in item or "pageLabel" in item) and "position" in item


def _is_note(item: Item) -> bool:
    return "annotationType" not in item and isinstance(item.get("note"), str) and "title" not in item


def _kind(item: Item) -> str:
    return string(item.get("annotationType")) or string(item.get("type"))


def _of(item: Item, name: str) -> object:
    """A value by its name in the reader, which the API writes with ``annotation`` before it."""
    return item.get(f"annotation{name[0].upper()}{name[1:]}", item.get(name))


def _annotation(item: Item) -> ImportedAnnotation:
    comment, page = string(_of(item, "comment")), _page(item)
    page_label = string(_of(item, "pageLabel")).strip() or ("" if page is None else str(page + 1))
    quote = "" if _kind(item) in _WITHOUT_WORDS else _EMPHASIS.sub("", string(_of(item, "text"))).strip()
    return ImportedAnnotation(
        quote=quote,
        note=_comment(comment),
        tags=_tags(item),
        color=color_of(_of(item, "color")) if quote else None,
        # Page or chapter, offset, and height on the page.
        order=order_of(_of(item, "sortIndex")),
        place=f"page {page_label}" if page_label else "",
        page=page,
        created=time_of(item.get("dateAdded")) or time_of(item.get("dateCreated")),
        modified=time_of(item.get("dateModified")),
        source_id=string(item.get("key")) or string(item.get("id")),
        creator=person(string(_of(item, "authorName"))) or _user(item),
    )


def _page(item: Item) -> int | None:
    """The page of a PDF, from 0. In other files, the position is another."""
    position = _of(item, "position")
    if isinstance(position, str):
        position = json_in(position)
    page = position.get("pageIndex") if isinstance(position, Mapping) else None
    return page if isinstance(page, int) and not isinstance(page, bool) and page >= 0 else None


def _comment(text: str) -> str:
    """Zotero keeps lines as they are and emphasis as tags; other programs write paragraphs in HTML."""
    if not looks_like_html(text):
        return text.strip()
    return markdown_of(text if _LAYOUT.search(text) else text.replace("\n", "<br>"))


def _note(item: Item) -> ImportedAnnotation:
    return ImportedAnnotation(
        note=markdown_of(string(item.get("note"))),
        tags=_tags(item),
        created=time_of(item.get("dateAdded")),
        modified=time_of(item.get("dateModified")),
        source_id=string(item.get("key")),
        creator=_user(item),
    )


def _user(item: Item) -> Creator | None:
    """Who added an item of a group's library, as the API and exports say it."""
    meta = item.get("meta")
    found = [inside.get(name) for inside in (meta, item) if isinstance(inside, Mapping) for name in _USERS]
    for user in found:
        if isinstance(user, Mapping):
            user = string(user.get("name")).strip() or string(user.get("username"))
        if by := person(string(user)):
            return by
    return None


def _tags(item: Item) -> tuple[str, ...]:
    tags = item.get("tags")
    values = tags if isinstance(tags, list) else []
    by_hand = (tag for tag in values if not (isinstance(tag, Mapping) and tag.get("type") == _AUTOMATIC))
    names = (string(tag.get("tag") or tag.get("name")) if isinstance(tag, Mapping) else string(tag) for tag in by_hand)
    return tuple(dict.fromkeys(name for name in names if name.strip()))


def _name(creator: Item) -> str:
    parts = (string(creator.get("firstName")), string(creator.get("lastName")))
    return string(creator.get("name")) or " ".join(part for part in parts if part)
