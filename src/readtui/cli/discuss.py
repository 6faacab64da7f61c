"""The command discuss: opens documents on the terminal, wherever its output goes, and prints the open threads."""

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.annotations.threads import OPEN_THREADS, print_threads, read_changed
from readtui.cli.app import run_in_app
from readtui.cli.output import is_dumb_terminal, is_terminal, tell, terminal_of_run
from readtui.cli.progress import watched
from readtui.cli.services import filled, is_missing, opened, require_all_read, stdin_bytes
from readtui.debug_log import DEBUG_LOG
from readtui.errors import UsageError
from readtui.model.article import ArticleRecord
from readtui.services.git_place import files_here
from readtui.services.sources import is_url, path_text, was_fetched
from readtui.tui.destination import Start

if TYPE_CHECKING:
    from readtui.bootstrap import Services
    from readtui.services.intake.intake import Intake
    from readtui.services.library import Library

_STDIN = "-"
_STREAMS = (0, 1, 2)
_NOTHING_OPEN = "Nothing here has an open thread. To begin one: readtui discuss FILE"


@click.command()
@click.argument("files", metavar="[FILE…]", nargs=-1, type=click.Path(readable=False), callback=filled)
@click.option("--was", metavar="OLD", callback=filled, help="The file was renamed: its path or id before.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def discuss(folder: Path | None, files: tuple[str, ...], was: str | None, as_json: bool) -> None:
    """Remark on a text, and print the threads that are open.

    For what a colleague or a program wrote. Opens each FILE as it is now; - reads the text from stdin. A note that you
    write there begins a thread: it asks for an answer. When you quit, prints the open threads as readtui threads does,
    and nothing else. The app appears on the terminal even if stdout or stdin is a pipe or a file. Without FILE, it
    opens what has open threads in the working directory or below.

    In git, a file is the same document in every work tree, branch and clone. If it was renamed and rewritten, the app
    asks whether it is the one that is gone; --was says so without a question.

    Exits with 3 as long as a thread is open, and with 0 if none is.
    """
    if was is not None and len(files) != 1:
        raise UsageError("--was is for a single file", "Open each file that was renamed by itself.")
    try:
        terminal = _terminal()
    except UsageError:
        if was is not None and _STDIN not in files:
            # What the file was is known even where nobody can read it.
            with opened(folder) as services:
                _brought(services.library, files, b"", was)
        raise
    if not files and is_missing(folder):
        tell(_NOTHING_OPEN)
        return
    data = stdin_bytes() if _STDIN in files else b""
    is_alone = len(files) == 1 and os.path.isfile(os.path.expanduser(files[0]))
    if is_alone:
        terminal_of_run().will_read(files[0])
    with opened(folder, creates=bool(files)) as services:
        if not (files := files or _with_threads(services)):
            tell(_NOTHING_OPEN)
            return
        discussed, former = _brought(services.library, files, data, was)
        services, first = replace(services, discussed=discussed), next(iter(discussed))
        if is_alone and not DEBUG_LOG.is_on:
            terminal_of_run().opens(services.folder, first, is_discussed=True)
        code = 1
        try:
            with _shown_on(terminal):
                code = run_in_app(services, Start(first, former=former))
        finally:
            if code:
                named = (os.path.relpath(path) if path else one for one, path in discussed.items())
                tell(f"Nothing was sent. What was saved is kept: {shlex.join(['readtui', 'threads', *named])}")
        if code:
            raise click.exceptions.Exit(code)
        # A program in another work tree may have given the documents the text that they have there.
        read_changed(services, [services.library.find(one) for one, path in discussed.items() if path], discussed)
        # On a terminal, they are printed for the person, and a program may be waiting for them elsewhere.
        services.send(discussed, is_taken=not is_terminal(), again=False)
        order = list(discussed)
        found = sorted(services.threads().of(discussed), key=lambda one: order.index(one.record.id))
        unnamed = (one for one, path in discussed.items() if not path)
        given = {one: data for one in unnamed if not was_fetched(services.library.find(one))}
        print_threads(services, found, discussed, given, as_json=as_json)
        for one in given.keys() & {one.record.id for one in found}:
            # It has no name by which it would be the same document.
            tell(f"For the next version: readtui discuss {_STDIN} --was {one}")
    require_all_read(services, discussed)
    if found:
        raise click.exceptions.Exit(OPEN_THREADS)


def _with_threads(services: "Services") -> tuple[str, ...]:
    """The files in the working directory, or below it, that have open threads."""
    records = {one.record.id: one.record for one in services.threads().of()}.values()
    here = ((one, record) for record in records for one in files_here(record))
    return tuple(sorted({os.path.relpath(one) for one, record in here if services.library.find(one).id == record.id}))


def _brought(
    library: "Library", files: Sequence[str], data: bytes, was: str | None
) -> tuple[dict[str, str], dict[str, ArticleRecord]]:
    """Add the files, or read them again. Return the paths of their articles by id, "" for stdin and URLs, and the
    documents that new ones may have been. Raises ReadtuiError.
    """
    intake = replace(library.intake, discusses=True, first_pages=was is None)
    found: dict[str, str] = {}
    former: dict[str, ArticleRecord] = {}
    for name in files:
        is_folder = name != _STDIN and os.path.isdir(os.path.expanduser(name))
        for source in map(str, library.sources_in(Path(name))) if is_folder else [name]:
            is_stdin = source == _STDIN
            with watched(source) as watch:
                incoming = intake.bring(source, watch, data=data if is_stdin else None, is_named=not is_folder)
            if was is not None:
                from readtui.services.threads.renamed_files import former_named, made_former

                known = made_former(intake, former_named(library, was), incoming)
                found[known.id] = "" if is_stdin or is_url(source) else path_text(source)
                continue
            added = intake.keep(incoming)
            # What has changed in a known text, the app shows.
            if added.notice and (added.created or incoming.article is None):
                tell(f"{source}: {added.notice}")
            found.setdefault(added.record.id, "" if is_stdin or is_url(source) else path_text(source))
            if added.created:
                from readtui.services.threads.renamed_files import gone_documents, most_alike

                if gone := gone_documents(library, added.record):
                    article = library.open(_with_all_pages(intake, added.record, source).id)
                    if (before := most_alike(library, gone, article)) is not None:
                        former[added.record.id] = before
    return found, former


def _with_all_pages(intake: "Intake", record: ArticleRecord, source: str) -> ArticleRecord:
    """What a document may have been is asked of all its words. Raises ReadtuiError."""
    if record.part is None:
        return record
    with watched(source) as watch:
        incoming = intake.bring_other_pages(record, watch=watch, is_asked=True)
    return record if incoming is None else intake.renew(incoming).record


def _terminal() -> int:
    """A descriptor of the terminal of this process. Raises UsageError if there is none, or if it cannot draw."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        raise UsageError("stdin, stdout or stderr is closed", "Redirect it to a file or to /dev/null instead.")
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError as fault:
        raise UsageError(
            "discuss needs a terminal to show the text on, but this process has none",
            "Run it in a terminal. Without one: readtui threads FILE prints the open threads.",
        ) from fault
    if is_dumb_terminal():
        raise UsageError(
            "discuss cannot draw in this terminal: TERM is dumb", "Run it in another terminal, or use readtui threads."
        )
    return terminal


@contextmanager
def _shown_on(terminal: int) -> Iterator[None]:
    """Let the terminal be stdin, stdout and stderr, for the app and the programs that it runs.

    Textual draws on stderr, reads keys from stdin, and asks stdout for the size.
    """
    kept = {number: os.dup(number) for number in _STREAMS if not os.isatty(number)}
    try:
        for number in kept:
            os.dup2(terminal, number)
        yield
    finally:
        for number, before in kept.items():
            os.dup2(before, number)
            os.close(before)
