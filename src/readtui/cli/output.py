"""Prints results to stdout and messages to stderr, free of control characters.

All output of commands goes through this module, because an article, a tag or a path may contain any character. JSON
keeps control characters as escapes.
"""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from readtui.tui.terminal_interface import Terminal

INTERRUPTED = 130
"""The exit code after Ctrl+C."""

TERMINAL = "readtui.terminal"
"""The key in click's ``Context.meta`` of the terminal of this run."""

SETTINGS_TOLD = "readtui.settings-told"
"""The key there of whether the app has told what is wrong in the settings."""

CLEAR = "\r\x1b[K"
"""What clears the line that the cursor is on."""

_MOST_CHARACTERS = 2_000
# Every call of click.echo looks at stdout anew.
_LINES_AT_ONCE = 500
# Rich lays out a table as a whole.
_ROWS_AT_ONCE = 5_000


def terminal_of_run() -> "Terminal":
    """The terminal that ``run`` was given. Only while a command runs."""
    terminal: Terminal = click.get_current_context().meta[TERMINAL]
    return terminal


def complain(message: str, hint: str = "") -> None:
    """Print an error to stderr: what and where, and on a second line what to do next."""
    tell(f"readtui: {message}")
    if hint:
        tell(hint)


def tell(message: str) -> None:
    """Print one line to stderr, cut at a length that nobody reads."""
    from readtui.text.clean import visible

    context = click.get_current_context(silent=True)
    if context is not None and TERMINAL in context.meta:
        # A message printed over the first page would vanish with it.
        context.meta[TERMINAL].leave()
    line = visible(message)
    _print(line if len(line) <= _MOST_CHARACTERS else f"{line[:_MOST_CHARACTERS]}…", err=True)


def print_line(line: str) -> None:
    from readtui.text.clean import visible

    _print(visible(line))


def print_styled(parts: Iterable[tuple[str, str]], *, leads_to: str = "") -> None:
    """Print one line of texts, each with a Rich style, to a terminal. ``leads_to``: an id or an address."""
    # Imported here because most commands print without styles.
    from rich.console import Console
    from rich.style import Style
    from rich.text import Text

    from readtui.cli.tables import address_of, are_given
    from readtui.text.clean import shown

    line = Text.assemble(*((shown(text), style) for text, style in parts))
    if leads_to and are_given() and (address := address_of(leads_to)):
        line.stylize(Style(link=address))
    Console(highlight=False, soft_wrap=True).print(line)


def print_linked(pieces: Iterable[tuple[str, str]]) -> None:
    """Print a text of any number of lines, whose pieces lead to addresses or, with "", nowhere."""
    from readtui.cli.tables import address_of, are_given, linked
    from readtui.text.clean import shown

    gives = is_terminal() and are_given()
    click.echo("".join(linked(shown(text), address_of(target) if gives and target else "") for text, target in pieces))


def print_text(text: str) -> None:
    """Print text of any number of lines to stdout."""
    _print(text)


def write_bytes(content: bytes) -> None:
    """Write bytes to stdout unchanged, for a file or another program. For a person to read, use ``print_text``."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def print_json(value: object) -> None:
    """Print one JSON document with control characters escaped; in ASCII if stdout cannot write Unicode."""
    _print(_json(value))


def _json(value: object) -> str:
    from readtui.codec.strict_json import harmless

    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    unicode = encoding.lower().replace("-", "").startswith("utf")
    return harmless(json.dumps(value, ensure_ascii=not unicode, indent=2))


def print_json_list(values: Iterable[object]) -> None:
    """Print what ``print_json`` prints of the list of these values, some at a time."""
    values, before = iter(values), "["
    while some := list(islice(values, _LINES_AT_ONCE)):
        _print(before + _json(some)[1:-2], ends=False)
        before = ","
    _print("[]" if before == "[" else "\n]")


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table on a terminal; elsewhere one row per line, tab-separated and without a header.

    Prints some rows before it asks for the next ones. On a terminal, these are a table of their own.
    """
    from readtui.text.clean import visible

    shown = ([visible(cell) for cell in row] for row in rows)
    if not is_terminal():
        while some := list(islice(shown, _LINES_AT_ONCE)):
            _print("\n".join("\t".join(row) for row in some))
        return
    # Imported here because the import takes longer than listing a library.
    from rich.console import Console

    from readtui.cli.tables import laid_out

    console = Console(highlight=False)
    some, is_first = list(islice(shown, _ROWS_AT_ONCE)), True
    while some or is_first:
        clear_line()
        for part in laid_out(columns, some, console.width):
            console.print(part)
        some, is_first = list(islice(shown, _ROWS_AT_ONCE)), False


def is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def clear_line() -> None:
    """Clear the progress line, so that a message starts on an empty one; nothing if there is no terminal."""
    if shows_progress():
        sys.stderr.write(CLEAR)
        sys.stderr.flush()


def shows_progress() -> bool:
    """Whether stderr is a terminal where a line can be cleared."""
    return sys.stderr is not None and sys.stderr.isatty() and not is_dumb_terminal()


def stdin_is_terminal() -> bool:
    """Whether stdin is a terminal, where questions can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def is_dumb_terminal() -> bool:
    """Whether the terminal says that it can only print lines, as the shells of some editors do."""
    return os.environ.get("TERM") == "dumb"


def _print(text: str, *, err: bool = False, ends: bool = True) -> None:
    from readtui.text.clean import shown

    click.echo(shown(text), err=err, nl=ends)
