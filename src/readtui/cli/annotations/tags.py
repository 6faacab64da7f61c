"""The commands tags, tags rename, tags merge and tags delete."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.completing import TAG
from readtui.cli.library.folders import checked_tags, filled, opened, require_all_read
from readtui.cli.output import print_json, print_line, print_table, tell
from readtui.text.counted import counted

if TYPE_CHECKING:
    from readtui.model.view import View
    from readtui.services.tags.codebook import BulkChange


@click.group(invoke_without_command=True, subcommand_metavar="[COMMAND …]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def tags(ctx: click.Context, as_json: bool) -> None:
    """List the tags, or change one everywhere.

    Columns: name, count (annotations and articles), color, description. A change to a tag also applies to the tags
    nested in it, and to all articles, including those in the trash; saved views follow a new name. readtui undo
    reverses it in one step.
    """
    if ctx.invoked_subcommand is not None:
        return
    with opened(ctx.obj) as services:
        uses = services.codebook.uses()
    if as_json:
        print_json([{"name": u.name, "count": u.count, "color": u.color, "description": u.description} for u in uses])
        require_all_read(services)
        return
    print_table(
        ("name", "count", "color", "description"),
        [(use.name, str(use.count), use.color or "", use.description) for use in uses],
    )
    if not uses:
        tell("No tags yet.")
    require_all_read(services)


@tags.command()
@click.argument("name", metavar="A", type=TAG, callback=filled)
@click.argument("new_name", metavar="B", type=TAG, callback=filled)
@click.pass_obj
def rename(folder: Path | None, name: str, new_name: str) -> None:
    """Rename the tag A to B.

    The tag keeps its color, description and pin. Prints how many annotations and articles changed.
    """
    name, new_name = checked_tags((name, new_name))
    with opened(folder) as services:
        bulk = services.codebook.rename(name, new_name)
        services.changes.apply(bulk.change)
    _tell_done(f"renamed {name} to {new_name}", bulk, bulk.views)
    require_all_read(services)


@tags.command()
@click.argument("names", metavar="A…", nargs=-1, required=True, type=TAG, callback=filled)
@click.argument("into", metavar="INTO", type=TAG, callback=filled)
@click.pass_obj
def merge(folder: Path | None, names: tuple[str, ...], into: str) -> None:
    """Replace the tags A… with the tag INTO.

    If INTO has no color, description or pin, it takes theirs. Prints how many annotations and articles changed.
    """
    *names_kept, into = checked_tags((*names, into))
    with opened(folder) as services:
        bulk = services.codebook.merge(names_kept, into)
        services.changes.apply(bulk.change)
    _tell_done(f"merged {', '.join(names_kept)} into {into}", bulk, bulk.views)
    require_all_read(services)


@tags.command()
@click.argument("name", metavar="A", type=TAG, callback=filled)
@click.pass_obj
def delete(folder: Path | None, name: str) -> None:
    """Delete the tag A everywhere.

    Annotations that have only this tag move to the trash. Prints how many annotations and articles changed.
    """
    (name,) = checked_tags((name,))
    with opened(folder) as services:
        bulk = services.codebook.delete(name)
        services.changes.apply(bulk.change)
    _tell_done(f"deleted {name}", bulk)
    if bulk.emptied:
        tell(f"Moved to the trash because they had only this tag: {counted(bulk.emptied, 'annotation')}.")
    if bulk.views:
        tell(f"Saved views that still name it: {', '.join(view.name for view in bulk.views)}.")
    require_all_read(services)


def _tell_done(what: str, bulk: "BulkChange", views: "Sequence[View]" = ()) -> None:
    """Print what was done and in how many places; ``views``: those that changed too."""
    counts = [(bulk.annotations, "annotation"), (bulk.articles, "article"), (len(views), "saved view")]
    places = [counted(count, name) for count, name in counts if count]
    if bulk.in_trash:
        places.append(f"{bulk.in_trash} in the trash")
    print_line(f"{what}: {', '.join(places) or 'not in use'}")
