"""The base of screens with a table of records: moving, folding, filtering, loading, undo and redo."""

import gc
from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.events import DescendantBlur
from textual.widget import Widget
from textual.widgets import Input

from readtui.errors import ReadtuiError
from readtui.model.change import Change
from readtui.model.view import Lists
from readtui.paths import DEFAULT_NAME
from readtui.quick_dataclass import dataclass
from readtui.search.query.terms import GRAMMAR
from readtui.text.clean import visible
from readtui.tui.commands.command import Command
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.screens.preview import ListPreview
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.headings import ColumnHeadings
from readtui.tui.widgets.key_footer import KeyFooter, WhichKey
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.preview_pane import PreviewPane, Sheet
from readtui.tui.widgets.record_table import PaintedRow, RecordTable
from readtui.tui.widgets.tab_line import TabLine
from readtui.tui.widgets.welcome import Welcome

_LOOK_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Emptiness:
    """Why a list has no rows. ``examples``: what can be typed, and what that does; ``more`` is a last line.

    ``offers``: commands by id, and what they do. ``of_use``: the names of the screen's commands that do something then,
    besides undo, redo and back; None for all of them. ``footer``: instead of these, the labels of the footer, by
    command; then what is of no use is offered nowhere.
    """

    title: str
    sentence: str
    offers: Sequence[tuple[str, str]] = ()
    of_use: Sequence[str] | None = ()
    more: str = ""
    examples: Sequence[tuple[str, str]] = ()
    footer: Mapping[str, str] | None = None


