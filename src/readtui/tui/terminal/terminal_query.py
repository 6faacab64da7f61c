"""Asks the terminal about itself while the app runs, and keeps the replies for the next start."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

from textual.errors import NoWidget
from textual.geometry import Region
from textual.screen import Screen

from readtui.debug_log import DEBUG_LOG
from readtui.tui.terminal.traits import TerminalTraits, draws_right_to_left, load_traits, save_traits

if TYPE_CHECKING:
    from readtui.tui.terminal.probe import Replies

_LONGEST_WAIT = 0.2


class TerminalQuery:
    """What is known about the terminal. The driver passes the terminal's input on, in its own thread."""

    def __init__(self) -> None:
        self._replies: Replies | None = None
        self._complete = Event()
        self._asked_at = 0.0
        self._tell: Callable[[], object] = lambda: None
        self._traits: TerminalTraits | None = None

    @property
    def traits(self) -> TerminalTraits:
        """What is known so far."""
        if self._traits is None:
            self._traits = load_traits()
        return self._traits

    def ask(self, write: Callable[[str], None], screen: Screen[Any], changed: Callable[[], None]) -> None:
        """Write the questions; ``screen`` is the terminal's contents, ``changed`` as in ``terminal_interface``."""
        # Only now: its patterns take some milliseconds that the first page need not wait for.
        from readtui.tui.terminal.probe import WIDEST, Replies, questions

        loop = asyncio.get_running_loop()
        replies = self._replies = self._replies or Replies()
        self._tell = lambda: loop.call_soon_threadsafe(self._learn, replies.traits(), changed)
        replies.begin(screen.size.height)
        self._complete.clear()
        self._asked_at = time.monotonic()
        write(questions(screen.size.height, _last_row(screen, WIDEST)))

    def _learn(self, said: TerminalTraits, changed: Callable[[], None]) -> None:
        """All replies have arrived."""
        before = self.traits
        DEBUG_LOG.terminal(said)
        if said.widths is not None:
            said = replace(said, widths=replace(said.widths, right_to_left=int(draws_right_to_left())))
        traits = replace(said, widths=said.widths or before.widths, background=said.background or before.background)
        if traits != before:
            self._traits = traits
            asyncio.get_running_loop().run_in_executor(None, save_traits, traits)
        if (traits.cell_widths, traits.is_dark, traits.graphics) != (
            before.cell_widths,
            before.is_dark,
            before.graphics,
        ):
            changed()

    # ------------------------------------------------------------------ on the input thread

    def typed(self, text: str) -> str:
        """The typed part of the terminal's input."""
        if self._replies is None:
            return text
        left = self._replies.feed(text)
        if self._replies.is_complete and not self._complete.is_set():
            self._complete.set()
            self._tell()
        return left

    def typed_before(self) -> str:
        """No input for a tenth of a second: return what was held back as a possible reply but is none."""
        return self._replies.tick() if self._replies else ""

    # ------------------------------------------------------------------ at the end

    def wait_a_moment(self) -> None:
        """Wait for replies on their way, which would otherwise reach the next program as typed text.

        A terminal that has not replied for longer will not reply any more.
        """
        left = self._asked_at + _LONGEST_WAIT - time.monotonic()
        if left > 0 and self._replies and self._replies.is_awaited:
            self._complete.wait(left)


def _last_row(screen: Screen[Any], cells: int) -> str:
    """The output that redraws the start of the last row."""
    row, column, parts = screen.size.height - 1, 0, list[str]()
    while column < min(cells, screen.size.width):
        try:
            widget, region = screen.get_widget_at(column, row)
        except NoWidget:
            # The screen is about to be laid out, which draws the row, too.
            break
        for strip in widget.render_lines(Region(0, row - region.y, region.width, 1)):
            parts.append(f"\x1b[{row + 1};{region.x + 1}H{strip.render(screen.app.console)}")
        column = max(column + 1, region.right)
    return "".join(parts)
