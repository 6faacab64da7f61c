"""The page on the terminal while the app starts behind it."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from readtui.tui.terminal.scroller import Scroll, Scroller

_ENTER, _LEAVE = b"\x1b[?1049h\x1b[?25l", b"\x1b[?25h\x1b[?1049l"
SLICE = 0.0005
"""Seconds after which a thread lets another one run. Python's 5 ms would be felt with each key."""


class ShownPage:
    """Draws a page and scrolls it until the app takes over. ``keyboard`` and ``screen`` are descriptors."""

    def __init__(self) -> None:
        self.keyboard, self.screen = 0, 2
        self.is_shown = False
        self.is_held = False
        """Whether the app has taken over the terminal, but draws nothing yet."""
        self.app_is_painted: Callable[[], None] = lambda: None
        """Called when the app has painted the page's contents; until then, its new owner draws nothing."""
        self.typed = b""
        """Keys typed while the page was shown, which the app has not seen."""
        self.attributes: list[object] | None = None
        """What the terminal's attributes were before the page."""
        self._scroller: Scroller | None = None
        self._answers: Scroller | None = None
        """Answers what the app reads as long as the page is held."""

    def find_terminal(self) -> None:
        """Use the terminal of the process, wherever its output goes."""
        try:
            self.keyboard = self.screen = os.open("/dev/tty", os.O_RDWR)
        except OSError:
            # The command says so.
            return

    @property
    def can_be_shown(self) -> bool:
        """Whether there is a terminal to show a page on."""
        if os.name != "posix" or os.environ.get("TERM", "dumb") == "dumb":
            return False
        return self.keyboard > 2 or all(os.isatty(number) for number in (0, 1, 2))

    def draw(self, page: bytes) -> None:
        """Put the page on the terminal. Raises OSError and termios.error on failure."""
        import termios

        attributes = termios.tcgetattr(self.keyboard)
        raw = termios.tcgetattr(self.keyboard)
        # From now on, keys wait for the app and must not be echoed into the page.
        raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        termios.tcsetattr(self.keyboard, termios.TCSANOW, raw)
        self.attributes = attributes
        self.is_shown = True
        # The app draws there as well.
        os.write(self.screen, _ENTER + page)

    def answer_keys(self, scroll: Scroll) -> None:
        """Scroll the page with the keyboard."""
        from readtui.tui.terminal.scroller import Scroller

        # The app is being imported meanwhile, and must let the key thread run.
        sys.setswitchinterval(SLICE)
        self._scroller = Scroller(scroll, self.keyboard, self.screen)

    def hand_over(self) -> bool:
        """The app takes over the terminal; return whether a page is on it.

        The attributes stay those for single keys: in the original ones, even for a moment, the terminal would keep
        Ctrl+Q and Ctrl+S for itself, and echo keys into the page.
        """
        was_shown, self.is_shown = self.is_shown, False
        if self._scroller is not None:
            self._answers, self._scroller = self._scroller, None
            self.typed = self._answers.stop()
        return was_shown

    def answer(self, data: bytes) -> None:
        """Scroll by what the app has just read, unless it draws itself by now."""
        if self._answers is not None:
            self._answers.answer(data)

    def let_go(self) -> None:
        """From now on the app draws."""
        self.is_held = False
        if self._answers is not None:
            self._answers.end()
            self._answers = None

    def leave(self) -> None:
        """Give the terminal back as it was, unless the app has taken it over."""
        if self.hand_over():
            self.restore()
            os.write(self.screen, _LEAVE)

    def restore(self) -> None:
        """Give the terminal its attributes from before the page."""
        if self.attributes is not None:
            import termios

            termios.tcsetattr(self.keyboard, termios.TCSANOW, self.attributes)  # type: ignore[arg-type]
