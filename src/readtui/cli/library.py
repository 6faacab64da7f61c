"""Opens the library for a command, and what several commands ask of it."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from readtui.cli.output import complain
from readtui.errors import UsageError

if TYPE_CHECKING:
    from readtui.bootstrap import Services


@contextmanager
def opened(library: Path | None) -> "Iterator[Services]":
    """The services on the library, closed at the end. Files that cannot be read are reported on stderr."""
    from readtui.bootstrap import open_services

    services = open_services(library)
    try:
        yield services
    finally:
        for fault in services.repository.damaged():
            complain(fault.message, fault.hint)
        services.close()


def stdin_bytes() -> bytes:
    """All of stdin. Raises UsageError if it is a terminal."""
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("- reads an article from stdin, and stdin is a terminal", "Use a pipe: COMMAND | readtui -")
    return sys.stdin.buffer.read()


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
