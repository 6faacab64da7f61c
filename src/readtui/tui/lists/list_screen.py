"""The screen of every list, and what a list specifies."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import field, replace
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from textual.app import ComposeResult

from readtui.errors import ReadtuiError, StoppedError
from readtui.model.view import Lists, View
from readtui.quick_dataclass import dataclass
from readtui.search.query.completion import KnownValues
from readtui.search.query.syntax import Query
from readtui.search.query.terms import GRAMMAR
from readtui.tui.commands.command import Command
from readtui.tui.daemon_thread import in_thread
from readtui.tui.screens.preview import ListPreview, PreviewSpec
from readtui.tui.screens.record_screen import Emptiness, RecordScreen
from readtui.tui.widgets.headings import ColumnHeadings
from readtui.tui.widgets.record_table import AnyRow, PaintedRow, RowLook, Rows
from readtui.tui.widgets.screen_lifetime import while_open
from readtui.tui.widgets.tab_line import TabLine
from readtui.tui.work.stream import Stream, StreamTurn

_PartT = TypeVar("_PartT")
_ResultT = TypeVar("_ResultT")
_PAINTED_AFTER = 0.1


@dataclass(frozen=True, slots=True)
class FilterSpec:
    """The filter: what stands in its line while that is empty, and what it takes.

    ``mode``: the commands while the user types. ``grammar``: empty if the filter takes plain words. ``text`` stands
    there at first; ``is_open``: the cursor is there at first, and the next character replaces the text.
    """

    hint: str
    mode: str = "filter"
    grammar: Sequence[tuple[str, str]] = GRAMMAR
    text: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class ListRequest:
    """What is to be listed: with the cursor on ``key``, or where it is now, in row ``place`` on ``current``.

    ``is_new``: everything may have changed. ``choices``: what the user has chosen before.
    """

    key: str = ""
    current: str = ""
    place: int = 0
    is_new: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Rows for the table, with the cursor on ``key``. The first batch replaces the list, others stand below it.

    ``forgets``: what is not among all rows by now has gone, and loses its mark.
    """

    rows: Sequence[AnyRow] | Rows
    key: str = ""
    is_first: bool = True
    is_last: bool = True
    forgets: bool = False


async def _nothing_to_learn() -> None: ...


@dataclass(frozen=True, slots=True)
class RowSource(Generic[_PartT]):
    """Where rows come from. ``ask`` returns what a thread runs, or None if the list is what is wanted.

    ``take`` keeps a part that the thread has found, and returns its rows. ``learn`` reads what can wait until rows are
    painted. ``known`` returns, in a thread, what can be completed in the filter, once somebody types there.
    ``failed``: the run has ended with an error. ``lasts``: it goes on while another screen covers the list.
    """

    ask: Callable[[ListRequest], Awaitable[Callable[[StreamTurn[_PartT]], None] | None]]
    take: Callable[[_PartT], RowBatch]
    learn: Callable[[], Awaitable[None]] = _nothing_to_learn
    known: Callable[[], KnownValues] | None = None
    failed: Callable[[], None] = lambda: None
    lasts: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the list. ``runs``: the name of the command for a click on what is at the right."""

    title: str
    detail: str = ""
    right: str = ""
    runs: str = ""


class Tabs(Protocol):
    """Tabs above a list, some of which are saved views of ``lists``."""

    @property
    def lists(self) -> Lists: ...

    def show(self) -> None:
        """Show the tabs, with the current one."""

    def choose(self, number: int) -> None:
        """Show what is on a tab."""

    def widen(self) -> None:
        """Another screen asks for a query: go to a tab that leaves nothing out."""


@dataclass(frozen=True, slots=True)
class ListSpec:
    """What a list is. ``actions``: what handles commands besides its content, by the names in ``tui/commands/``.

    ``emptiness`` says why there are no rows; None as long as that is not known. ``footer``: the commands that matter
    most at the cursor, with their labels. ``signs``: those in its rows, which the help explains.
    """

    mode: str
    filter: FilterSpec
    source: RowSource[Any]
    paint: Callable[[int, RowLook], PaintedRow]
    header: Callable[[], Header]
    emptiness: Callable[[], Emptiness | None]
    actions: Mapping[str, object] = field(default_factory=dict)
    preview: PreviewSpec[Any, Any] | None = None
    tabs: Tabs | None = None
    headings: Callable[[], ColumnHeadings] | None = None
    footer: Callable[[], Mapping[str, str]] = dict
    signs: Sequence[tuple[str, str]] = ()


class ListContent(Protocol):
    """What is in a list: it handles the list's own commands."""

    @property
    def spec(self) -> ListSpec: ...


class RowMarks:
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


