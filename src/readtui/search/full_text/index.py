"""The index of words: which paragraphs and notes may have what a search asks for. A cache that can be rebuilt.

An SQLite file with two FTS5 tables that hold no text of their own. Rows of texts and notes that are gone stay until the
index is made anew; they are passed over, because nothing refers to them.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readtui.search.full_text.words import index_text

VERSION = 1
"""Changes with the tables, and with what goes into them."""
_WAIT_SECONDS = 2.0
_MOST_GONE = 0.3
_LEAST_GONE = 1_000
_TOKENS = "tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\""
_TABLES = f"""
CREATE TABLE texts (article TEXT PRIMARY KEY, version TEXT NOT NULL, number INTEGER NOT NULL);
CREATE TABLE paragraphs (id INTEGER PRIMARY KEY, number INTEGER NOT NULL, start INTEGER NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(text, content = '', columnsize = 0, {_TOKENS});
CREATE TABLE noted (article TEXT PRIMARY KEY, stamp TEXT NOT NULL, number INTEGER NOT NULL);
CREATE TABLE notes (id INTEGER PRIMARY KEY, number INTEGER NOT NULL, annotation TEXT NOT NULL);
CREATE VIRTUAL TABLE said USING fts5(text, content = '', columnsize = 0, {_TOKENS});
CREATE TABLE counts (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT INTO counts VALUES ('number', 0), ('rows', 0), ('gone', 0);
PRAGMA user_version = {VERSION};
"""


@dataclass(frozen=True, slots=True)
class TextEntry:
    """An article's text for the index: its paragraphs with the offsets at which they start."""

    article_id: str
    version: str
    paragraphs: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """An article's annotations for the index: their ids, each with all its words. ``stamp``: of the article's file."""

    article_id: str
    stamp: str
    notes: Sequence[tuple[str, str]]


class SearchIndex:
    """An open index. May be used from several threads and processes.

    Every method but ``close`` raises ``sqlite3.Error`` for a file that is damaged, locked or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises sqlite3.Error, also without FTS5, and OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = threading.RLock()
        self._connection = _connected(path)

    @classmethod
    def opened(cls, path: Path) -> "SearchIndex | None":
        """The index, made anew if the file is damaged; None if there can be none here."""
        for _ in range(2):
            try:
                return cls(path)
            except sqlite3.DatabaseError as fault:
                if isinstance(fault, sqlite3.OperationalError):
                    return None
                _remove(path)
            except OSError:
                return None
        return None

    def versions(self) -> dict[str, str]:
        """The text version of each article whose text is in the index."""
        with self._lock:
            return dict(self._connection.execute("SELECT article, version FROM texts"))

    def stamps(self) -> dict[str, str]:
        """The stamp of each article whose annotations are in the index."""
        with self._lock:
            return dict(self._connection.execute("SELECT article, stamp FROM noted"))

    def paragraphs(self, query: str) -> dict[str, list[int]]:
        """The starts of the paragraphs that may have what the query asks for, in order, by article."""
        found: dict[str, list[int]] = self._found(
            "SELECT texts.article, paragraphs.start FROM words "
            "JOIN paragraphs ON paragraphs.id = words.rowid JOIN texts USING (number) "
            "WHERE words MATCH ? ORDER BY words.rowid",
            query,
        )
        return found

    def notes(self, query: str) -> dict[str, list[str]]:
        """The ids of the annotations that may have what the query asks for, by article."""
        found: dict[str, list[str]] = self._found(
            "SELECT noted.article, notes.annotation FROM said "
            "JOIN notes ON notes.id = said.rowid JOIN noted USING (number) WHERE said MATCH ? ORDER BY said.rowid",
            query,
        )
        return found

    def _found(self, statement: str, query: str) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        with self._lock:
            for article_id, place in self._connection.execute(statement, (query,)):
                found.setdefault(article_id, []).append(place)
        return found

    def add(self, texts: Iterable[TextEntry], notes: Iterable[NoteEntry] = ()) -> None:
        """Put texts and annotations in, all or none, each in place of what was known of its article."""
        with self._changing() as connection:
            for text in texts:
                number = self._begin(connection, "texts", text.article_id, text.version)
                rows = [(start, index_text(words)) for start, words in text.paragraphs]
                self._fill(connection, "paragraphs", "words", number, rows)
            for note in notes:
                number = self._begin(connection, "noted", note.article_id, note.stamp)
                said = [(annotation_id, index_text(words)) for annotation_id, words in note.notes]
                self._fill(connection, "notes", "said", number, said)

    def forget(self, article_ids: Iterable[str]) -> None:
        """Take articles out."""
        with self._changing() as connection:
            for article_id in article_ids:
                for table in ("texts", "noted"):
                    connection.execute(f"DELETE FROM {table} WHERE article = ?", (article_id,))

    @property
    def is_worn(self) -> bool:
        """Whether so much of it is out of date that it should be made anew."""
        with self._lock:
            counts = dict(self._connection.execute("SELECT name, value FROM counts"))
        return bool(counts["gone"] > _LEAST_GONE and counts["gone"] > _MOST_GONE * counts["rows"])

    def clear(self) -> None:
        """Make it anew, empty."""
        with self._lock:
            self._connection.close()
            _remove(self._path)
            self._connection = _connected(self._path)

    def mend(self) -> None:
        """Make it anew if the file is damaged, not if it is only locked."""
        with self._lock:
            try:
                [state] = self._connection.execute("PRAGMA quick_check(1)").fetchone()
            except sqlite3.OperationalError:
                return
            except sqlite3.DatabaseError:
                state = "damaged"
            if state != "ok":
                self.clear()

    def close(self) -> None:
        """Close the file. Raises nothing."""
        with self._lock, suppress(sqlite3.Error):
            self._connection.close()

    # ------------------------------------------------------------------ inside

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _begin(self, connection: sqlite3.Connection, table: str, article_id: str, state: str) -> int:
        """A new number for the article's rows. The rows of its old number are left, and nothing refers to them."""
        connection.execute("UPDATE counts SET value = value + 1 WHERE name = 'number'")
        [number] = connection.execute("SELECT value FROM counts WHERE name = 'number'").fetchone()
        rows = "paragraphs" if table == "texts" else "notes"
        before = connection.execute(f"SELECT number FROM {table} WHERE article = ?", (article_id,)).fetchone()
        if before is not None:
            gone = connection.execute(f"DELETE FROM {rows} WHERE number = ?", before).rowcount
            connection.execute("UPDATE counts SET value = value + ? WHERE name = 'gone'", (gone,))
        state_column = "version" if table == "texts" else "stamp"
        connection.execute(
            f"INSERT OR REPLACE INTO {table} (article, {state_column}, number) VALUES (?, ?, ?)",
            (article_id, state, number),
        )
        return int(number)

    def _fill(
        self,
        connection: sqlite3.Connection,
        rows: str,
        full_text: str,
        number: int,
        entries: Sequence[tuple[int, str]] | Sequence[tuple[str, str]],
    ) -> None:
        [first] = connection.execute("SELECT value + 1 FROM counts WHERE name = 'rows'").fetchone()
        place = "start" if rows == "paragraphs" else "annotation"
        connection.executemany(
            f"INSERT INTO {rows} (id, number, {place}) VALUES (?, ?, ?)",
            ((first + at, number, key) for at, (key, _) in enumerate(entries)),
        )
        connection.executemany(
            f"INSERT INTO {full_text} (rowid, text) VALUES (?, ?)",
            ((first + at, text) for at, (_, text) in enumerate(entries)),
        )
        connection.execute("UPDATE counts SET value = value + ? WHERE name = 'rows'", (len(entries),))


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        [version] = connection.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            if tables:
                connection.close()
                _remove(path)
                return _connected(path)
            connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
        connection.execute("SELECT count(*) FROM counts").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        with suppress(OSError):
            path.with_name(path.name + ending).unlink()
