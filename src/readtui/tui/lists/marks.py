"""The rows of a list that are marked for an action."""

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readtui.tui.lists.list_screen import ListScreen


class Marks:
    """The keys of marked rows, also of those that the filter hides."""

    def __init__(self, screen: "ListScreen") -> None:
        self._screen = screen
        self.keys: set[str] = set()
        self._listed = 0

    def __str__(self) -> str:
        hidden = len(self.keys) - self._listed
        more = f", {hidden:,} more not listed" if hidden else ""
        return f"{self._listed:,} marked{more}" if self._listed else ""

    def rows(self) -> list[int]:
        """What an action is for: the marked rows that are listed, else the one under the cursor, by their indexes."""
        table = self._screen.table
        return table.indexes_of(self.keys) or ([] if table.current_index is None else [table.current_index])

    def do_list_mark(self) -> None:
        """Mark the row, or unmark it, and go to the next one. On a heading, all rows below it."""
        table = self._screen.table
        if not (keys := table.keys_below()):
            return
        before = len(self.keys)
        self.keys = self.keys - set(keys) if self.keys.issuperset(keys) else self.keys.union(keys)
        self._listed += len(self.keys) - before
        table.repaint(keys=keys)
        self._screen.renew_header()
        if len(keys) == 1:
            table.move(1)
        else:
            table.move_group(1)

    def do_list_unmark(self) -> None:
        """Unmark all rows."""
        self.take_off(self.keys)

    def take_off(self, keys: Collection[str]) -> None:
        """An action was carried out on these rows."""
        self.keys = self.keys.difference(keys)
        self._screen.table.repaint(keys=keys)
        self.count()

    def count(self, *, forgets: bool = False) -> None:
        """The list shows other rows. ``forgets``: what is no longer among them loses its mark."""
        table = self._screen.table
        listed = {table.key_of(index) for index in table.indexes_of(self.keys)}
        self._listed = len(listed)
        if forgets:
            self.keys = listed
        self._screen.renew_header()
