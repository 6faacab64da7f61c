"""The command import."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.completing import IMPORT_FORMAT
from readtui.cli.importing.placing import place_waiting
from readtui.cli.importing.printing import plan_json, print_plan, print_waiting, waiting_json
from readtui.cli.importing.progress import importing_progress
from readtui.cli.library.folders import creator_named, filled, opened, stdin_bytes
from readtui.cli.output import complain, print_json, tell
from readtui.errors import SourceError, UsageError
from readtui.text.counted import counted

if TYPE_CHECKING:
    from readtui.importers.importer import Source
    from readtui.model.creator import Creator, Identity
    from readtui.services.importing.importing import UnreadFile
    from readtui.services.importing.plan import ImportPlan

_MOST_REFUSED = 20


@click.command("import")
@click.argument("files", metavar="[FILE…]", nargs=-1, type=click.Path(readable=False), callback=filled)
@click.option(
    "--format", "format_name", metavar="F", type=IMPORT_FORMAT, default="", help="Read the files in this format."
)
@click.option("--dry-run", is_flag=True, help="Show what would happen, but import nothing.")
@click.option("--fetch", is_flag=True, help="Fetch saved articles whose text is not in the files.")
@click.option(
    "--creator",
    metavar="NAME",
    callback=creator_named,
    help="Who made what names nobody in the files; me for yourself.",
)
@click.option("--waiting", is_flag=True, help="List what waits for its article. Reads no files.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def import_(
    folder: Path | None,
    files: tuple[str, ...],
    format_name: str,
    dry_run: bool,
    fetch: bool,
    creator: "Creator | None",
    waiting: bool,
    as_json: bool,
) -> None:
    """Import annotations, and articles, from other programs.

    FILE is what another program has exported, a folder or .zip with such files, or - for stdin. Its format is
    recognized by its content. Annotations find their article by address, then by title and author, then by their
    quotes; those without one wait until you add it. Each keeps the name of whoever made it. An import is one step for
    readtui undo, and importing a file again adds only what is new in it.
    """
    if waiting == bool(files):
        raise UsageError(
            "--waiting reads no files" if files else "no files to import", "Try: readtui import FILE, or --waiting."
        )
    if waiting:
        with opened(folder) as services:
            found = services.importing.waiting()
        if as_json:
            print_json(waiting_json(found))
        else:
            print_waiting(found)
        return
    sources, asked_for, failed = _sources(files)
    with opened(folder) as services:
        importing = services.importing
        with importing_progress() as progress:
            plan = importing.plan(sources, format_name, fetches=fetch, creator=creator, progress=progress)
        change, plan = (None, plan) if dry_run else importing.carry_out(plan)
        if change is not None and plan.added:
            place_waiting(services)
        identity = services.creators.identity()
    refusals = [one for one in plan.refused if one.name in asked_for or not one.is_other]
    passed_over = len(plan.refused) - len(refusals)
    for refused in refusals[:_MOST_REFUSED]:
        named = refused.name in refused.message
        complain(refused.message if named else f"{refused.name}: {refused.message}", refused.hint)
    if len(refusals) > _MOST_REFUSED:
        more = counted(len(refusals) - _MOST_REFUSED, "more file")
        complain(f"{more} cannot be imported", "To list them all: readtui import --json")
    if as_json:
        print_json(plan_json(plan, identity, dry_run=dry_run))
    else:
        print_plan(plan, identity, dry_run=dry_run)
    if change is not None and not as_json:
        tell("To take it back: readtui undo")
        if name := _only_name(plan, identity):
            tell(f"If “{name}” is you, say so in the settings, below [user]: also = [{json.dumps(name)}]")
    if plan.named and plan.creator and creator is None:
        count = counted(plan.named, "annotation or reply names nobody", "annotations and replies name nobody")
        first = "" if dry_run else "readtui undo, then "
        tell(f"{count}, so by “{plan.creator.shown}”. If that is wrong: {first}--creator NAME, or --creator me for you")
    if passed_over:
        tell(f"Passed over {counted(passed_over, 'other file')} without annotations.")
    if failed or refusals or not (plan.works or plan.beside()):
        raise click.exceptions.Exit(1)


def _only_name(plan: "ImportPlan", identity: "Identity") -> str:
    """The one person who made all of it, by the name that another program knows; "" if there are others, or none."""
    creators = [one for one in plan.creators() if one is None or not identity.is_me(one)]
    is_foreign = len(creators) == len(plan.creators()) == 1 and not plan.is_own
    return creators[0].name if is_foreign and creators[0] and not creators[0].is_program else ""


def _sources(files: tuple[str, ...]) -> "tuple[list[Source | UnreadFile], set[str], int]":
    """The files, the names of those that are not from a folder, and how many folders could not be read, which was
    reported.
    """
    from readtui.importers.importer import Source
    from readtui.services.importing.files import files_at

    sources: list[Source | UnreadFile] = []
    asked_for: set[str] = {""}
    failed = 0
    for name in files:
        try:
            if name == "-":
                sources.append(Source(stdin_bytes()))
                continue
            files_there = files_at(name)
            sources += files_there
            if not Path(name).expanduser().is_dir():
                asked_for.update(one.name for one in files_there)
        except SourceError as fault:
            complain(fault.message, fault.hint)
            failed += 1
    return sources, asked_for, failed
