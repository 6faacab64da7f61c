"""The bytes that draw the reader's page, and the lines it can scroll to."""

from readtui.tui.terminal.scroller import Scroll
from readtui.tui.terminal.textual_insides import rows_on
from readtui.tui.terminal.typed_keys import scrolling_keys
from readtui.tui.terminal_interface import LeftLibrary, LeftPage


def page_of(left: LeftPage | LeftLibrary) -> bytes:
    """Each row of each part, in place."""
    parts = left.parts if isinstance(left, LeftPage) else [(left.screen.region, rows_on(left.screen))]
    drawn = [
        f"\x1b[{row};{region.x + 1}H{strip.render(left.console)}"
        for region, strips in parts
        for row, strip in enumerate(strips, start=region.y + 1)
    ]
    return "".join(drawn).encode("utf-8", "replace")


def scroll_of(left: LeftPage) -> Scroll:
    """The lines of the text, and the keys that scroll them."""
    region = left.region
    keys = scrolling_keys(left.keymap, region.height)
    return Scroll(region.y + 1, region.x + 1, region.height, left.first, left.lines, keys)
