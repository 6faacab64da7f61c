"""What the library shows: articles on a shelf, in an order, in groups, and what stands around them."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from operator import attrgetter
from time import monotonic

from readtui.bootstrap import Services
from readtui.model.annotation import AnchorState
from readtui.model.article import ArticleRecord, ReadingState
from readtui.model.creator import UNNAMED, Identity
from readtui.model.reply import ThreadState
from readtui.quick_dataclass import dataclass, maker
from readtui.search.query.completion import KnownValues, known_in
from readtui.search.query.facts import ANCHOR, CREATOR, LAST_WORD, THREAD
from readtui.search.query.syntax import EVERYTHING, Query
from readtui.services.annotation_reader import AnnotationQuery, AnnotationReader
from readtui.services.library import Library, LibraryEntry
from readtui.services.reading.article_preview import ArticleGlance
from readtui.services.saving.conflicts import other_versions
from readtui.services.wording import excerpt
from readtui.text.case_folding import folding
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.annotation_import.note_import import NoteImport
from readtui.tui.daemon_thread import in_thread
from readtui.tui.lists.article_order import ArticleOrder, ArticleSort, source_name, usual_order
from readtui.tui.lists.article_rows import (
    HEIGHT,
    ArticleColumns,
    ArticleDetails,
    ArticleLook,
    ArticleStatus,
    article_lines,
    columns_for,
    details_of,
    group_lines,
    paint_entry,
    read_details,
)
from readtui.tui.lists.list_screen import Header, ListScreen
from readtui.tui.screens.record_screen import Emptiness
from readtui.tui.terminal_interface import LeftLibrary, Terminal
from readtui.tui.widgets.headings import paint_group_heading
from readtui.tui.widgets.preview_pane import Lines
from readtui.tui.widgets.record_table import UNDECIDED, PaintedRow, Row, RowLook
from readtui.tui.widgets.screen_lifetime import once_painted
from readtui.tui.work.stream import StreamTurn

_fold = folding("")
_MOST_READ, _MOST_KEPT = 2_000, 5_000


class ArticleGrouping(StrEnum):
    NOTHING = "nothing"
    SITE = "site"
    AUTHOR = "author"
    TAG = "tag"
    MONTH = "month"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class ArticleGroup:
    """The heading of a group. ``key`` is unique; ``tag`` is set if the articles below have it."""

    key: str
    name: str
    count: int
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to list. ``held``: ids of articles that stay although they have left the shelf."""

    shelf: ReadingState | None = None
    order: ArticleOrder = field(default_factory=ArticleOrder)
    grouping: ArticleGrouping = ArticleGrouping.NOTHING
    given: Sequence[str] = ()
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LibraryRows:
    """The rows from top to bottom, and what each shows.

    ``articles``: the listed ones, each once, by id. ``counts``: how many each shelf lists, or would list. ``total``: of
    all before the filter, ``on_shelf`` of which are on this shelf; ``undecided``: how many of them were changed
    differently on two devices. ``notes``: how many annotations pass the filter, if no article does.
    """

    shown: Sequence[LibraryEntry | ArticleGroup] = ()
    rows: Sequence[Row] = ()
    articles: Mapping[str, LibraryEntry] = field(default_factory=dict)
    counts: Mapping[ReadingState | None, int] = field(default_factory=dict)
    columns: ArticleColumns = field(default_factory=ArticleColumns)
    total: int = 0
    on_shelf: int = 0
    undecided: int = 0
    notes: int = 0


_row, _state = maker(Row), attrgetter("state")


