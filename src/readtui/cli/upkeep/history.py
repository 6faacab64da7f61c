"""The commands history, undo and redo."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.completion import ANY_ARTICLE
from readtui.cli.listings import Listing, found_nothing, listing
from readtui.cli.output import print_line
from readtui.cli.services import any_article, filled, opened
from readtui.errors import ChangedSinceError
from readtui.services.wording import done

if TYPE_CHECKING:
    from readtui.services.saving.undo import UndoStep

_force = click.option(
    "--force", is_flag=True, help="Go ahead even if the record has changed again, or a window came between."
)


@click.command()
@click.argument("article", metavar="[ARTICLE]", default=None, required=False, type=ANY_ARTICLE, callback=filled)
@listing()
@click.pass_obj
def history(folder: Path | None, article: str | None, listing: Listing) -> None:
    """List the changes made on this device.

    Lists changes to the whole library or to one article (even in the trash), latest first. Columns: when, state, what.
    """
    with opened(folder) as services:
        steps = services.history.steps(any_article(services, article) if article else "")
    listing.show(
        steps, ("when", "state", "what"), lambda step: (step.change.at, step.state, done(step.change.what)), _step_json
    )
    if not steps:
        found_nothing("No changes were made on this device.")


@click.command()
@_force
@click.pass_obj
def undo(folder: Path | None, force: bool) -> None:
    """Undo the last change.

    Undoes the last change in the whole library, even after a restart. Prints the change.
    """
    from readtui.services.saving.undo import COMMANDS

    with opened(folder) as services, _naming_force("undo"):
        print_line(done(services.history.undo(force=force, told=COMMANDS).what))


@click.command()
@_force
@click.pass_obj
def redo(folder: Path | None, force: bool) -> None:
    """Redo the last undone change.

    Prints the change.
    """
    from readtui.services.saving.undo import COMMANDS

    with opened(folder) as services, _naming_force("redo"):
        print_line(done(services.history.redo(force=force, told=COMMANDS).what))


@contextmanager
def _naming_force(command: str) -> Iterator[None]:
    try:
        yield
    except ChangedSinceError as fault:
        if "--force" in fault.hint:
            raise
        hint = f"To overwrite the newer changes: readtui {command} --force"
        raise ChangedSinceError(fault.message, hint) from fault


def _step_json(step: "UndoStep") -> dict[str, object]:
    return {
        "id": step.change.id,
        "at": step.change.at,
        "what": step.change.what,
        "undone": not step.done,
        "articles": [one for one in step.change.article_ids if one],
    }
