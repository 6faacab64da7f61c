"""What goes over the terminal's line: the bytes that draw what widgets show, and those that keys send."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from textual.geometry import Region
from textual.widget import Widget

_SENT = {
    "space": (" ",),
    "down": ("\x1b[B", "\x1bOB"),
    "up": ("\x1b[A", "\x1bOA"),
    "pagedown": ("\x1b[6~",),
    "pageup": ("\x1b[5~",),
}


def typed_for(keys: Iterable[str]) -> Iterator[str]:
    """What a terminal sends for the keys of a keymap; nothing for chords and for keys that terminals disagree on."""
    for key in keys:
        if len(key) == 1:
            yield key
        elif key.startswith("ctrl+") and key[5:].isalpha() and len(key) == 6:
            yield chr(ord(key[5]) & 31)
        else:
            yield from _SENT.get(key, ())


def page_of(widgets: Iterable[Widget], console: Console) -> bytes:
    """Each row of each widget that is displayed, at its place; they must not overlap."""
    parts: list[str] = []
    for widget in widgets:
        if not widget.display:
            continue
        region = widget.region
        strips = widget.render_lines(Region(0, 0, region.width, region.height))
        for row, strip in enumerate(strips, start=region.y + 1):
            parts.append(f"\x1b[{row};{region.x + 1}H{strip.render(console)}")
    return "".join(parts).encode("utf-8", "replace")
