"""The command doctor."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.completion import ARTICLE
from readtui.cli.output import complain, print_json, print_line, tell
from readtui.cli.progress import counting_share
from readtui.cli.services import any_article, opened, part_line, require_library
from readtui.errors import NotFoundError, UsageError
from readtui.model.annotation import AnchorState
from readtui.services.wording import done, excerpt
from readtui.text.phrases import counted

if TYPE_CHECKING:
    from readtui.services.upkeep.doctor import CheckResult


@click.command()
@click.option("--fix", is_flag=True, help="Fix what needs no decision: rebuild damaged files, remove leftovers.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--backups", "with_backups", is_flag=True, help="List the days with backups, file by file.")
@click.option(
    "--restore", "wanted", metavar="ARTICLE@DATE", help="Restore an article as it was at the end of that day."
)
@click.option("--let-go", "let_go", type=ARTICLE, help="Move the missing annotations of an article to the trash.")
@click.pass_obj
def doctor(
    folder: Path | None, fix: bool, as_json: bool, with_backups: bool, wanted: str | None, let_go: str | None
) -> None:
    """Check every file of the library.

    Reports the backups, how many annotations are in each state, what was changed differently on
    two devices, and one line for each problem. Exits with 1 if there are problems. --restore also takes
    codebook@DATE and, if the library's folder is gone, library@DATE. Only --fix, --restore and --let-go write to the
    library. readtui undo reverses a --restore; readtui restore brings back what --let-go moved to the trash.
    """
    if wanted is not None or let_go is not None:
        if fix or as_json or with_backups or (wanted is not None and let_go is not None):
            raise UsageError("--restore and --let-go take no other option", "Run readtui doctor again for the rest.")
        if wanted is not None:
            _restore(folder, wanted)
        else:
            _let_go(folder, let_go or "")
        return
    from readtui.bootstrap import check_indexes
    from readtui.bootstrap.closed_library import doctor_on

    require_library(folder)
    looking = doctor_on(folder, check_indexes)
    with counting_share("Checking") as passed:
        checked = looking.check(passed)
    done: list[str] = []
    if fix and checked.problems:
        mended = looking.mend(checked)
        done = mended.done
        for fault in mended.failed:
            complain(fault.message, fault.hint)
        with counting_share("Checking") as passed:
            checked = looking.check(passed)
    if as_json:
        print_json({"library": str(looking.files.folder), "mended": done, **_checked_json(checked)})
    else:
        listed = _backup_lines(checked) if with_backups else []
        for line in (*listed, *(f"Fixed: {what}." for what in done), *_dropped_keys(), *_summary(checked)):
            print_line(line)
    if checked.problems:
        raise click.exceptions.Exit(1)


def _dropped_keys() -> list[str]:
    """The keys that the settings have taken from commands."""
    from readtui.settings import load_settings

    settings = load_settings()
    if not (settings.keys or settings.hook):
        return []
    from readtui.tui.hooks.hook_commands import hook_commands
    from readtui.tui.keymap import Keymap, readable

    dropped = Keymap(settings, hook_commands(settings.hook, settings)).dropped
    return [f"Your settings give {readable(one.keys)} of {one.command} to {one.taken_by}." for one in dropped]


def _restore(folder: Path | None, wanted: str) -> None:
    reference, _, day = wanted.rpartition("@")
    try:
        date.fromisoformat(day)
    except ValueError:
        reference = ""
    if not reference:
        raise UsageError(
            f"not ARTICLE@DATE: {wanted}", "Example: 9f2c01d7@2026-01-31. To list the days: readtui doctor --backups"
        )
    if reference == "library":
        _restore_library(folder, day)
        return
    with opened(folder) as services:
        try:
            article_id = "" if reference == "codebook" else any_article(services, reference)
        except NotFoundError:
            # If its file is gone, the backups still have its id.
            article_id = reference
        change = services.repository.restore_backup(article_id, day)
    if change.edits:
        print_line(done(change.what))
    else:
        tell("Nothing has changed since that day.")


def _restore_library(folder: Path | None, day: str) -> None:
    from readtui.bootstrap.closed_library import doctor_on

    files = doctor_on(folder).restore_library(day)
    count = sum(1 for path in files if path.parent.name == "articles")
    print_line(f"restored the library as of {day}: {counted(count, 'article')}")
    tell("Backups do not include texts. readtui doctor --fix reloads the files that are still where they were.")


def _let_go(folder: Path | None, reference: str) -> None:
    with opened(folder) as services:
        change = services.trash.let_go(any_article(services, reference))
        if change is None:
            raise NotFoundError(f"no annotation is missing: {reference}", "To list all problems: readtui doctor")
        print_line(done(change.what))


def _backup_lines(checked: "CheckResult") -> list[str]:
    files = {"the codebook": checked.codebook_backups} if checked.codebook_backups else {}
    return [
        f"Backups of {name}: {', '.join(dict.fromkeys(one.date for one in generations))}"
        for name, generations in (files | checked.backups).items()
    ]


def _backup_summary(checked: "CheckResult") -> str:
    days = {one.date for generations in checked.backups.values() for one in generations}
    days.update(one.date for one in checked.codebook_backups)
    if not days:
        return "Backups: none"
    codebook = "with the codebook" if checked.codebook_backups else "without the codebook"
    return (
        f"Backups: {counted(len(checked.backups), 'article')}, {codebook}; oldest {min(days)}, latest {max(days)}"
        " (--backups lists them)"
    )


def _summary(checked: "CheckResult") -> list[str]:

    live = sum(1 for record in checked.records if not record.deleted)
    in_trash = len(checked.records) - live
    lines = [f"{problem.message}. {problem.hint}" for problem in checked.problems]
    lines.append(f"Articles: {live}, in the trash: {in_trash}")
    lines.append(_backup_summary(checked))
    lines.append("Annotations: " + ", ".join(f"{state.value} {checked.anchors[state]}" for state in AnchorState))
    lines += [part_line(record) for record in checked.records if record.part and not record.deleted]
    lines += _undecided_lines(checked)
    if checked.quarantined:
        lines.append(f"Quarantined files: {len(checked.quarantined)} in {checked.quarantined[0].path.parent}")
    lines.append(f"Problems: {len(checked.problems)}" if checked.problems else "No problems found.")
    return lines


def _undecided_lines(checked: "CheckResult") -> list[str]:
    """What was changed differently on two devices, and how to decide."""
    lines = [
        f"Changed on two devices: the {one.kind} {excerpt(one.name)} has {counted(one.versions, 'version')}."
        for one in checked.undecided
    ]
    if any(one.kind != "annotation" for one in checked.undecided):
        lines.append("To choose versions of articles, tags and views: gV in the app.")
    if any(one.kind == "annotation" for one in checked.undecided):
        lines.append("To choose versions of an annotation: gv in its article.")
    return lines


def _checked_json(checked: "CheckResult") -> dict[str, object]:

    return {
        "articles": sum(1 for record in checked.records if not record.deleted),
        "trash": sum(1 for record in checked.records if record.deleted),
        "annotations": {state.value: checked.anchors[state] for state in AnchorState},
        "undecided": [
            {"kind": one.kind, "id": one.id, "article": one.article_id, "name": one.name, "versions": one.versions}
            for one in checked.undecided
        ],
        "problems": [
            {
                "kind": problem.kind.value,
                "path": str(problem.path),
                "article": problem.article_id,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in checked.problems
        ],
        "backups": [
            {"article": article_id, "date": one.date, "kind": one.kind, "path": str(one.path), "size": one.size}
            for article_id, generations in {"": checked.codebook_backups, **checked.backups}.items()
            for one in generations
        ],
        "quarantine": [
            {"name": one.name, "at": one.at, "path": str(one.path), "size": one.size} for one in checked.quarantined
        ],
    }