def arrange(listed: Sequence[LibraryEntry], passing: Sequence[LibraryEntry], wish: Wish) -> LibraryRows:
    """Arrange the articles that pass the filter, out of those that are listed without it."""

    def there(entries: Sequence[LibraryEntry]) -> Sequence[LibraryEntry]:
        if (shelf := wish.shelf) is None:
            return entries
        return [one for one in entries if one.state == shelf or one.id in wish.held]

    on_shelf = there(passing)
    ordered = wish.order.sort(on_shelf, wish.given)
    shown: list[LibraryEntry | ArticleGroup] = []
    rows: list[Row] = []
    if wish.grouping is ArticleGrouping.NOTHING:
        shown += ordered
        rows += [_row(entry.id, HEIGHT) for entry in ordered]
    else:
        for group, members in _groups(ordered, wish.grouping):
            rows.append(Row(group.key, 2 if rows else 1, group.key, heads=True))
            rows += (Row(entry.id, HEIGHT, group.key) for entry in members)
            shown += (group, *members)
    return LibraryRows(
        shown,
        rows,
        {entry.id: entry for entry in ordered},
        {**count_states(passing), wish.shelf: len(on_shelf)},
        columns_for(ordered, wish.order.by),
        len(listed),
        len(on_shelf if len(passing) == len(listed) else there(listed)),
        sum(bool(other_versions(entry.record)) for entry in listed if entry.has_conflicts),
    )


def find(
    library: Library, listed: Sequence[LibraryEntry], query: Query, wish: Wish, turn: StreamTurn[LibraryRows]
) -> None:
    """Emit the articles that pass the query, out of those that are listed without it; if there are none, also how many
    annotations pass. Raises StorageError, StoppedError.
    """
    passing = library.passing(listed, query)
    arranged = arrange(listed, passing, wish)
    turn.emit(arranged)
    if passing or query == EVERYTHING:
        return
    notes = 0
    for _, annotations in library.each_article(AnnotationQuery(query=query)):
        turn.check()
        notes += len(annotations)
    if notes:
        turn.emit(replace(arranged, notes=notes))


def count_states(entries: Iterable[LibraryEntry]) -> Mapping[ReadingState | None, int]:
    """How many articles are in each state; None: in all of them."""
    counts: Counter[ReadingState | None] = Counter(map(_state, entries))
    counts[None] = counts.total()
    return counts


def _groups(ordered: Iterable[LibraryEntry], by: ArticleGrouping) -> list[tuple[ArticleGroup, list[LibraryEntry]]]:
    """The groups in the order of their names, months from the latest one, articles without a name at the end."""
    members: dict[str, list[LibraryEntry]] = {}
    names_of, heading = _GROUPS[by]
    for entry in ordered:
        for name in names_of(entry.record):
            members.setdefault(name, []).append(entry)
    names: list[str]
    if by is ArticleGrouping.STATE:
        names = [state for state in ReadingState if state in members]
    elif by is ArticleGrouping.MONTH:
        names = sorted(members, reverse=True)
    else:
        names = sorted(members, key=lambda name: (not name, _fold(name)))
    tag = by is ArticleGrouping.TAG
    return [
        (ArticleGroup(f"{by}:{name}", heading(name), len(members[name]), name if tag else ""), members[name])
        for name in names
    ]


def _month(name: str) -> str:
    try:
        return f"{datetime.fromisoformat(f'{name}-01'):%B %Y}"
    except ValueError:
        # Written by another program.
        return visible(name)


_GROUPS: Mapping[ArticleGrouping, tuple[Callable[[ArticleRecord], Sequence[str]], Callable[[str], str]]] = {
    ArticleGrouping.SITE: (lambda record: [source_name(record)], lambda name: name or "no source"),
    ArticleGrouping.AUTHOR: (lambda record: [record.metadata.creator], lambda name: visible(name) or "no author"),
    ArticleGrouping.TAG: (lambda record: record.tags or [""], lambda name: f"#{visible(name)}" if name else "no tags"),
    ArticleGrouping.MONTH: (lambda record: [record.added[:7]], lambda name: f"Added in {_month(name)}"),
    ArticleGrouping.STATE: (lambda record: [record.state], lambda name: ReadingState(name).heading),
}
"""The names of the groups that an article is in, and the heading of one."""


