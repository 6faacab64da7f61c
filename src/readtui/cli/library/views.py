"""The command view."""

import shlex
from pathlib import Path

import click

from readtui.cli.completion import VIEW
from readtui.cli.listings import Listing, ListOrder, found_nothing, listing
from readtui.cli.output import print_json, print_line, tell
from readtui.cli.services import filled, opened
from readtui.errors import UsageError
from readtui.model.view import Lists, View
from readtui.services.wording import done


@click.command()
@click.argument("name", metavar="[NAME", required=False, default=None, type=VIEW, callback=filled)
@click.argument("query", metavar="[QUERY…]]", nargs=-1)
@click.option("--articles", is_flag=True, help="The view lists articles. By default, it lists annotations.")
@click.option("--delete", is_flag=True, help="Move the view to the trash.")
@listing(ListOrder("name"), ListOrder("lists", lambda one: one.lists.value))
@click.pass_obj
def view(
    folder: Path | None, name: str | None, query: tuple[str, ...], articles: bool, delete: bool, listing: Listing
) -> None:
    """List saved views, show one, or save one.

    Without NAME, lists them. Columns: name, lists, query. With NAME, prints the view's query. With QUERY, saves it
    under that name; an empty QUERY ("") matches everything, and an argument that begins with "-" needs "--" before it.
    To use a view: readtui list --view NAME, or annotations or export. readtui undo reverses a change.
    """
    if delete and (query or articles or listing.as_json):
        raise UsageError("--delete takes only a name", "Example: readtui view unread --delete")
    if name is None and (delete or articles):
        raise UsageError("NAME is missing", "Example: readtui view unread --articles is:to-read")
    if articles and not query:
        raise UsageError("--articles needs a query to save", "Example: readtui view unread --articles is:to-read")
    with opened(folder, creates=bool(query)) as services:
        if name is None:
            _list(services.views.all(), listing)
        elif delete:
            found = services.views.find(name)
            print_line(done(services.views.delete(name).what))
            tell(f"To restore it: readtui restore {found.id}")
        elif query:
            lists = Lists.ARTICLES if articles else Lists.ANNOTATIONS
            print_line(done(services.views.save(name, " ".join(query).strip(), lists).what))
        else:
            _show(services.views.find(name), listing.as_json)


def _list(views: list[View], listing: Listing) -> None:
    listing.show(views, ("name", "lists", "query"), lambda one: (one.name, one.lists.value, one.query), _view_json)
    if not views:
        found_nothing("No saved views. To save one: readtui view NAME QUERY")
    if listing.as_json:
        return
    from readtui.services.saving.conflicts import other_versions

    for one in views:
        if other_versions(one):
            how = f"readtui view {shlex.quote(one.name)}"
            tell(f"Another device saved the view {one.name} differently. To see how: {how}")


def _show(view: View, as_json: bool) -> None:
    if as_json:
        print_json(_view_json(view))
        return
    print_line(view.query)
    from readtui.services.saving.conflicts import other_versions

    others = other_versions(view)
    for other in others:
        what = "deleted it" if other.deleted else f"saved it as a view of {other.lists.value}: {other.query}"
        tell(f"Another device {what}")
    if others:
        tell("To decide, save the view again, or delete it.")


def _view_json(view: View) -> dict[str, object]:
    return {"id": view.id, "name": view.name, "query": view.query, "lists": view.lists.value}
