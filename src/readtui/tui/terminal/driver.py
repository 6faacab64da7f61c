"""A terminal driver like Textual's, except that its input thread ends at once and a kept page stays on the screen."""

import asyncio
import os
import re
import selectors
from codecs import getincrementaldecoder
from time import monotonic

from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

from readtui.tui.terminal.direct_drawing import DirectDrawing
from readtui.tui.terminal.shown_page import ShownPage
from readtui.tui.terminal.terminal_query import TerminalQuery
from readtui.tui.terminal.textual_insides import KeyParser

_ESCAPE_ENDS = 0.1
_LONGEST_HOLD = 3.0
_ENTER = "\x1b[?1049h"
_MODES = re.compile(r"(?:\x1b\[[?>][0-9;]*\$?[a-z])+")


def driver_of(page: ShownPage, drawing: DirectDrawing, asking: TerminalQuery) -> type[Driver]:
    """The driver class for one terminal; Textual creates the driver from it."""

    class DriverOfTerminal(PromptDriver):
        def __init__(
            self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
        ) -> None:
            super().__init__(app, page, drawing, asking, debug=debug, mouse=mouse, size=size)

    return DriverOfTerminal


class PromptDriver(LinuxDriver):
    """Textual's thread checks ten times a second whether to end, so quitting takes 0.2 seconds.

    If a first page is already on the terminal, nothing is drawn until ``draw_all``, which draws the whole screen at
    once.
    """

    def __init__(
        self,
        app: App[object],
        page: ShownPage,
        drawing: DirectDrawing,
        asking: TerminalQuery,
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._whole = app
        self._page = page
        self._drawing = drawing
        self._asking = asking
        self._woken, self._waking = os.pipe()
        self._is_ending = False
        self._is_drawing = True
        self._has_terminal = False

    def start_application_mode(self) -> None:
        """Take over the terminal with the page on it.

        Textual does so for each SIGCONT, also for one that reaches an app which has the terminal already: a second
        input thread would then take keys from the first, and the app could never end.
        """
        if self._has_terminal:
            return
        self._has_terminal = True
        has_page = self._page.hand_over()
        if has_page:
            self._is_drawing = False
            self._page.app_is_painted = self.draw_all
            asyncio.get_running_loop().call_later(_LONGEST_HOLD, self.draw_all)
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]
        except BaseException:
            if has_page:
                self._page.restore()
            raise
        if has_page:
            # Textual has found the attributes that the page needs, and would restore them at the end.
            self.attrs_before = self._page.attributes
        else:
            # Not before: the title that it writes goes through the application's thread.
            self._drawing.take(self.write)

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        self._has_terminal = False
        self._is_drawing = True
        self._drawing.give_back()
        super().stop_application_mode()

    def write(self, data: str) -> None:
        """Write to the terminal; while the first page is on it, only set-up sequences."""
        if self._is_drawing or (_MODES.fullmatch(data) and data != _ENTER):
            # Entering the alternate screen again would clear the page.
            super().write(data)

    def draw_all(self) -> None:
        """Draw from now on, starting with everything held back."""
        if not self._is_drawing:
            self._is_drawing = True
            self._drawing.take(self.write)
            self._whole.refresh()

    def disable_input(self) -> None:
        """Wake the thread, so that it notices that it should end."""
        self._asking.wait_a_moment()
        self._is_ending = True
        os.write(self._waking, b"\0")
        super().disable_input()
        self._is_ending = False

    def run_input_thread(self) -> None:
        """Pass on typed keys until input is disabled."""
        parser = KeyParser()
        decode = getincrementaldecoder("utf-8")("replace").decode
        data, self._page.typed, held = self._page.typed, b"", ""
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while True:
                if text := self._asking.typed(decode(data)) or held:
                    for message in parser.typed(text, monotonic()):
                        self.process_message(message)
                ready = {key.fd for key, _ in selector.select(_ESCAPE_ENDS)}
                held = "" if ready else self._asking.typed_before()
                for message in parser.tick():
                    self.process_message(message)
                if self._woken in ready:
                    os.read(self._woken, 64)
                if self._is_ending:
                    return
                data = os.read(self.fileno, 4096) if self.fileno in ready else b""
                if not data and self.fileno in ready:
                    # The terminal has been closed.
                    return