class LibraryState:
    """One list of articles. ``only``: the ids that the list is limited to; None for all articles."""

    def __init__(self, only: Sequence[str] | None = None) -> None:
        self.only = tuple(only) if only is not None else None
        self.shelf: ReadingState | None = None
        """None: the articles of all shelves."""
        self.order = ArticleOrder() if only is None else usual_order(ArticleSort.GIVEN)
        self.grouping = ArticleGrouping.NOTHING
        self.entries: list[LibraryEntry] | None = None
        """All articles of the library; None until they are read."""
        self._discussed: Set[str] = frozenset()
        self.discovered: Sequence[str] = ()
        """What other programs keep on this device, in words, for the welcome."""
        self.arranged = LibraryRows()
        self.held: set[str] = set()
        """Articles that were opened from this shelf. They stay in the list when reading moves them to another one."""

    def take(self, entries: list[LibraryEntry]) -> None:
        """These are all articles now."""
        self.entries = entries
        discussed = (one.id for one in entries if one.state is ReadingState.DISCUSSED)
        self._discussed = frozenset(discussed)

    @property
    def has_discussed(self) -> bool:
        """Whether an article that is listed, before filter and shelf, is only discussed."""
        return bool(self._discussed) if self.only is None else not self._discussed.isdisjoint(self.only)

    def all(self) -> Sequence[LibraryEntry]:
        """All articles, as far as they are read."""
        return self.entries or ()

    def listed(self) -> list[LibraryEntry]:
        """The articles that the list is limited to, before filter and shelf."""
        if self.only is None:
            return list(self.all())
        wanted = frozenset(self.only)
        return [one for one in self.entries or () if one.id in wanted]

    def shown(self) -> list[LibraryEntry]:
        """The articles in the rows, each once, from top to bottom."""
        return list(self.arranged.articles.values())

    def at(self, index: int | None) -> LibraryEntry | None:
        """The article in a row; None for a heading and without a row."""
        shown = None if index is None or index >= len(self.arranged.shown) else self.arranged.shown[index]
        return shown if isinstance(shown, LibraryEntry) else None

    @property
    def elsewhere(self) -> tuple[ReadingState | None, int]:
        """Where articles are that pass the filter: the shelf with all of them, else all shelves; and how many."""
        count = self.arranged.counts.get(None, 0)
        shelves = (shelf for shelf in ReadingState if self.arranged.counts.get(shelf) == count)
        return next(shelves, None) if count else None, count

    def row(self, index: int) -> ArticleGroup | LibraryEntry | None:
        """What a row shows; None if there is no such row."""
        return self.arranged.shown[index] if index < len(self.arranged.shown) else None


def known_values(library: Library, entries: Iterable[LibraryEntry]) -> KnownValues:
    return known_in([entry.record for entry in entries], library.tag_counts(), library.creators())


def name_of(entries: Sequence[LibraryEntry]) -> str:
    """The title of one article, the number of several."""
    return excerpt(entries[0].title) if len(entries) == 1 else counted(len(entries), "article")


