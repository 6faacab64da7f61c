"""What stands in the place of an empty list."""

import pytest
from rich.cells import cell_len
from rich.console import Console

from readtui.tui.colors.colors import OWN_THEMES
from readtui.tui.colors.palette import ColorDepth
from readtui.tui.colors.palette_maker import make_palette
from readtui.tui.widgets.welcome import WelcomeWords, welcome_lines

WORDS = WelcomeWords(
    "A library for reading",
    "Nothing to read yet. Press a key to begin:",
    [("a", "add a file, a folder or a web page"), ("?", "help")],
    "Or from the shell",
)


@pytest.mark.parametrize(("width", "height"), [(76, 20), (76, 9), (76, 8), (36, 9), (36, 6), (20, 8)])
def test_a_message_is_never_cut_as_long_as_its_sentence_and_keys_fit(width: int, height: int) -> None:
    palette = make_palette(OWN_THEMES["readtui-dark"], ColorDepth.FULL)
    lines = welcome_lines(WORDS, width, height, palette, Console())
    words = " ".join(line.plain for line in lines).split()
    assert max(cell_len(line.plain.rstrip()) for line in lines) <= width
    assert len(lines) <= height or not any(not line.plain for line in lines)
    for word in (WORDS.sentence + " add a file, a folder or a web page help").split():
        assert word in words
