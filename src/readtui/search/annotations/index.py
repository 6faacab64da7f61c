"""The index of annotations as a file: per article, its packed annotations."""

import sqlite3
import zlib
from collections.abc import Iterable

from readtui.quick_dataclass import dataclass
from readtui.search.annotations.packed_articles import PackedArticle, PackedTexts, is_whole
from readtui.search.cache_file import CacheIndex, Shape
from readtui.search.query.facts import FACTS


def _is_whole(connection: sqlite3.Connection) -> bool:
    rows = connection.execute("SELECT listed, words, rest, more FROM annotations")
    return all(is_whole(PackedTexts(*row)) for row in rows)


# Raise it whenever annotations are packed otherwise. Facts that are added or renamed need no other number.
_PACKING = 9
# The index beside the table lists the states, and what rows of lists need, without reading what is packed.
SHAPE = Shape(
    _PACKING << 16 | zlib.crc32(" ".join(fact.name for fact in FACTS).encode()) & 0xFFFF,
    """
CREATE TABLE annotations (
    article TEXT PRIMARY KEY, state TEXT NOT NULL,
    listed BLOB NOT NULL, words BLOB NOT NULL, rest BLOB NOT NULL, more BLOB NOT NULL
);
CREATE INDEX states ON annotations (article, state, more);
""",
    _is_whole,
)

_GET = "SELECT listed, words, rest, more FROM annotations WHERE article = ? AND state = ?"
_STATES = "SELECT article, state FROM annotations INDEXED BY states"
_MORE = "SELECT article, state, more FROM annotations INDEXED BY states"


@dataclass(frozen=True, slots=True)
class PackedEntry:
    """An article for the index. ``state``: what changes whenever its annotations do, or their places."""

    article_id: str
    state: str
    packed: PackedTexts


def _columns(packed: PackedTexts) -> tuple[bytes, bytes, bytes, bytes]:
    return packed.listed, packed.words, packed.rest, packed.more


class AnnotationIndex(CacheIndex):
    """The index of annotations."""

    shape = SHAPE

    def get(self, article_id: str, state: str) -> PackedArticle | None:
        row = self.file.read(lambda connection: connection.execute(_GET, (article_id, state)).fetchone())
        return None if row is None else PackedArticle(article_id, PackedTexts(*row))

    def states(self) -> dict[str, str]:
        return self.file.read(lambda connection: dict(connection.execute(_STATES)))

    def more(self) -> dict[str, tuple[str, bytes]]:
        """For each article in the index its state, and what ``unpacked_more`` reads."""
        return self.file.read(lambda connection: {key: (state, more) for key, state, more in connection.execute(_MORE)})

    def add(self, entries: Iterable[PackedEntry]) -> None:
        """Add or replace articles, all or none."""
        with self.file.changing() as connection:
            connection.executemany(
                "REPLACE INTO annotations VALUES (?, ?, ?, ?, ?, ?)",
                ((one.article_id, one.state, *_columns(one.packed)) for one in entries),
            )

    def forget(self, article_ids: Iterable[str]) -> None:
        """Remove articles, so that nothing of them stays in the file."""
        with self.file.changing() as connection:
            connection.executemany("DELETE FROM annotations WHERE article = ?", ((one,) for one in article_ids))
        # Their words are also in the journal.
        self.file.read(lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)"))
