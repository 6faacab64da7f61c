"""Commands on the history: undo, redo."""

from pathlib import Path

import click

from readtui.cli.library import opened
from readtui.text.clean import visible

_force = click.option("--force", is_flag=True, help="Even if the same thing was changed again since.")


@click.command()
@_force
@click.pass_obj
def undo(folder: Path | None, force: bool) -> None:
    """Take back the last change.

    In the whole library, after a restart too. Prints what it was.
    """
    with opened(folder) as services:
        click.echo(visible(services.history.undo(force=force).what))


@click.command()
@_force
@click.pass_obj
def redo(folder: Path | None, force: bool) -> None:
    """Make the last undone change again.

    Prints what it is.
    """
    with opened(folder) as services:
        click.echo(visible(services.history.redo(force=force).what))