class ArticleMarks:
    """What articles' annotations show in a row: their tags in reading order, and how they stand.

    They are read in a thread for the rows that are painted.
    """

    def __init__(self, reading: AnnotationReader, identify: Callable[[], Identity], screen: ListScreen) -> None:
        self._reading = reading
        self._identify = identify
        self._screen = screen
        self._known: dict[str, tuple[LibraryEntry, tuple[Sequence[str], ArticleStatus]]] = {}
        self._wanted: dict[str, LibraryEntry] = {}
        self.are_read = True
        """Whether there is nothing to be read for rows that are painted."""

    def of(self, entry: LibraryEntry) -> tuple[Sequence[str], ArticleStatus]:
        """The marks, as far as they are known. The row is painted again once they are read."""
        unknown: tuple[Sequence[str], ArticleStatus] = (), ArticleStatus(open=entry.threads)
        if not 0 < entry.annotations <= _MOST_READ:
            return unknown
        before, marks = self._known.get(entry.record.id, (None, unknown))
        if before is None or before.stamp != entry.stamp:
            self.are_read = False
            if not self._wanted:
                once_painted(self._screen, lambda: self._screen.run_worker(self._read, group="strips"))
            self._wanted[entry.record.id] = entry
        return marks

    async def _read(self) -> None:
        wanted, self._wanted = self._wanted, {}
        found = await in_thread(lambda: {key: (one, self._marks(one)) for key, one in wanted.items()})
        if len(self._known) > _MOST_KEPT:
            self._known.clear()
        changed = [key for key, (_, marks) in found.items() if self._known.get(key, (None, None))[1] != marks]
        self._known |= found
        self._screen.table.repaint(keys=changed)
        self.are_read = not self._wanted

    def _marks(self, entry: LibraryEntry) -> tuple[Sequence[str], ArticleStatus]:
        listed = self._reading.listed(entry.record)
        threads = Counter(filter(None, map(THREAD, listed)))
        identity = self._identify() if threads else UNNAMED
        still_open = [one for one in listed if THREAD(one) is ThreadState.OPEN]
        answered = sum(not identity.is_same(LAST_WORD(one), CREATOR(one)) for one in still_open)
        anchors = Counter(map(ANCHOR, listed))
        strayed = anchors[AnchorState.REVIEW], anchors[AnchorState.ORPHAN]
        if strayed[-1]:
            # What the user has decided about waits for nothing. Only the annotations themselves say so.
            lost = [one for one in self._reading.of(entry.record) if one.anchor is AnchorState.ORPHAN]
            strayed = strayed[0], sum(one.needs_place for one in lost)
        standing = ArticleStatus(answered, len(still_open) - answered, threads[ThreadState.SETTLED], *strayed)
        return [tag for one in listed for tag in one.tags], standing


_MOST_WAITED, _LOOK_EVERY = 0.5, 0.02


@dataclass
class FirstLook:
    """How the library looks when the app opens on it. The next start shows that before it has read anything.

    ``is_first``: whether what stands around the list is as it will be then. ``leave`` gets what is on a screen.
    """

    _is_first: Callable[[], bool]
    _leave: Callable[[ListScreen], LeftLibrary]
    _terminal: Terminal
    _marks: ArticleMarks
    _state: LibraryState
    _screen: ListScreen

    async def take_over(self) -> None:
        """The app shows what it has listed, in place of the picture from the last time, and keeps one for the next."""
        terminal = self._terminal
        if terminal.shows_page or self._is_as_at_first():
            # Both show what is read a moment after the rows, unless a key comes first.
            until = monotonic() + _MOST_WAITED
            while not self._is_complete() and monotonic() < until:
                await asyncio.sleep(_LOOK_EVERY)
        terminal.app_is_painted()
        once_painted(self._screen, lambda: terminal.keep(self._look))

    def _is_complete(self) -> bool:
        return self._marks.are_read and (self._screen.preview is None or self._screen.preview.is_complete)

    def _is_as_at_first(self) -> bool:
        screen, state = self._screen, self._state
        is_first = state.only is None and screen.is_in_front and self._is_first()
        is_bare = not (screen.filter_line.value or screen.filter_line.has_cursor or screen.marks.keys)
        shelf, listed = state.shelf, state.arranged.articles
        stays = all(shelf in (None, one.state) for key in state.held if (one := listed.get(key)) is not None)
        return is_first and is_bare and stays and screen.table.is_as_at_first

    def _look(self) -> LeftLibrary | None:
        is_kept = self._is_complete() and self._is_as_at_first() and not self._screen.has_said_something
        return self._leave(self._screen) if is_kept else None


# ---------------------------------------------------------------------- rows, and what stands around them

