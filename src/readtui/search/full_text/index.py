"""The index of words, which says which paragraphs may have hits. A cache that can be rebuilt.

An SQLite file with an FTS5 table that holds no text of its own. An article's rows are numbered in sequence. Rows of
texts that are gone stay until the index is made anew; they are passed over, because no article has them.
"""

import sqlite3
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from readtui.search.cache_file import CacheFile, CacheIndex, Shape
from readtui.search.faults import BusyFault, CacheFault
from readtui.search.full_text.entries import WordAnswer, WordEntry
from readtui.search.full_text.word_search import index_text

_PROOF = "proof"
_MOST_GONE = 0.3
_LEAST_GONE = 1_000
_MOST_TERMS = 500
_MOST_ROWS = 5_000
_TABLES = """
CREATE TABLE texts (article TEXT PRIMARY KEY, state TEXT NOT NULL, first INTEGER NOT NULL, size INTEGER NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(
    text, content = '', columnsize = 0, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
);
CREATE TABLE counts (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT INTO counts VALUES ('rows', 0), ('gone', 0), ('proof', 0);
"""
# All that an answer depends on: the articles, and the pages in which FTS5 keeps the words and where each begins.
# Each of the first two is one value, because fetching a row takes longer than its sum.
_TEXTS = """
SELECT group_concat(one)
FROM (SELECT article || ' ' || state || ' ' || first || ' ' || size AS one FROM texts ORDER BY rowid)
"""
_PLACES = """
SELECT group_concat(one)
FROM (SELECT segid || ' ' || pgno || ' ' || hex(term) AS one FROM words_idx ORDER BY segid, term)
"""
_ROWS = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid"
_PAGES = "SELECT id, block FROM words_data ORDER BY id"

TermsWith = Callable[[str], list[str] | None]


def _sum(connection: sqlite3.Connection) -> int:
    """The checksum of everything in the index; 0 for an empty one."""
    [texts] = connection.execute(_TEXTS).fetchone()
    if not texts:
        return 0
    [places] = connection.execute(_PLACES).fetchone()
    found = zlib.crc32(f"{texts} {places}".encode())
    for key, block in connection.execute(_PAGES):
        found = zlib.crc32(block, zlib.crc32(b"%d" % key, found))
    return found


def _is_proven(connection: sqlite3.Connection) -> bool:
    [known] = connection.execute("SELECT value FROM counts WHERE name = ?", (_PROOF,)).fetchone()
    return bool(known == _sum(connection))


SHAPE = Shape(4, _TABLES, _is_proven)


class SearchIndex(CacheIndex):
    """The index of words."""

    shape = SHAPE

    def __init__(self, file: CacheFile) -> None:
        super().__init__(file)
        self._proven_at: int | None = None

    def mend(self) -> None:
        """Empty the index if it is not as it was written."""
        try:
            self.file.read_at_once(self._require_proof)
        except BusyFault:
            raise
        except CacheFault:
            self.file.mend()

    def states(self) -> dict[str, str]:
        """The state that each article in the index had when it was added."""
        return self.file.read(lambda connection: dict(connection.execute("SELECT article, state FROM texts")))

    def ask(self, query_with: Callable[[TermsWith], str]) -> WordAnswer | None:
        """The paragraphs that may have hits for the query that ``query_with`` makes; None if that is "".

        It is given what lists the words of the index in which a text stands; None if they are too many to ask for.
        """

        def asked(connection: sqlite3.Connection) -> WordAnswer | None:
            self._require_proof(connection)
            query = query_with(partial(_terms_with, connection))
            if not query:
                return None
            known = dict(connection.execute("SELECT article, state FROM texts"))
            rows = [row for (row,) in connection.execute(_ROWS, (query,))]
            places = connection.execute("SELECT article, first, size FROM texts") if rows else ()
            return WordAnswer(known, {article_id: (first, size) for article_id, first, size in places}, rows)

        # A text that is added between the words and the rows would count as searched.
        return self.file.read_at_once(asked)

    def articles_with(self, queries: Sequence[str]) -> list[set[str]]:
        """For each query, the ids of the articles with a paragraph that may have hits; none for ""."""

        def asked(connection: sqlite3.Connection) -> list[set[str]]:
            self._require_proof(connection)
            known = connection.execute("SELECT first, size, article FROM texts ORDER BY first").fetchall()
            firsts = [first for first, _, _ in known]
            found: list[set[str]] = []
            for query in queries:
                ids: set[str] = set()
                select = "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?"
                for (row,) in connection.execute(select, (query, _MOST_ROWS)) if query else ():
                    number = bisect_right(firsts, row) - 1
                    if number >= 0 and row < known[number][0] + known[number][1]:
                        ids.add(known[number][2])
                found.append(ids)
            return found

        return self.file.read_at_once(asked)

    def add(self, entries: Iterable[WordEntry]) -> None:
        """Add or replace articles, all or none."""
        with self._changing() as connection:
            for entry in entries:
                _leave(connection, entry.article_id)
                [rows] = connection.execute("SELECT value FROM counts WHERE name = 'rows'").fetchone()
                first, size = rows + 1, len(entry.parts)
                connection.execute(
                    "INSERT INTO texts VALUES (?, ?, ?, ?)", (entry.article_id, entry.state, first, size)
                )
                connection.executemany(
                    "INSERT INTO words (rowid, text) VALUES (?, ?)",
                    ((first + number, index_text(part)) for number, part in enumerate(entry.parts)),
                )
                connection.execute("UPDATE counts SET value = value + ? WHERE name = 'rows'", (size,))

    def forget(self, article_ids: Iterable[str]) -> None:
        if gone := list(article_ids):
            with self._changing() as connection:
                for article_id in gone:
                    _leave(connection, article_id)

    @property
    def is_worn(self) -> bool:
        """Whether so many rows are out of date that the index should be rebuilt."""
        counts = self.file.read(lambda connection: dict(connection.execute("SELECT name, value FROM counts")))
        return bool(counts["gone"] > _LEAST_GONE and counts["gone"] > _MOST_GONE * counts["rows"])

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """A change, with a new proof. Damage must not be among what that proves."""
        with self.file.changing() as connection:
            self._require_proof(connection)
            yield connection
            # FTS5 keeps words in memory, and writes them before a savepoint.
            connection.execute("SAVEPOINT written")
            connection.execute("RELEASE written")
            connection.execute("UPDATE counts SET value = ? WHERE name = ?", (_sum(connection), _PROOF))

    def _require_proof(self, connection: sqlite3.Connection) -> None:
        """Raises sqlite3.Error if the proof fails. Once it holds, it holds until another program changes the file."""
        [version] = connection.execute("PRAGMA data_version").fetchone()
        if version != self._proven_at:
            proof = self.file.proof()
            if not proof.holds():
                if not _is_proven(connection):
                    raise sqlite3.DatabaseError("the index is not as it was written")
                proof.keep()
            self._proven_at = version


def _terms_with(connection: sqlite3.Connection, text: str) -> list[str] | None:
    connection.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab (main, words, row)")
    wanted = text, _MOST_TERMS + 1
    found = [term for (term,) in connection.execute("SELECT term FROM temp.terms WHERE instr(term, ?) LIMIT ?", wanted)]
    return None if len(found) > _MOST_TERMS else found


def _leave(connection: sqlite3.Connection, article_id: str) -> None:
    """Remove an article. Its rows stay, but belong to no article."""
    before = connection.execute("DELETE FROM texts WHERE article = ? RETURNING size", (article_id,)).fetchone()
    if before is not None:
        connection.execute("UPDATE counts SET value = value + ? WHERE name = 'gone'", before)
