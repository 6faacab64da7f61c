"""The bytes that draw the reader's page, and the lines it can scroll to."""

from collections.abc import Iterable

from rich.console import Console
from textual.geometry import Region
from textual.widget import Widget

from readtui.tui.terminal.scroller import Scroll
from readtui.tui.terminal.typed_keys import scrolling_keys
from readtui.tui.terminal_interface import LeftPage


def page_of(widgets: Iterable[Widget], console: Console) -> bytes:
    """Each row of each visible widget, in place; the widgets must not overlap."""
    parts: list[str] = []
    for widget in widgets:
        if not widget.display:
            continue
        region = widget.region
        strips = widget.render_lines(Region(0, 0, region.width, region.height))
        for row, strip in enumerate(strips, start=region.y + 1):
            parts.append(f"\x1b[{row};{region.x + 1}H{strip.render(console)}")
    return "".join(parts).encode("utf-8", "replace")


def scroll_of(left: LeftPage) -> Scroll:
    """The lines of the text, and the keys that scroll them."""
    region = left.region
    keys = scrolling_keys(left.keymap, region.height)
    return Scroll(region.y + 1, region.x + 1, region.height, left.first, left.lines, keys)
