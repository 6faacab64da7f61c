"""What the library screen shows, and which articles are marked."""

from collections.abc import Iterable, Sequence

from readtui.services.library import LibraryEntry
from readtui.services.wording import excerpt
from readtui.text.counted import counted
from readtui.tui.library.rows import Order


class LibraryState:
    """One list of articles. ``only``: the ids that the list is limited to; None for all articles."""

    def __init__(self, only: Sequence[str] | None = None) -> None:
        self.only = frozenset(only) if only is not None else None
        self.order = Order()
        self.entries: list[LibraryEntry] | None = None
        """All articles of the library; None until they are read."""
        self.shown: list[LibraryEntry] = []
        """The articles in the rows, from top to bottom."""
        self.marked: set[str] = set()

    def listed(self) -> list[LibraryEntry]:
        """The articles that the list is limited to, before the filter."""
        return [one for one in self.entries or () if self.only is None or one.record.id in self.only]

    def chosen(self, current: LibraryEntry | None) -> list[LibraryEntry]:
        """What an action is for: the marked articles that are shown, else the one under the cursor."""
        return self.shown_marks() or ([current] if current else [])

    def shown_marks(self) -> list[LibraryEntry]:
        """The marked articles that are shown."""
        return [entry for entry in self.shown if entry.record.id in self.marked]

    def unmark(self, entries: Iterable[LibraryEntry]) -> None:
        """Take the marks off these articles."""
        self.marked.difference_update(entry.record.id for entry in entries)


def name_of(entries: Sequence[LibraryEntry]) -> str:
    """The title of one article, the number of several."""
    return excerpt(entries[0].record.title) if len(entries) == 1 else counted(len(entries), "article")