_WELCOME = (
    ("library.add", "add a file, a folder or a web page", "add"),
    ("library.import", "import highlights from Kindle and others", "import"),
    ("app.tour", "take the tour: six steps", "tour"),
    ("app.help", "see every key of this screen", "help"),
    ("library.back", "quit", "quit"),
)
"""Commands that the welcome offers, if there are such: what they do, and their labels in the footer."""

_IMPORTS_IT = "import highlights of other programs on this device, or a file"
_MOST_DISCOVERED = 4
_OF_USE = ("add", "import")
_OF_USE_WITH_ARTICLES = (*_OF_USE, "next_tab", "previous_tab", "filter", "show_all", "views", "settle")

_NOTHING_ON = {
    ReadingState.TO_READ: ("Nothing left to read", "You have started every article."),
    ReadingState.READING: ("Nothing started", "Articles appear here once you turn their first page."),
    ReadingState.DONE: ("Nothing done yet", "Articles that you mark as done appear here."),
    ReadingState.ARCHIVED: ("Nothing archived", "Articles that you archive appear here."),
    ReadingState.DISCUSSED: ("Nothing discussed", "Files that you open with readtui discuss appear here."),
    None: ("Nothing here", "There are no articles."),
}


async def look_around(state: LibraryState, importing: NoteImport, screen: ListScreen) -> None:
    """Where there is nothing to read, find what other programs keep on this device, and name it."""
    if state.entries:
        return
    screen.until_closed.callback(importing.close)
    state.discovered = [f"{one.program}: {one.words}" for one in await importing.discovered()]
    screen.show_why_empty()


def emptiness(state: LibraryState, screen: ListScreen) -> Emptiness | None:
    """Why no article is listed; None as long as that is not known."""
    filter_line = screen.filter_line
    if state.entries is None:
        return None
    if not state.arranged.total:
        known = {command.id for command in screen.commands_with_rows()}
        offers = [offer for offer in _WELCOME if offer[0] in known]
        if state.discovered:
            offers = [(one, _IMPORTS_IT if one == "library.import" else does, label) for one, does, label in offers]
        return Emptiness(
            "A library for reading",
            "Nothing to read yet. Press a key to begin:",
            [(command, does) for command, does, _ in offers],
            _OF_USE,
            _here(state.discovered) or "Or from the shell:  readtui FILE, FOLDER or URL",
            footer={command: label for command, _, label in offers},
        )
    footer = {"library.next_tab": "tabs", "library.filter": "filter", "library.add": "add", "app.help": "help"}
    if not filter_line.value:
        title, sentence = _NOTHING_ON[state.shelf]
        return Emptiness(title, sentence, [("library.next_tab", "next tab")], _OF_USE_WITH_ARTICLES, footer=footer)
    ways = [("library.show_all", "clear the filter"), ("library.filter", "edit the filter")]
    (shelf, count), there = state.elsewhere, {}
    title, sentence = filter_line.why_nothing("No article matches")
    if not filter_line.mistake:
        sentence += " The filter looks at titles, authors and tags; "
        sentence += f"{screen.key('app.search')} searches the texts, {screen.key('app.search_notes')} your notes."
    if count and not filter_line.mistake:
        here, name = name_of_shelf(state.shelf), name_of_shelf(shelf)
        sentence = f"No article under {here} matches “{visible(filter_line.value)}”, but {count:,} under {name}."
    elif state.arranged.notes and not filter_line.mistake:
        found = counted(state.arranged.notes, "annotation")
        does = "does" if state.arranged.notes == 1 else "do"
        sentence = f"No article matches “{visible(filter_line.value)}”, but {found} {does}."
    if (count or state.arranged.notes) and not filter_line.mistake:
        ways.insert(0, ("library.open", "go there"))
        there = {"library.open": "go there"}
    footer = {**there, "library.show_all": "clear", **footer}
    return Emptiness(title, sentence, ways, (*_OF_USE_WITH_ARTICLES, "open"), footer=footer)


