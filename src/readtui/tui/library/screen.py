"""The library screen: what there is to read."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from rich.style import Style
from textual.app import ComposeResult
from textual.screen import Screen

from readtui.errors import ReadtuiError
from readtui.model.view import Lists
from readtui.search.query.completing import Known, known_in
from readtui.search.query.parsing import parse
from readtui.search.query.terms import Query
from readtui.services.annotation_reader import AnnotationQuery
from readtui.services.library import LibraryEntry
from readtui.services.reading.glance import Glance
from readtui.text.counted import counted
from readtui.tui.bringing.importing import ImportingNotes
from readtui.tui.commands.command import Command
from readtui.tui.library.adding import AddingSources
from readtui.tui.library.arranging import Arranged, Group, Wish, arrange, count_states
from readtui.tui.library.changing import ChangingArticles
from readtui.tui.library.empty import Emptiness, emptiness, that_do_something
from readtui.tui.library.order import Order, Sort, usual_order
from readtui.tui.library.preview_lines import Details, article_lines, details_of, group_lines, read_details
from readtui.tui.library.rows import Look, paint_entry
from readtui.tui.library.sort_dialog import Arrangement
from readtui.tui.library.sorting import Sorting
from readtui.tui.library.state import LibraryState, name_of
from readtui.tui.library.tabs import LibraryTabs
from readtui.tui.lists.list_screen import ListScreen
from readtui.tui.lists.preview import ListPreview
from readtui.tui.palettes.tag_colors import TagColors
from readtui.tui.thread_pool import in_thread
from readtui.tui.widgets.closing import once_painted
from readtui.tui.widgets.group_heading import paint_group_heading
from readtui.tui.widgets.preview_pane import Lines
from readtui.tui.widgets.record_table import UNDECIDED, PaintedRow
from readtui.tui.widgets.tab_line import TabLine

_ResultT = TypeVar("_ResultT")
_PAINTED_AFTER = 0.1
_NEVER_HIGH = 1_000
"""Below the list, the preview is there only if the user asks for it."""


class LibraryScreen(ListScreen):
    """Lists all articles, or only those whose ids are in ``only``, on shelves."""

    MODE = "library"
    changing: ChangingArticles
    adding: AddingSources
    importing: ImportingNotes
    tabs: LibraryTabs
    sorting: Sorting
    HINT = "words, #tag, author:name, lang:de, is:reading …"
    preview: ListPreview[Group | LibraryEntry, Details]

    def __init__(self, only: Sequence[str] | None) -> None:
        super().__init__()
        self.state = LibraryState(only)
        self.changing = ChangingArticles(self.state, self.readtui, self)
        self.adding = AddingSources(self.readtui, self)
        self.importing = ImportingNotes(self.readtui, self)
        self.tabs = LibraryTabs(self.state, self.readtui, self)
        self.sorting = Sorting(self.state, self.readtui, self)
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

    def tag_style(self, tag: str) -> Style:
        return self.state.tag_colors.style(tag, self.readtui.palette)

    def _read(self, shown: Group | LibraryEntry) -> Details:
        return details_of(Glance()) if isinstance(shown, Group) else read_details(shown, self.readtui.services)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """Show the tab that was clicked."""
        self.tabs.choose(event.number)

    # ------------------------------------------------------------------ showing

    async def load(self) -> None:
        """Read the library's listing, and show it. Raises StorageError."""
        services, is_first = self.readtui.services, self.state.entries is None
        self.state.entries = await in_thread(services.library.entries)
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
        services = self.readtui.services
        tags = await in_thread(services.library.tag_counts)
        creators = await in_thread(services.library.creators)
        self._known = known_in((entry.record for entry in self.state.entries or ()), tags, creators)
        self.state.tag_colors = TagColors(await in_thread(services.library.tag_entries))
        self.palette_changed()
        await self.tabs.load()
        reviewed = parse(self.readtui.settings.review.query)
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
        self._show_header()
        self.show_mode()

    def _arranged(self, listed: Sequence[LibraryEntry], wanted: Query, wish: Wish) -> Arranged:
        return arrange(listed, self.readtui.services.library.passing(listed, wanted), wish)

    def show_again(self, key: str = "") -> None:
        """Arrange the list again, with the cursor on the article ``key``."""
        self.run_worker(self.show_rows(key), group="filter", exclusive=True)

    def _show_header(self) -> None:
        state, key = self.state, self.readtui.keymap.key
        arranged, everything = state.arranged, len(state.entries or ())
        if state.only is not None and arranged.total < everything:
            detail = f"{arranged.total:,} of {counted(everything, 'article')} · {key('library.show_all')}: all"
        else:
            detail = self.library_name
        (marked, hidden), undecided = state.mark_counts, arranged.undecided
        filtered = bool(self.filter_line.value)
        parts = [
            f"{marked:,} marked{f', {hidden:,} more not listed' if hidden else ''}" if marked else "",
            f"{key('app.review')}: {self._due:,} due" if self._due and not marked else "",
            f"{UNDECIDED} {undecided:,} with versions: {key('app.undecided')}" if undecided else "",
            f"{len(arranged.articles):,} of {counted(arranged.total, 'article')}" if filtered else "",
            f"by {state.grouping}" if state.grouping != "nothing" else "",
            str(state.order) if arranged.rows else "",
        ]
        right = " · ".join(filter(None, parts))
        if progress := self.readtui.importing.progress:
            right = f"{progress} · {key('library.show_all')}: stop"
        self.show_header("Library", detail, right)

    def on_page_header_right_chosen(self) -> None:
        """The order of the list was clicked: choose another one."""
        if self.state.arranged.rows:
            self.sorting.do_library_sort()

    def _show_welcome(self) -> None:
        welcome, key, has_rows = self.welcome, self.readtui.keymap.key, bool(self.state.arranged.rows)
        if has_rows:
            welcome.hide()
        else:
            why = self._emptiness()
            welcome.show(why.title, why.sentence, [(key(command), does) for command, does in why.offers], why.more)
        self.show_content(has_rows)

    def _emptiness(self) -> Emptiness:
        return emptiness(self.state, self.filter_line, {command.id for command in super().commands_here()})

    @property
    def _is_empty(self) -> bool:
        """Whether it is known that there are no rows."""
        return self.state.entries is not None and not self.state.arranged.rows

    def commands_here(self) -> list[Command]:
        """Without rows, only the commands that do something."""
        commands = super().commands_here()
        if self.filter_line.has_cursor or not self._is_empty:
            return commands
        return that_do_something(commands, has_articles=bool(self.state.arranged.total))

    def show_mode(self) -> None:
        """Update the footer; without rows, it names only what leads on."""
        if self.filter_line.has_cursor or not self._is_empty:
            super().show_mode()
        else:
            self.show_in_footer([], self._emptiness().footer)

    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        shown, palette, state = self.state.arranged.shown[index], self.readtui.palette, self.state
        if isinstance(shown, Group):
            is_folded = self.table.is_folded(shown.key)
            style = self.tag_style(shown.tag) if shown.tag else palette.title
            line = paint_group_heading(
                (shown.name, style), shown.count, width, palette, is_current=is_current, is_folded=is_folded
            )
            return [line] if not index or is_folded else [[], line]
        now, is_marked = datetime.now().astimezone(), shown.record.id in state.marked
        look = Look(width, palette, self.tag_style, state.arranged.columns, now, state.order.by, is_current, is_marked)
        return paint_entry(shown, look)

    @property
    def current(self) -> LibraryEntry | None:
        """The article under the cursor."""
        return self.state.at(self.table.current_index)

    def show_marks(self) -> None:
        """Show which articles are marked, and how many."""
        self.table.repaint()
        self._show_header()

    # ------------------------------------------------------------------ commands

    def do_library_views(self) -> None:
        """Open, save, rename or delete saved views."""
        self.ask_for_view(Lists.ARTICLES)

    def do_list_open(self) -> None:
        """Read the article; unfold a group, or fold it."""
        entry = self.current
        if entry is not None:
            self.state.held.add(entry.record.id)
            self.readtui.screens.open_reader(entry.record.id)
        elif self.table.current_index is not None:
            self.table.fold()

    def do_library_show_all(self) -> None:
        """Stop adding; else clear the filter; else show all articles instead of those the library was opened on."""
        if self.readtui.importing.stop() or self.importing.stop():
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
        chosen, shown = self.state.chosen(self.current), self.state.shown()
        if chosen:
            # Chosen articles are named, and exported with or without annotations; listed ones only limit the library.
            listed = AnnotationQuery(among=frozenset(one.record.id for one in shown))
            is_all = len(shown) in (len(chosen), len(self.state.entries or []))
            others = [] if is_all else [(listed, counted(len(shown), "listed article"))]
            articles = AnnotationQuery(articles=tuple(entry.record.id for entry in chosen))
            done = partial(self.state.acted_on, chosen)
            self.readtui.screens.show_export(articles, name_of(chosen), *others, done=done)

    def do_library_settle(self) -> None:
        """Open the moved and lost passages of the library."""
        self.readtui.screens.show_settling()

    def ask(self, dialog: Screen[_ResultT], then: Callable[[_ResultT | None], None] | None = None) -> None:
        """Show a dialog; ``then`` receives its answer."""
        self.app.push_screen(dialog, then)

    def edit_file(self, path: Path) -> ReadtuiError | None:
        """Let the user's editor edit a file; return its failure. Raises ReadtuiError if the editor cannot run."""
        from readtui.tui.outside.editor import edit_file

        return edit_file(self.app, path)

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
            self.readtui.tell_error(error)
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
