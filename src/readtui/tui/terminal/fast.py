"""The terminal with everything that makes readtui faster than Textual alone."""

from __future__ import annotations

import gc
import os
import sys

from readtui.tui.terminal.kept_pages import DISCUSS, KeptPages
from readtui.tui.terminal.shown_page import SLICE, ShownPage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any

    from textual.driver import Driver
    from textual.screen import Screen

    from readtui.layout.widths import CellWidths
    from readtui.model.tag import Tag
    from readtui.services.reading.pictures import AtHand
    from readtui.services.reading.session import ReadingSession
    from readtui.settings import Settings
    from readtui.tui.pictures.picture_look import Graphics
    from readtui.tui.terminal.direct_drawing import DirectDrawing
    from readtui.tui.terminal.terminal_query import TerminalQuery
    from readtui.tui.terminal_interface import LeftLibrary, LeftPage

# In the first row, the report of a place looks like a key.
_LEAST_ROWS = 2
_COLLECTS_AFTER = 1.0


class FastTerminal:
    """See `terminal_interface`. Everything is imported on demand, because the kept page must not wait for it."""

    def __init__(self) -> None:
        self._page = ShownPage()
        self._kept = KeptPages()
        self._drawing: DirectDrawing | None = None
        self._asking: TerminalQuery | None = None

    # ------------------------------------------------------------------ before the app

    def show_kept(self, arguments: Sequence[str]) -> None:
        """Show nothing in case of doubt: the ordinary start always works, and reports problems."""
        self._kept.asked_by(arguments)
        if DISCUSS in arguments:
            self._page.find_terminal()
        if not self._page.can_be_shown:
            return
        try:
            found = self._kept.find(self._page.screen)
            if found is not None:
                self._page.draw(found.drawn)
                if (scroll := found.scroll()) is not None:
                    self._page.answer_keys(scroll)
        except Exception:  # noqa: BLE001  whatever it is, the app starts without the page
            return

    def will_read(self, source: str) -> None:
        """Note the state of the source."""
        self._kept.will_read(source)

    def opens(self, library: Path, article_id: str = "", *, is_discussed: bool = False) -> None:
        """Note what is opened, to be written together with the page."""
        self._kept.opens(library, article_id, is_discussed=is_discussed)

    def prepare(self) -> None:
        """Tune Textual, which reads the environment when it is imported, and Python."""
        # At its 60 Hz, unevenly timed keys would wait for the next frame.
        os.environ.setdefault("TEXTUAL_FPS", "1000")
        sys.setswitchinterval(SLICE)
        # What imports create stays; looking for garbage in it takes a tenth of the start.
        gc.disable()

    def show_early(
        self,
        settings: Settings,
        session: ReadingSession,
        offset: int,
        pictures: AtHand | None = None,
        tags: Sequence[Tag] = (),
    ) -> None:
        """Draw the page with the app's own painter."""
        if self._page.is_shown or not self._page.can_be_shown:
            return
        from readtui.tui.terminal.early_page import early_page
        from readtui.tui.terminal.traits import load_traits

        traits = load_traits()
        widths, is_dark = traits.cell_widths, traits.is_dark
        found = early_page(settings, session, offset, widths, is_dark=is_dark, pictures=pictures, tags=tags)
        if found is not None:
            drawn, scroll = found
            self._page.draw(drawn)
            self._page.answer_keys(scroll)

    def leave(self) -> None:
        """Remove the page."""
        self._page.leave()

    # ------------------------------------------------------------------ in the app

    def driver_class(self) -> type[Driver] | None:
        """Our driver, which does not work on Windows."""
        if sys.platform == "win32":
            return None
        from readtui.tui.terminal.driver import driver_of
        from readtui.tui.terminal.textual_insides import let_go_of_strips, render_only_what_is_drawn

        let_go_of_strips()
        render_only_what_is_drawn()
        return driver_of(self._page, self.drawing, self.asking)

    @property
    def drawing(self) -> DirectDrawing:
        """Draws rows past Textual."""
        if self._drawing is None:
            from readtui.tui.terminal.direct_drawing import DirectDrawing

            self._drawing = DirectDrawing()
        return self._drawing

    @property
    def asking(self) -> TerminalQuery:
        """Questions and answers."""
        if self._asking is None:
            from readtui.tui.terminal.terminal_query import TerminalQuery

            self._asking = TerminalQuery()
        return self._asking

    @property
    def cell_widths(self) -> CellWidths:
        """As far as is known by now."""
        return self.asking.traits.cell_widths

    @property
    def is_dark(self) -> bool | None:
        """As far as is known by now."""
        return self.asking.traits.is_dark

    @property
    def graphics(self) -> Graphics:
        """As far as is known by now."""
        from readtui.tui.terminal.graphics import graphics_here

        return graphics_here(self.asking.traits.graphics)

    def ask(self, screen: Screen[Any], changed: Callable[[], None]) -> bool:
        """Ask, if the terminal is the app's and shows what the app draws."""
        if sys.platform == "win32":
            # Without a driver of ours nobody would take the replies out of the input.
            return True
        write = self.drawing.write
        if write is None or screen.size.height < _LEAST_ROWS:
            return False
        self.asking.ask(write, screen, changed)
        return True

    def started(self) -> None:
        """Collect garbage once the first screen is there, but exclude the objects now in memory: these are never
        collected then.
        """
        if gc.isenabled():
            gc.collect()
        gc.freeze()
        import asyncio

        # What the first screen makes stays, too, but only as long as the screen.
        asyncio.get_running_loop().call_later(_COLLECTS_AFTER, gc.enable)

    def closed_screen(self, screen: Screen[Any]) -> None:
        """Let go of what it has drawn."""
        from readtui.tui.terminal.textual_insides import forget_drawn

        forget_drawn(screen)

    @property
    def shows_page(self) -> bool:
        return self._page.is_held

    def app_is_painted(self) -> None:
        """Let the driver draw."""
        self._page.app_is_painted()

    async def warm_up(self, modules: Sequence[str], idle_for: Callable[[], float]) -> None:
        """Import in a thread, one module at a time."""
        from readtui.tui.terminal.warming_up import warm_up

        await warm_up(modules, idle_for)

    def keep(self, leave: Callable[[], LeftPage | LeftLibrary | None]) -> None:
        """Store the bytes of the page in memory, to be written later."""
        left = leave()
        if left is None:
            return
        from readtui.tui.terminal.page_bytes import page_of, scroll_of
        from readtui.tui.terminal_interface import LeftLibrary

        if isinstance(left, LeftLibrary):
            self._kept.keep_library(left, page_of(left))
        else:
            self._kept.keep(left, page_of(left), scroll_of(left))

    # ------------------------------------------------------------------ after the app

    def write_kept(self) -> None:
        """Write the pages, and what the command line has opened."""
        self._kept.write()