class ListScreen(RecordScreen):
    """A list with its filter and, if it is specified so, tabs above it, and a preview beside or below it.

    ``make`` gets this screen. What must end with it goes into ``until_closed``.
    """

    DEFAULT_CSS = """
    ListScreen.-plain RecordTable { margin: 0 1 0 2; }
    ListScreen.-plain.-airy RecordTable { margin: 1 1 0 2; }
    ListScreen.-airy ColumnHeadings { margin: 1 0 0 0; }
    """
    known: KnownValues | None = KnownValues()
    """What can be completed in the filter; None until that is known."""
    _is_up_to_date = False
    _footer: Mapping[str, str] | None = None

    def __init__(self, make: "Callable[[ListScreen], ListContent]") -> None:
        super().__init__()
        self.until_closed = ExitStack()
        self.is_asking = False
        """Whether the source was asked, and has found nothing yet."""
        self._rows_shown = asyncio.Event()
        self._has_rows = False
        self.marks = RowMarks(self)
        self.content = make(self)
        self.spec = spec = self.content.spec
        if spec.source.known is not None:
            self.known = None
        self.MODE = spec.mode
        self.preview = None if spec.preview is None else ListPreview(self, spec.preview)
        self.streaming = ListStream[Any](self, self.show_part, self._ended)
        self._carriers = {"": self.content, "marks": self.marks, "preview": self.preview, "tabs": spec.tabs}
        self._carriers |= spec.actions
        self.set_class(True, f"-{spec.mode}")
        self.set_class(spec.preview is None, "-plain")
        self.set_class(spec.headings is not None, "-headed")

    # ------------------------------------------------------------------ widgets

    def compose(self) -> ComposeResult:
        headings = [] if self.spec.headings is None else [self.spec.headings()]
        content = (*headings, self.table_with_preview())
        yield from self.frame(self.spec.filter.hint, *content, has_tabs=self.spec.tabs is not None)

    def on_mount(self) -> None:
        """Begin with what stands in the filter."""
        self.show_around()
        if self.spec.filter.text:
            self.filter_line.fill(self.spec.filter.text, is_search=self.spec.filter.mode == "searching")
        if self.spec.filter.is_open:
            self.do_list_filter()

    def on_unmount(self) -> None:
        """End what goes on."""
        self.streaming.stop()
        self.until_closed.close()

    def on_screen_suspend(self) -> None:
        """Stop reading while another screen is shown, and wait no longer for what was read."""
        if not self.spec.source.lasts:
            self.streaming.stop()
        self._rows_shown.set()

    @property
    def mode(self) -> str:
        """While the user types a filter, keys go to the filter."""
        return self.spec.filter.mode if self.filter_line.has_cursor else self.MODE

    @property
    def filter_grammar(self) -> Sequence[tuple[str, str]]:
        return self.spec.filter.grammar

    @property
    def signs(self) -> Sequence[tuple[str, str]]:
        return self.spec.signs

    @property
    def tab_line(self) -> TabLine:
        return self.query_one(TabLine)

    def run_command(self, command: Command, key: str = "") -> None:
        self.context.terminal.app_is_painted()
        super().run_command(command, key)

    def carriers(self, command: Command) -> Iterator[object]:
        """What is in the list comes first, then the screen."""
        if command.context == "app":
            yield from super().carriers(command)
        else:
            yield from (self._carriers.get(command.by), self)
            yield self.table

    # ------------------------------------------------------------------ loading

    async def load(self) -> None:
        """Read until the first rows are shown; the rest follows in the background. Raises StorageError."""
        choices: Mapping[str, str] = {}
        self._is_up_to_date = False
        if self.preview is not None:
            choices = await in_thread(self.context.services.repository.choices)
            self.preview.take_up(choices)
        await self._ask(ListRequest(is_new=True, choices=choices))
        self.run_worker(self._learn, group="known", exclusive=True)
        if self.filter_line.is_unfinished:
            self._get_to_know()

    async def show_rows(self, key: str = "") -> None:
        """Show the rows that pass the filter, with the cursor on ``key``."""
        await self._ask(ListRequest(key))

    async def _ask(self, wanted: ListRequest) -> None:
        source, table = self.spec.source, self.table
        find = await source.ask(replace(wanted, current=table.current_key, place=table.current_number))
        if find is None:
            # The same rows, perhaps for other words.
            self.renew_header()
            return
        self._rows_shown.clear()
        self.is_asking = True
        self.renew_header()
        self.streaming.run(find)
        if not source.lasts:
            await self._rows_shown.wait()

    async def _learn(self) -> None:
        """Get to know what can wait until the first rows are painted."""
        await asyncio.sleep(_PAINTED_AFTER)
        await self.spec.source.learn()

    def _get_to_know(self) -> None:
        if self.spec.source.known is not None and not self._is_up_to_date:
            self._is_up_to_date = True
            self.run_worker(partial(self._learn_values, self.spec.source.known), group="values", exclusive=True)

    async def _learn_values(self, read: Callable[[], KnownValues]) -> None:
        """Get to know what the filter completes. What was typed meanwhile is read anew."""
        self.known = await in_thread(read)
        if self.filter_line.is_unfinished and self.filter_line.value:
            self.filter_line.learn(self.known)
            self.arrange_rows()

    def _ended(self, fault: ReadtuiError | None) -> None:
        self._rows_shown.set()
        self.is_asking = False
        if fault is not None:
            self.spec.source.failed()
            self.show_around()

    # ------------------------------------------------------------------ showing

    def show_part(self, part: object) -> None:
        self.show_batch(self.spec.source.take(part))

    def show_batch(self, batch: RowBatch) -> None:
        table, self.is_asking = self.table, False
        if batch.is_first:
            table.set_rows(batch.rows, batch.key, more=not batch.is_last)
        else:
            table.add_rows(batch.rows, more=not batch.is_last)
        self._has_rows = bool(table.row_count) or not batch.is_last
        if batch.is_last:
            self.marks.count(forgets=batch.forgets)
        self._rows_shown.set()
        self.show_around()

    def show_around(self) -> None:
        """Show what stands around the rows, or in their place."""
        self.renew_header()
        self.refresh_headings()
        why = None if self._has_rows else self.spec.emptiness()
        self.show_emptiness(why, has_rows=why is None)
        self._renew_footer()

    def show_why_empty(self) -> None:
        """More is known about what can be done where there are no rows."""
        if not self._has_rows:
            self.show_emptiness(self.spec.emptiness())

    def renew_header(self) -> None:
        """Show what is listed now, how much, and on which tab."""
        header = self.spec.header()
        self.show_header(header.title, header.detail, header.right)
        if self.spec.tabs is not None:
            self.spec.tabs.show()

    def on_page_header_right_chosen(self) -> None:
        """Run what the right side of the header stands for."""
        self.run_if_here(f"{self.MODE}.{self.spec.header().runs}")

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """Show the tab that was clicked."""
        if self.spec.tabs is not None:
            self.spec.tabs.choose(event.number)

    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        table, marked = self.table, self.marks.keys
        is_marked = bool(marked) and table.key_of(index) in marked
        is_folded = table.is_folded(table.group_of(index))
        return self.spec.paint(index, RowLook(width, self.context.look.palette, is_current, is_marked, is_folded))

    def moved(self) -> None:
        self._renew_footer()
        super().moved()

    def footer_here(self) -> Mapping[str, str]:
        # While the user types a filter, these keys are typed.
        return self.spec.footer() if self.mode == self.MODE else {}

    def _renew_footer(self) -> None:
        if (footer := self.spec.footer()) != self._footer:
            self._footer = footer
            self.show_mode()

    @property
    def unfinished(self) -> str:
        """Marks, which were made for an action."""
        marks = self.marks
        return f"{str(marks) or f'{len(marks.keys):,} marked'} in {self.window_title}" if marks.keys else ""

    def import_changed(self) -> None:
        """The header may say how far it is."""
        self.renew_header()

    # ------------------------------------------------------------------ what others ask

    @property
    def narrowed_list(self) -> tuple[Lists, str]:
        tabs = self.spec.tabs
        return super().narrowed_list if tabs is None else (tabs.lists, self.filter_line.value)

    def narrow_to(self, query: str) -> None:
        """Filter by a query that another screen asks for."""
        if self.spec.tabs is not None:
            self.spec.tabs.widen()
        self.filter_line.fill(query)

    @property
    def query_typed(self) -> Query:
        """The query in the filter; while it has a mistake, the last one that had none."""
        return self.filter_line.query_typed(self.known)

    # ------------------------------------------------------------------ commands

    def do_list_filter(self) -> None:
        super().do_list_filter()
        self._get_to_know()

    def do_list_views(self) -> None:
        """Open a saved view, save the filter as one, rename or delete views."""
        from readtui.tui.dialogs.views import ViewsDialog

        def chosen(view: View | None) -> None:
            if view is not None:
                self.context.screens.show_view(view)

        key = self.key("app.undecided")
        dialog = ViewsDialog(
            self.context.services.views,
            self.context.work.saving.make,
            self.filter_line.value,
            self.narrowed_list[0],
            how_to_undo=self.how_to_undo,
            how_to_decide=f"! was changed differently on two devices. In the list, {key} chooses a version.",
        )
        self.app.push_screen(dialog, chosen)


