"""The commands threads, reply, settle and reopen."""

import os
import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from readtui.cli.annotations.lines import annotation_json
from readtui.cli.completion import ANNOTATION, ARTICLE
from readtui.cli.listings import Listing, listing
from readtui.cli.output import is_terminal, print_json, print_line, print_text, tell
from readtui.cli.progress import watched
from readtui.cli.services import (
    bytes_of,
    decoded,
    exit_if_refused,
    filled,
    is_missing,
    opened,
    require_all_read,
    stdin_bytes,
    written_by,
)
from readtui.errors import ChangedSinceError, NotFoundError, ReadtuiError, SourceError, UsageError
from readtui.model.article import ArticleRecord
from readtui.model.creator import Creator, Identity
from readtui.model.reply import Reply, ThreadState
from readtui.paths import library_folder
from readtui.services.git_place import first_commits, is_gone, paths_in_tree
from readtui.services.sources import is_here, path_text
from readtui.services.wording import done, sentence
from readtui.text.phrases import counted

if TYPE_CHECKING:
    from readtui.bootstrap import Services
    from readtui.model.change import Change
    from readtui.services.reading.source_places import SourcePlace
    from readtui.services.threads.threads import Thread

OPEN_THREADS = 3
"""The exit code while a thread is open."""
_MOST_NAMED = 20
_LOOK_EVERY = 0.2
_STDIN = "-"
_SHORT = 8


@click.command()
@click.argument("articles", metavar="[ARTICLE…]", nargs=-1, type=ARTICLE, callback=filled)
@click.option("--all", "with_settled", is_flag=True, help="List settled threads, too.")
@click.option("--was", metavar="OLD", callback=filled, help="The file was renamed: its path or id before.")
@click.option("--wait", "waits", is_flag=True, help="First wait until the person sends the threads.")
@click.option("--timeout", type=click.FloatRange(min=0), metavar="SECONDS", help="Wait no longer than this.")
@listing()
@click.pass_obj
def threads(
    folder: Path | None,
    articles: tuple[str, ...],
    with_settled: bool,
    was: str | None,
    waits: bool,
    timeout: float | None,
    listing: Listing,
) -> None:
    """Print the open threads, for whoever writes the text.

    A thread is a note that asks for an answer. Prints, as Markdown, the file and line of each, the headings above, the
    beginning of its id, whether it is answered, the words it is about (and what they are now, if they have changed),
    the note and the replies. To answer: readtui reply ID TEXT

    ARTICLE is an id, the beginning of one, or the path it was added from; by default all articles. Files that have
    changed are read again first. If a file was renamed, --was OLD says so. Exits with 3 as long as a thread is open, or
    if a file may be a renamed one with open threads, and with 0 otherwise, also for files that are not in the library.

    With --wait, it first waits until the person sends the threads of one of the articles: quits readtui discuss after
    saying something, or sends from the app. Then prints those that wait for an answer. It does not wait for what was
    sent before and nobody has got or answered yet. If several programs wait, one of them gets each sending. Exits with
    1 if --timeout comes first.
    """
    if timeout is not None and not waits:
        raise UsageError("--timeout is only for --wait", "See readtui threads --help.")
    if was is not None:
        if len(articles) != 1:
            raise UsageError("--was is for a single file", "Name each file that was renamed by itself.")
        _rename(folder, articles[0], was)
    sent = _claimed(folder, articles, timeout) if waits else frozenset()
    if waits and not sent:
        tell("Nothing was sent within this time.")
        raise click.exceptions.Exit(1)
    if is_missing(folder):
        tell(f"There is no library, so nothing is open: {library_folder(folder)}")
        if listing.as_json:
            print_json([])
        return
    with opened(folder, lists_many=True) as services:
        found_here = {one: _found(services, one) for one in articles}
        named = {record.id: one for one, record in found_here.items() if record is not None}
        unknown = [one for one, record in found_here.items() if record is None]
        former = {one: known for one in unknown if (known := _former(services, one)) is not None}
        for one, (document, count) in former.items():
            _say_former(one, document, count)
        if new := [one for one in unknown if one not in former]:
            _say_unknown(new)
        if waits:
            named = {one: named.get(one, "") for one in sent}
        wanted = list(named)
        files = _read_again(services, named) if named or not articles else {}
        found = services.threads().of(wanted, settled=with_settled) if wanted or not articles else []
        if waits:
            # What is answered is the person's turn; whoever waits would answer its own answer.
            opened_now = [one for one in found if one.is_open]
            waiting = {one.annotation.id for one in services.sendings.waiting(opened_now)}
            services.sendings.got(opened_now)
            found = [one for one in found if not one.is_open or one.annotation.id in waiting]
        print_threads(services, found[: listing.limit], files, as_json=listing.as_json)
    require_all_read(services, wanted)
    if any(count for _, count in former.values()) or any(one.is_open for one in found):
        raise click.exceptions.Exit(OPEN_THREADS)


