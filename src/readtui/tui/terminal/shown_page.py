"""The page that is on the terminal while the app starts behind it."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from readtui.tui.terminal.scrolling import Scroll, Scroller

_ENTER, _LEAVE = b"\x1b[?1049h\x1b[?25l", b"\x1b[?25h\x1b[?1049l"
_SLICE = 0.0005


def can_show() -> bool:
    """Whether there is a terminal to show a page on."""
    if os.name != "posix" or os.environ.get("TERM", "dumb") == "dumb":
        return False
    return all(os.isatty(number) for number in (0, 1, 2))


class ShownPage:
    """Draws a page and scrolls it until the app takes the terminal over."""

    def __init__(self) -> None:
        self.is_shown = False
        self.app_is_painted: Callable[[], None] = lambda: None
        """Called when the app has painted what the page shows; whoever takes the page over draws nothing before."""
        self.typed = b""
        """What was typed while the page was shown, and not seen by the app."""
        self._scroller: Scroller | None = None
        self._attributes: list[object] | None = None

    def draw(self, page: bytes) -> None:
        """Put the page on the terminal. Raises OSError and termios.error if that cannot be."""
        import termios

        attributes = termios.tcgetattr(0)
        raw = termios.tcgetattr(0)
        # Keys typed from now on wait for the app, and must not be echoed into the page.
        raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        termios.tcsetattr(0, termios.TCSANOW, raw)
        self._attributes = attributes
        self.is_shown = True
        # Where the app draws as well.
        os.write(2, _ENTER + page)

    def answer_keys(self, scroll: Scroll) -> None:
        """Scroll the page that is on the terminal by keys."""
        from readtui.tui.terminal.scrolling import Scroller

        # The app is being imported meanwhile, and has to let the thread with the keys in.
        sys.setswitchinterval(_SLICE)
        self._scroller = Scroller(scroll)

    def hand_over(self) -> bool:
        """The app takes the terminal over as it was before; returns whether a page is on it."""
        was_shown, self.is_shown = self.is_shown, False
        if self._scroller is not None:
            self.typed, self._scroller = self._scroller.stop(), None
        if was_shown and self._attributes is not None:
            import termios

            termios.tcsetattr(0, termios.TCSANOW, self._attributes)  # type: ignore[arg-type]
        return was_shown

    def leave(self) -> None:
        """If the app has not taken it over, give the terminal back as it was."""
        if self.hand_over():
            os.write(2, _LEAVE)
