"""What goes into the index of words, and what it answers."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from readtui.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class WordEntry:
    """An article for the index: its paragraphs. ``state``: what changes whenever they do."""

    article_id: str
    state: str
    parts: Sequence[str]


@dataclass(frozen=True, slots=True)
class WordAnswer:
    """The answer to a search: the ``states`` of the index's articles, and which of their parts may have hits."""

    states: Mapping[str, str]
    _ranges: Mapping[str, tuple[int, int]]
    _rows: Sequence[int]

    def with_hits(self) -> frozenset[str]:
        """The ids of the articles of which a part may have hits."""
        return frozenset(key for key in self._ranges if self.parts(key)) if self._rows else frozenset()

    def parts(self, article_id: str) -> list[int]:
        """The numbers of the article's parts that may have hits, in order."""
        first, size = self._ranges[article_id]
        rows = self._rows
        return [row - first for row in rows[bisect_left(rows, first) : bisect_left(rows, first + size)]]