def _claimed(folder: Path | None, articles: tuple[str, ...], timeout: float | None) -> frozenset[str]:
    """Wait until threads of these articles are sent that wait for an answer, and that no other program has taken; or
    until all are settled. Return the ids of the articles with these threads, or of those with the last settled ones;
    none if the seconds of ``timeout`` come first.
    """
    ends = None if timeout is None else time.monotonic() + timeout
    known: Mapping[str, str] | None = None
    while True:
        while is_missing(folder):
            if ends is not None and time.monotonic() >= ends:
                return frozenset()
            time.sleep(_LOOK_EVERY)
        # Opened anew, because the article may not have been there the last time.
        with opened(folder) as services:
            sendings = services.sendings
            sent = sendings.sent()
            fresh = sendings.left(sent) if known is None else {one for one in sent if sent[one] != known.get(one)}
            wanted: set[str] = set()
            if articles and fresh:
                wanted = {record.id for one in articles if (record := _found(services, one))}
                fresh &= wanted
            if fresh:
                taken = sendings.take({one: sent[one] for one in fresh})
                still_open = services.threads().of(wanted)
                if claimed := taken.intersection(one.record.id for one in sendings.waiting(still_open)):
                    return claimed
                if not still_open:
                    return frozenset(fresh)
            known = sent
            while sendings.sent() == known:
                if ends is not None and time.monotonic() >= ends:
                    return frozenset()
                time.sleep(_LOOK_EVERY)


def _read_again(services: "Services", named: Mapping[str, str]) -> dict[str, str]:
    """Read the files with threads again: those that are ``named``, by the ids of their articles; else all with open
    threads. Return the files that are meant, by these ids.
    """
    listed = services.library.listed(in_threads=True)
    wanted = [one.record for one in listed if (one.record.id in named if named else one.open_threads)]
    return read_changed(services, wanted, named)


