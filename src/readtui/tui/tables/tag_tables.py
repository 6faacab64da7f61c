"""Tables of tags: on which passages two tags stand together, and how often a tag stands in each article."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property, partial

from rich.cells import cell_len

from readtui.model.article import ArticleRecord
from readtui.quick_dataclass import dataclass
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
    """A tag or an article; ``key`` is the tag's name, or the article's id. ``total``: its passages that have a tag.

    ``label`` stands in the row, indented by ``depth``, if it is below the row of the tag that it is nested in.
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

    @property
    def full_label(self) -> str:
        """What stands in the row if the rows are in another order."""
        return self.label if self.levels is None else self.key

    def is_about(self, column: TagNode) -> bool:
        """Whether the row is the tag of the column, nested in it, or holds it: such tags are no pair."""
        if self.levels is None:
            return False
        shared = min(len(self.levels), len(column.levels))
        return self.levels[:shared] == column.levels[:shared]


@dataclass(frozen=True, slots=True)
class TagTable:
    """The rows, and as columns the tags, the most frequent first.

    ``most``: the largest number in a cell. ``widest``: the cells of the widest label with its indentation,
    ``widest_name``: of the widest name, ``widest_heading``: of the widest part of a column's name; or enough of them
    for any screen.
    """

    rows: Sequence[TableRow] = ()
    columns: Sequence[TagNode] = ()
    most: int = 0
    widest: int = 0
    widest_name: int = 0
    widest_heading: int = 0


def read_table(down: Down, codebook: Codebook) -> TagTable:
    """The table with these rows. Articles with the most tagged passages come first. Raises StorageError."""
    return _of_tags(codebook) if down is Down.TAGS else _of_articles(codebook)


def _of_tags(codebook: Codebook) -> TagTable:
    nodes, pairs = codebook.together()
    paired = [node for node in nodes if node.levels in pairs]
    known = {node.levels for node in paired}
    rows = []
    for node in paired:
        outer = [end for end in range(1, len(node.levels)) if node.levels[:end] in known]
        label = "/".join(node.name.split("/")[outer[-1] if outer else 0 :])
        counts = partial(pairs.__getitem__, node.levels)
        rows.append(TableRow(node.name, f"#{node.name}", label, len(outer), node.passages, counts, levels=node.levels))
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
    widest = _widest(INDENT * row.depth + cell_len(visible(row.label)) for row in rows)
    widest_name = _widest(cell_len(visible(row.full_label)) for row in rows)
    headings = _widest(cell_len(part) for node in columns for part in heading_parts(node.name))
    return TagTable(rows, columns, most, widest, widest_name, headings)


def heading_parts(name: str) -> tuple[str, str]:
    """A tag's name in two lines, broken before its last level; the upper line of one that nests in nothing is empty."""
    outer, slash, label = visible(name).rpartition("/")
    return outer + slash, label


def _widest(widths: Iterable[int]) -> int:
    widest = 0
    for width in widths:
        widest = max(widest, width)
        if widest >= _WIDE_ENOUGH:
            break
    return widest
