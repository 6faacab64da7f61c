"""The command creators, and the one that renames a creator."""

from pathlib import Path

import click

from readtui.cli.output import print_json, print_line, print_table
from readtui.cli.services import filled, opened, require_all_read
from readtui.errors import NotFoundError, UsageError
from readtui.text.clean import visible
from readtui.text.counted import counted


@click.group(invoke_without_command=True, subcommand_metavar="[COMMAND …]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def creators(ctx: click.Context, as_json: bool) -> None:
    """List who wrote the annotations and replies, or rename a creator everywhere.

    Columns: name, annotations, replies. What names nobody is yours.
    """
    if ctx.invoked_subcommand is not None:
        if as_json:
            raise UsageError("--json: only for the list of creators", "See readtui creators --help.")
        return
    with opened(ctx.obj) as services:
        found = services.renaming.counts(services.creators.identity())
    if as_json:
        print_json(
            [{"name": one.creator.spelled, "annotations": one.annotations, "replies": one.replies} for one in found]
        )
    else:
        rows = [(visible(one.creator.shown), str(one.annotations), str(one.replies)) for one in found]
        print_table(("name", "annotations", "replies"), rows)
    require_all_read(services)


@creators.command()
@click.argument("name", metavar="A", callback=filled)
@click.argument("new_name", metavar="B", callback=filled)
@click.pass_obj
def rename(folder: Path | None, name: str, new_name: str) -> None:
    """Rename the creator A to B, also in the trash.

    B may be the name of another creator, or me. A program is software:NAME. Annotations and replies stay as they are
    but for that. readtui undo reverses it.
    """
    from readtui.services.creators import checked_creator

    with opened(folder) as services:
        try:
            old, new = (services.creators.named(checked_creator(one)) for one in (name, new_name))
        except ValueError as fault:
            raise UsageError(str(fault), "Example: readtui creators rename Bea 'Bea Lund'") from fault
        change = services.renaming.renamed(old, new)
        if change is None:
            raise NotFoundError(f"nothing names “{visible(old.shown)}”", "`readtui creators` lists the names.")
        services.changes.apply(change)
    count = counted(len(change.edits), "annotation or reply", "annotations and replies")
    print_line(f"renamed {visible(old.shown)} to {visible(new.shown)}: {count}")
    require_all_read(services)
