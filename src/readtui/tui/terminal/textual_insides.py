"""The one private name of Textual that readtui needs: the parser that turns a terminal's bytes into messages.

Textual has no public way to end its input thread at once, so readtui runs its own, which needs Textual's parser. If a
release of Textual moves it, ``tests/tui/terminal/test_textual_insides.py`` says what has changed.
"""

from textual._xterm_parser import XTermParser

__all__ = ["XTermParser"]
