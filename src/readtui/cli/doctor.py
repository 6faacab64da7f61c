"""The command doctor."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.library import any_article, opened
from readtui.cli.output import complain, print_json, tell
from readtui.errors import NotFoundError, UsageError
from readtui.text.clean import visible

if TYPE_CHECKING:
    from readtui.storage.check import Checked


@click.command()
@click.option("--fix", is_flag=True, help="Mend what needs no decision: rebuild damaged files, remove leftovers.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--restore", "wanted", metavar="ARTICLE@DATE", help="Make an article what it was at the end of that day.")
@click.pass_obj
def doctor(folder: Path | None, fix: bool, as_json: bool, wanted: str | None) -> None:
    """Check every file of the library.

    Lists the backups, how sure the places of the annotations are, and what is wrong, a line each. Exits with 1 if
    anything is wrong. Without --fix and --restore nothing is written. readtui undo takes a --restore back.
    """
    if wanted is not None:
        if fix or as_json:
            raise UsageError("--restore stands alone", "Check the library before or after it.")
        _restore(folder, wanted)
        return
    from readtui.bootstrap import doctor_on

    looking = doctor_on(folder)
    checked = looking.check()
    done: list[str] = []
    if fix and checked.problems:
        mended = looking.mend(checked)
        done = mended.done
        for fault in mended.failed:
            complain(fault.message, fault.hint)
        checked = looking.check()
    if as_json:
        print_json({"library": str(looking.folders.library), "mended": done, **_checked_json(checked)})
    else:
        for line in (*_backup_lines(checked), *(f"Mended: {what}." for what in done), *_summary(checked)):
            click.echo(visible(line))
    if checked.problems:
        raise click.exceptions.Exit(1)


def _restore(folder: Path | None, wanted: str) -> None:
    reference, _, day = wanted.rpartition("@")
    try:
        date.fromisoformat(day)
    except ValueError:
        reference = ""
    if not reference:
        raise UsageError(
            f"not an article and a day: {wanted}", "It is like 9f2c01d7@2026-01-31; doctor lists the days."
        )
    with opened(folder) as services:
        try:
            article_id = any_article(services, reference)
        except NotFoundError:
            # Its file may be what is gone; then the backups know its id.
            article_id = reference
        change = services.repository.restore_backup(article_id, day)
    click.echo(visible(change.what))
    if not change.edits:
        tell("Nothing had changed since.")


def _backup_lines(checked: "Checked") -> list[str]:
    return [
        f"Backups of {article_id}: {', '.join(dict.fromkeys(one.date for one in generations))}"
        for article_id, generations in checked.backups.items()
    ]


def _summary(checked: "Checked") -> list[str]:
    from readtui.model.annotation import AnchorState

    live = sum(1 for record in checked.records if not record.deleted)
    in_trash = len(checked.records) - live
    lines = [f"{problem.message}. {problem.hint}" for problem in checked.problems]
    lines.append(f"Articles: {live}, in the trash {in_trash}, with backups {len(checked.backups)}")
    lines.append("Annotations: " + ", ".join(f"{state.value} {checked.anchors[state]}" for state in AnchorState))
    if checked.quarantined:
        lines.append(f"Damaged files put aside: {len(checked.quarantined)} in {checked.quarantined[0].path.parent}")
    lines.append(f"Wrong: {len(checked.problems)}" if checked.problems else "Nothing is wrong.")
    return lines


def _checked_json(checked: "Checked") -> dict[str, object]:
    from readtui.model.annotation import AnchorState

    return {
        "articles": sum(1 for record in checked.records if not record.deleted),
        "trash": sum(1 for record in checked.records if record.deleted),
        "annotations": {state.value: checked.anchors[state] for state in AnchorState},
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
            for article_id, generations in checked.backups.items()
            for one in generations
        ],
        "quarantine": [
            {"name": one.name, "at": one.at, "path": str(one.path), "size": one.size} for one in checked.quarantined
        ],
    }
