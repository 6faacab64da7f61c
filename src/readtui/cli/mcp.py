"""The command mcp."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from readtui.api import Library


@click.command()
@click.option("--allow-writing", "writing", is_flag=True, help="Let it annotate, reply and settle threads, too.")
@click.pass_obj
def mcp(folder: Path | None, writing: bool) -> None:
    """Serve the library to an assistant (Model Context Protocol).

    An assistant starts this command and speaks to it over standard input and output. It can search, list and read
    articles, list annotations and threads, and verify quotations. With --allow-writing, what it writes carries its name
    (by:software:NAME finds it), and each call is one step for readtui undo. It can never delete, fetch or export.
    """
    if folder is not None and not folder.expanduser().exists():
        from readtui.cli.services import require_library

        require_library(folder)
    from readtui.mcp.server import Server

    def opened() -> "Library":
        # Imported here, so that the first answer does not wait for it.
        from readtui.api import open_library

        return open_library(folder)

    server = Server(opened, writing=writing)
    try:
        server.serve(sys.stdin.buffer, sys.stdout.buffer)
    finally:
        server.close()
