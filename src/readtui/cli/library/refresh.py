"""The command refresh."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.completing import ARTICLE
from readtui.cli.importing.offering import offer_annotations
from readtui.cli.output import complain, print_json, print_line
from readtui.cli.services import filled, opened
from readtui.cli.waiting import watched
from readtui.errors import NotFoundError, SourceError
from readtui.services.sources import paths_here, source_here

if TYPE_CHECKING:
    from readtui.services.intake.refreshing import Refreshed


@click.command()
@click.argument("articles", metavar="ARTICLE…", nargs=-1, required=True, type=ARTICLE, callback=filled)
@click.option("--images", is_flag=True, help="Keep the images in the library; fetch those of web pages.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def refresh(folder: Path | None, articles: tuple[str, ...], images: bool, as_json: bool) -> None:
    """Reread the sources of articles.

    If a source has changed, the article gets the new text and keeps its annotations. Prints one line per article: how
    many annotations have the same words as before, have other words, need review or have lost their passage. Images
    that were fetched before are fetched again. If a source cannot be read, the article stays as it is. With --json, an
    article has "changes", the annotations whose passage is not as it was, and "error" if its source cannot be read.
    """
    # Imported here because no other command needs it.
    from readtui.services.importing.beside import Brought
    from readtui.services.intake.refreshing import Refreshed

    said: list[dict[str, object]] = []
    brought: list[Brought] = []
    failures = 0
    with opened(folder) as services:
        intake = (services.keeping_images() if images else services.library).intake
        records = {record.id: record for record in map(services.library.find, articles)}
        for record in records.values():
            try:
                with watched(record.title) as watch:
                    incoming = intake.bring_again(record, watch)
                refreshed = intake.renew(incoming)
            except (SourceError, NotFoundError) as fault:
                complain(fault.message, fault.hint)
                failures += 1
                said.append(_json(Refreshed(record)) | {"error": fault.message})
                continue
            brought += [Brought(path, refreshed.is_annotated) for path in paths_here(refreshed.record)[:1]]
            said.append(_json(refreshed))
            if not as_json:
                print_line(f"{refreshed.record.title}: {refreshed.outcome}")
        offer_annotations(services, brought, takes=False)
    if as_json:
        print_json(said)
    if failures:
        raise click.exceptions.Exit(1)


def _json(refreshed: "Refreshed") -> dict[str, object]:
    from readtui.cli.annotations.lines import change_json
    from readtui.model.annotation import AnchorState
    from readtui.services.annotating.carrying import changed_under, counts

    edits = refreshed.change.edits if refreshed.change else ()
    states, reworded = counts(edits)
    same = states[AnchorState.EXACT] + states[AnchorState.MOVED] - reworded
    return {
        "id": refreshed.record.id,
        "title": refreshed.record.title,
        "source": source_here(refreshed.record),
        "changed": refreshed.change is not None,
        "textVersion": refreshed.record.text_version,
        "annotations": {state.value: states[state] for state in AnchorState if state is not AnchorState.WAITING},
        "words": {"same": same, "other": reworded},
        "changes": [change_json(one) for one in changed_under(edits)],
    }
