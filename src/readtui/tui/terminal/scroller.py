"""Scrolls the first page until the app draws, using the stored rows around it and the keys that scroll.

It remembers every key that it reads; the app receives them all and repeats what was shown here.
"""

import os
import threading
from collections.abc import Mapping, Sequence
from select import select
from typing import NamedTuple


class Scroll(NamedTuple):
    """Rows that scroll through a part of the screen.

    ``row`` and ``column`` (from 1) are the part's corner, ``height`` its rows. ``lines`` are the terminal output for
    each line, of which ``first`` is at the top; ``keys`` say by how many lines a key scrolls.
    """

    row: int
    column: int
    height: int
    first: int
    lines: Sequence[str]
    keys: Mapping[str, int]


class Scroller:
    """Reads the keyboard in its own thread until it is stopped, and answers what others read from then on.

    ``keyboard`` and ``screen`` are descriptors.
    """

    def __init__(self, scroll: Scroll, keyboard: int = 0, screen: int = 2) -> None:
        self._scroll = scroll
        self._keyboard = keyboard
        self._screen = screen
        self._first = scroll.first
        self._is_answering = True
        self._typed = b""
        self._drawing = threading.Lock()
        self._woken, self._waking = os.pipe()
        self._thread = threading.Thread(target=self._run, name="first-page", daemon=True)
        self._thread.start()

    def stop(self) -> bytes:
        """Stop reading, and return everything typed."""
        os.write(self._waking, b"\0")
        self._thread.join()
        os.close(self._woken)
        os.close(self._waking)
        return self._typed

    def _run(self) -> None:
        while True:
            ready = select([self._keyboard, self._woken], [], [])[0]
            if self._keyboard in ready:
                data = os.read(self._keyboard, 1024)
                if not data:
                    return
                self._typed += data
                self.answer(data)
            elif self._woken in ready:
                return

    def answer(self, data: bytes) -> None:
        """Scroll by what was typed."""
        with self._drawing:
            self._answer(data.decode("latin-1"))

    def end(self) -> None:
        """Draw nothing from now on."""
        with self._drawing:
            self._is_answering = False

    def _answer(self, typed: str) -> None:
        before = self._first
        while typed and self._is_answering:
            key = next((key for key in self._scroll.keys if typed.startswith(key)), "")
            first = self._first + self._scroll.keys.get(key, 0)
            # Other keys, keys beyond the stored rows, and everything after them are for the app.
            self._is_answering = bool(key) and 0 <= first <= len(self._scroll.lines) - self._scroll.height
            if self._is_answering:
                self._first = first
            typed = typed[len(key) :]
        if self._first != before:
            self._draw()

    def _draw(self) -> None:
        scroll = self._scroll
        rows = scroll.lines[self._first : self._first + scroll.height]
        drawn = (f"\x1b[{scroll.row + number};{scroll.column}H{line}" for number, line in enumerate(rows))
        os.write(self._screen, "".join(drawn).encode())
