"""Tables of tags: on which passages two tags stand together, and how often a tag stands in each article."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial

from rich.cells import cell_len

from readtui.model.article import ArticleRecord
from readtui.services.tags.codebook import Codebook
from readtui.services.tags.spelling import Levels, counts_within
from readtui.services.tags.tree import TagNode
from readtui.text.clean import visible

INDENT = 2
"""The cells by which a nested tag is indented."""
_WIDE_ENOUGH = 60


class Down(StrEnum):
    """What the rows of a table are."""

    TAGS = "tags"
    ARTICLES = "articles"


@dataclass(frozen=True)
class TableRow:
    """A tag or an article; ``key`` is the tag's name, or the article's id. ``label`` stands in the row, indented by
    ``depth``. ``total``: its passages that have a tag.
    """

    key: str
    name: str
    label: str
    depth: int
    total: int
    count: Callable[[], Mapping[Levels, int]]
    levels: Levels | None = None
    record: ArticleRecord | None = None

    @cached_property
    def counts(self) -> Mapping[Levels, int]:
        """Its passages that have the tag of a column. Of thousands of rows, only those that are shown need them."""
        return self.count()

    def is_about(self, column: TagNode) -> bool:
        """Whether the row is the tag of the column, nested in it, or holds it: such tags are no pair."""
        if self.levels is None:
            return False
        shared = min(len(self.levels), len(column.levels))
        return self.levels[:shared] == column.levels[:shared]


@dataclass(frozen=True, slots=True)
class TagTable:
    """The rows, and as columns the tags, the most frequent first.

    ``most``: the largest number in a cell. ``widest``: the cells of the widest label with its indentation, or enough
    of them for any screen.
    """

    rows: Sequence[TableRow] = ()
    columns: Sequence[TagNode] = ()
    most: int = 0
    widest: int = 0


def read_table(down: Down, codebook: Codebook) -> TagTable:
    """The table with these rows. Articles with the most tagged passages come first. Raises StorageError."""
    return _of_tags(codebook) if down is Down.TAGS else _of_articles(codebook)


def _of_tags(codebook: Codebook) -> TagTable:
    nodes, pairs = codebook.together()
    paired = [node for node in nodes if node.levels in pairs]
    rows = [
        TableRow(
            node.name,
            f"#{node.name}",
            node.label,
            node.depth,
            node.passages,
            partial(pairs.__getitem__, node.levels),
            levels=node.levels,
        )
        for node in paired
    ]
    return _table(rows, paired, max((max(row.counts.values()) for row in rows), default=0))


def _of_articles(codebook: Codebook) -> TagTable:
    nodes, articles = codebook.by_article()
    rows = [
        TableRow(
            one.record.id,
            one.record.title,
            one.record.title,
            0,
            one.tagged,
            partial(counts_within, one.tag_sets),
            record=one.record,
        )
        for one in articles
    ]
    most = 0
    for one in articles:
        # The articles with the most tagged passages come first, and no tag has more of them than all tags together.
        if one.tagged <= most:
            break
        most = max(most, one.most)
    return _table(rows, nodes, most)


def _table(rows: Sequence[TableRow], nodes: Iterable[TagNode], most: int) -> TagTable:
    columns = sorted((node for node in nodes if node.passages), key=lambda node: -node.passages)
    return TagTable(rows, columns, most, _widest(rows))


def _widest(rows: Iterable[TableRow]) -> int:
    widest = 0
    for row in rows:
        widest = max(widest, INDENT * row.depth + cell_len(visible(row.label)))
        if widest >= _WIDE_ENOUGH:
            break
    return widest
