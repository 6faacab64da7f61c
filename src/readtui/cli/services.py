"""Opens the library for a command, and checks arguments that several commands share."""

import gc
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readtui.cli.output import complain, tell
from readtui.cli.progress import show_saving
from readtui.errors import NotFoundError, ReadtuiError, SourceError, UsageError
from readtui.paths import library_folder

if TYPE_CHECKING:
    from readtui.bootstrap import Services
    from readtui.model.article import ArticleRecord
    from readtui.model.creator import Creator

EMPTY_LIBRARY = "The library is empty. To add an article: readtui add FILE"
_GARBAGE_AFTER = 500_000
_MOST_NAMED = 20


@contextmanager
def opened(library: Path | None, *, lists_many: bool = False, creates: bool = False) -> "Iterator[Services]":
    """Open the services of a library, and close them at the end. ``lists_many``: for a command that lists records.
    ``creates``: for one that writes to a library that is not there yet, in a folder that is.

    Reports unreadable files and the library's notices on stderr. Raises UsageError if there is no such library.
    """
    from readtui.bootstrap import open_services

    is_new = not require_library(library, or_place=creates)

    if lists_many:
        # Looking for garbage among 100,000 records takes a tenth of the time, and then the command ends.
        gc.set_threshold(_GARBAGE_AFTER, *gc.get_threshold()[1:])
    services = open_services(library)
    if is_new:
        tell(f"Created a new library: {services.folder}")
    show_saving(services.repository.progress.listen)
    said = ""
    try:
        yield services
        if services.repository.has_merged_copies:
            place_waiting(services)
    except ReadtuiError as fault:
        said = fault.message
        raise
    finally:
        services.close()
        notices = services.notices()
        for damaged in services.library.damaged():
            # If a file could not be repaired, a notice gives the details.
            if damaged.message != said and not any(notice.startswith(damaged.message) for notice in notices):
                complain(damaged.message, damaged.hint)
        for notice in notices:
            if not said or not notice.startswith(said):
                tell(notice)


def is_missing(library: Path | None) -> bool:
    """Whether a library that was named is not there; see ``bootstrap``."""
    from readtui import bootstrap

    return bootstrap.is_missing(library)


def require_library(library: Path | None, *, or_place: bool = False) -> bool:
    """Raise UsageError for a library that was named and is not there; with ``or_place``, only if there is no place for
    it. Return whether it is there.
    """
    if not is_missing(library):
        return True
    folder = library_folder(library)
    if not folder.parent.is_dir():
        raise UsageError(f"there is no library {folder}, nor a folder {folder.parent}", "Check the name.")
    if not or_place:
        import shlex

        new = f"readtui --library {shlex.quote(str(folder))} add FILE"
        raise UsageError(f"there is no library: {folder}", f"Check the name. To make a new one there: {new}")
    return False


def place_waiting(services: "Services") -> None:
    """Place annotations whose article was added, and say so. Raises StorageError."""
    for notice, _ in services.importing.place_waiting():
        tell(notice)


def not_found(services: "Services", message: str, hint: str, *, has_articles: bool = False) -> NotFoundError:
    """The error of a command that finds nothing. In an empty library, no other words or filters would help.

    ``has_articles``: it is known to have some.
    """
    return NotFoundError(message, hint if has_articles or services.library.count else EMPTY_LIBRARY)


def require_all_read(services: "Services", article_ids: Collection[str] = ()) -> None:
    """Exit with 1 if any file of the library, or of these articles, could not be read. ``opened`` reports them."""
    faults = [fault.message for fault in services.library.damaged()]
    # Each message names the file, and files are named after articles.
    if any(not article_ids or any(article_id in fault for article_id in article_ids) for fault in faults):
        raise click.exceptions.Exit(1)


def tell_part(record: "ArticleRecord") -> None:
    """Say so if only the first pages of the article were read."""
    if record.part:
        tell(part_line(record))


