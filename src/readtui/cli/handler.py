"""The commands handler, handler install and handler remove."""

import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.output import complain, print_json, print_line, tell
from readtui.cli.services import filled
from readtui.errors import ReadtuiError

if TYPE_CHECKING:
    from readtui.services.linking.link_handler import Handler, Registration

_WITHOUT_XDG = {"darwin": "macOS", "win32": "Windows"}


@click.group(subcommand_metavar="COMMAND …")
def handler() -> None:
    """Let the desktop open readtui: links.

    Exports link each annotation to its place in readtui. Once the handler is installed, a click on such a link opens a
    terminal with the reader.
    """


@handler.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def status(as_json: bool) -> None:
    """Show whether the desktop opens links, and with which program.

    Exits with 1 if it does not.
    """
    found = _handler().registered()
    if as_json:
        entry = str(found.entry) if found.command else None
        print_json({"entry": entry, "command": list(found.command), "faults": list(found.faults)})
    elif found.command:
        _print(found)
    else:
        tell("Links are not registered. To register them: readtui handler install")
    if found.faults or not found.command:
        raise click.exceptions.Exit(1)


@handler.command()
@click.option(
    "--terminal",
    metavar="COMMAND",
    default=None,
    callback=filled,
    help="The terminal to open, such as foot or 'kitty --single-instance'. By default xdg-terminal-exec, $TERMINAL, "
    "or a common terminal.",
)
def install(terminal: str | None) -> None:
    """Register this readtui as the program for readtui: links.

    For Linux and other systems with freedesktop.org desktops. Writes a desktop entry, and makes it the default in
    mimeapps.list; other entries stay. The command can be repeated.
    """
    found = _handler().install(own_command(sys.argv[0], sys.executable), terminal or "")
    _print(found)
    if found.faults:
        raise click.exceptions.Exit(1)


@handler.command()
def remove() -> None:
    """Undo handler install."""
    if not _handler().remove():
        tell("Links were not registered.")
        raise click.exceptions.Exit(1)
    print_line("Links to readtui no longer open.")


def own_command(called: str, python: str) -> list[str]:
    """The absolute path of this readtui, with arguments if it was started as ``python -m readtui``."""
    if Path(called).stem == "readtui":
        path = os.path.abspath(called) if os.path.isfile(called) else shutil.which(called)
        if path:
            return [path]
    return [python, "-m", "readtui"]


def _handler() -> "Handler":
    from readtui.bootstrap.closed_library import desktop_handler

    if system := _WITHOUT_XDG.get(sys.platform):
        raise ReadtuiError(f"readtui cannot register links on {system} by itself", "docs/links.md says how to do it.")
    return desktop_handler()


def _print(found: "Registration") -> None:
    print_line(f"Links to readtui run: {shlex.join(found.command)}")
    print_line(f"Desktop entry: {found.entry}")
    for fault in found.faults:
        complain(f"links may not open: {fault}", "To register them again: readtui handler install")
