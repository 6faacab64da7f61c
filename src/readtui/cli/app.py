"""Commands that open the app. They import Textual only when the app opens."""

import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from readtui.cli.completion import ARTICLE_OR_ANNOTATION, view_option
from readtui.cli.library.articles import add_all
from readtui.cli.listings import Listing, bare_query, found_nothing, listing
from readtui.cli.output import (
    SETTINGS_TOLD,
    complain,
    is_dumb_terminal,
    is_terminal,
    print_line,
    print_text,
    stdin_is_terminal,
    tell,
    terminal_of_run,
)
from readtui.cli.services import filled, opened, require_all_read, stdin_bytes, tell_part
from readtui.debug_log import DEBUG_LOG
from readtui.errors import NotFoundError, ReadtuiError, UsageError
from readtui.model.annotation import Annotation
from readtui.model.article import is_waiting
from readtui.model.link import full_id, is_link, linked_id
from readtui.paths import default_library
from readtui.text.clean import visible
from readtui.text.phrases import counted
from readtui.tui.destination import Start

if TYPE_CHECKING:
    from readtui.bootstrap import Services
    from readtui.services.annotation_reader import AnnotationQuery
    from readtui.services.importing.sidecars import AddedSource
    from readtui.services.linking.links import LinkTarget
    from readtui.services.reading.session import ReadingSession
    from readtui.services.reviewing.due import AskedHighlight
    from readtui.settings import Settings
    from readtui.tui.terminal_interface import Terminal


