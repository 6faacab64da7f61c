"""The manual page, in the language of man(7)."""

import re

import click
from command_tree import RESULTS, clean_help, shown_options, usage, walk

from readtui.cli.main import readtui

ENVIRONMENT = {
    "READTUI_LIBRARY": "The folder of the library, unless --library names one.",
    "READTUI_SETTINGS": "The settings file.",
    "READTUI_STATE": "A folder for what readtui keeps beside the library: history, positions, drafts, backups, caches.",
    "READTUI_DEBUG": "A file for slow keys and errors, as with --debug.",
    "READTUI_PLAIN": "Set to 1, leaves all drawing and keyboard input to Textual. For terminals that show rows in the "
    "wrong place.",
    "NO_COLOR": "If set, the app uses no colors; all marks remain visible.",
}
FILES = {
    "~/.config/readtui/settings.toml": "The settings, on Linux.",
    "~/.local/share/readtui/": "The library, on Linux.",
}
# These would become typographic signs, which nobody can type into a shell.
ESCAPES = str.maketrans({"\\": r"\e", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"})


def man_page() -> str:
    """The page readtui(1)."""
    [(name, root), *commands] = walk(readtui, click.Context(readtui, info_name="readtui"))
    summary, _, description = clean_help(root.help).partition("\n\n")
    lines = [
        r".\" Written by scripts/docs.py from the code; edit there.",
        '.TH READTUI 1 "" readtui "User Commands"',
        ".SH NAME",
        rf"readtui \- {plain(summary[0].lower() + summary[1:].rstrip('.'))}",
        ".SH SYNOPSIS",
        bold(usage(name, root)),
        ".SH DESCRIPTION",
        *paragraphs(description),
        ".PP",
        plain("In the app, ? shows the keys of the screen, and Ctrl+P finds actions by name."),
        ".SH OPTIONS",
        *described(dict(shown_options(root))),
        ".SH COMMANDS",
    ]
    for path, command in commands:
        lines += [
            f".SS {plain(path)}",
            bold(usage(path, command)),
            ".PP",
            *paragraphs(clean_help(command.help)),
            *described(dict(shown_options(command))),
        ]
    lines += [".SH EXIT STATUS", plain(RESULTS)]
    lines += [".SH ENVIRONMENT", *described(ENVIRONMENT), ".SH FILES", *described(FILES)]
    return "\n".join(lines) + "\n"


def paragraphs(text: str) -> list[str]:
    """Lines of text, with a break where there is an empty line."""
    return [plain(line) if line.strip() else ".PP" for line in text.split("\n")]


def described(rows: dict[str, str]) -> list[str]:
    """Each term with its text indented below."""
    return [line for term, text in rows.items() for line in (".TP", bold(term), plain(text))]


def bold(text: str) -> str:
    """A line in bold."""
    return rf"\fB{plain(text)}\fR"


def plain(text: str) -> str:
    """A line without anything that man(7) reads as a request, an escape or a typographic hyphen."""
    line = text.strip().translate(ESCAPES)
    line = re.sub(r"[^\x00-\x7f]", lambda found: rf"\[u{ord(found[0]):04X}]", line)
    return rf"\&{line}" if line.startswith(".") else line
