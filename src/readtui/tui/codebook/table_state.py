"""What a table of tags shows: which rows, in which order, and which columns."""

from collections.abc import Sequence

from readtui.services.tags.spelling import Levels
from readtui.services.tags.tree import TagNode
from readtui.text.folding import folding
from readtui.tui.codebook.tables import Down, TableRow, TagTable


class TableState:
    """A table of tags, the rows that the filter lets through, and the current column."""

    def __init__(self, down: Down) -> None:
        self.down = down
        self.table = TagTable()
        self.rows: Sequence[TableRow] = ()
        self.column = 0
        self.sorted_by: Levels | None = None
        self._first = 0

    def show(self, table: TagTable) -> None:
        """Show another table. The current column stays on its tag, if that is there."""
        current = self.current
        self.table = table
        levels = [node.levels for node in table.columns]
        if current is not None and current.levels in levels:
            self.column = levels.index(current.levels)
        self.go_to_column(self.column)
        if self.sorted_by not in levels:
            self.sorted_by = None

    @property
    def current(self) -> TagNode | None:
        """The tag of the current column."""
        return self.table.columns[self.column] if self.table.columns else None

    @property
    def is_nested(self) -> bool:
        """Whether every row of a nested tag stands below the tag that it is nested in."""
        return self.sorted_by is None and len(self.rows) == len(self.table.rows)

    def passing(self, text: str) -> list[TableRow]:
        """The rows with ``text`` in their name, in order. Sorting counts all rows, so call it in a thread."""
        fold = folding(text)
        wanted = fold(text.strip().lstrip("#"))
        rows = [row for row in self.table.rows if wanted in fold(row.name)]
        if (levels := self.sorted_by) is not None:
            rows.sort(key=lambda row: -row.counts.get(levels, 0))
        return rows

    def sort(self) -> None:
        """Sort the rows by the current column; if they are, in their own order again. ``passing`` has the new order."""
        levels = self.current.levels if self.current else None
        self.sorted_by = None if self.sorted_by == levels else levels

    def go_to_column(self, column: int) -> None:
        """Make another column the current one; the numbers beyond the ends mean the ends."""
        self.column = max(0, min(column, len(self.table.columns) - 1))

    def columns_shown(self, fit: int) -> range:
        """The columns to show if ``fit`` of them have room: those before, moved as little as the current one needs."""
        self._first = max(min(self._first, self.column), self.column - fit + 1)
        self._first = max(0, min(self._first, len(self.table.columns) - fit))
        return range(self._first, min(self._first + fit, len(self.table.columns)))