def _show_all_help(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    """Print the help of readtui itself: users do not see ``launch`` as a command of its own."""
    if wanted and not ctx.resilient_parsing:
        print_text(ctx.find_root().get_help())
        ctx.exit()


@click.command(add_help_option=False)
@click.option("-h", "--help", is_flag=True, is_eager=True, expose_value=False, callback=_show_all_help)
@click.argument("sources", metavar="SOURCE…", nargs=-1, type=click.Path(readable=False), callback=filled)
@click.pass_obj
def launch(folder: Path | None, sources: tuple[str, ...] = ()) -> None:
    """Add the sources and open the app on them. Without sources, open it on the library."""
    require_terminal()
    data = stdin_bytes() if "-" in sources else b""
    source = sources[0] if len(sources) == 1 and os.path.isfile(os.path.expanduser(sources[0])) else ""
    if source:
        terminal_of_run().will_read(source)
    with opened(folder, creates=True) as services:
        if not sources:
            if not DEBUG_LOG.is_on:
                terminal_of_run().opens(services.folder)
            _open_app(services, Start())
        brought: list[AddedSource] = []
        is_one = len(sources) == 1 and not os.path.isdir(os.path.expanduser(sources[0]))
        added, _ = add_all(services.library, sources, data, gather=brought.append, first_pages=is_one)
        ids = list(dict.fromkeys(done.record.id for done in added))
        if not ids:
            raise click.exceptions.Exit(1)
        if source and not DEBUG_LOG.is_on:
            terminal_of_run().opens(services.folder, ids[0])
        if is_one:
            _open_app(services, Start(ids[0], notice=added[0].notice, brought=brought))
        _open_app(services, Start(only=ids, brought=brought))


@click.command("open")
@click.argument("reference", metavar="ID", type=ARTICLE_OR_ANNOTATION, callback=filled)
@click.pass_obj
def open_reader(folder: Path | None, reference: str) -> None:
    """Open an article or annotation in the reader.

    ID is the id of an article or annotation, or the beginning of one, the id of a reply in full, or a link from an
    export (readtui:ID). Without --library, an id in full is also looked for in the other libraries that you have
    opened on this device.
    """
    from readtui.bootstrap.closed_library import locate_id

    in_full = _id_in_link(reference) if is_link(reference) else full_id(reference)
    if in_full and (located := locate_id(in_full, folder)):
        _open_located(located, is_elsewhere=folder is None and located.folder != default_library())
    require_terminal()
    with opened(folder) as services:
        found = services.library.find_any(in_full or reference)
        article, annotation = (found.article_id, found.id) if isinstance(found, Annotation) else (found.id, "")
        _open_app(services, Start(article, annotation=annotation))


def _id_in_link(link: str) -> str:
    """The id in full. Raises UsageError for a link without one.

    The desktop passes links on from web pages and other programs, so only an id in full is taken from one.
    """
    if found := linked_id(link):
        return found
    raise UsageError(f"not a readtui link: {visible(link)}", "A link ends in the full id: readtui:ID")


def _open_located(located: "LinkTarget", *, is_elsewhere: bool) -> NoReturn:
    """Open it in the reader, and restore it from the trash first if the user agrees. Raises NotFoundError if not."""
    trashed = located.trashed
    if trashed and not (is_terminal() and stdin_is_terminal()):
        library = f"--library {shlex.quote(str(located.folder))} " if is_elsewhere else ""
        raise NotFoundError(f"in the trash: {trashed.name}", f"To restore it: readtui {library}restore {trashed.id}")
    require_terminal()
    with opened(located.folder) as services:
        if trashed:
            click.confirm(f"In the trash: {trashed.name}. Restore it and open it?", default=True, abort=True, err=True)
            services.trash.restore(services.trash.find(trashed.id))
        article, annotation = located.record.id, located.annotation
        # By the next time, the default library may have the article too.
        if not (annotation or is_elsewhere or is_waiting(article) or DEBUG_LOG.is_on):
            terminal_of_run().opens(services.folder, article)
        notice = f"This is in another library: {located.folder}" if is_elsewhere else ""
        _open_app(services, Start(article, annotation=annotation.id if annotation else "", notice=notice))


def open_review(services: "Services", query: "AnnotationQuery") -> NoReturn:
    """Open the app on the review of what the query finds, and exit with its exit code."""
    require_terminal()
    _open_app(services, Start(review=query))


def _open_app(services: "Services", start: Start) -> NoReturn:
    """Run the app and exit with its exit code."""
    keys_from_terminal()
    raise click.exceptions.Exit(run_in_app(services, start))


def run_in_app(services: "Services", start: Start) -> int:
    """Run the app on the terminal that stdin and stderr are, and return its exit code."""
    from readtui.bootstrap.standing_exports import standing_exports
    from readtui.settings import load_settings

    settings, terminal = load_settings(), terminal_of_run()
    click.get_current_context().meta[SETTINGS_TOLD] = True
    standing = standing_exports(services, settings)
    terminal.prepare()
    if start.article and not start.annotation:
        start = replace(start, session=_opened_early(services, start.article, settings, terminal))
    from readtui.tui.app import run_app

    ended = run_app(services, start, settings=settings, terminal=terminal, standing=standing)
    for fault in ended.faults:
        complain(fault.message, fault.hint)
    if start.session is not None and start.session.part:
        with suppress(ReadtuiError):
            tell_part(services.library.find(start.article))
    if services.discussed and ended.half_written:
        # Elsewhere, the app has asked before it ended.
        tell(f"{counted(ended.half_written, 'unfinished note')}. What you have typed is kept as a draft.")
    return ended.code


def _opened_early(
    services: "Services", article: str, settings: "Settings", terminal: "Terminal"
) -> "ReadingSession | None":
    """Show the article's text while the app is being imported. None if it fails; the app then reports the error."""
    try:
        if beginning := services.beginning(article):
            _show_early(services, terminal, settings, beginning)
        session = services.read(article, quickly=True)
    except ReadtuiError:
        return None
    _show_early(services, terminal, settings, session)
    return session


def _show_early(services: "Services", terminal: "Terminal", settings: "Settings", session: "ReadingSession") -> None:
    from readtui.tui.colors.look import shows_images

    record, article = session.record, session.article
    try:
        pictures = services.pictures.at_hand(record, article) if shows_images(settings.reader.images) else None
        tags = services.library.tag_entries() if session.is_annotated else ()
        terminal.show_early(settings, session, services.offset(record.id), pictures, tags)
    except Exception as fault:  # noqa: BLE001  the app still starts without the early page, and reports the error
        DEBUG_LOG.fault(fault, "swallowed")
        terminal.leave()


def require_terminal() -> None:
    """Raise UsageError if the app cannot be shown."""
    if not is_terminal():
        raise UsageError(
            "the app needs a terminal, but stdout is not one",
            "Without a terminal, use readtui list, show, annotate or export (see readtui --help).",
        )
    # Textual draws on stderr, so that stdout stays free.
    if sys.stderr is None or not sys.stderr.isatty():
        raise UsageError("the app draws on stderr, but stderr is not a terminal", "Remove the stderr redirection (2>).")
    if is_dumb_terminal():
        raise UsageError(
            "the app cannot draw in this terminal: TERM is dumb",
            "Open it in another terminal, or use readtui list, show, annotate or export here.",
        )


def keys_from_terminal() -> None:
    """Read keys from the terminal even if stdin was a pipe that delivered an article."""
    if stdin_is_terminal():
        return
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError as fault:
        raise UsageError("the app reads keys from a terminal, but there is none", "Run it in a terminal.") from fault
    os.dup2(terminal, 0)
    os.close(terminal)


@click.command()
@bare_query("annotations")
@view_option(help="Only annotations in this saved view.")
@click.option("--suspended", is_flag=True, help="List the suspended highlights.")
@click.option("--resume", is_flag=True, help="Ask suspended highlights again, as one step for undo.")
@listing()
@click.pass_obj
def review(folder: Path | None, query: str, view: str | None, suspended: bool, resume: bool, listing: Listing) -> None:
    """Review highlights that are due.

    Asks about them one by one in the app. QUERY, such as “#exam”, narrows them further than the query in the settings.
    --json lists what is due: first the longest overdue, then today's new ones. Columns with --suspended: id, article,
    quote, note.
    """
    from readtui.search.query.parser import parse
    from readtui.services.annotation_reader import AnnotationQuery
    from readtui.services.reviewing.review import scope_of
    from readtui.settings import load_settings
    from readtui.settings.queries import review_query

    settings = load_settings()
    asked = AnnotationQuery(query=parse(query))
    with opened(folder) as services:
        if view is not None:
            from readtui.services.finding.views import narrowed

            asked = narrowed(asked, services.views.find(view), services.library)
        if not (listing.as_json or suspended or resume):
            open_review(services, asked)
        now = datetime.now().astimezone()
        own = review_query(settings)
        due = services.reviewing.due(now, scope_of(own, asked), settings.review.new_per_day)
        found = list(listing.picked(due.suspended() if suspended or resume else due.each()))
        if resume and found:
            services.repository.apply(services.reviewing.grading.resume(found, now))
            print_line(f"{counted(len(found), 'highlight')} will be asked again.")
        elif resume:
            raise NotFoundError("nothing is suspended", "To see what is due: readtui review --json")
        else:
            listing.show(found, ("id", "article", "quote", "note"), _asked_cells, _asked_json)
    require_all_read(services)
    if not found:
        which = "" if asked.is_of_everything else "matching "
        found_nothing(f"No {which}highlight is {'suspended' if suspended else 'due'}.")


def _asked_cells(asked: "AskedHighlight") -> Sequence[str]:
    annotation = asked.annotation
    return annotation.id, asked.record.id, annotation.quoted_text, annotation.note


def _asked_json(asked: "AskedHighlight") -> dict[str, object]:
    annotation, card = asked.annotation, asked.card
    return {
        "id": annotation.id,
        "article": asked.record.id,
        "title": asked.record.title,
        "quote": annotation.quoted_text,
        "tags": list(annotation.tags),
        "note": annotation.note,
        "state": card.state.value,
        "due": card.due,
        "reviews": card.reviews,
        "lapses": card.lapses,
    }
