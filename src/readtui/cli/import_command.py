"""The commands import and discover."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.completion import IMPORT_FORMAT
from readtui.cli.listings import Listing, ListOrder, found_nothing, listing
from readtui.cli.output import complain, print_json, print_line, print_text, tell
from readtui.cli.progress import importing_progress
from readtui.cli.services import creator_named, filled, opened, place_waiting, stdin_bytes
from readtui.codec.replies import creator_to_json
from readtui.errors import SourceError, UsageError
from readtui.model.creator import Creator, Identity
from readtui.services.importing.import_plan import ImportPlan, Outcome, PlannedAnnotation, PlannedWork
from readtui.services.wording import excerpt
from readtui.text.phrases import counted

if TYPE_CHECKING:
    from readtui.importers.importer import Source
    from readtui.services.annotation_reader import FoundAnnotation
    from readtui.services.importing.discovery import Discovery
    from readtui.services.importing.import_files import FileOnDisk

_MOST_REFUSED = 20
_COUNTED = (Outcome.PLACED, Outcome.REVIEW, Outcome.WAITING, Outcome.REFUSED)
_LABELS = {Outcome.REVIEW: "needs review"}
_MOST_REASONS, _MOST_WORKS = 1000, 20
_WITH_REASON = (Outcome.REVIEW, Outcome.REFUSED)


@click.command("import")
@click.argument("files", metavar="[FILE…]", nargs=-1, type=click.Path(readable=False), callback=filled)
@click.option(
    "-f", "--format", "format_name", metavar="F", type=IMPORT_FORMAT, default="", help="Read the files in this format."
)
@click.option("--dry-run", is_flag=True, help="Show what would happen, but import nothing.")
@click.option(
    "--fetch",
    is_flag=True,
    help="Fetch saved articles whose text is not in the files; of Zotero, add unmarked files, too.",
)
@click.option(
    "--creator",
    metavar="NAME",
    callback=creator_named,
    help="Who made the annotations that name nobody; me for yourself.",
)
@click.option("--waiting", is_flag=True, help="List the annotations that wait for their article. Reads no files.")
@listing()
@click.pass_obj
def import_(
    folder: Path | None,
    files: tuple[str, ...],
    format_name: str,
    dry_run: bool,
    fetch: bool,
    creator: Creator | None,
    waiting: bool,
    listing: Listing,
) -> None:
    """Import annotations, and articles, from other programs.

    FILE is what another program has exported, a folder or .zip with such files, or - for stdin. Its format is
    recognized by its content. Annotations find their article by URL, then by title and author, then by their
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
        listing.show(found, ("id", "for", "author", "quote or note"), _waiting_cells, _waiting_json)
        if not found:
            found_nothing("No annotation waits for its article.")
        return
    if listing.limit:
        raise UsageError("--limit: only for --waiting", "See readtui import --help.")
    sources, asked_for, failed = _sources(files)
    with opened(folder, creates=not dry_run) as services:
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
    if listing.as_json:
        print_json(plan_json(plan, identity, dry_run=dry_run))
    else:
        print_plan(plan, identity, dry_run=dry_run)
    if change is not None and not listing.as_json:
        tell("To undo it: readtui undo")
        if name := _only_name(plan, identity):
            tell(f"If “{name}” is you, say so in the settings, below [user]: also = [{json.dumps(name)}]")
    if plan.named and plan.creator and creator is None:
        count = counted(plan.named, "annotation or reply names nobody", "annotations and replies name nobody")
        first = "" if dry_run else "readtui undo, then "
        tell(
            f"{count}; “{plan.creator.shown}” is entered as creator. "
            f"If that is wrong: {first}--creator NAME, or --creator me for you"
        )
    if passed_over:
        tell(f"Skipped {counted(passed_over, 'file')} without annotations.")
    if failed or refusals or not (plan.works or plan.beside()):
        raise click.exceptions.Exit(1)


def _only_name(plan: ImportPlan, identity: Identity) -> str:
    """The one person who made all of it, by the name that another program knows; "" if there are others, or none."""
    creators = [one for one in plan.creators() if one is None or not identity.is_me(one)]
    is_foreign = len(creators) == len(plan.creators()) == 1 and not plan.is_own
    return creators[0].name if is_foreign and creators[0] and not creators[0].is_program else ""


def _sources(files: tuple[str, ...]) -> "tuple[list[Source | FileOnDisk], set[str], int]":
    """The files, the names of those that are not from a folder, and how many folders could not be read, which was
    reported.
    """
    from readtui.importers.importer import Source
    from readtui.services.importing.import_files import files_at

    sources: list[Source | FileOnDisk] = []
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


# ------------------------------------------------------ prints what an import does, and what waits, as text and as JSON


def print_plan(plan: ImportPlan, identity: Identity, *, dry_run: bool) -> None:
    """Print the counts, then what was refused or needs review with its reason."""
    counts = plan.counts()
    if plan.works:
        for outcome in Outcome:
            if outcome in _COUNTED or counts[outcome]:
                print_line(f"{_LABELS.get(outcome) or outcome.words}: {counts[outcome]}")
    if plan.added:
        print_line(f"{'to be added' if dry_run else 'added'}: {counted(len(plan.added), 'article')}")
    if plan.later:
        print_line(f"not read yet: {counted(plan.later, 'article')} (import the file again to go on)")
    for line in plan.beside():
        print_line(line)
    if people := plan.made_by(identity):
        print_line(f"by: {people}")
    with_reason = ((work, one) for work, one in plan.each() if one.outcome in _WITH_REASON)
    _print_some((_with_reason(work, one) for work, one in with_reason), _MOST_REASONS)
    waiting = ((work, [one for one in work.annotations if one.outcome is Outcome.WAITING]) for work in plan.works)
    which = "--json" if dry_run else "readtui import --waiting"
    _print_some((_waiting(work, found) for work, found in waiting if found), _MOST_WORKS, which)
    if plan.to_fetch:
        verb = "without their text" if not plan.listed else "to be listed" if dry_run else "listed"
        count = counted(plan.listed or len(plan.to_fetch), "article")
        how = " (--fetch fetches their texts, readtui refresh ID one)"
        print_line(f"{verb}: {count}{', without their text' if plan.listed else ''}{how}")


