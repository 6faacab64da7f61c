"""What of the reader is kept for the next time: the place, and the page that the article will open on."""

from functools import partial
from typing import Protocol

from textual.strip import Strip

from readtui.bootstrap import Services
from readtui.first_page import FIRST_PAGE
from readtui.first_page.scrolling import Scroll
from readtui.tui.article.line_marks import HitList
from readtui.tui.context import DeviceNotes
from readtui.tui.keymap import Keymap
from readtui.tui.palettes.palette import Palette
from readtui.tui.reader.arranging import Arranging, ReaderPanes
from readtui.tui.reader.needs import Terminal
from readtui.tui.reader.selecting import Selecting
from readtui.tui.reader.state import ReaderState
from readtui.tui.terminal.page_bytes import page_of
from readtui.tui.terminal.typed_keys import scrolling_keys


class KeepingApp(Protocol):
    """What it needs of the app."""

    @property
    def services(self) -> Services: ...

    @property
    def keymap(self) -> Keymap: ...

    @property
    def palette(self) -> Palette: ...

    @property
    def background(self) -> DeviceNotes: ...


class Keeping:
    """Remembers on this device where one was."""

    def __init__(
        self,
        state: ReaderState,
        app: KeepingApp,
        terminal: Terminal,
        selecting: Selecting,
        arranging: Arranging,
        panes: ReaderPanes,
    ) -> None:
        self._state = state
        self._view = state.view
        self._app = app
        self._terminal = terminal
        self._selecting = selecting
        self._arranging = arranging
        self._panes = panes
        self._kept: tuple[int, int] | None = None

    def keep_position(self) -> None:
        """Remember the cursor's place, if it is another one."""
        offset, read_to = self._view.cursor.start, self._view.read_to
        if (offset, read_to) != self._kept:
            self._kept = (offset, read_to)
            self._app.background.do(partial(self._state.session.keep_position, offset, read_to=read_to))

    def keep_first_page(self) -> None:
        """The article is left for good: keep the page that it will open on, if all is arranged as it will be then."""
        panes, view = self._panes, self._view
        if not panes.text.size:
            return
        self._selecting.set_selection(None)
        if not self._arranging.is_as_at_first or self._state.mode != "reader":
            return
        view.hits, view.focused_id = HitList(), ""
        self._arranging.open_at(view.cursor.start)
        widgets = (panes.outline, panes.text, panes.marginalia, panes.bar, panes.status, panes.keys)
        record, size = self._state.session.record, self._terminal.size
        FIRST_PAGE.keep(
            self._app.services.folder,
            record.id,
            record.paths,
            view.cursor.start,
            (size.width, size.height),
            page_of(widgets, self._terminal.console),
            self._scroll(),
        )

    def _scroll(self) -> Scroll:
        pane, margin, height = self._panes.text, self._panes.marginalia, self._view.height
        first, strips = pane.strips_around(height // 4, height)
        keys = scrolling_keys(self._app.keymap, height)
        # Notes that stood beside other lines would be wrong.
        blank = Strip.blank(margin.size.width if margin.display else 0, self._app.palette.text)
        lines = [(strip.render(self._terminal.console) + blank.render(self._terminal.console)) for strip in strips]
        return Scroll(pane.region.y + 1, pane.region.x + 1, height, first, lines, keys)
