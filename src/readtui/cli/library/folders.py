"""Opens the library for a command, and what several commands ask of it."""

import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readtui.cli.output import complain, tell
from readtui.errors import NotFoundError, ReadtuiError, SourceError, UsageError

if TYPE_CHECKING:
    from readtui.bootstrap import Services


@contextmanager
def opened(library: Path | None) -> "Iterator[Services]":
    """The services on the library, closed at the end.

    Files that cannot be read, and what the library has to tell, are reported on stderr.
    """
    from readtui.bootstrap import open_services

    services = open_services(library)
    said = ""
    try:
        yield services
    except ReadtuiError as fault:
        said = fault.message
        raise
    finally:
        services.close()
        notices = services.notices()
        for damaged in services.listing.damaged():
            # One that could not be built again is in a notice that says more.
            if damaged.message != said and not any(notice.startswith(damaged.message) for notice in notices):
                complain(damaged.message, damaged.hint)
        for notice in notices:
            if not said or not notice.startswith(said):
                tell(notice)


def require_all_read(services: "Services", article_ids: Collection[str] = ()) -> None:
    """Ends a command over the library, or these articles, with 1 if it left something out, which ``opened`` tells."""
    faults = [fault.message for fault in services.listing.damaged()]
    # Each names the file, and the file is named after the article.
    if any(not article_ids or any(article_id in fault for article_id in article_ids) for fault in faults):
        raise click.exceptions.Exit(1)


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
    """A callback that refuses an empty value: it comes from an unset variable, and as a path it is this folder.

    Raises UsageError.
    """
    if any(entry == "" for entry in (value if isinstance(value, tuple) else (value,))):
        name = (parameter.metavar or "").strip("[…]")
        raise UsageError(f"{name} is empty", f"{ctx.command_path} --help shows how it is used.")
    return value


def stdin_bytes() -> bytes:
    """All of stdin. Raises UsageError if it is a terminal, SourceError if it is more than any article."""
    if sys.stdin is None or sys.stdin.isatty():
        what = "closed" if sys.stdin is None else "a terminal"
        raise UsageError(f"- reads an article from stdin, and stdin is {what}", "Use a pipe: COMMAND | readtui -")
    from readtui.importers.registry import MAX_BYTES

    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise SourceError(f"over {MAX_BYTES // 1_000_000} MB: the input", "Split it into parts and add those.")
    return data


def checked_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags as they are kept. Raises UsageError for one that has no name."""
    from readtui.services.wording import tag_name

    names = []
    for tag in tags:
        name = tag_name(tag)
        if not name:
            raise UsageError(f"not a tag: “{tag}”", "A tag is a name such as politics/nato.")
        names.append(name)
    return tuple(names)
