"""The command tags, and those that change, export and import them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.completion import TAG, query_option, view_option
from readtui.cli.listings import Listing, ListOrCommand, ListOrder, found_nothing, listing, refuse_options
from readtui.cli.output import print_line, tell
from readtui.cli.services import checked_tags, filled, opened, require_all_read
from readtui.errors import ExportError, NotFoundError, SourceError
from readtui.text.phrases import counted

if TYPE_CHECKING:
    from readtui.model.view import View
    from readtui.services.tags.codebook import BulkChange


@click.group(cls=ListOrCommand, invoke_without_command=True, subcommand_metavar="[QUERY… | COMMAND …]")
@query_option(help="Count only annotations that match this query, as QUERY does.")
@view_option(help="Count only annotations in this saved view, or in the articles that it lists.")
@listing(ListOrder("name"), ListOrder("count", lambda one: one.count, falls=True))
@click.pass_context
def tags(ctx: click.Context, query: str, view: str | None, listing: Listing) -> None:
    """List the tags, or change one everywhere.

    Columns: name, count (annotations and articles), color, description. With QUERY or --view, only the tags of
    matching annotations are listed: name, count, count with nested tags, articles. A change to a tag also applies to
    the tags nested in it, and to all articles, including those in the trash; saved views follow a new name. readtui
    undo reverses it in one step.
    """
    if ctx.invoked_subcommand is not None:
        refuse_options(ctx, "the list of tags")
        return
    asked = " ".join(filter(None, (*ctx.args, query)))
    if asked or view is not None:
        _list_counts(ctx, asked, view, listing)
        return
    with opened(ctx.obj) as services:
        uses = services.codebook.uses()
    listing.show(
        uses,
        ("name", "count", "color", "description"),
        lambda use: (use.name, str(use.count), use.color or "", use.description),
        lambda use: {"name": use.name, "count": use.count, "color": use.color, "description": use.description},
    )
    require_all_read(services)
    if not uses:
        found_nothing("No tags yet.")


def _list_counts(ctx: click.Context, query: str, view: str | None, listing: Listing) -> None:
    """Print how many annotations that pass have each tag."""
    from readtui.search.query.parser import parse
    from readtui.services.annotation_reader import AnnotationQuery
    from readtui.services.finding.counts import Counts
    from readtui.services.finding.views import narrowed

    asked = AnnotationQuery(query=parse(query))
    with opened(ctx.obj) as services:
        if view is not None:
            asked = narrowed(asked, services.views.find(view), services.library)
        counts = Counts(services.library).tags(asked)
    listing.show(
        counts,
        ("name", "count", "with nested", "articles"),
        lambda one: (one.name, str(one.count), str(one.within), str(one.articles)),
        lambda one: {"name": one.name, "count": one.count, "within": one.within, "articles": one.articles},
    )
    require_all_read(services)
    if not counts:
        from readtui.text.name_fit import meant

        command = meant(ctx.args[0], tags.list_commands(ctx)) if ctx.args else ""
        suggestion = f" Did you mean readtui tags {command}?" if command else ""
        found_nothing(f"No matching annotation has a tag.{suggestion}")


@tags.command()
@click.argument("name", metavar="A", type=TAG, callback=filled)
@click.argument("new_name", metavar="B", type=TAG, callback=filled)
@click.pass_obj
def rename(folder: Path | None, name: str, new_name: str) -> None:
    """Rename the tag A to B.

    The tag keeps its color, description and pin; nested tags and saved views follow. Prints how many annotations and
    articles changed; readtui undo reverses it.
    """
    (name,), (new_name,) = checked_tags([name]), checked_tags([new_name], are_new=True)
    with opened(folder) as services:
        bulk = services.codebook.rename(name, new_name)
        services.repository.apply(bulk.change)
    _tell_done(f"renamed #{name} to #{new_name}", bulk, bulk.views)
    _tell_settings(name)
    require_all_read(services)


@tags.command()
@click.argument("names", metavar="A…", nargs=-1, required=True, type=TAG, callback=filled)
@click.argument("into", metavar="INTO", type=TAG, callback=filled)
@click.pass_obj
def merge(folder: Path | None, names: tuple[str, ...], into: str) -> None:
    """Replace the tags A… with the tag INTO.

    If INTO has no color, description or pin, it takes theirs. Tags nested in them become nested in INTO, and saved
    views follow. Prints how many annotations and articles changed; readtui undo reverses it.
    """
    names_kept, (into,) = checked_tags(names), checked_tags([into], are_new=True)
    with opened(folder) as services:
        bulk = services.codebook.merge(names_kept, into)
        services.repository.apply(bulk.change)
    _tell_done(f"merged {', '.join(f'#{name}' for name in names_kept)} into #{into}", bulk, bulk.views)
    _tell_settings(*names_kept)
    require_all_read(services)


@tags.command()
@click.argument("name", metavar="A", type=TAG, callback=filled)
@click.pass_obj
def delete(folder: Path | None, name: str) -> None:
    """Delete the tag A and the tags nested in it.

    They go everywhere. Annotations that have nothing else move to the trash. Prints how many annotations and
    articles changed; readtui undo reverses it.
    """
    (name,) = checked_tags((name,))
    with opened(folder) as services:
        bulk = services.codebook.delete(name)
        services.repository.apply(bulk.change)
    _tell_done(f"deleted #{name}", bulk)
    if bulk.emptied:
        tell(f"Moved to the trash because they had only this tag: {counted(bulk.emptied, 'annotation')}.")
    if bulk.views:
        tell(f"Saved views that still name it: {', '.join(view.name for view in bulk.views)}.")
    _tell_settings(name)
    require_all_read(services)


@tags.command()
@listing(ListOrder("passages"), ListOrder("tag", lambda pair: pair[:2]))
@click.pass_obj
def together(folder: Path | None, listing: Listing) -> None:
    """List the pairs of tags that share passages.

    The most frequent come first. Counts the passages of the first tag that have the second too, or overlap a passage
    that has it (with:). Passages with nested tags count for the tags that they are nested in. Columns: tag, tag,
    passages.
    """
    with opened(folder) as services:
        nodes, pairs = services.codebook.together()
    names = {node.levels: node.name for node in nodes}
    found = sorted(
        (
            (names[one], names[other], count)
            for one, row in pairs.items()
            for other, count in row.items()
            if one < other
        ),
        key=lambda pair: (-pair[2], pair),
    )
    listing.show(
        found,
        ("tag", "with", "passages"),
        lambda pair: (*pair[:2], str(pair[2])),
        lambda pair: dict(zip(("tag", "with", "count"), pair, strict=True)),
    )
    require_all_read(services)
    if not found:
        found_nothing("No two tags share a passage.")


@tags.command(name="by-article")
@listing(
    ListOrder("article"), ListOrder("tag", lambda row: row[2]), ListOrder("passages", lambda row: row[3], falls=True)
)
@click.pass_obj
def by_article(folder: Path | None, listing: Listing) -> None:
    """List how many passages of each article have a tag.

    Counts nested tags for the tags that they are nested in. Columns: article, title, tag, passages.
    """
    from readtui.services.tags.spelling import counts_within

    with opened(folder) as services:
        nodes, articles = services.codebook.by_article()
    found = [
        (one.record.id, one.record.title, node.name, count)
        for one in articles
        for counts in [counts_within(one.tag_sets)]
        for node in nodes
        if (count := counts.get(node.levels, 0))
    ]
    listing.show(
        found,
        ("id", "title", "tag", "passages"),
        lambda row: (*row[:3], str(row[3])),
        lambda row: dict(zip(("article", "title", "tag", "count"), row, strict=True)),
    )
    require_all_read(services)
    if not found:
        found_nothing("No passage has a tag.")


@tags.command(name="export")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path), callback=filled)
@click.option("--force", is_flag=True, help="Replace an existing file.")
@click.pass_obj
def export_tags(folder: Path | None, file: Path, force: bool) -> None:
    """Write all tags to FILE.

    Writes them with colors, descriptions and pins. The ending names the format: .csv for a spreadsheet, .json, or .qdc
    (REFI-QDA) for QualCoder, NVivo, MAXQDA and ATLAS.ti.
    """
    from readtui.exporters.exporter import Losses
    from readtui.services.out.whole_file import is_special, write_whole
    from readtui.services.tags.codebook_files import ending_of, written

    ending, losses = ending_of(file), Losses()
    with opened(folder) as services:
        listed = services.codebook.listed()
        if not listed:
            raise NotFoundError("there are no tags to export", "To list what you have: readtui tags")
        if file.exists() and not is_special(file) and not force:
            raise ExportError(f"the file exists: {file}", "To replace it: --force")
        try:
            write_whole(file, written(listed, ending, losses))
        except OSError as fault:
            raise ExportError(f"could not write {file}: {fault.strerror or fault}") from fault
    tell(f"Wrote {counted(len(listed), 'tag')} to {file}")
    if lost := str(losses):
        tell(f"The format cannot hold everything. Left out: {lost}.")
    require_all_read(services)


@tags.command(name="import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path), callback=filled)
@click.pass_obj
def import_tags(folder: Path | None, file: Path) -> None:
    """Merge the tags in FILE into the codebook.

    FILE is .csv, .json or .qdc. A color, description or pin in FILE replaces the tag's own; what FILE leaves empty, and
    tags that it does not name, stay. The columns of a CSV file are name, color, description, pin and parent; only name
    is needed. Annotations stay as they are. Prints how many tags are new and changed; readtui undo reverses it.
    """
    from readtui.services.tags.codebook_files import MOST_BYTES, ending_of, read

    ending = ending_of(file)
    try:
        with open(file, "rb") as source:
            data = source.read(MOST_BYTES + 1)
    except FileNotFoundError as fault:
        raise SourceError(f"no such file: {file}", "Check the path.") from fault
    except OSError as fault:
        raise SourceError(f"could not read {file}: {fault.strerror or fault}", "Check its permissions.") from fault
    if len(data) > MOST_BYTES:
        raise SourceError(f"larger than {MOST_BYTES // 1_000_000} MB: {file}", "Name a file that lists tags.")
    with opened(folder, creates=True) as services:
        taken = services.codebook.take_in(read(data, ending, file.name), file.name)
        if taken.change.edits:
            services.repository.apply(taken.change)
    print_line(f"imported {file.name}: {taken.new} new, {taken.changed} changed, {taken.unchanged} unchanged")
    require_all_read(services)


def _tell_done(what: str, bulk: "BulkChange", views: "Sequence[View]" = ()) -> None:
    """Print what was done and in how many places; ``views``: those that changed too."""
    counts = [(bulk.annotations, "annotation"), (bulk.articles, "article"), (len(views), "saved view")]
    places = [counted(count, name) for count, name in counts if count]
    if bulk.in_trash:
        places.append(f"{bulk.in_trash} in the trash")
    print_line(f"{what}: {', '.join(places) or 'not in use'}")


def _tell_settings(*names: str) -> None:
    """Name the settings that still name a tag: readtui does not write to them."""
    from readtui.settings import load_settings
    from readtui.settings.queries import settings_that_name

    settings = load_settings()
    for name in names:
        for key in settings_that_name(settings, name):
            tell(f"The settings still name #{name}: {settings.origin(key)}")
