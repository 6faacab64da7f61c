"""Zotero's folder as Zotero lays it out: a database with its tables and columns, files below ``storage``."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TABLES = """
CREATE TABLE version (schema TEXT PRIMARY KEY, version INT NOT NULL);
CREATE TABLE libraries (libraryID INTEGER PRIMARY KEY, type TEXT NOT NULL, editable INT NOT NULL);
CREATE TABLE groups (groupID INTEGER PRIMARY KEY, libraryID INT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE users (userID INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE groupItems (itemID INTEGER PRIMARY KEY, createdByUserID INT, lastModifiedByUserID INT);
CREATE TABLE itemTypes (itemTypeID INTEGER PRIMARY KEY, typeName TEXT);
CREATE TABLE fields (fieldID INTEGER PRIMARY KEY, fieldName TEXT, fieldFormatID INT);
CREATE TABLE creatorTypes (creatorTypeID INTEGER PRIMARY KEY, creatorType TEXT);
CREATE TABLE items (
    itemID INTEGER PRIMARY KEY, itemTypeID INT NOT NULL, dateAdded TIMESTAMP NOT NULL, dateModified TIMESTAMP NOT NULL,
    clientDateModified TIMESTAMP NOT NULL, libraryID INT NOT NULL, key TEXT NOT NULL, version INT NOT NULL DEFAULT 0,
    synced INT NOT NULL DEFAULT 0, UNIQUE (libraryID, key)
);
CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE);
CREATE TABLE itemData (itemID INT, fieldID INT, valueID, PRIMARY KEY (itemID, fieldID));
CREATE TABLE itemNotes (itemID INTEGER PRIMARY KEY, parentItemID INT, note TEXT, title TEXT);
CREATE TABLE itemAttachments (
    itemID INTEGER PRIMARY KEY, parentItemID INT, linkMode INT, contentType TEXT, charsetID INT, path TEXT,
    syncState INT DEFAULT 0, storageModTime INT, storageHash TEXT
);
CREATE TABLE itemAnnotations (
    itemID INTEGER PRIMARY KEY, parentItemID INT NOT NULL, type INTEGER NOT NULL, authorName TEXT, text TEXT,
    comment TEXT, color TEXT, pageLabel TEXT, sortIndex TEXT NOT NULL, position TEXT NOT NULL, isExternal INT NOT NULL
);
CREATE TABLE tags (tagID INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE itemTags (itemID INT NOT NULL, tagID INT NOT NULL, type INT NOT NULL, PRIMARY KEY (itemID, tagID));
CREATE TABLE creators (creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT);
CREATE TABLE itemCreators (
    itemID INT NOT NULL, creatorID INT NOT NULL, creatorTypeID INT NOT NULL DEFAULT 1, orderIndex INT NOT NULL DEFAULT 0
);
CREATE TABLE collections (
    collectionID INTEGER PRIMARY KEY, collectionName TEXT NOT NULL, parentCollectionID INT, libraryID INT NOT NULL,
    key TEXT NOT NULL
);
CREATE TABLE collectionItems (collectionID INT NOT NULL, itemID INT NOT NULL, orderIndex INT NOT NULL DEFAULT 0);
CREATE TABLE deletedItems (itemID INTEGER PRIMARY KEY, dateDeleted DEFAULT CURRENT_TIMESTAMP NOT NULL);
CREATE TABLE deletedCollections (collectionID INTEGER PRIMARY KEY, dateDeleted DEFAULT CURRENT_TIMESTAMP NOT NULL);
"""
KINDS = {"highlight": 1, "note": 2, "image": 3, "ink": 4, "underline": 5, "text": 6}
ENDINGS = {".pdf": "application/pdf", ".epub": "application/epub+zip", ".html": "text/html"}
STORED, SNAPSHOT, LINKED, ADDRESS = 0, 1, 2, 3
MINE, GROUP = 1, 2
ADDED = "2024-03-01 09:00:00"
_ROLES = {"author": 1, "editor": 2, "translator": 3}


@dataclass
class ZoteroFolder:
    """A folder with a database, empty at first; every method that adds something returns its number."""

    path: Path
    database: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(self.path / "zotero.sqlite")
        self.database.executescript(TABLES)
        self.database.execute("INSERT INTO version VALUES ('userdata', 120)")
        self.insert("libraries", libraryID=MINE, type="user", editable=1)
        self.insert("libraries", libraryID=GROUP, type="group", editable=1)
        for role, number in _ROLES.items():
            self.insert("creatorTypes", creatorTypeID=number, creatorType=role)

    @property
    def file(self) -> Path:
        """The database, with everything that was added so far in it."""
        self.database.commit()
        return self.path / "zotero.sqlite"

    def insert(self, table: str, **values: object) -> int:
        marks = ", ".join("?" * len(values))
        names = ", ".join(values)
        cursor = self.database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
        return cursor.lastrowid or 0

    def item(
        self,
        title: str = "",
        *,
        author: str = "",
        editor: str = "",
        tags: Sequence[str] = (),
        automatic: Sequence[str] = (),
        collections: Sequence[int] = (),
        library: int = MINE,
        **fields: str,
    ) -> int:
        number = self._new("item", library)
        for name, value in {"title": title, **fields}.items():
            if value:
                self.set(number, name, value)
        for place, (role, name) in enumerate((("author", author), ("editor", editor))):
            if name:
                first, _, last = name.rpartition(" ")
                creator = self.insert("creators", firstName=first, lastName=last, fieldMode=0)
                self.insert(
                    "itemCreators", itemID=number, creatorID=creator, creatorTypeID=_ROLES[role], orderIndex=place
                )
        self.tag(number, *tags)
        self.tag(number, *automatic, type=1)
        for collection in collections:
            self.insert("collectionItems", collectionID=collection, itemID=number)
        return number

    def set(self, item: int, name: str, value: str) -> None:
        """Give an item a value for a field, instead of the one that it had."""
        known = self.database.execute("SELECT fieldID FROM fields WHERE fieldName = ?", (name,)).fetchone()
        number = known[0] if known else self.insert("fields", fieldName=name)
        same = self.database.execute("SELECT valueID FROM itemDataValues WHERE value = ?", (value,)).fetchone()
        value_number = same[0] if same else self.insert("itemDataValues", value=value)
        self.database.execute("INSERT OR REPLACE INTO itemData VALUES (?, ?, ?)", (item, number, value_number))

    def tag(self, item: int, *names: str, type: int = 0) -> None:
        for name in names:
            known = self.database.execute("SELECT tagID FROM tags WHERE name = ?", (name,)).fetchone()
            number = known[0] if known else self.insert("tags", name=name)
            self.insert("itemTags", itemID=item, tagID=number, type=type)

    def collection(self, name: str, parent: int | None = None) -> int:
        return self.insert(
            "collections", collectionName=name, parentCollectionID=parent, libraryID=MINE, key=f"C{name[:7]}"
        )

    def attach(
        self,
        item: int | None,
        name: str,
        data: bytes | None = b"",
        *,
        path: str = "",
        mode: int = STORED,
        title: str = "",
    ) -> int:
        """Attach a file; ``data``: what is in it, None if it is missing. ``path``: of a linked one."""
        number = self._new("attachment", MINE)
        key = self.key(number)
        if data is not None and not path:
            stored = self.path / "storage" / key / name
            stored.parent.mkdir(parents=True)
            stored.write_bytes(data)
        self.insert(
            "itemAttachments",
            itemID=number,
            parentItemID=item,
            linkMode=LINKED if path else mode,
            contentType=ENDINGS[Path(name).suffix],
            path=path or f"storage:{name}",
        )
        if title:
            self.set(number, "title", title)
        return number

    def stored(self, attachment: int, name: str) -> Path:
        return self.path / "storage" / self.key(attachment) / name

    def annotate(
        self,
        attachment: int,
        text: str = "",
        comment: str = "",
        *,
        kind: str = "highlight",
        color: str = "#ffd400",
        page: int | None = 0,
        label: str = "",
        order: str = "",
        position: Mapping[str, object] | None = None,
        author: str = "",
        tags: Sequence[str] = (),
        library: int = MINE,
    ) -> int:
        number = self._new("annotation", library)
        place = position or {"pageIndex": page, "rects": [[70, 700, 300, 712]]}
        self.insert(
            "itemAnnotations",
            itemID=number,
            parentItemID=attachment,
            type=KINDS[kind],
            authorName=author,
            text=text,
            comment=comment,
            color=color,
            pageLabel=label,
            sortIndex=order or f"{page or 0:05}|{number:06}|00100",
            position=json.dumps(place),
            isExternal=0,
        )
        self.tag(number, *tags)
        return number

    def note(self, item: int | None, html: str, tags: Sequence[str] = ()) -> int:
        number = self._new("note", MINE)
        self.insert("itemNotes", itemID=number, parentItemID=item, note=html, title="")
        self.tag(number, *tags)
        return number

    def delete(self, item: int) -> None:
        """Put an item into Zotero's trash."""
        self.insert("deletedItems", itemID=item)

    def better_bibtex(self, **keys: int) -> None:
        """Citation keys in the database of Better BibTeX: ``keys`` are items by their keys."""
        database = sqlite3.connect(self.path / "better-bibtex.sqlite")
        database.execute(
            "CREATE TABLE citationkey (itemID NOT NULL PRIMARY KEY, itemKey NOT NULL, libraryID NOT NULL, "
            "citationKey NOT NULL, pinned NOT NULL)"
        )
        for key, item in keys.items():
            database.execute("INSERT INTO citationkey VALUES (?, ?, ?, ?, 0)", (item, self.key(item), MINE, key))
        database.commit()
        database.close()

    @staticmethod
    def key(number: int) -> str:
        return f"ZK{number:06}"

    def _new(self, kind: str, library: int) -> int:
        known = self.database.execute("SELECT itemTypeID FROM itemTypes WHERE typeName = ?", (kind,)).fetchone()
        number = self.database.execute("SELECT coalesce(max(itemID), 0) + 1 FROM items").fetchone()[0]
        return self.insert(
            "items",
            itemID=number,
            itemTypeID=known[0] if known else self.insert("itemTypes", typeName=kind),
            dateAdded=ADDED,
            dateModified=ADDED,
            clientDateModified=ADDED,
            libraryID=library,
            key=self.key(number),
        )