def _here(discovered: Sequence[str]) -> str:
    """What can be imported from this machine, at most a few programs."""
    if not discovered:
        return ""
    more = len(discovered) - _MOST_DISCOVERED
    return "\n".join(["On this device:", *discovered[:_MOST_DISCOVERED], *([f"and {more} more"] if more > 0 else [])])


def name_of_shelf(shelf: ReadingState | None) -> str:
    """The words on a tab; None is the tab with all articles."""
    return shelf.heading if shelf else "All"


def library_footer(entry: LibraryEntry | None) -> Mapping[str, str]:
    """The commands that matter most at an article: to read it, and the states that it may get."""
    if entry is None:
        return {}
    state = entry.record.state
    states = {
        "done": "done" if state in (ReadingState.TO_READ, ReadingState.READING) else "",
        "archive": "take out" if state is ReadingState.ARCHIVED else "archive",
        "to_read": "to read" if state is not ReadingState.TO_READ else "",
    }
    labels = {"open": "read", **states, "filter": "filter", "next_tab": "tabs"}
    triage = {"app.triage": "triage"} if state is ReadingState.TO_READ else {}
    return {f"library.{name}": label for name, label in labels.items() if label} | triage


def library_header(state: LibraryState, screen: ListScreen, due: int) -> Header:
    """What is listed, how much, and what else is to be done: review what is ``due``, choose versions."""
    key, arranged, everything = screen.key, state.arranged, len(state.entries or ())
    if state.only is not None and arranged.total < everything:
        detail = f"{arranged.total:,} of {counted(everything, 'article')} · {key('library.show_all')}: all"
    else:
        detail = screen.library_name
    marked, undecided = str(screen.marks), arranged.undecided
    parts = [
        marked,
        f"{key('app.review')}: {due:,} due" if due and not marked else "",
        f"{UNDECIDED} {undecided:,} with versions: {key('app.undecided')}" if undecided else "",
        f"{len(arranged.articles):,} of {counted(arranged.on_shelf, 'article')}" if screen.filter_line.value else "",
        f"by {state.grouping}" if state.grouping != "nothing" else "",
        f"all from {day}" if (day := arranged.columns.day) else "",
        str(state.order) if arranged.rows else "",
    ]
    right = " · ".join(filter(None, parts))
    if progress := screen.context.work.importing.progress:
        right = f"{progress} · {key('library.show_all')}: stop"
    return Header("Library", detail, right, runs="sort" if arranged.rows else "")


def paint_row(state: LibraryState, index: int, annotated: ArticleMarks, look: RowLook) -> PaintedRow:
    """The lines of an article, or of the heading of a group."""
    arranged, by, width, palette = state.arranged, state.order.by, look.width, look.palette
    shown = arranged.shown[index]
    if isinstance(shown, ArticleGroup):
        name = (shown.name, palette.tag_style(shown.tag) if shown.tag else palette.title)
        line = paint_group_heading(name, shown.count, look)
        return [line] if not index or look.is_folded else [[], line]
    above, now = arranged.shown[index - 1] if index else None, datetime.now().astimezone()
    before = above if isinstance(above, LibraryEntry) else None
    marks = look.is_current, look.is_marked
    return paint_entry(
        shown, ArticleLook(width, palette, arranged.columns, now, by, *marks, before, *annotated.of(shown))
    )


def lines_of(shown: ArticleGroup | LibraryEntry, details: ArticleDetails | None) -> Lines:
    if isinstance(shown, ArticleGroup):
        return partial(group_lines, shown.name, shown.count)
    return partial(article_lines, shown, details, datetime.now().astimezone())


def read_shown(services: Services, shown: ArticleGroup | LibraryEntry) -> ArticleDetails:
    return details_of(ArticleGlance()) if isinstance(shown, ArticleGroup) else read_details(shown, services)


def details_key(shown: ArticleGroup | LibraryEntry) -> tuple[str, str] | None:
    """What the details of an article are kept by; None for a group."""
    return None if isinstance(shown, ArticleGroup) else (shown.record.id, shown.stamp)
