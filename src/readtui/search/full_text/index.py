"""The index of words, which says which paragraphs and notes may have hits. A cache that can be rebuilt.

An SQLite file with two FTS5 tables that hold no text of their own. An article's rows are numbered in sequence. Rows of
texts and notes that are gone stay until the index is made anew; they are passed over, because no article has them.
"""

import sqlite3
import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from readtui.search.full_text.words import index_text

VERSION = 1
"""Changes whenever the tables or their content change."""
_WAIT_SECONDS = 2.0
_MOST_GONE = 0.3
_LEAST_GONE = 1_000
_TOKENS = "tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\""
_TABLES = f"""
CREATE TABLE texts (article TEXT PRIMARY KEY, state TEXT NOT NULL, first INTEGER NOT NULL, size INTEGER NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(text, content = '', columnsize = 0, {_TOKENS});
CREATE TABLE notes (article TEXT PRIMARY KEY, state TEXT NOT NULL, first INTEGER NOT NULL, size INTEGER NOT NULL);
CREATE VIRTUAL TABLE said USING fts5(text, content = '', columnsize = 0, {_TOKENS});
CREATE TABLE counts (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT INTO counts VALUES ('rows', 0), ('gone', 0);
PRAGMA user_version = {VERSION};
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article for the index: its paragraphs, or the words of each of its annotations.

    ``state``: what changes whenever they do.
    """

    article_id: str
    state: str
    parts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The index's answer to a search: the ``states`` of its articles, and which of their parts may have hits."""

    states: Mapping[str, str]
    _ranges: Mapping[str, tuple[int, int]]
    _rows: Sequence[int]

    def parts(self, article_id: str) -> list[int]:
        """The numbers of the article's parts that may have hits, in order."""
        first, size = self._ranges[article_id]
        rows = self._rows
        return [row - first for row in rows[bisect_left(rows, first) : bisect_left(rows, first + size)]]


class Kind(StrEnum):
    """What to search: the paragraphs of texts, or annotations."""

    TEXTS = "texts"
    NOTES = "notes"


_FULL_TEXT = {Kind.TEXTS: "words", Kind.NOTES: "said"}


class SearchIndex:
    """An open index. May be used from several threads and processes.

    Every method but ``close`` raises ``sqlite3.Error`` for a file that is damaged, locked or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file. Raises OSError, and sqlite3.Error, also if FTS5 is missing."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = threading.RLock()
        self._connection = _connected(path)

    @classmethod
    def opened(cls, path: Path) -> "SearchIndex | None":
        """The index, rebuilt if the file is damaged; None if an index is impossible here."""
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

    def states(self, kind: Kind) -> dict[str, str]:
        """The state that each article in the index had when it was added."""
        with self._lock:
            return dict(self._connection.execute(f"SELECT article, state FROM {kind}"))

    def ask(self, kind: Kind, query: str) -> Answer:
        """The parts that may have hits."""
        with self._lock:
            known = self._connection.execute(f"SELECT article, state, first, size FROM {kind}").fetchall()
            table = _FULL_TEXT[kind]
            rows = self._connection.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid", (query,))
            found = [row for (row,) in rows]
        return Answer(
            {article_id: state for article_id, state, _, _ in known},
            {article_id: (first, size) for article_id, _, first, size in known},
            found,
        )

    def add(self, kind: Kind, entries: Iterable[Entry]) -> None:
        """Add or replace articles, all or none."""
        with self._changing() as connection:
            for entry in entries:
                self._leave(connection, kind, entry.article_id)
                [rows] = connection.execute("SELECT value FROM counts WHERE name = 'rows'").fetchone()
                first, size = rows + 1, len(entry.parts)
                connection.execute(
                    f"INSERT INTO {kind} VALUES (?, ?, ?, ?)", (entry.article_id, entry.state, first, size)
                )
                connection.executemany(
                    f"INSERT INTO {_FULL_TEXT[kind]} (rowid, text) VALUES (?, ?)",
                    ((first + number, index_text(part)) for number, part in enumerate(entry.parts)),
                )
                connection.execute("UPDATE counts SET value = value + ? WHERE name = 'rows'", (size,))

    def forget(self, article_ids: Iterable[str]) -> None:
        """Remove articles."""
        with self._changing() as connection:
            for article_id in article_ids:
                for kind in Kind:
                    self._leave(connection, kind, article_id)

    @property
    def is_worn(self) -> bool:
        """Whether so many rows are out of date that the index should be rebuilt."""
        with self._lock:
            counts = dict(self._connection.execute("SELECT name, value FROM counts"))
        return bool(counts["gone"] > _LEAST_GONE and counts["gone"] > _MOST_GONE * counts["rows"])

    def clear(self) -> None:
        """Replace the index with an empty one."""
        with self._lock:
            self._connection.close()
            _remove(self._path)
            self._connection = _connected(self._path)

    def mend(self) -> None:
        """Replace the index if the file is damaged, but not if it is only locked."""
        with self._lock:
            try:
                [state] = self._connection.execute("PRAGMA quick_check(1)").fetchone()
            except (sqlite3.OperationalError, sqlite3.ProgrammingError):
                # It is locked, or another thread has closed it.
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

    def _leave(self, connection: sqlite3.Connection, kind: Kind, article_id: str) -> None:
        """Remove an article. Its rows stay, but belong to no article."""
        before = connection.execute(f"DELETE FROM {kind} WHERE article = ? RETURNING size", (article_id,)).fetchone()
        if before is not None:
            connection.execute("UPDATE counts SET value = value + ? WHERE name = 'gone'", before)


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
