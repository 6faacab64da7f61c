"""The private names of Textual that readtui needs. If a release of Textual moves one of them,
``tests/tui/terminal/test_textual_insides.py`` says what has changed.

Textual has no public way to end its input thread at once, so readtui runs its own, which needs Textual's parser: what
turns a terminal's bytes into messages.
"""

from textual._styles_cache import StylesCache
from textual._xterm_parser import XTermParser

__all__ = ["XTermParser", "forget_drawn"]


def forget_drawn() -> None:
    """Let go of what closed widgets have drawn. Textual would keep the last 1,024 of them, with all their lines."""
    StylesCache.get_inner_outer.cache_clear()
