"""Finds a terminal for a command that the desktop starts."""

import shlex
from collections.abc import Callable, Mapping
from pathlib import PurePath

# Each with its options before a command. The first ones run the terminal that the user or the system has chosen.
_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "xdg-terminal-exec": (),
    "x-terminal-emulator": ("-e",),
    "ptyxis": ("--",),
    "kgx": ("-e",),
    "gnome-terminal": ("--",),
    "konsole": ("-e",),
    "xfce4-terminal": ("-x",),
    "mate-terminal": ("-x",),
    "tilix": ("-e",),
    "terminator": ("-x",),
    "kitty": (),
    "ghostty": ("-e",),
    "alacritty": ("-e",),
    "foot": (),
    "wezterm": ("start", "--"),
    "urxvt": ("-e",),
    "st": ("-e",),
    "xterm": ("-e",),
}
_OTHER = ("-e",)

Which = Callable[[str], str | None]


def terminal_command(environ: Mapping[str, str], which: Which) -> list[str]:
    """What to put before a command to run it in a terminal window: an absolute path and options.

    Takes ``xdg-terminal-exec``, else ``$TERMINAL``, else a common terminal; empty if none is installed.
    """
    first, *others = _OPTIONS
    for line in (first, environ.get("TERMINAL", ""), *others):
        if found := as_prefix(line, which):
            return found
    return []


def as_prefix(line: str, which: Which) -> list[str]:
    """The terminal in a command line, with its options before a command; empty if it is not installed."""
    try:
        program, *arguments = shlex.split(line) or [""]
    except ValueError:
        return []
    path = which(program) if program else None
    if path is None:
        return []
    return [path, *(arguments or _OPTIONS.get(PurePath(program).name, _OTHER))]