def part_line(record: "ArticleRecord") -> str:
    """How many pages of the article were read, and what reads the others."""
    from readtui.services.wording import first_pages_of

    opens = f"Opening it reads the others, and so does: readtui refresh {record.id}"
    return f"Only {first_pages_of(record)} are in the library. {opens}"


def any_article(services: "Services", reference: str) -> str:
    """The id of an article in the library or in the trash. Raises NotFoundError, AmbiguousError, StorageError."""
    try:
        return services.library.find(reference).id
    except NotFoundError as missing:
        try:
            return services.trash.find_article(reference).id
        except NotFoundError:
            raise missing from None


def filled(ctx: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """A callback that rejects "": it usually comes from an unset variable, and as a path it means this folder.

    Raises UsageError.
    """
    if any(entry == "" for entry in (value if isinstance(value, tuple) else (value,))):
        name = (parameter.metavar or "").strip("[…]")
        raise UsageError(f"{name} is empty", f"See {ctx.command_path} --help.")
    return value


def creator_named(ctx: click.Context, parameter: click.Parameter, value: str | None) -> "Creator | None":
    """A callback that reads the name of a person, or ``software:NAME``. Raises UsageError."""
    from readtui.services.creators import checked_creator

    if value is None:
        return None
    try:
        return checked_creator(value)
    except ValueError as fault:
        option = max(parameter.opts, key=len)
        raise UsageError(f"{option}: {fault}", f"Example: {option} Ada, {option} software:NAME") from fault


written_by = click.option(
    "--by", "creator", metavar="NAME", callback=creator_named, help="Who writes: a name, or software:NAME."
)
"""The option of commands that write notes and replies."""


def bytes_of(name: str) -> bytes:
    """All of a file that a command reads as a whole; of stdin for "-". Raises UsageError, SourceError."""
    if name == "-":
        return stdin_bytes()
    from readtui.importers.registry import MAX_BYTES
    from readtui.regular_files import open_regular

    try:
        with open_regular(Path(name)) as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as fault:
        raise SourceError(f"could not read {name}: {fault.strerror}", "Name another file, or - for stdin.") from fault
    if len(content) > MAX_BYTES:
        raise SourceError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB", "Name another file.")
    return content


def stdin_bytes() -> bytes:
    """All of stdin. Raises UsageError if it is a terminal, SourceError if it exceeds MAX_BYTES."""
    if sys.stdin is None or sys.stdin.isatty():
        what = "closed" if sys.stdin is None else "a terminal"
        raise UsageError(f"- reads an article from stdin, but stdin is {what}", "Use a pipe: COMMAND | readtui -")
    from readtui.importers.registry import MAX_BYTES

    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise SourceError(f"larger than {MAX_BYTES // 1_000_000} MB: the input", "Split it and add the parts.")
    return data


def decoded(content: bytes) -> str:
    """A text in UTF-8. Raises SourceError."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise SourceError(f"the text is not UTF-8 (byte {fault.start})", "Save it as UTF-8.") from fault


def exit_if_refused(faults: Sequence[tuple[str, str]]) -> None:
    """Name what of a batch was refused, why and what to do next; then exit with 1."""
    for why, hint in faults[:_MOST_NAMED]:
        complain(why, hint)
    if len(faults) > _MOST_NAMED:
        tell(f"… and {len(faults) - _MOST_NAMED} more")
    if faults:
        raise click.exceptions.Exit(1)


def checked_tags(tags: Iterable[str], *, are_new: bool = False) -> tuple[str, ...]:
    """The tags, normalized. Raises UsageError for one without a name.

    ``are_new``: something is to get them. Then a comma alone is no name either.
    """
    from readtui.services.wording import new_tag_name, tag_name

    names = []
    for tag in tags:
        name = new_tag_name(tag) if are_new else tag_name(tag)
        if not name:
            raise UsageError(f"not a tag: “{tag}”", "Example of a tag: politics/nato.")
        names.append(name)
    return tuple(names)