def _print_some(lines: Iterable[str], most: int, which: str = "--json") -> None:
    """Print the first of the lines, and how many there are besides. ``which`` lists all."""
    more = 0
    for number, line in enumerate(lines):
        if number < most:
            print_text(f"  {line}")
        else:
            more += 1
    if more:
        print_text(f"  … and {more:,} more ({which} lists all)")


def _with_reason(work: PlannedWork, one: PlannedAnnotation) -> str:
    label = _LABELS.get(one.outcome) or one.outcome.words
    words = "" if one.words == work.title else f": {excerpt(one.words)}"
    return f"{label}: {excerpt(work.title)}{words}{f': {one.why}' if one.why else ''}"


def _waiting(work: PlannedWork, waiting: Sequence[PlannedAnnotation]) -> str:
    reason = next((one.why for one in waiting if one.why), "")
    by = f" by {work.author}" if work.author else ""
    return f"waiting: {len(waiting)} for {excerpt(work.title)}{by}{f': {reason}' if reason else ''}"


def plan_json(plan: ImportPlan, identity: Identity, *, dry_run: bool) -> dict[str, object]:
    counts = plan.counts()
    return {
        "formats": list(plan.formats),
        "dryRun": dry_run,
        **{outcome.value: counts[outcome] for outcome in Outcome},
        "replies": plan.replies,
        "creators": [{**creator_to_json(creator), "annotations": count} for creator, count in plan.people(identity)],
        "added": [work.record.id for work in plan.added if work.record is not None],
        "listed": plan.listed,
        "later": plan.later,
        "toFetch": [work.address for work in plan.to_fetch],
        "refusedFiles": [{"file": one.name, "message": one.message} for one in plan.refused],
        "works": [_work_json(work, identity) for work in plan.works],
    }


def _work_json(work: PlannedWork, identity: Identity) -> dict[str, object]:
    return {
        "title": work.title,
        "author": work.author,
        "article": work.record.id if work.record is not None else None,
        "foundBy": work.how,
        "annotations": [_annotation_json(one, identity) for one in work.annotations],
    }


def _annotation_json(one: PlannedAnnotation, identity: Identity) -> dict[str, object]:
    annotation = one.annotation
    passage = annotation.passage if annotation is not None else None
    return {
        "outcome": one.outcome.value,
        "id": annotation.id if annotation is not None else None,
        "article": annotation.article_id if annotation is not None else None,
        "state": annotation.anchor.value if annotation is not None else None,
        "start": passage.start if passage else None,
        "end": passage.end if passage else None,
        "quote": annotation.quoted_text if annotation is not None else one.words,
        "note": annotation.note if annotation is not None else "",
        "tags": list(annotation.tags) if annotation is not None else [],
        "creator": creator_to_json(identity.of(annotation.creator)) if annotation is not None else None,
        "replies": one.replies,
        "why": one.why,
    }


def _waiting_cells(one: "FoundAnnotation") -> Sequence[str]:
    record, note = one.record, one.annotation
    return note.id, record.title, record.metadata.creator, note.quoted_text or note.note


def _waiting_json(one: "FoundAnnotation") -> dict[str, object]:
    return {
        "id": one.annotation.id,
        "article": one.record.id,
        "title": one.record.title,
        "author": one.record.metadata.creator,
        "url": one.record.metadata.source,
        "quote": one.annotation.quoted_text,
        "note": one.annotation.note,
        "tags": list(one.annotation.tags),
        "color": one.annotation.color,
        "state": one.annotation.anchor.value,
    }


@click.command()
@click.argument("folders", metavar="[FOLDER…]", nargs=-1, type=click.Path(path_type=Path))
@listing(ListOrder("highlights"), ListOrder("program", lambda one: (one.program, one.source)))
def discover(folders: tuple[Path, ...], listing: Listing) -> None:
    """Find highlights of other programs on this device.

    Looks on attached devices, too. Counts what Kindle, Kobo, KOReader, Calibre, Zotero, Foliate, Moon+ Reader, Obsidian
    and browsers keep, in their own folders and on what is mounted. With FOLDER, looks only there, however it is
    arranged, and for PDFs, too. Imports and writes nothing. Columns: program, works, highlights, and the command that
    imports them.
    """
    from readtui.services.importing.discovery import Machine, discover

    found = discover(None if folders else Machine.this(), [folder.expanduser() for folder in folders])
    listing.show(found, ("program", "works", "highlights", "to import"), _discovered_cells, _discovered_json)
    if not found:
        found_nothing("No highlights of other programs were found. To look elsewhere: readtui discover FOLDER")


def _discovered_cells(one: "Discovery") -> Sequence[str]:
    return one.program, str(one.works), str(one.annotations), one.command_line


def _discovered_json(one: "Discovery") -> dict[str, object]:
    return {
        "program": one.program,
        "format": one.format,
        "works": one.works,
        "annotations": one.annotations,
        "path": one.source,
        "command": list(one.command),
    }
