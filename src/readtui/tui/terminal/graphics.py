"""Which graphics the terminal shows, and the size of its cells in pixels."""

import os
import struct
from collections.abc import Mapping

from readtui.tui.pictures.picture_look import Graphics

_STDERR = 2
_KITTY = ("kitty", "ghostty")


def knows_placeholders(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal shows kitty's graphics in cells of text. Others have only the older part of its protocol."""
    names = (environ.get("TERM", ""), environ.get("TERM_PROGRAM", ""), "kitty" if "KITTY_WINDOW_ID" in environ else "")
    return any(known in name.lower() for known in _KITTY for name in names)


def graphics_here(kind: str, environ: Mapping[str, str] = os.environ) -> Graphics:
    """The graphics of the kind that the terminal has answered to know."""
    is_usable = kind != "kitty" or knows_placeholders(environ)
    return Graphics(kind if is_usable else "", cell_size())


def cell_size() -> tuple[int, int]:
    """The width and height of a cell in pixels, as the terminal has told the system; 0 if it has not."""
    try:
        import fcntl
        import termios

        answer = fcntl.ioctl(_STDERR, termios.TIOCGWINSZ, bytes(8))
    except (ImportError, OSError):
        return 0, 0
    rows, columns, width, height = struct.unpack("HHHH", answer)
    return (width // columns, height // rows) if columns and rows else (0, 0)
