"""The base of screens with a list: moving, filtering, undo and redo."""

import gc
from abc import abstractmethod
from collections.abc import Collection, Sequence

from textual import work
from textual.app import ComposeResult
from textual.events import DescendantBlur
from textual.widget import Widget
from textual.widgets import Input

from readtui.errors import ReadtuiError
from readtui.model.change import Change
from readtui.model.view import Lists, View
from readtui.paths import DEFAULT_NAME
from readtui.search.query.fields import GRAMMAR
from readtui.text.clean import visible
from readtui.tui.commands.command import Command
from readtui.tui.palettes.palette import Palette
from readtui.tui.screens.command_screen import CommandScreen
from readtui.tui.widgets.filter_line import FilterLine
from readtui.tui.widgets.key_footer import KeyFooter
from readtui.tui.widgets.page_header import PageHeader
from readtui.tui.widgets.preview_pane import PreviewPane
from readtui.tui.widgets.record_table import RecordTable
from readtui.tui.widgets.tab_line import TabLine
from readtui.tui.widgets.welcome import Welcome
from readtui.tui.widgets.which_key import WhichKey

_LOOK_EVERY = 1.0


class ListScreen(CommandScreen):
    """A list with a filter above it. Handlers for all lists, also of collaborators, are named ``do_list_NAME``."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-middle"), (30, "-airy")]
    AUTO_FOCUS = "RecordTable"
    _lags_behind = False
    _listed = 0
    _of_use: Collection[str] | None = None
    _content: Sequence[Widget] = ()

    def frame(self, filter_hint: str, *content: Widget, has_tabs: bool = False) -> ComposeResult:
        """Header, filter and footer around the list. The welcome replaces ``content`` while there are no rows."""
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

    def run_command(self, command: Command, key: str = "") -> None:
        """Run a command of all lists by its handler for all, and every other command by its own."""
        if command.context == self.MODE:
            carrier = getattr(self, command.by) if command.by else self
            shared = getattr(carrier, "do_list_" + command.id.split(".", 1)[1], None)
            if shared is not None:
                shared()
                return
        super().run_command(command, key)

    @property
    def mode(self) -> str:
        """While the user types a filter, keys go to the filter."""
        return "filter" if self.filter_line.has_cursor else self.MODE

    def show_mode(self) -> None:
        """Update the footer; in a list without rows, it names only what does something."""
        if self._of_use is None or self.mode != self.MODE:
            super().show_mode()
            return
        self.show_in_footer([one for one in self.commands_here() if self.does_something(one)])

    def does_something(self, command: Command) -> bool:
        """Whether the command does something; without rows, few do."""
        return self._of_use is None or command.context != self.MODE or command.id in self._of_use

    def tell_rows(self, *, of_use: Collection[str] | None = None) -> None:
        """Say that there are rows, or which commands of this list, by their names, are of use without any."""
        wanted = None if of_use is None else {f"{self.MODE}.{name}" for name in of_use}
        if wanted != self._of_use:
            self._of_use = wanted
            self.show_mode()

    def palette(self) -> Palette:
        """The current palette."""
        return self.readtui.palette

    @property
    def filter_grammar(self) -> Sequence[tuple[str, str]]:
        """The query language, one example per line."""
        return GRAMMAR

    @property
    def narrowed_list(self) -> tuple[Lists, str]:
        """What is listed, and the query that narrows it, for another screen that looks at the same."""
        return Lists.ARTICLES, ""

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
    def tab_line(self) -> TabLine:
        """The tabs of a list that has some."""
        return self.query_one(TabLine)

    @property
    def preview(self) -> PreviewPane:
        """The preview of a list that has one."""
        return self.query_one(PreviewPane)

    @property
    def library_name(self) -> str:
        """The name of the library's folder; "" if it only says that it is a library."""
        name = self.readtui.services.folder.name
        return "" if name == DEFAULT_NAME else visible(name)

    @property
    def first_title(self) -> str:
        """The title in the header until the list has been read."""
        return self.window_title

    def show_header(self, title: str, detail: str, right: str) -> None:
        """Show what is listed, and how much."""
        self.query_one(PageHeader).show(title, detail, right)

    def show_content(self, has_rows: bool) -> None:
        """Show the list, or without rows nothing of it, and put the cursor where there is something to do."""
        for widget in self._content:
            widget.display = has_rows
        if not has_rows and not self.filter_line.has_cursor:
            self.set_focus(None)
        elif has_rows and self.focused is None:
            self.table.focus()

    def narrow_to(self, query: str) -> None:
        """Filter by a query that another screen asks for."""
        self.filter_line.fill(query)

    # ------------------------------------------------------------------ for each screen to fill

    @abstractmethod
    async def load(self) -> None:
        """Read everything and show it."""

    @abstractmethod
    async def show_rows(self, key: str = "") -> None:
        """Show the rows that pass the filter, with the cursor on ``key``."""

    @abstractmethod
    def do_list_open(self) -> None: ...

    # ------------------------------------------------------------------ loading

    @work(exclusive=True, group="load")
    async def reload(self) -> None:
        """Read everything again, off the UI thread and after pending saves."""
        await self.readtui.saving.settled()
        await self.readtui.background.done()
        # While saving fails, show what is on disk; it is read again once that changes.
        self._lags_behind = self.readtui.saving.pending > 0
        self._listed = self.readtui.services.listing.listing_stamp()
        # Loading leaves no garbage, and a collection among 100,000 annotations would delay keys.
        gc.disable()
        try:
            await self.load()
            self.readtui.damage.tell_new()
        except ReadtuiError as error:
            self.readtui.tell_error(error)
        finally:
            gc.enable()

    def _look(self) -> None:
        app = self.readtui
        is_idle = self.is_in_front and app.saving.is_settled and not app.is_loading
        if is_idle and app.services.listing.listing_stamp() != self._listed:
            self.reload()

    @work(exclusive=True, group="filter")
    async def arrange_rows(self) -> None:
        """Filter and sort again, off the UI thread."""
        await self.show_rows()

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
        if self.is_in_front and self._lags_behind and not self.readtui.saving.pending:
            self.reload()

    def palette_changed(self) -> None:
        self.table.repaint()

    # ------------------------------------------------------------------ moving

    def do_list_down(self) -> None:
        self.table.move(1)

    def do_list_up(self) -> None:
        self.table.move(-1)

    def do_list_page_down(self) -> None:
        self.table.move_page(1)

    def do_list_page_up(self) -> None:
        self.table.move_page(-1)

    def do_list_first(self) -> None:
        self.table.first()

    def do_list_last(self) -> None:
        self.table.last()

    def on_record_table_opened(self) -> None:
        """Open the row that was double-clicked."""
        self.do_list_open()

    # ------------------------------------------------------------------ the filter

    def do_list_filter(self) -> None:
        self.filter_line.open()

    def do_filter_accept(self) -> None:
        """Move the focus to the filtered list."""
        self.table.focus()
        self.filter_line.leave()

    def do_filter_complete(self) -> None:
        """Complete the term at the cursor."""
        self.filter_line.complete()

    def do_filter_clear(self) -> None:
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

    def ask_for_view(self, lists: Lists) -> None:
        """Let the user open a saved view, save the filter as one of ``lists``, rename or delete views."""
        from readtui.tui.dialogs.views import ViewsDialog
        from readtui.tui.work.view_changing import ViewChanging

        def chosen(view: View | None) -> None:
            if view is not None:
                self.readtui.screens.show_view(view)

        key = self.readtui.keymap.key("app.undecided")
        dialog = ViewsDialog(
            ViewChanging(self.readtui),
            self.filter_line.value,
            lists,
            how_to_undo=self.how_to_undo,
            how_to_decide=f"! was changed differently on two devices. In the list, {key} chooses a version.",
        )
        self.app.push_screen(dialog, chosen)

    # ------------------------------------------------------------------ undo and leaving

    def do_list_undo(self) -> None:
        """Undo the last change in the library."""
        self.readtui.undoing.undo()

    def do_list_redo(self) -> None:
        self.readtui.undoing.redo()

    @property
    def how_to_undo(self) -> str:
        """The end of a message about a change that can be undone."""
        return f"Press {self.readtui.keymap.key(f'{self.MODE}.undo')} to undo."

    def do_list_back(self) -> None:
        self.readtui.screens.back()
