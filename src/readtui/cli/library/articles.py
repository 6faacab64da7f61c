"""The commands add, list, refresh and remove."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.completion import ARTICLE, REMOVABLE, TAG, view_option
from readtui.cli.listings import Listing, ListOrder, bare_query, by_name, found_nothing, listing
from readtui.cli.output import (
    INTERRUPTED,
    clear_line,
    complain,
    is_terminal,
    print_json,
    print_line,
    print_text,
    stdin_is_terminal,
    tell,
)
from readtui.cli.progress import counting, importing_progress, watched
from readtui.cli.services import EMPTY_LIBRARY, any_article, checked_tags, filled, opened, require_all_read, stdin_bytes
from readtui.errors import DamagedError, InterruptedAfter, LockedError, NotFoundError, SourceError, UsageError
from readtui.model.annotation import AnchorState
from readtui.model.article import ArticleRecord, is_waiting
from readtui.services.article_edits import Details, checked_details
from readtui.services.sources import paths_here, source_here
from readtui.services.wording import description, sentence
from readtui.text.clean import visible

if TYPE_CHECKING:
    from readtui.bootstrap import Services
    from readtui.services.importing.sidecars import AddedSource
    from readtui.services.intake.intake import AddedArticle
    from readtui.services.intake.refresh import RefreshResult
    from readtui.services.library import Library, LibraryEntry

_SOURCES_WORTH_A_BAR = 2
_MOST_NAME = 30
_WAITING = "waiting"
_ORDERS = (
    ListOrder("added"),
    ListOrder("title", by_name(lambda entry: entry.record.title)),
    ListOrder("author", by_name(lambda entry: entry.record.metadata.creator)),
    ListOrder("words", lambda entry: entry.words, falls=True),
    ListOrder("progress", lambda entry: entry.progress, falls=True),
    ListOrder("annotations", lambda entry: entry.annotations, falls=True),
    ListOrder("read", lambda entry: entry.last_read, falls=True),
)


@click.command()
@click.argument("sources", metavar="SOURCE…", nargs=-1, required=True, type=click.Path(readable=False), callback=filled)
@click.option("--tag", "tags", type=TAG, multiple=True, help="Tag the articles. Can be repeated.")
@click.option("--title", default=None, help="The title, instead of the one in the source.")
@click.option("--author", default=None, help="The author, instead of the one in the source.")
@click.option("--url", default=None, help="The URL where the article was published.")
@click.option("--images", is_flag=True, help="Keep the images in the library; fetch those of web pages.")
@click.option(
    "--with-annotations",
    "takes_annotations",
    is_flag=True,
    help="Also import the annotations of KOReader and Calibre beside the files, and those inside PDFs.",
)
@click.pass_obj
def add(
    folder: Path | None,
    sources: tuple[str, ...],
    tags: tuple[str, ...],
    title: str | None,
    author: str | None,
    url: str | None,
    images: bool,
    takes_annotations: bool,
) -> None:
    """Add articles without opening them.

    SOURCE is a file, a folder, a URL, or - for stdin. Prints one article id per line. Also reports annotations of
    other programs beside or inside the files. --title, --author and --url need a single source; they stay when it is
    reloaded.
    """
    names, details = checked_tags(tags, are_new=True), checked_details(title=title, creator=author, url=url)
    if details and (len(sources) > 1 or os.path.isdir(os.path.expanduser(sources[0]))):
        raise UsageError("--title, --author and --url are for a single source", "Add it by itself.")
    data = stdin_bytes() if "-" in sources else b""
    with opened(folder, creates=True) as services:
        services.refuse_new_tags(names)
        library = services.keeping_images() if images else services.library
        brought: list[AddedSource] = []
        added, failed = add_all(library, sources, data, names, details, print_ids=True, gather=brought.append)
        offer_annotations(services, brought, takes=takes_annotations)
    if failed or not added:
        raise click.exceptions.Exit(1)


def add_all(
    library: "Library",
    sources: Sequence[str],
    stdin: bytes,
    tags: Sequence[str] = (),
    details: Details | None = None,
    *,
    print_ids: bool = False,
    gather: "Callable[[AddedSource], None] | None" = None,
    first_pages: bool = False,
) -> "tuple[list[AddedArticle], int]":
    """Add all sources, walking folders. Return what was added, and how many sources failed and were reported.

    ``gather`` is told of each source that was added. ``first_pages``: see ``Intake``.
    """
    found: list[str] = []
    named: set[str] = set()
    failed = 0
    for source in sources:
        try:
            is_folder = source != "-" and os.path.isdir(os.path.expanduser(source))
            found += [str(path) for path in library.sources_in(Path(source))] if is_folder else [source]
            named |= set() if is_folder else {source}
        except SourceError as fault:
            complain(fault.message, fault.hint)
            failed += 1
    added: list[AddedArticle] = []
    from readtui.services.importing.sidecars import AddedSource
    from readtui.services.intake.bulk_intake import AHEAD

    bar_shown = len(found) >= _SOURCES_WORTH_A_BAR and sys.stderr.isatty()
    adding = library.adding(first_pages=first_pages)
    try:
        with click.progressbar(
            found, label="Adding", file=sys.stderr, hidden=not bar_shown, item_show_func=_name
        ) as progress:
            for number, source in enumerate(progress, 1):
                try:
                    with watched(source, shown=not bar_shown) as watch:
                        following = [one for one in found[number : number + AHEAD] if one != "-"]
                        data = stdin if source == "-" else None
                        done = adding.add(
                            source, following, watch, tags=tags, details=details, data=data, is_named=source in named
                        )
                except (SourceError, DamagedError) as fault:
                    failed += 1
                    # Damaged article files are reported when the library is closed.
                    if not any(fault.message.startswith(known.message) for known in library.damaged()):
                        if bar_shown:
                            clear_line()
                        complain(fault.message, fault.hint)
                    continue
                added.append(done)
                if gather is not None and not done.record.part:
                    gather(AddedSource(source, done.is_annotated))
                if print_ids and not bar_shown:
                    print_line(done.record.id)
                if done.notice:
                    if bar_shown:
                        clear_line()
                    tell(f"{source}: {done.notice}")
    except KeyboardInterrupt as stopped:
        # InterruptedAfter: the article being saved at Ctrl+C is in the library too.
        count = len(added) + isinstance(stopped, InterruptedAfter)
        tell(f"Stopped: {count} of {len(found)} added.")
        raise click.exceptions.Exit(INTERRUPTED) from None
    finally:
        adding.close()
        # Even after Ctrl+C or on a full disk, these articles are in the library.
        if print_ids and bar_shown and added:
            print_text("\n".join(done.record.id for done in added))
    return added, failed


def _name(source: str | None) -> str:
    """The label of the progress bar for the source being added."""
    return visible(source.rstrip("/").rpartition("/")[2])[:_MOST_NAME] if source else ""


@click.command("list")
@bare_query("articles")
@click.option(
    "--tag",
    "tags",
    type=TAG,
    multiple=True,
    help="Only articles with this tag or a tag nested in it. Can be repeated: all must be there.",
)
@view_option(help="Only articles in this saved view, or with an annotation that it lists.")
@click.option("--unread", is_flag=True, help="Only articles that you have not started.")
@listing(*_ORDERS)
@click.pass_obj
def list_articles(
    folder: Path | None, query: str, tags: tuple[str, ...], view: str | None, unread: bool, listing: Listing
) -> None:
    """List the articles, and the works that annotations wait for.

    Lists all of them, or those that match QUERY, such as: 'lang:de is:reading -has:note'. An argument that begins with
    "-" needs "--" before it. Columns: id, title, source, language, words, progress ("waiting" without a
    text), annotations.
    """
    from readtui.search.query.parser import parse
    from readtui.search.query.syntax import EVERYTHING, all_of, has_tag_term

    asked = all_of(parse(query), *(has_tag_term(name) for name in checked_tags(tags)))
    with opened(folder, lists_many=True) as services:
        every = services.library.all_entries()
        with counting("Reading", len(every)) as passed:
            entries = services.library.passing(_counted(every, passed), asked)
        entries = [entry for entry in entries if not (unread and entry.progress > 0)]
        if view is not None:
            from readtui.services.finding.views import articles_in

            listed = articles_in(services.views.find(view), services.library)
            entries = [entry for entry in entries if entry.record.id in listed]
    columns = ("id", "title", "source", "language", "words", "progress", "annotations")
    listing.show(entries, columns, _entry_row, _entry_json)
    require_all_read(services)
    if not entries:
        is_narrowed = asked != EVERYTHING or unread or view is not None
        found_nothing("No article matches." if is_narrowed and every else EMPTY_LIBRARY)


def _counted(entries: "Sequence[LibraryEntry]", passed: Callable[[int], None]) -> "Iterator[LibraryEntry]":
    for count, entry in enumerate(entries):
        passed(count)
        yield entry


@click.command()
@click.argument("references", metavar="ID…", nargs=-1, required=True, type=REMOVABLE, callback=filled)
@click.option(
    "--purge", is_flag=True, help="Delete articles for good, with texts, backups and history, even from the trash."
)
@click.option("--yes", is_flag=True, help="Do not ask before --purge.")
@click.pass_obj
def remove(folder: Path | None, references: tuple[str, ...], purge: bool, yes: bool) -> None:
    """Move articles and annotations to the trash.

    ID is the id of an article or annotation, or the beginning of one, or the path an article was added from. An
    article's annotations move with it. readtui restore brings everything back, except after --purge.
    """
    with opened(folder) as services:
        if purge:
            _purge(services, list(dict.fromkeys(_purgeable(services, reference) for reference in references)), yes)
            return
        items = {item.id: item for item in map(services.library.find_any, references)}
        services.library.remove(*items.values())
        for item in items.values():
            name = item.title if isinstance(item, ArticleRecord) else description(item)
            tell(f"{sentence(f'Moved to the trash: {name}')} To restore it: readtui restore {item.id}")


def _purgeable(services: "Services", reference: str) -> str:
    """The id of an article, even of one too damaged to be repaired. Raises NotFoundError and others."""
    try:
        return any_article(services, reference)
    except (NotFoundError, DamagedError):
        if _is_damaged(services, reference):
            return reference
        raise


def _is_damaged(services: "Services", article_id: str) -> bool:
    try:
        services.library.record(article_id)
    except DamagedError:
        return True
    return False


def _purge(services: "Services", ids: Sequence[str], sure: bool) -> None:
    """Remove articles for good. Asks first unless ``sure``; raises UsageError if there is no terminal to ask on."""
    titles: dict[str, str] = {}
    for article_id in ids:
        if _is_damaged(services, article_id):
            titles[article_id] = f"{article_id} (damaged)"
        elif record := services.library.record(article_id):
            titles[article_id] = record.title
    if not sure:
        if not stdin_is_terminal():
            raise UsageError("--purge cannot be undone", "Add --yes to confirm.")
        listed = ", ".join(f"“{visible(title)}”" for title in titles.values())
        click.confirm(f"Delete {listed} for good? This cannot be undone", abort=True, err=True)
    is_whole = True
    for article_id, title in titles.items():
        try:
            services.purge(article_id)
        except LockedError as fault:
            complain(f"not deleted: {visible(title)}: {fault.message}", fault.hint)
            is_whole = False
        else:
            tell(sentence(f"Deleted for good: {title}"))
    if not is_whole:
        raise click.exceptions.Exit(1)


def _entry_json(entry: "LibraryEntry") -> dict[str, object]:
    from readtui.services.public_values import Article, json_of

    return json_of(Article.of(entry))


def _entry_row(entry: "LibraryEntry") -> list[str]:
    record = entry.record
    source = source_here(record)
    return [
        record.id,
        record.title,
        Path(source).name if is_terminal() and record.paths else source,
        record.metadata.language,
        str(entry.words),
        _WAITING if is_waiting(record.id) else f"{entry.progress:.0%}",
        str(entry.annotations),
    ]


def offer_annotations(services: "Services", brought: "Sequence[AddedSource]", *, takes: bool) -> None:
    """Tell of new annotations with what was added; with ``takes``, import them as one change. Raises StorageError."""
    from readtui.services.importing.sidecars import Neighbours, may_offer

    # Nothing of an import is loaded if there is nothing to import.
    neighbours = Neighbours()
    if not (takes or may_offer(brought, neighbours)):
        return
    from readtui.services.importing.offers import ImportOffers

    importing = services.importing
    offering = ImportOffers(importing, looks_into_all=takes, neighbours=neighbours)
    for one in brought:
        offering.added(one)
    with importing_progress() as progress:
        offer = offering.offer(progress)
    if not takes:
        for line in offer.lines() if offer is not None and offer.found else ():
            tell(line)
        return
    for refused in offer.refused if offer is not None else ():
        complain(f"{refused.name}: {refused.message}", refused.hint)
    if offer is None or not offer.found:
        tell("No new annotations were found with these files.")
        return
    change, plan = importing.carry_out(offer.plan)
    undo = ". To undo this: readtui undo" if change is not None else ""
    tell(f"{offer.words}: {plan.summary()}{undo}")


@click.command()
@click.argument("articles", metavar="ARTICLE…", nargs=-1, required=True, type=ARTICLE, callback=filled)
@click.option("--images", is_flag=True, help="Keep the images in the library; fetch those of web pages.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def refresh(folder: Path | None, articles: tuple[str, ...], images: bool, as_json: bool) -> None:
    """Reload articles from their sources.

    If a source has changed, the article gets the new text and keeps its annotations. Prints one line per article: how
    many annotations have the same words as before, have other words, need review or have lost their passage, and how
    many sentences are new, changed or removed. Images that were fetched before are fetched again. If a source cannot be
    read, the article stays as it is. With --json, an article has "changes", the annotations whose passage is not as it
    was, "sentences", and "error" if its source cannot be read.
    """
    # Imported here because no other command needs it.
    from readtui.services.importing.sidecars import AddedSource
    from readtui.services.intake.refresh import RefreshResult

    said: list[dict[str, object]] = []
    brought: list[AddedSource] = []
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
                said.append(_json(RefreshResult(record)) | {"error": fault.message})
                continue
            brought += [AddedSource(path, refreshed.is_annotated) for path in paths_here(refreshed.record)[:1]]
            if as_json:
                said.append(_json(refreshed))
            else:
                counts = [f"{count} {kind}" for kind, count in refreshed.sentences().items() if count]
                sentences = f"; sentences: {', '.join(counts)}" if counts else ""
                print_line(f"{refreshed.record.title}: {refreshed.outcome}{sentences}")
        offer_annotations(services, brought, takes=False)
    if as_json:
        print_json(said)
    if failures:
        raise click.exceptions.Exit(1)


def _json(refreshed: "RefreshResult") -> dict[str, object]:
    from readtui.cli.annotations.lines import change_json
    from readtui.services.annotating.carryover import changed_under, counts

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
        "sentences": refreshed.sentences(),
    }
