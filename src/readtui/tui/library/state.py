"""What the library screen shows, and which articles are marked."""

from collections.abc import Iterable, Sequence

from readtui.model.article import ReadingState
from readtui.services.library import LibraryEntry
from readtui.services.wording import excerpt
from readtui.text.counted import counted
from readtui.tui.library.arranging import Arranged, Group, Grouping
from readtui.tui.library.order import Order, Sort, usual_order
from readtui.tui.palettes.tag_colors import TagColors


class LibraryState:
    """One list of articles. ``only``: the ids that the list is limited to; None for all articles."""

    def __init__(self, only: Sequence[str] | None = None) -> None:
        self.only = tuple(only) if only is not None else None
        self.shelf: ReadingState | None = None
        """None: the articles of all shelves."""
        self.order = Order() if only is None else usual_order(Sort.GIVEN)
        self.grouping = Grouping.NOTHING
        self.entries: list[LibraryEntry] | None = None
        """All articles of the library; None until they are read."""
        self.arranged = Arranged()
        self.marked: set[str] = set()
        self.held: set[str] = set()
        """Articles that were opened from this shelf. They stay in the list when reading moves them to another one."""
        self.tag_colors = TagColors()

    def listed(self) -> list[LibraryEntry]:
        """The articles that the list is limited to, before filter and shelf."""
        if self.only is None:
            return list(self.entries or ())
        wanted = frozenset(self.only)
        return [one for one in self.entries or () if one.record.id in wanted]

    def shown(self) -> list[LibraryEntry]:
        """The articles in the rows, each once, from top to bottom."""
        return list(self.arranged.articles.values())

    def at(self, index: int | None) -> LibraryEntry | None:
        """The article in a row; None for a heading and without a row."""
        shown = None if index is None or index >= len(self.arranged.shown) else self.arranged.shown[index]
        return shown if isinstance(shown, LibraryEntry) else None

    def row(self, index: int) -> Group | LibraryEntry | None:
        """What a row shows; None if there is no such row."""
        return self.arranged.shown[index] if index < len(self.arranged.shown) else None

    def group_at(self, index: int) -> list[LibraryEntry]:
        """The articles below the heading in a row."""
        members: list[LibraryEntry] = []
        for one in self.arranged.shown[index + 1 :]:
            if isinstance(one, Group):
                break
            members.append(one)
        return members

    def chosen(self, current: LibraryEntry | None) -> list[LibraryEntry]:
        """What an action is for: the marked articles that are shown, else the one under the cursor."""
        return (self.shown_marks() if self.marked else []) or ([current] if current else [])

    @property
    def mark_counts(self) -> tuple[int, int]:
        """How many articles are marked and shown, and how many are marked and not shown."""
        shown = sum(article_id in self.arranged.articles for article_id in self.marked)
        return shown, sum(entry.record.id in self.marked for entry in self.entries or ()) - shown

    def shown_marks(self) -> list[LibraryEntry]:
        """The marked articles that are shown."""
        return [entry for article_id, entry in self.arranged.articles.items() if article_id in self.marked]

    def mark(self, entries: Sequence[LibraryEntry]) -> None:
        """Mark these articles; if all of them are marked, unmark them."""
        ids = {entry.record.id for entry in entries}
        self.marked = self.marked - ids if ids <= self.marked else self.marked | ids

    def acted_on(self, entries: Iterable[LibraryEntry]) -> None:
        """An action was carried out on these articles: take off their marks, and do not hold them on the shelf."""
        ids = {entry.record.id for entry in entries}
        self.held -= ids
        self.marked -= ids


def name_of(entries: Sequence[LibraryEntry]) -> str:
    """The title of one article, the number of several."""
    return excerpt(entries[0].record.title) if len(entries) == 1 else counted(len(entries), "article")