class RecordScreen(CommandScreen):
    """A table with a filter above it. Handlers for all of them are named ``do_list_NAME``; a screen that does something
    else has a handler of its own. What a screen must or may do itself stands first.
    """

    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-middle"), (30, "-airy")]
    AUTO_FOCUS = "RecordTable"
    preview: ListPreview[Any, Any] | None = None
    _lags_behind = False
    _listed = 0
    _emptiness: Emptiness | None = None
    _of_use: Collection[str] | None = None
    _content: Sequence[Widget] = ()

    # ------------------------------------------------------------------ what a screen does itself

    @abstractmethod
    async def load(self) -> None:
        """Read everything and show it."""

    @abstractmethod
    async def show_rows(self, key: str = "") -> None:
        """Show the rows that pass the filter, with the cursor on ``key``."""

    @abstractmethod
    def paint(self, index: int, width: int, is_current: bool) -> PaintedRow:
        """The lines of a row, each at most ``width`` cells."""

    def moved(self) -> None:
        """The cursor is on another row."""
        if self.preview is not None:
            self.preview.follow()

    @property
    def filter_grammar(self) -> Sequence[tuple[str, str]]:
        """The query language, one example per line; empty for a filter that takes plain words."""
        return GRAMMAR

    @property
    def narrowed_list(self) -> tuple[Lists, str]:
        """What is listed, and the query that narrows it, for another screen that looks at the same."""
        return Lists.ARTICLES, ""

    @property
    def first_title(self) -> str:
        """The title in the header until everything has been read."""
        return self.window_title

    # ------------------------------------------------------------------ widgets

    @property
    def row_width(self) -> int:
        """The cells of a row; beside the list may be its preview."""
        return max(1, self.table.size.width - 1)

    def table_with_preview(self) -> Widget:
        table = RecordTable(self.paint)
        if self.preview is None:
            return table
        pane = PreviewPane(self.sheet)
        self.preview.has_placed(pane, self.app.size)
        return Container(table, pane, classes="with-preview")

    def on_resize(self) -> None:
        """Place the preview."""
        if self.preview is not None:
            self.preview.place()

    def sheet(self, width: int) -> Sheet:
        """What the lines of the preview are laid out for."""
        look = self.context.look
        return Sheet(width, look.palette, look.console, self.context.services.library.identity())

    def frame(self, filter_hint: str, *content: Widget, has_tabs: bool = False) -> ComposeResult:
        """Header, filter and footer around the table. The welcome replaces ``content`` while there are no rows."""
        self._content = content
        yield PageHeader(self.palette, self.first_title)
        if has_tabs:
            yield TabLine(self.palette)
        yield FilterLine(filter_hint)
        yield from content
        yield Welcome(self.palette)
        yield WhichKey()
        yield KeyFooter()

    def on_mount(self) -> None:
        """Watch for changes by other programs."""
        self.set_interval(_LOOK_EVERY, self._look)

    def carriers(self, command: Command) -> Iterator[object]:
        """The table moves its cursor itself."""
        yield from super().carriers(command)
        yield self.table

    @property
    def mode(self) -> str:
        """While the user types a filter, keys go to the filter."""
        return "filter" if self.filter_line.has_cursor else self.MODE

    def show_mode(self) -> None:
        """Update the footer; without rows, it names only what does something."""
        if self._of_use is None or self.mode != self.MODE:
            super().show_mode()
        elif self._emptiness is not None and self._emptiness.footer is not None:
            self.show_in_footer([], self._emptiness.footer)
        else:
            self.show_in_footer([one for one in self.commands_here() if self.does_something(one)])

    def commands_here(self) -> list[Command]:
        """The commands available here; see ``Emptiness.footer``."""
        commands = self.commands_with_rows()
        is_bare = self._emptiness is not None and self._emptiness.footer is not None and self.mode == self.MODE
        return list(filter(self.does_something, commands)) if is_bare else commands

    def commands_with_rows(self) -> list[Command]:
        """The commands available if there are rows."""
        return super().commands_here()

    def does_something(self, command: Command) -> bool:
        """Whether the command does something; without rows, few do."""
        return self._of_use is None or command.context != self.MODE or command.id in self._of_use

    def _tell_rows(self, of_use: Collection[str] | None) -> None:
        """Say that there are rows, or which commands of this screen, by their names, are of use without any."""
        wanted = None if of_use is None else {f"{self.MODE}.{name}" for name in of_use}
        if wanted != self._of_use:
            self._of_use = wanted
            self.show_mode()

    @property
    def table(self) -> RecordTable:
        return self.query_one(RecordTable)

    @property
    def filter_line(self) -> FilterLine:
        """The line above the list."""
        return self.query_one(FilterLine)

    @property
    def welcome(self) -> Welcome:
        """What stands in place of an empty list."""
        return self.query_one(Welcome)

    @property
    def library_name(self) -> str:
        """The name of the library's folder; "" if it only says that it is a library."""
        name = self.context.services.folder.name
        return "" if name == DEFAULT_NAME else visible(name)

    def show_header(self, title: str, detail: str, right: str) -> None:
        """Show what is listed, and how much."""
        self.query_one(PageHeader).show(title, detail, right)

    def show_emptiness(self, why: Emptiness | None, *, has_rows: bool = False) -> None:
        """Show the list or, without rows, why there are none; None while that is not known."""
        if why is None:
            self.welcome.hide()
        else:
            keys = [(self.key(command), does) for command, does in why.offers]
            self.welcome.show(why.title, why.sentence, [*why.examples, *keys], why.more)
        before, self._emptiness = self._emptiness, why
        self._tell_rows(None if why is None or why.of_use is None else (*why.of_use, "undo", "redo", "back"))
        if (before and before.footer) != (why and why.footer):
            self.show_mode()
        self.show_content(has_rows)

    def nothing_matches(self, what: str, *of_use: str) -> Emptiness:
        """The filter leaves no rows, or has a mistake. ``what`` begins the sentence: "No annotation matches".

        ``of_use``: commands that do something then, besides those of the filter.
        """
        offers = [(f"{self.MODE}.show_all", "clear the filter"), (f"{self.MODE}.filter", "edit the filter")]
        return Emptiness(*self.filter_line.why_nothing(what), offers, ("show_all", "filter", *of_use))

    def show_content(self, has_rows: bool) -> None:
        """Show the list, or without rows nothing of it, and put the cursor where there is something to do."""
        for widget in self._content:
            widget.display = has_rows
        if not has_rows and not self.filter_line.has_cursor:
            self.set_focus(None)
        elif has_rows and self.focused is None:
            self.table.focus()

    # ------------------------------------------------------------------ loading

    @work(exclusive=True, group="load")
    async def reload(self) -> None:
        """Read everything again, off the UI thread and after pending saves."""
        await self.context.work.saving.settled()
        await self.context.work.background.done()
        # While saving fails, show what is on disk; it is read again once that changes.
        self._lags_behind = self.context.work.saving.pending > 0
        self._listed = self.context.services.repository.listing_stamp()
        # Loading leaves no garbage, and a collection among 100,000 annotations would delay keys.
        gc.disable()
        try:
            await self.load()
            self.tell_damage()
        except ReadtuiError as error:
            self.tell_error(error)
            self.context.terminal.app_is_painted()
        finally:
            gc.enable()

    def tell_damage(self) -> None:
        """Say which parts of the library were found to be unreadable."""
        self.context.work.damage.tell_new()

    def keep_choices(self, choices: Mapping[str, str]) -> None:
        """Remember on this device how the user wants the screen."""
        self.context.work.background.do(partial(self.context.services.repository.keep_choices, choices))

    def _look(self) -> None:
        context = self.context
        is_idle = self.is_in_front and context.work.saving.is_settled and not context.host.is_loading
        if is_idle and context.services.repository.listing_stamp() != self._listed:
            self.reload()

    @work(exclusive=True, group="filter")
    async def arrange_rows(self, key: str = "") -> None:
        """Filter and sort again, off the UI thread, and put the cursor on ``key``."""
        await self.show_rows(key)

    def on_screen_resume(self) -> None:
        """Another screen may have changed the contents."""
        self.reload()

    def change_made(self, change: Change) -> None:
        if self.is_in_front:
            self.reload()

    def change_dropped(self, change: Change) -> None:
        self.change_made(change)

    def save_state_changed(self) -> None:
        """Reload if the list was waiting for a save."""
        super().save_state_changed()
        if self.is_in_front and self._lags_behind and not self.context.work.saving.pending:
            self.reload()

    def palette_changed(self) -> None:
        self.table.repaint()
        self.refresh_headings()
        self.moved()

    def refresh_headings(self) -> None:
        """Paint the headings of columns again, if there are any."""
        for line in self.query(ColumnHeadings):
            line.refresh()

    def on_record_table_moved(self) -> None:
        self.moved()

    def on_record_table_opened(self) -> None:
        """Open the row that was double-clicked."""
        self.run_if_here(f"{self.MODE}.open")

    # ------------------------------------------------------------------ the filter

    def do_list_filter(self) -> None:
        self.filter_line.open()

    def do_list_show_all(self) -> None:
        """Clear the filter; without one, go back."""
        if self.filter_line.value:
            self.filter_line.clear()
        else:
            self.leave()

    def do_list_moved_and_lost(self) -> None:
        """Open the moved and lost passages of the library."""
        self.context.screens.show_settling()

    def do_list_accept(self) -> None:
        """Move the focus to the filtered list; from the filter in any case, also while nothing is listed yet."""
        self.set_focus(self.table if self.table.focusable else None)
        self.filter_line.leave()

    def do_list_complete(self) -> None:
        self.filter_line.complete()

    def do_list_clear(self) -> None:
        self.table.focus()
        self.filter_line.clear()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while the user types."""
        if self.filter_line in event.input.ancestors:
            self.arrange_rows()

    def on_descendant_focus(self) -> None:
        """Show the keys of the current mode."""
        self.show_mode()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Leave the filter when the focus goes to the list, also by a click, but not when the terminal loses it."""
        if self.filter_line in event.widget.ancestors and self.focused is not None:
            self.filter_line.leave()

    # ------------------------------------------------------------------ undo and leaving

    def do_list_undo(self) -> None:
        """Undo the last change in the library."""
        self.context.work.undoing.undo()

    def do_list_redo(self) -> None:
        self.context.work.undoing.redo()

    @property
    def how_to_undo(self) -> str:
        """The end of a message about a change that can be undone."""
        return f"Press {self.key(f'{self.MODE}.undo')} to undo."