def read_changed(
    services: "Services", wanted: Sequence[ArticleRecord], named: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """Read the files of articles again if they have changed, so that the passages follow. Return the files that are
    meant, by the ids. ``named``: by ids, what the user called them.
    """
    from readtui.services.threads.thread_files import file_meant, has_changed

    paths = {record.id: file_meant(record, named.get(record.id, "")) for record in wanted}
    as_read = services.source_lines.as_read((record, paths[record.id]) for record in wanted if paths[record.id])
    for record in wanted:
        path = paths[record.id]
        try:
            if record.id not in as_read and has_changed(record, path):
                _follow(services, record, path)
        except (OSError, ValueError) as fault:
            reason = fault.strerror if isinstance(fault, OSError) else fault
            tell(f"Cannot read {path} ({reason}); its earlier text is used.")
    return {one: path for one, path in paths.items() if path}


def _rename(folder: Path | None, file: str, was: str) -> None:
    """Make a file the document that it was under another name."""
    from readtui.services.threads.renamed_files import former_named, made_former

    with opened(folder) as services:
        intake = replace(services.library.intake, discusses=True)
        former = former_named(services.library, was)
        if not any(one.record.id == former.id for one in services.library.listed(in_threads=True)):
            tell(f"{was} has no threads that {file} could take over.")
        with watched(file) as watch:
            incoming = intake.bring(file, watch)
        made_former(intake, former, incoming)


def _say_former(reference: str, document: ArticleRecord, count: int) -> None:
    """Say which document a new file may be, and how many open threads that has."""
    known = next(filter(is_here, [*document.paths, *paths_in_tree(document, path_text(reference))]), "")
    before = os.path.relpath(known) if known else document.id
    command = shlex.join(["readtui", "threads", reference, "--was", before, *([] if count else ["--all"])])
    has = f"which has {counted(count, 'open thread')}" if count else "whose threads are all settled"
    tell(f"{reference} may be {before}, {has}: {command}")


def _say_unknown(references: Sequence[str]) -> None:
    """Say what is not in the library, and which of it is no file, either."""
    there, missing = (
        [one for one in references if os.path.exists(path_text(one)) is is_file] for is_file in (True, False)
    )
    for names, what in ((there, "Not in the library"), (missing, "Neither a file here nor in the library")):
        if names:
            more = [f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
            have = "it has" if len(names) == 1 else "they have"
            tell(f"{what}, so {have} no threads: {', '.join([*names[:_MOST_NAMED], *more])}")


def _former(services: "Services", reference: str) -> tuple[ArticleRecord, int] | None:
    """The document with threads that a new file may have been, because its own file is gone, and how many are open."""
    path = path_text(reference)
    if not os.path.isfile(path):
        return None
    listed = {one.record.id: one for one in services.library.listed(in_threads=True)}
    asked = first_commits()
    gone = {one.record.id: one.record for one in listed.values() if is_gone(one.record, path, asked)}
    if not gone:
        return None
    from readtui.services.threads.renamed_files import most_alike

    try:
        incoming = services.library.intake.bring(reference)
        article = incoming.article
        found = most_alike(services.library, gone.values(), article) if article else gone.get(incoming.article_id)
    except ReadtuiError:
        return None
    return (found, listed[found.id].open_threads) if found else None


def _follow(services: "Services", record: ArticleRecord, path: str) -> None:
    """Give an article the text of its changed file, or say why not."""
    name = path or record.title
    if services.library.is_read_only:
        tell(f"{name} has changed, but the library is read-only; its earlier text is used.")
        return
    intake = services.library.intake
    try:
        with watched(name) as watch:
            incoming = intake.bring(path, watch) if path else intake.bring_changed(record)
        if incoming is not None and incoming.article_id == record.id:
            notice = incoming.notice if incoming.article is None else ""
            intake.renew(incoming)
        else:
            notice = "the text differs from that of the other files of the article, which has the threads"
        if notice:
            tell(f"{name}: {notice}")
    except ChangedSinceError:
        # A reader that is open has done it at the same time.
        return
    except ReadtuiError as fault:
        tell(f"{name} has changed, but {fault.message}; its earlier text is used.")


def print_threads(
    services: "Services",
    found: "Sequence[Thread]",
    files: Mapping[str, str],
    given: Mapping[str, bytes] = MappingProxyType({}),
    *,
    as_json: bool,
) -> None:
    """Print threads as Markdown or as one JSON document. ``files``, ``given``: as in ``SourceLines.places``."""
    from readtui.services.threads.threads import report

    sources = services.source_lines.places(((one.record, one.annotation) for one in found), files=files, given=given)
    identity = services.creators.identity()
    if as_json:
        print_json([_json(one, sources[one.annotation.id], identity) for one in found])
    elif found:
        print_text("\n".join(report(found, sources, identity, PurePath(os.getcwd()))))


@click.command()
@click.argument("reference", metavar="[ID]", required=False, type=ANNOTATION, callback=filled)
@click.argument("words", metavar="[TEXT…]", nargs=-1)
@click.option("--batch", metavar="FILE", callback=filled, help="Take many replies from a file, or from - (stdin).")
@click.option("--settle", "settles", is_flag=True, help="Settle the thread with this reply.")
@written_by
@click.pass_obj
def reply(
    folder: Path | None,
    reference: str | None,
    words: tuple[str, ...],
    batch: str | None,
    settles: bool,
    creator: Creator | None,
) -> None:
    """Reply to an annotation.

    ID is the id of an annotation, or at least the first six digits of it. Prints the id of the reply. TEXT is Markdown;
    - reads it from standard input.

    The file of --batch has replies as JSON Lines ({"id": "3f2a91c0", "text": "…", "settle": true}), or as blocks that
    begin with the id and a colon. They are saved in one step for readtui undo. Replies that are refused are named.
    """
    if (batch is None) == (reference is None):
        raise UsageError("give either an ID with a text, or --batch FILE", "See readtui reply --help.")
    if batch is not None and settles:
        raise UsageError("--settle: only for one reply", 'In a batch, write "settle": true in the line of a reply.')
    if reference is not None:
        from readtui.services.threads.threads import Answer

        text = decoded(stdin_bytes()) if words == (_STDIN,) else " ".join(words)
        answer = Answer(reference, text, ThreadState.SETTLED if settles else None)
        with opened(folder) as services:
            _save(services, services.threads(creator).answer(answer))
        return
    from readtui.services.threads.answer_files import read_batch

    content = decoded(bytes_of(batch or _STDIN))
    with opened(folder) as services:
        threads = services.threads(creator)
        given = read_batch(content, threads.ids())
        if not given.answers and not given.refused:
            raise SourceError("the input has no replies", "Begin each reply with the id of its thread and a colon.")
        change, refused, repeated = threads.answer_all(given.answers)
        if change is not None:
            _save(services, change, are_many=True)
    if left_out := given.left_out + repeated:
        tell(f"Left out {counted(left_out, 'line')} outside the replies.")
    faults = [*given.refused, *refused]
    exit_if_refused([(one.why if one.to in one.why else f"{one.to}: {one.why}", one.hint) for one in faults])


@click.command()
@click.argument("references", metavar="ID…", nargs=-1, required=True, type=ANNOTATION, callback=filled)
@written_by
@click.pass_obj
def settle(folder: Path | None, references: tuple[str, ...], creator: Creator | None) -> None:
    """Settle threads that need nothing more.

    ID is the id of the note that began the thread, or at least the first six digits of it. readtui undo reverses it.
    """
    _set(folder, references, ThreadState.SETTLED, creator)


@click.command()
@click.argument("references", metavar="ID…", nargs=-1, required=True, type=ANNOTATION, callback=filled)
@written_by
@click.pass_obj
def reopen(folder: Path | None, references: tuple[str, ...], creator: Creator | None) -> None:
    """Open threads again.

    ID is the id of the note that began the thread, or at least the first six digits of it. readtui undo reverses it.
    """
    _set(folder, references, ThreadState.OPEN, creator)


def _set(folder: Path | None, references: tuple[str, ...], state: ThreadState, creator: Creator | None) -> None:
    with opened(folder) as services:
        change = services.threads(creator).settle(references, state)
        if change is None:
            tell(f"Nothing changed: {'it is' if len(references) == 1 else 'they are'} {state.value} already.")
            return
        services.repository.apply(change)
        print_line(done(change.what))


def _save(services: "Services", change: "Change | None", *, are_many: bool = False) -> None:
    """Save replies and print their ids; of many, say only how many to a person."""
    if change is None:
        tell("Nothing changed: the thread is settled already.")
        return
    services.repository.apply(change)
    is_counted = are_many and is_terminal()
    if is_counted:
        tell(sentence(done(change.what)))
    for edit in change.edits:
        if isinstance(edit.after, Reply):
            if not is_counted:
                print_line(edit.after.id)
            if edit.after.text and edit.after.sets is ThreadState.OPEN:
                tell(f"The thread {edit.after.to[:_SHORT]} was settled; it is open again.")


def _found(services: "Services", reference: str) -> ArticleRecord | None:
    try:
        return services.library.find(reference)
    except NotFoundError:
        path = path_text(reference)
        if not os.path.isfile(path):
            return None
        from readtui.services.threads.renamed_files import same_document

        return same_document(services.library, path)


def _json(thread: "Thread", source: "SourcePlace", identity: Identity) -> dict[str, object]:
    from readtui.services.annotation_reader import FoundAnnotation

    return {
        **annotation_json(FoundAnnotation(thread.record, thread.annotation), source, identity),
        "headings": list(thread.headings),
        "answered": thread.annotation.is_answered(identity),
        "change": thread.change.value,
    }