class ListStream(Generic[_PartT]):
    """Shows in a list, part after part, what a thread finds, and tells what went wrong.

    Every run ends the one before; ``show`` gets the parts. ``ended`` is called after a run that nothing has stopped,
    with the error that has ended it, if any.
    """

    def __init__(
        self,
        screen: ListScreen,
        show: Callable[[_PartT], None],
        ended: Callable[[ReadtuiError | None], None] = lambda error: None,
    ) -> None:
        self._screen = screen
        self._ended = ended
        self._streaming = Stream[_PartT](
            while_open(screen, show), lambda: screen.context.host.has_keys_waiting, screen.call_after_refresh
        )

    def stop(self) -> None:
        """End the present run, if there is one."""
        self._streaming.stop()

    def run(self, find: Callable[[StreamTurn[_PartT]], None]) -> None:
        """Begin a run in the background; see ``Stream.run``."""
        self._screen.run_worker(partial(self._run, find, self._streaming.begin()), group="stream")

    async def _run(self, find: Callable[[StreamTurn[_PartT]], None], turn: StreamTurn[_PartT]) -> None:
        fault: ReadtuiError | None = None
        try:
            await self._streaming.run(turn, find)
        except StoppedError:
            return
        except ReadtuiError as error:
            self._screen.tell_error(fault := error)
        self._ended(fault)
        self._screen.tell_damage()
