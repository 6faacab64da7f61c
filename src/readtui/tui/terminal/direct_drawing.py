"""Writes to the terminal past Textual: places rows, moves existing ones, and names the window."""

from __future__ import annotations

from collections.abc import Callable

from textual.geometry import Region

_KEEP_TITLE, _TITLE_AS_BEFORE = "\x1b[22;2t", "\x1b[23;2t"
"""xterm's stack of titles; other terminals ignore it or do the same."""


class DirectDrawing:
    """See ``terminal_interface.Drawing``. ``write`` is None while the terminal does not belong to the app."""

    def __init__(self) -> None:
        self.taken = 0
        self.write: Callable[[str], None] | None = None
        self.falls_behind: Callable[[], bool] = lambda: False
        """Whether the terminal has not taken what was drawn last."""
        self._drawn: list[str] = []
        self._title = ""

    def take(self, write: Callable[[str], None]) -> None:
        """The terminal now belongs to the app; its contents are unknown."""
        if self.write is None:
            write(_KEEP_TITLE)
        self.write = write
        self.taken += 1
        self._write_title()

    def give_back(self) -> None:
        """The terminal no longer belongs to the app, or not for now."""
        if self.write is not None:
            self.write(_TITLE_AS_BEFORE)
        self.write = None

    def show_title(self, title: str) -> None:
        """Name the window, now and whenever the terminal becomes the app's again."""
        self._title = title
        self._write_title()

    def _write_title(self) -> None:
        if self._title and self.write is not None:
            # No control character may end the sequence early and begin another one.
            self.write(f"\x1b]2;{''.join(one for one in self._title if one.isprintable())}\x1b\\")

    @property
    def is_ready(self) -> bool:
        """Whether the terminal belongs to the app."""
        return self.write is not None

    @property
    def is_held(self) -> bool:
        """Whether the terminal is behind."""
        return self.falls_behind()

    def send(self, sequence: str) -> None:
        """Send a control sequence that draws nothing."""
        if self.write is not None:
            self.write(sequence)

    def row(self, column: int, row: int, written: str) -> None:
        """Write at a cell, both coordinates counted from 0."""
        self._drawn.append(_at(column, row) + written)

    def move(self, region: Region, lines: int) -> None:
        """Make the rows of ``region`` the terminal's scrolling region for a moment, and scroll it."""
        scrolled = _at(0, region.bottom - 1) + "\n" * lines if lines > 0 else _at(0, region.y) + "\x1bM" * -lines
        self._drawn.append(f"\x1b[{region.y + 1};{region.bottom}r{scrolled}\x1b[r")

    def write_out(self, cursor_column: int, cursor_row: int) -> None:
        """Write everything at once, and put the cursor on a cell."""
        drawn, self._drawn = "".join(self._drawn), []
        if drawn and self.write is not None:
            self.write(drawn + _at(cursor_column, cursor_row))


def _at(column: int, row: int) -> str:
    return f"\x1b[{row + 1};{column + 1}H"
