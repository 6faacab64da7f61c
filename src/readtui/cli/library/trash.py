"""The commands trash and restore."""

from pathlib import Path

import click

from readtui.cli.completion import TRASHED
from readtui.cli.listings import Listing, ListOrder, by_name, found_nothing, listing
from readtui.cli.output import print_line
from readtui.cli.services import filled, opened, place_waiting, require_all_read
from readtui.services.upkeep.trash import TrashedRecord, TrashedTag, TrashItem
from readtui.services.wording import done


@click.command()
@listing(
    ListOrder("deleted"),
    ListOrder("kind", lambda item: _kind(item)),
    ListOrder("title", by_name(lambda item: _words(item))),
)
@click.pass_obj
def trash(folder: Path | None, listing: Listing) -> None:
    """List the trash.

    Lists articles, annotations, tags and saved views, latest first. Columns: id, kind, deleted, title or quote.
    """
    with opened(folder) as services:
        items = services.trash.items()
    listing.show(
        items,
        ("id", "kind", "deleted", "title or quote"),
        lambda item: (item.id, _kind(item), item.deleted, _words(item)),
        _trashed_json,
    )
    require_all_read(services)
    if not items:
        found_nothing("The trash is empty.")


@click.command()
@click.argument("references", metavar="ID…", nargs=-1, required=True, type=TRASHED, callback=filled)
@click.pass_obj
def restore(folder: Path | None, references: tuple[str, ...]) -> None:
    """Restore what is in the trash.

    Restores articles, annotations, tags and saved views. ID is an id, or the beginning of one; of a tag, its name.
    Restoring an annotation also restores its article. readtui undo reverses it.
    """
    with opened(folder) as services:
        items = {item.id: item for item in map(services.trash.find, references)}
        print_line(done(services.trash.restore(*items.values()).what))
        # The articles may have been awaited meanwhile.
        place_waiting(services)


def _kind(item: TrashItem) -> str:
    if isinstance(item, TrashedTag):
        return "tag"
    if not isinstance(item, TrashedRecord):
        return "view"
    return "annotation" if item.annotation else "article"


def _words(item: TrashItem) -> str:
    if isinstance(item, TrashedTag):
        return " – ".join(filter(None, (item.tag.name, item.tag.description)))
    if not isinstance(item, TrashedRecord):
        return f"{item.view.name}: {item.view.query}"
    annotation = item.annotation
    if annotation is None:
        return item.record.title
    return annotation.quoted_text or annotation.note or ", ".join(annotation.tags)


def _trashed_json(item: TrashItem) -> dict[str, object]:
    about: dict[str, object] = {"id": item.id, "kind": _kind(item), "deleted": item.deleted}
    if isinstance(item, TrashedTag):
        return {**about, "title": item.tag.name, "color": item.tag.color, "description": item.tag.description}
    if not isinstance(item, TrashedRecord):
        return {**about, "title": item.view.name, "query": item.view.query, "lists": item.view.lists.value}
    annotation = item.annotation
    return {
        **about,
        "article": item.record.id,
        "title": item.record.title,
        "quote": annotation.quoted_text if annotation else "",
        "tags": list(annotation.tags if annotation else item.record.tags),
        "note": annotation.note if annotation else "",
    }
