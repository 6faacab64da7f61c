"""The library screen: what there is to read."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from textual.app import ComposeResult

from readtui.errors import ReadtuiError
from readtui.model.article import ReadingState
from readtui.model.view import Lists
from readtui.search.query.completion import Known, known_in
from readtui.search.query.parser import parse
from readtui.search.query.terms import Query
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.library import LibraryEntry
from readtui.services.reading.article_preview import Glance
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.annotation_import.note_import import NoteImport
from readtui.tui.colors.tag_colors import TagColors
from readtui.tui.commands.command import Command
from readtui.tui.lists.article_changes import Additions, ArticleChanges
from readtui.tui.lists.article_order import Order, Sort, usual_order
from readtui.tui.lists.article_rows import (
    Details,
    Look,
    article_lines,
    details_of,
    group_lines,
    paint_entry,
    read_details,
)
from readtui.tui.lists.library_state import Arranged, Group, LibraryState, Wish, arrange, count_states, name_of
from readtui.tui.lists.list_screen import Emptiness, ListScreen
from readtui.tui.lists.marks import Marks
from readtui.tui.lists.preview import ListPreview
from readtui.tui.lists.sort_dialog import Arrangement, Sorting
from readtui.tui.lists.tabs import LibraryTabs
from readtui.tui.thread_pool import in_thread
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.group_heading import paint_group_heading
from readtui.tui.widgets.preview_pane import Lines
from readtui.tui.widgets.record_table import UNDECIDED, PaintedRow
from readtui.tui.widgets.screen_lifetime import once_painted
from readtui.tui.widgets.tab_line import TabLine

_WELCOME = (
    ("library.add", "add a file, a folder or a web page", "add"),
    ("library.import", "import highlights from Kindle and others", "import"),
    ("app.tour", "take the tour: six steps", "tour"),
    ("app.help", "see every key of this screen", "help"),
    ("library.back", "quit", "quit"),
)
"""Commands that the welcome offers, if there are such: what they do, and their labels in the footer."""

_OF_USE = ("add", "import")
_OF_USE_WITH_ARTICLES = (*_OF_USE, "next_tab", "previous_tab", "filter", "show_all", "views", "settle")

_NOTHING_ON = {
    ReadingState.TO_READ: ("Nothing left to read", "You have started every article."),
    ReadingState.READING: ("Nothing started", "Articles appear here once you turn their first page."),
    ReadingState.DONE: ("Nothing done yet", "Articles that you mark as done appear here."),
    ReadingState.ARCHIVED: ("Nothing archived", "Articles that you archive appear here."),
    None: ("Nothing here", "There are no articles."),
}


def emptiness(
    state: LibraryState, filter_line: FilterLine, known: Collection[str]
) -> tuple[Emptiness, Mapping[str, str]]:
    """Why no article is listed, and the labels of the footer then, by command. ``known``: the ids of all commands."""
    if not state.arranged.total:
        offers = [offer for offer in _WELCOME if offer[0] in known]
        why = Emptiness(
            "A library for reading",
            "Nothing to read yet. Press a key to begin:",
            [(command, does) for command, does, _ in offers],
            _OF_USE,
            "Or from the shell:  readtui FILE, FOLDER or URL",
        )
        return why, {command: label for command, _, label in offers}
    footer = {"library.next_tab": "tabs", "library.filter": "filter", "library.add": "add", "app.help": "help"}
    if not filter_line.value:
        title, sentence = _NOTHING_ON[state.shelf]
        return Emptiness(title, sentence, [("library.next_tab", "next tab")], _OF_USE_WITH_ARTICLES), footer
    ways = [("library.show_all", "clear the filter"), ("library.filter", "edit the filter")]
    elsewhere = state.arranged.counts.get(None, 0)
    title, sentence = filter_line.why_nothing("No article matches")
    if elsewhere and not filter_line.mistake:
        typed = visible(filter_line.value)
        sentence = f"No article on this tab matches “{typed}”, but {counted(elsewhere, 'article')} elsewhere."
        ways.insert(0, ("library.next_tab", "next tab"))
    why = Emptiness(title, sentence, ways, _OF_USE_WITH_ARTICLES)
    return why, {"library.show_all": "clear", **footer}


_ResultT = TypeVar("_ResultT")
_PAINTED_AFTER = 0.1
_NEVER_HIGH = 1_000
"""Below the list, the preview is there only if the user asks for it."""


class LibraryScreen(ListScreen):
    """Lists all articles, or only those whose ids are in ``only``, on shelves."""

    MODE = "library"
    marks: Marks
    changes: ArticleChanges
    additions: Additions
    importing: NoteImport
    tabs: LibraryTabs
    sorting: Sorting
    HINT = "words, #tag, author:name, lang:de, is:reading …"
    preview: ListPreview[Group | LibraryEntry, Details]

    def __init__(self, only: Sequence[str] | None) -> None:
        super().__init__()
        self.state = LibraryState(only)
        self.marks = Marks(self, self._show_header)
        host, services, work = self.context.host, self.context.services, self.context.work
        background = work.background
        self.changes = ArticleChanges(host, services, work.saving, background, work.tags, self)
        self.additions = Additions(services, work.importing, self)
        self.importing = NoteImport(host, services, work.bulletin, work.saving, self)
        self.tabs = LibraryTabs(self.state, services, background, self)
        self.sorting = Sorting(self.state, services, background, self)
        self.preview = ListPreview(
            self, self.state.row, _lines, _details_key, self._read, around=(0, 1, -1), high=_NEVER_HIGH
        )
        self._known = Known()
        self._due = 0

    def compose(self) -> ComposeResult:
        """Header, tabs, filter and list. In an empty library the welcome replaces the list."""
        yield from self.frame(self.HINT, self.table_with_preview(), has_tabs=True)

    @property
    def narrowed_list(self) -> tuple[Lists, str]:
        return Lists.ARTICLES, self.filter_line.value

    def narrow_to(self, query: str) -> None:
        """Filter the articles on all shelves."""
        self.state.shelf = None
        super().narrow_to(query)

    def moved(self) -> None:
        """Preview the article once the row is painted."""
        once_painted(self, super().moved)

    def _read(self, shown: Group | LibraryEntry) -> Details:
        return details_of(Glance()) if isinstance(shown, Group) else read_details(shown, self.context.services)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """Show the tab that was clicked."""
        self.tabs.choose(event.number)

    # ------------------------------------------------------------------ showing

    async def load(self) -> None:
        """Read the library's listing, and show it. Raises StorageError."""
        services, is_first = self.context.services, self.state.entries is None
        self.state.entries = await in_thread(services.library.entries)
        if self.marks.keys:
            self.marks.keys.intersection_update(one.record.id for one in self.state.entries)
        if is_first:
            choices = await in_thread(services.choices.choices)
            self.sorting.begin(choices)
            self.preview.take_up(choices)
            if self.state.only is None and not self.filter_line.value:
                self.tabs.begin(choices, count_states(self.state.entries))
        await self.show_rows()
        self.run_worker(self._learn(), group="known", exclusive=True)

    async def _learn(self) -> None:
        """Once the first rows are painted, get to know what can be completed and what is due, and count views."""
        await asyncio.sleep(_PAINTED_AFTER)
        services = self.context.services
        tags = await in_thread(services.library.tag_counts)
        creators = await in_thread(services.library.creators)
        self._known = known_in((entry.record for entry in self.state.entries or ()), tags, creators)
        self.tag_colors = TagColors(await in_thread(services.library.tag_entries))
        self.palette_changed()
        await self.tabs.load()
        reviewed = parse(self.context.settings.review.query)
        self._due = await in_thread(partial(services.reviewing.count_due, datetime.now().astimezone(), reviewed))
        self._show_header()

    async def show_rows(self, key: str = "") -> None:
        """Show the articles on the shelf that pass the filter, with the cursor on the article ``key``."""
        if self.state.entries is None:
            return
        state, listed = self.state, self.state.listed()
        wanted = self.filter_line.query_typed(self._known)
        wish = Wish(self.tabs.shelf, state.order, state.grouping, state.only or (), frozenset(state.held))
        state.arranged = await in_thread(partial(self._arranged, listed, wanted, wish))
        self.table.set_rows(state.arranged.rows, key)
        self.tabs.show()
        self._show_welcome()
        self.marks.count()
        self.show_mode()

    def _arranged(self, listed: Sequence[LibraryEntry], wanted: Query, wish: Wish) -> Arranged:
        return arrange(listed, self.context.services.library.passing(listed, wanted), wish)

    def show_again(self, key: str = "") -> None:
        """Arrange the list again, with the cursor on the article ``key``."""
        self.run_worker(self.show_rows(key), group="filter", exclusive=True)

    def _show_header(self) -> None:
        state, key = self.state, self.key
        arranged, everything = state.arranged, len(state.entries or ())
        if state.only is not None and arranged.total < everything:
            detail = f"{arranged.total:,} of {counted(everything, 'article')} · {key('library.show_all')}: all"
        else:
            detail = self.library_name
        marked, undecided = str(self.marks), arranged.undecided
        filtered = bool(self.filter_line.value)
        parts = [
            marked,
            f"{key('app.review')}: {self._due:,} due" if self._due and not marked else "",
            f"{UNDECIDED} {undecided:,} with versions: {key('app.undecided')}" if undecided else "",
            f"{len(arranged.articles):,} of {counted(arranged.total, 'article')}" if filtered else "",
            f"by {state.grouping}" if state.grouping != "nothing" else "",
            str(state.order) if arranged.rows else "",
        ]
        right = " · ".join(filter(None, parts))
        if progress := self.context.work.importing.progress:
            right = f"{progress} · {key('library.show_all')}: stop"
        self.show_header("Library", detail, right)

    def on_page_header_right_chosen(self) -> None:
        """The order of the list was clicked: choose another one."""
        if self.state.arranged.rows:
            self.sorting.do_library_sort()

    def _show_welcome(self) -> None:
        has_rows = bool(self.state.arranged.rows)
        self.show_emptiness(None if has_rows else self._emptiness()[0], has_rows=has_rows)

    def _emptiness(self) -> tuple[Emptiness, Mapping[str, str]]:
        return emptiness(self.state, self.filter_line, {command.id for command in super().commands_here()})

    @property
    def _is_empty(self) -> bool:
        """Whether it is known that there are no rows."""
        return self.state.entries is not None and not self.state.arranged.rows

    def commands_here(self) -> list[Command]:
        """Without rows, only the commands that do something."""
        commands = super().commands_here()
        return commands if self.filter_line.has_cursor else list(filter(self.does_something, commands))

    def show_mode(self) -> None:
        """Update the footer; without rows, it names only what leads on."""
        if self.filter_line.has_cursor or not self._is_empty:
            super().show_mode()
        else:
            self.show_in_footer([], self._emptiness()[1])

    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        shown, palette, state = self.state.arranged.shown[index], self.context.look.palette, self.state
        if isinstance(shown, Group):
            is_folded = self.table.is_folded(shown.key)
            style = self.tag_style(shown.tag) if shown.tag else palette.title
            line = paint_group_heading(
                (shown.name, style), shown.count, width, palette, is_current=is_current, is_folded=is_folded
            )
            return [line] if not index or is_folded else [[], line]
        now, is_marked = datetime.now().astimezone(), shown.record.id in self.marks.keys
        look = Look(width, palette, self.tag_style, state.arranged.columns, now, state.order.by, is_current, is_marked)
        return paint_entry(shown, look)

    @property
    def current(self) -> LibraryEntry | None:
        """The article under the cursor."""
        return self.state.at(self.table.current_index)

    def chosen(self) -> list[LibraryEntry]:
        """What an action is for: the marked articles that are listed, each once, else the one under the cursor."""
        rows = (self.state.at(row) for row in self.marks.rows())
        return list({entry.record.id: entry for entry in rows if entry is not None}.values())

    def acted_on(self, entries: Sequence[LibraryEntry]) -> None:
        """An action was carried out on these articles: take off their marks, and do not hold them on the shelf."""
        ids = {entry.record.id for entry in entries}
        self.state.held -= ids
        self.marks.take_off(ids)

    # ------------------------------------------------------------------ commands

    def do_library_views(self) -> None:
        """Open, save, rename or delete saved views."""
        self.ask_for_view(Lists.ARTICLES)

    def do_list_open(self) -> None:
        """Read the article; unfold a group, or fold it."""
        entry = self.current
        if entry is not None:
            self.state.held.add(entry.record.id)
            self.context.screens.open_reader(entry.record.id)
        elif self.table.current_index is not None:
            self.table.fold()

    def do_library_show_all(self) -> None:
        """Stop adding; else clear the filter; else show all articles instead of those the library was opened on."""
        if self.context.work.importing.stop() or self.importing.stop():
            return
        if self.filter_line.value:
            self.filter_line.clear()
        elif self.state.only is not None:
            self.state.only = None
            self.sorting.arrange(Arrangement(Order(), self.state.grouping))

    def show_only(self, ids: Sequence[str]) -> None:
        """Show these articles and no others, in this order."""
        self.state.only, self.state.shelf = tuple(ids), None
        self.state.order = usual_order(Sort.GIVEN)
        self.filter_line.clear()
        self.arrange_rows()

    def do_library_export(self) -> None:
        """Export the chosen articles; the listed articles are offered as another scope."""
        chosen, shown = self.chosen(), self.state.shown()
        if chosen:
            # Chosen articles are named, and exported with or without annotations; listed ones only limit the library.
            listed = AnnotationQuery(among=frozenset(one.record.id for one in shown))
            is_all = len(shown) in (len(chosen), len(self.state.entries or []))
            others = [] if is_all else [(listed, counted(len(shown), "listed article"))]
            articles = AnnotationQuery(articles=tuple(entry.record.id for entry in chosen))
            done = partial(self.acted_on, chosen)
            self.context.screens.show_export(articles, name_of(chosen), *others, done=done)

    def do_library_settle(self) -> None:
        """Open the moved and lost passages of the library."""
        self.context.screens.show_settling()

    # ------------------------------------------------------------------ adding

    def import_changed(self) -> None:
        """Show the progress in the header."""
        self._show_header()

    def imported(self, added: Sequence[str]) -> None:
        """Show the added articles, with the cursor on the first one."""
        if self.state.only is not None:
            self.state.only = tuple(dict.fromkeys((*self.state.only, *added)))
        self.filter_line.clear()
        self.run_worker(self._show_added(added[0]), group="load", exclusive=True)

    async def _show_added(self, article_id: str) -> None:
        try:
            await self.load()
        except ReadtuiError as error:
            self.tell_error(error)
            return
        added = next((one for one in self.state.listed() if one.record.id == article_id), None)
        if added is not None and self.state.shelf is not None:
            self.state.shelf = added.record.state
        await self.show_rows(article_id)


def _lines(shown: Group | LibraryEntry, details: Details | None) -> Lines:
    if isinstance(shown, Group):
        return partial(group_lines, shown.name, shown.count)
    return partial(article_lines, shown, details, datetime.now().astimezone())


def _details_key(shown: Group | LibraryEntry) -> tuple[str, tuple[int, ...]] | None:
    return None if isinstance(shown, Group) else (shown.record.id, shown.stamp)
