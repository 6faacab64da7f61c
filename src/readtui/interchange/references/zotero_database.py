"""Reads Zotero's database, zotero.sqlite: its items in the form in which Zotero's API gives them, with their files.

The tables are those of ``resource/schema/userdata.sql`` in https://github.com/zotero/zotero. Keys of Better BibTeX are
in a database of its own beside it.
"""

import json
import os
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.databases import LOGS, opened_database, settled, text_in
from readtui.interchange.common.parsers import json_in, named, objects, string
from readtui.quick_dataclass import dataclass

if TYPE_CHECKING:
    import sqlite3

BETTER_BIBTEX = "better-bibtex.sqlite"
PREFERENCES = "prefs.js"

Row = Mapping[str, object]
_Id = object
"""The number of an item in the database, whatever a damaged one has in its place."""

_TABLES = (b"itemDataValues", b"itemAttachments", b"creatorTypes")
_OLDEST = frozenset({"items", "itemData", "itemDataValues", "fields", "itemAttachments", "itemNotes"})
_KINDS = ("", "highlight", "note", "image", "ink", "underline", "text")
_READABLE = ("application/pdf", "application/epub+zip", "text/html", "application/xhtml+xml")
_ENDINGS = (".pdf", ".epub", ".html", ".htm", ".xhtml")
_LINKED_FILE, _LINKED_ADDRESS = 2, 3
_STORED, _LINKED = "storage:", "attachments:"
_KEY = re.compile(r"[A-Z0-9]{1,20}")
_BASE = re.compile(r'user_pref\("extensions\.zotero\.baseAttachmentPath",\s*("(?:[^"\\\n]|\\.)*")\)')
# What Zotero calls a field of certain kinds of items: a case has a name, a statute the date of its enactment.
_SAME = {
    "caseName": "title", "nameOfAct": "title", "subject": "title",
    "dateDecided": "date", "dateEnacted": "date", "issueDate": "date",
    "websiteTitle": "publicationTitle", "blogTitle": "publicationTitle", "forumTitle": "publicationTitle",
    "bookTitle": "publicationTitle", "proceedingsTitle": "publicationTitle", "encyclopediaTitle": "publicationTitle",
    "dictionaryTitle": "publicationTitle",
}  # fmt: skip
_FIELDS = (
    "title", "date", "publicationTitle", "url", "DOI", "language", "extra", "citationKey", *_SAME,
)  # fmt: skip
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BY_HAND = 0
_UNFILED = "Notes in Zotero"
_DEEPEST = 50


@dataclass(slots=True)
class ZoteroEntry:
    """A file of an item, or an item without one: the item and its annotations and notes as in Zotero's API.

    ``files``: where the text is. ``collections``: names, those of nested ones joined by ``/``.
    """

    item: dict[str, object]
    annotations: list[Row] = field(default_factory=list)
    files: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()


def is_zotero_database(source: Source) -> bool:
    """Whether it is a database with Zotero's tables."""
    return all(name in source.data for name in _TABLES)


