"""The one private name of Textual that readtui needs: what makes messages of the bytes that a terminal sends.

Textual has no public way to end its input thread at once, so readtui runs its own, and that needs Textual's parser.
``tests/tui/terminal/test_textual_insides.py`` says what has changed if a release of Textual moves it.
"""

from textual._xterm_parser import XTermParser

__all__ = ["XTermParser"]
