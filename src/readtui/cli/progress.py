"""Shows progress on stderr if it is a terminal, also that of an import and of saving."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from readtui.cli.output import CLEAR, clear_line, shows_progress

if TYPE_CHECKING:
    from readtui.services.importing.planner import Progress
    from readtui.services.intake.intake import Watch

_MOMENT = 0.5
_WHOLE = 1_000


@contextmanager
def watched(name: str, *, shown: bool = True) -> "Iterator[Watch]":
    """Show the progress of ``name`` on one line, and clear the line at the end."""
    from readtui.services.intake.intake import Watch

    if not (shown and shows_progress()):
        yield Watch()
        return
    try:
        yield Watch(lambda words: _show(f"{words}: {name}"))
    finally:
        clear_line()


@contextmanager
def counting(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A progress bar for long work: call the result with how many of ``length`` are done, again from 0 for another
    pass. It appears after a moment, so that quick work shows none.
    """
    import time

    begun = time.monotonic()
    is_terminal = shows_progress()
    bar = click.progressbar(length=length, label=label, file=sys.stderr, hidden=not is_terminal)

    def reached(count: int) -> None:
        if is_terminal and time.monotonic() - begun > _MOMENT:
            if count < bar.pos:
                bar.pos, bar.finished = 0, False
            bar.update(count - bar.pos)

    try:
        yield reached
    finally:
        if bar.pos:
            clear_line()


@contextmanager
def counting_share(label: str) -> Iterator[Callable[[int, int], None]]:
    """The same where the work itself says how many there are: call the result with how many of them are done."""
    with counting(label, _WHOLE) as passed:
        yield lambda done, total: passed(_WHOLE * done // max(1, total))


def show_saving(listen: Callable[[Callable[[str, int, int], None]], None]) -> None:
    """Show on one line how far large changes have come, and clear it when each is saved."""
    if shows_progress():
        listen(_show_saving)


def _show_saving(what: str, done: int, total: int) -> None:
    if done < total:
        _show(f"{done:,} of {total:,}: {what}")
    else:
        clear_line()


def _show(words: str) -> None:
    import shutil

    from rich.cells import cell_len, set_cell_size

    from readtui.text.clean import visible

    width = shutil.get_terminal_size().columns - 2
    line = visible(words)
    sys.stderr.write(CLEAR + (line if cell_len(line) <= width else f"{set_cell_size(line, width - 1)}…"))
    sys.stderr.flush()


@contextmanager
def importing_progress() -> "Iterator[Progress]":
    from readtui.services.importing.import_plan import share_done

    with counting("Importing", _WHOLE) as passed:

        def reached(step: str, done: int, total: int) -> None:
            passed(int(_WHOLE * share_done(step, done, total)))

        yield reached