def entries_in(source: Source) -> Iterator[ZoteroEntry]:
    """The items with a file, an annotation or a note that are not in Zotero's trash, one for each annotated file.

    Raises SourceError if the database is damaged, or of a version that kept nothing of the kind.
    """
    refusal = SourceError(
        f"{named(source)} is not Zotero's database, or it is damaged",
        "Zotero keeps a copy beside it: import zotero.sqlite.bak.",
    )
    with opened_database(source, refusal) as database:
        tables = {text_in(name) for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables >= _OLDEST or "parentItemID" not in _columns(database, "itemAttachments"):
            raise SourceError(
                f"{named(source)} is of Zotero 4 or older, whose tables are different",
                "Open it once in a newer Zotero, which converts it.",
            )
        found = _Tables(database, tables, os.path.dirname(source.name), _base(source)).entries()
        if "itemAnnotations" not in tables and not any(one.annotations for one in found):
            raise SourceError(
                f"{named(source)} is of Zotero 5 or older, which has no annotations, and it has no notes",
                "For those that another viewer has written into the PDFs: readtui add --with-annotations FILE…",
            )
    keys = _better_bibtex_keys(source)
    for one in found:
        known = (one.item.get("itemID"), one.item.get("libraryID"))
        one.item.setdefault("citationKey", keys.get(known) or keys.get((known[0], None), ""))
        yield one


@dataclass(slots=True)
class _Tables:
    """The tables of a database. ``folder``: where it is, "" if that is unknown; ``base``: where linked files are."""

    database: "sqlite3.Connection"
    names: set[str]
    folder: str
    base: str

    def entries(self) -> list[ZoteroEntry]:
        """The entries, in the order in which their items came to Zotero."""
        gone = set(self._column("SELECT itemID FROM deletedItems", "deletedItems"))
        attachments = {
            row["itemID"]: row
            for row in self._rows(
                "SELECT items.itemID, items.key, items.libraryID, items.dateAdded, parentItemID, linkMode, contentType,"
                " path FROM itemAttachments JOIN items USING (itemID) ORDER BY itemID"
            )
            if row["itemID"] not in gone and row["parentItemID"] not in gone
        }
        by_file: dict[_Id, list[Row]] = defaultdict(list)
        for row in self._annotations():
            if row["itemID"] not in gone and row["parentItemID"] in attachments:
                by_file[row["parentItemID"]].append(row)
        by_item: dict[_Id, list[Row]] = defaultdict(list)
        for row in self._notes():
            # Attachments have notes of their own.
            parent = row["parentItemID"] or (row["itemID"] if row["itemID"] in attachments else None)
            if row["itemID"] not in gone and parent not in gone:
                by_item[parent].append(row)
        files_of: dict[_Id, list[_Id]] = defaultdict(list)
        for number, one in attachments.items():
            if one["contentType"] in _READABLE and one["linkMode"] != _LINKED_ADDRESS:
                files_of[one["parentItemID"] or number].append(number)
        annotated: dict[_Id, list[_Id]] = {}
        for number in by_file:
            annotated.setdefault(attachments[number]["parentItemID"] or number, []).append(number)
        owners = dict.fromkeys((*annotated, *by_item, *files_of))
        items = self._items({*owners, *by_file})
        collections = self._collections()
        found: list[ZoteroEntry] = []
        for owner in sorted(owners, key=_number):
            files = sorted(annotated.get(owner) or self._best(files_of[owner], attachments), key=_number) or [None]
            for place, file in enumerate(files):
                attachment = attachments.get(file)
                about = dict(items.get(owner) or {"title": "" if attachment else _UNFILED})
                entry = ZoteroEntry(
                    _of_second_file(about, items.get(file, {})) if place else about,
                    [*by_file.get(file, ()), *(() if place else by_item.get(owner, ()))],
                    self._path(attachment) if attachment else (),
                    collections.get(owner, ()),
                )
                if attachment and not string(entry.item.get("title")):
                    entry.item["title"] = _file_name(text_in(attachment["path"]))
                found.append(entry)
        return found

    @staticmethod
    def _best(files: Sequence[_Id], attachments: Mapping[_Id, Row]) -> list[_Id]:
        """The file of an item whose text its notes are likely on."""
        return sorted(files, key=lambda one: (_READABLE.index(text_in(attachments[one]["contentType"])), _number(one)))[
            :1
        ]

    def _annotations(self) -> Iterator[Row]:
        if "itemAnnotations" not in self.names:
            return
        author = "authorName" if "authorName" in _columns(self.database, "itemAnnotations") else "''"
        tags, users = self._tags(), self._users()
        for row in self._rows(
            f"SELECT items.itemID, items.key, dateAdded, dateModified, parentItemID, type, {author} AS authorName,"
            " text, comment, color, pageLabel, sortIndex, position FROM itemAnnotations JOIN items USING (itemID)"
            " ORDER BY parentItemID, sortIndex, itemID"
        ):
            kind = row["type"]
            renamed = {
                f"annotation{name[0].upper()}{name[1:]}": text_in(row[name])
                for name in ("authorName", "text", "comment", "color", "pageLabel", "sortIndex", "position")
            }
            known = isinstance(kind, int) and 0 < kind < len(_KINDS)
            yield {
                **row,
                **renamed,
                "annotationType": _KINDS[kind] if known and isinstance(kind, int) else "highlight",
                "tags": tags.get(row["itemID"], []),
                "createdByUser": users.get(row["itemID"], ""),
            }

    def _notes(self) -> Iterator[Row]:
        tags, users = self._tags(), self._users()
        for row in self._rows(
            "SELECT items.itemID, items.key, dateAdded, dateModified, parentItemID, note FROM itemNotes"
            " JOIN items USING (itemID) WHERE note <> '' ORDER BY itemID"
        ):
            yield {**row, "tags": tags.get(row["itemID"], []), "createdByUser": users.get(row["itemID"], "")}

    def _items(self, wanted: Collection[_Id]) -> dict[_Id, dict[str, object]]:
        """The items with these numbers, with their fields, creators and tags."""
        tags = self._tags()
        found: dict[_Id, dict[str, object]] = {
            row["itemID"]: {**row, "creators": [], "tags": tags.get(row["itemID"], [])}
            for row in self._rows("SELECT itemID, key, libraryID, dateAdded FROM items")
            if row["itemID"] in wanted
        }
        for row in self._rows(
            "SELECT itemID, fieldName, value FROM itemData JOIN fields USING (fieldID)"
            f" JOIN itemDataValues USING (valueID) WHERE fieldName IN ({', '.join('?' * len(_FIELDS))})",
            *_FIELDS,
        ):
            if (item := found.get(row["itemID"])) is not None:
                name, value = text_in(row["fieldName"]), text_in(row["value"])
                name = _SAME.get(name, name)
                item[name] = _written(value) if name == "date" else value
        for number, creators in self._creators(wanted).items():
            found[number]["creators"] = creators
        return found

    def _creators(self, wanted: Collection[_Id]) -> dict[_Id, list[Row]]:
        """Authors, or whoever else there is, such as editors, if an item has none."""
        by_role: dict[_Id, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        if {"itemCreators", "creators", "creatorTypes"} <= self.names:
            for row in self._rows(
                "SELECT itemID, firstName, lastName, creatorType FROM itemCreators JOIN items USING (itemID)"
                " JOIN creators USING (creatorID) LEFT JOIN creatorTypes USING (creatorTypeID)"
                " ORDER BY itemID, orderIndex"
            ):
                if row["itemID"] in wanted:
                    names = {name: text_in(row[name]) for name in ("firstName", "lastName")}
                    by_role[row["itemID"]][text_in(row["creatorType"])].append(names)
        return {one: roles.get("author") or next(iter(roles.values())) for one, roles in by_role.items()}

    def _tags(self) -> dict[_Id, list[str]]:
        """The tags that people have given; those that came from catalogues are left out."""
        found: dict[_Id, list[str]] = defaultdict(list)
        if {"itemTags", "tags"} <= self.names:
            for row in self._rows("SELECT itemID, name, type FROM itemTags JOIN tags USING (tagID) ORDER BY name"):
                if row["type"] == _BY_HAND:
                    found[row["itemID"]].append(text_in(row["name"]))
        return found

    def _collections(self) -> dict[_Id, tuple[str, ...]]:
        if not {"collections", "collectionItems"} <= self.names:
            return {}
        gone = set(self._column("SELECT collectionID FROM deletedCollections", "deletedCollections"))
        named = {
            row["collectionID"]: (text_in(row["collectionName"]), row["parentCollectionID"])
            for row in self._rows("SELECT collectionID, collectionName, parentCollectionID FROM collections")
        }

        def path(number: object) -> str:
            names: list[str] = []
            while number in named and number not in gone and len(names) < _DEEPEST:
                name, number = named[number]
                names.append(name.replace("/", "∕").strip())
            return "" if number in gone else "/".join(reversed(names))

        found: dict[_Id, list[str]] = defaultdict(list)
        for row in self._rows("SELECT itemID, collectionID FROM collectionItems ORDER BY itemID, collectionID"):
            if name := path(row["collectionID"]):
                found[row["itemID"]].append(name)
        return {number: tuple(sorted(names)) for number, names in found.items()}

    def _users(self) -> dict[_Id, str]:
        """Who added the items of groups' libraries."""
        if not {"groupItems", "users"} <= self.names:
            return {}
        rows = self._rows("SELECT itemID, name FROM groupItems JOIN users ON userID = createdByUserID")
        return {row["itemID"]: text_in(row["name"]) for row in rows}

    def _path(self, file: Row) -> tuple[str, ...]:
        """Where the file of an attachment is; none if that is not known, or nowhere on this machine."""
        path, key = text_in(file["path"]), text_in(file["key"])
        if not path or path.startswith(("//", "\\\\")) or "\0" in path:
            return ()
        if path.startswith(_STORED):
            name = path.removeprefix(_STORED)
            is_name = name not in (".", "..") and not set(name) & {"/", "\\"} and _KEY.fullmatch(key)
            return (os.path.join(self.folder, "storage", key, name),) if self.folder and is_name else ()
        if file["linkMode"] != _LINKED_FILE or not path.lower().endswith(_ENDINGS):
            # Anything else that a link leads to is no file that Zotero reads.
            return ()
        if path.startswith(_LINKED):
            inside = path.removeprefix(_LINKED).split("/")
            return (os.path.join(self.base, *inside),) if self.base and ".." not in inside else (path,)
        return (path,)

    def _column(self, query: str, table: str) -> Iterator[object]:
        return (value for (value,) in self.database.execute(query)) if table in self.names else iter(())

    def _rows(self, query: str, *values: object) -> Iterator[Row]:
        cursor = self.database.execute(query, values)
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)


def _columns(database: "sqlite3.Connection", table: str) -> set[str]:
    return {text_in(row[1]) for row in database.execute(f"PRAGMA table_info({table})")}


def _file_name(path: str) -> str:
    """The name of a file without its folder and ending."""
    return os.path.splitext(re.split(r"[:/\\\\]", path)[-1])[0]


def _number(value: object) -> tuple[bool, int]:
    return (not isinstance(value, int), value if isinstance(value, int) else 0)


def _written(date: str) -> str:
    """A date as ISO 8601 as far as it is known. Zotero writes "2023-05-00 May 2023": first that, then as typed."""
    sorted_by = date[:10]
    if not _DAY.fullmatch(sorted_by):
        return date
    known = sorted_by.removesuffix("-00").removesuffix("-00")
    return date[11:].strip() if known == "0000" else known


def _of_second_file(item: Row, file: Row) -> dict[str, object]:
    """An item with the name of one of its files, which is a work of its own: it has another text."""
    title = " · ".join(filter(None, (string(item.get("title")), string(file.get("title")))))
    return {**item, "title": title, "url": "", "DOI": ""}


def _base(source: Source) -> str:
    """The folder that links to files begin with, as Zotero's settings beside the database say."""
    for one in source.beside:
        if os.path.basename(one.name) == PREFERENCES and (match := _BASE.search(one.data.decode("utf-8", "replace"))):
            try:
                return string(json.loads(match[1]))
            except ValueError:
                return ""
    return ""


def _better_bibtex_keys(source: Source) -> dict[tuple[object, object], str]:
    """The citation keys of Better BibTeX by items and libraries. A damaged database has none."""
    beside = {os.path.basename(one.name): one for one in source.beside}
    if (main := beside.get(BETTER_BIBTEX)) is None:
        return {}
    logs = tuple(one for end in LOGS if (one := beside.get(BETTER_BIBTEX + end)) is not None)
    refusal = SourceError(f"{named(main)} is damaged")
    try:
        with opened_database(settled(replace(main, beside=logs)), refusal) as database:
            tables = {text_in(name) for (name,) in database.execute("SELECT name FROM sqlite_master")}
            if "citationkey" in {name.casefold() for name in tables}:
                rows = database.execute("SELECT itemID, libraryID, citationKey FROM citationkey").fetchall()
                return {(item, library): text_in(key).strip() for item, library, key in rows}
            if "better-bibtex" not in tables:
                return {}
            kept = "SELECT data FROM `better-bibtex` WHERE name = 'better-bibtex.citekey'"
            return {
                (one.get("itemID"), one.get("libraryID")): string(one.get("citekey")).strip()
                for (data,) in database.execute(kept)
                for one in objects(_kept_rows(text_in(data)))
            }
    except SourceError:
        return {}


def _kept_rows(text: str) -> object:
    """The rows of a table that older versions keep as JSON."""
    value = json_in(text)
    return value.get("data") if isinstance(value, dict) else None
