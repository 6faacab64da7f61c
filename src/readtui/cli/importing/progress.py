"""Shows how far an import is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from readtui.cli.waiting import counting

if TYPE_CHECKING:
    from readtui.services.importing.planning import Progress


@contextmanager
def importing_progress() -> "Iterator[Progress]":
    """A bar for a long import."""
    from readtui.services.importing.plan import share_done

    with counting("Importing", 1000) as passed:

        def reached(step: str, done: int, total: int) -> None:
            passed(int(1000 * share_done(step, done, total)))

        yield reached
