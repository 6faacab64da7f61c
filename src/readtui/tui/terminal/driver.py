"""A terminal driver like Textual's, except that its input thread ends at once and a kept page stays on the screen."""

import asyncio
import os
import re
import selectors
import sys
from codecs import getincrementaldecoder
from time import monotonic
from typing import TextIO

from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

from readtui.tui.terminal.direct_drawing import DirectDrawing
from readtui.tui.terminal.shown_page import ShownPage
from readtui.tui.terminal.terminal_query import TerminalQuery
from readtui.tui.terminal.textual_insides import KeyParser, hold_frames, release_frames

_ESCAPE_ENDS = 0.1
_BEHIND_AFTER, _LOOK_EVERY = 0.02, 0.01
_LONGEST_HOLD = 3.0
_ENTER = "\x1b[?1049h"
_MODES = re.compile(r"(?:\x1b\[[?>][0-9;]*\$?[a-z])+")


class Output:
    """The terminal's file, and whether it takes what Textual's thread writes."""

    def __init__(self, file: TextIO | None) -> None:
        # None only for programs without a console, where no driver is made.
        self._file = file or sys.stderr
        self.fileno = self._file.fileno
        self._since = 0.0

    @property
    def is_idle(self) -> bool:
        """Whether everything is written."""
        return not self._since

    @property
    def is_behind(self) -> bool:
        """Whether something has been waiting for longer than a fast terminal needs."""
        return bool(since := self._since) and monotonic() - since > _BEHIND_AFTER

    def write(self, text: str) -> None:
        """Textual's thread writes a part of a frame."""
        self._since = self._since or monotonic()
        self._file.write(text)

    def flush(self) -> None:
        """Textual's thread has nothing more to write."""
        self._file.flush()
        self._since = 0.0


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
    once. While the terminal is behind, over a slow line, nothing is drawn either: nobody would see it before the next
    key has changed it.
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
        drawing.falls_behind = self._falls_behind
        self._woken, self._waking = os.pipe()
        self._is_ending = False
        self._is_drawing = True
        self._has_terminal = False
        self._output = Output(sys.__stderr__)
        self._file = self._output  # type: ignore[assignment]
        self._is_held = False

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
            self._is_drawing, self._page.is_held = False, True
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
        self._falls_behind()

    def _falls_behind(self) -> bool:
        """Whether frames are held back; from now on, if the terminal does not take them."""
        if self._has_terminal and not self._is_held and self._output.is_behind:
            self._is_held = True
            hold_frames(self._whole)
            asyncio.get_running_loop().call_later(_LOOK_EVERY, self._catch_up)
        return self._is_held

    def _catch_up(self) -> None:
        """Draw again once the terminal has taken everything: what has changed meanwhile, in one frame."""
        if not self._output.is_idle:
            asyncio.get_running_loop().call_later(_LOOK_EVERY, self._catch_up)
            return
        release_frames(self._whole, self._release)

    def _release(self) -> None:
        self._is_held = False

    def draw_all(self) -> None:
        """Draw from now on, starting with everything held back."""
        if not self._is_drawing:
            self._is_drawing = True
            self._page.let_go()
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
                self._page.answer(data)
