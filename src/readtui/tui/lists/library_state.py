"""What the library screen shows: articles on a shelf, in an order, in groups."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from readtui.model.article import ReadingState
from readtui.services.conflicts import other_versions
from readtui.services.library import LibraryEntry
from readtui.services.wording import excerpt
from readtui.text.case_folding import folding
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.lists.article_order import Order, Sort, usual_order
from readtui.tui.lists.article_rows import HEIGHT, Columns, columns_for
from readtui.tui.lists.article_sources import source_name
from readtui.tui.widgets.record_table import Row

_fold = folding("")


class Grouping(StrEnum):
    """What articles are grouped by."""

    NOTHING = "nothing"
    SITE = "site"
    AUTHOR = "author"
    TAG = "tag"
    MONTH = "month"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Group:
    """The heading of a group. ``key`` is unique; ``tag`` is set if the articles below have it."""

    key: str
    name: str
    count: int
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to list. ``held``: ids of articles that stay although they have left the shelf."""

    shelf: ReadingState | None = None
    order: Order = field(default_factory=Order)
    grouping: Grouping = Grouping.NOTHING
    given: Sequence[str] = ()
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Arranged:
    """The rows from top to bottom, and what each shows.

    ``articles``: the listed ones, each once, by id. ``counts``: of all that passes the filter. ``total``: of all before
    the filter; ``undecided``: how many of them were changed differently on two devices.
    """

    shown: Sequence[LibraryEntry | Group] = ()
    rows: Sequence[Row] = ()
    articles: Mapping[str, LibraryEntry] = field(default_factory=dict)
    counts: Mapping[ReadingState | None, int] = field(default_factory=dict)
    columns: Columns = field(default_factory=Columns)
    total: int = 0
    undecided: int = 0


def arrange(listed: Sequence[LibraryEntry], passing: Sequence[LibraryEntry], wish: Wish) -> Arranged:
    """Arrange the articles that pass the filter, out of those that are listed without it."""
    on_shelf = [entry for entry in passing if wish.shelf in (None, entry.record.state) or entry.record.id in wish.held]
    ordered = wish.order.sort(on_shelf, wish.given)
    shown: list[LibraryEntry | Group] = []
    rows: list[Row] = []
    if wish.grouping is Grouping.NOTHING:
        shown += ordered
        rows += (Row(entry.record.id, HEIGHT) for entry in ordered)
    else:
        for group, members in _groups(ordered, wish.grouping):
            rows.append(Row(group.key, 2 if rows else 1, group.key, heads=True))
            rows += (Row(entry.record.id, HEIGHT, group.key) for entry in members)
            shown += (group, *members)
    return Arranged(
        shown,
        rows,
        {entry.record.id: entry for entry in ordered},
        count_states(passing),
        columns_for(ordered),
        len(listed),
        sum(bool(other_versions(entry.record)) for entry in listed),
    )


def count_states(entries: Iterable[LibraryEntry]) -> Mapping[ReadingState | None, int]:
    """How many articles are in each state; None: in all of them."""
    counts: Counter[ReadingState | None] = Counter(entry.record.state for entry in entries)
    counts[None] = counts.total()
    return counts


def _groups(ordered: Iterable[LibraryEntry], by: Grouping) -> list[tuple[Group, list[LibraryEntry]]]:
    """The groups in the order of their names, months from the latest one, articles without a name at the end."""
    members: dict[str, list[LibraryEntry]] = {}
    for entry in ordered:
        for name in _names(entry, by):
            members.setdefault(name, []).append(entry)
    names: list[str]
    if by is Grouping.STATE:
        names = [state for state in ReadingState if state in members]
    elif by is Grouping.MONTH:
        names = sorted(members, reverse=True)
    else:
        names = sorted(members, key=lambda name: (not name, _fold(name)))
    return [(_group(name, len(members[name]), by), members[name]) for name in names]


def _names(entry: LibraryEntry, by: Grouping) -> Sequence[str]:
    record = entry.record
    match by:
        case Grouping.SITE:
            return [source_name(record)]
        case Grouping.AUTHOR:
            return [record.metadata.creator]
        case Grouping.TAG:
            return record.tags or [""]
        case Grouping.MONTH:
            return [record.added[:7]]
        case _:
            return [record.state]


def _group(name: str, count: int, by: Grouping) -> Group:
    key = f"{by}:{name}"
    match by:
        case Grouping.AUTHOR:
            return Group(key, visible(name) or "no author", count)
        case Grouping.TAG:
            return Group(key, f"#{visible(name)}" if name else "no tags", count, name)
        case Grouping.MONTH:
            return Group(key, f"Added in {_month(name)}", count)
        case Grouping.STATE:
            return Group(key, ReadingState(name).heading, count)
        case _:
            return Group(key, name or "no source", count)


def _month(name: str) -> str:
    try:
        return f"{datetime.fromisoformat(f'{name}-01'):%B %Y}"
    except ValueError:
        # Written by another program.
        return visible(name)


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
        self.held: set[str] = set()
        """Articles that were opened from this shelf. They stay in the list when reading moves them to another one."""

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


def name_of(entries: Sequence[LibraryEntry]) -> str:
    """The title of one article, the number of several."""
    return excerpt(entries[0].record.title) if len(entries) == 1 else counted(len(entries), "article")
