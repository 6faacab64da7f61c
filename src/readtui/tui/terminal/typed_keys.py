"""What terminals send for keys, and the keys that scroll the reader."""

from collections.abc import Iterable, Iterator

from readtui.tui.keymap import Keymap

_SENT = {
    "space": (" ",),
    "down": ("\x1b[B", "\x1bOB"),
    "up": ("\x1b[A", "\x1bOA"),
    "pagedown": ("\x1b[6~",),
    "pageup": ("\x1b[5~",),
}


def typed_for(keys: Iterable[str]) -> Iterator[str]:
    """What a terminal sends for the keys of a keymap; nothing for sequences and for keys that differ between
    terminals.
    """
    for key in keys:
        if len(key) == 1:
            yield key
        elif key.startswith("ctrl+") and key[5:].isalpha() and len(key) == 6:
            yield chr(ord(key[5]) & 31)
        else:
            yield from _SENT.get(key, ())


def scrolling_keys(keymap: Keymap, height: int) -> dict[str, int]:
    """By how many lines each typed key scrolls a text of which ``height`` lines are visible."""
    page, half = max(1, height - 2), max(1, height // 2)
    commands = {
        "reader.line_down": 1,
        "reader.line_up": -1,
        "reader.page_down": page,
        "reader.page_up": -page,
        "reader.half_page_down": half,
        "reader.half_page_up": -half,
    }
    return {typed: lines for command, lines in commands.items() for typed in typed_for(keymap.keys_of(command))}
