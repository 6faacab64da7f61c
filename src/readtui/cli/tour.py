"""The command tour."""

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.app import keys_from_terminal, require_terminal
from readtui.cli.output import tell, terminal_of_run
from readtui.cli.services import opened
from readtui.paths import look_path, terminal_path
from readtui.rights import make_private_folder, private

if TYPE_CHECKING:
    from readtui.bootstrap import Services

_PLACE = "readtui-tour"
_STATE = "READTUI_STATE"


@click.command()
@click.option("--inside", "is_inside", is_flag=True, hidden=True)
def tour(is_inside: bool) -> None:
    """Take the tour: six steps, by doing.

    It teaches the keys for reading, tagging, writing notes and finding them again, on an article of its own. Its
    library is deleted at the end; yours is not touched. You can leave at any time.
    """
    from readtui.bootstrap.closed_library import passing_place
    from readtui.services.tour_sample import add_sample
    from readtui.settings import load_settings

    require_terminal()
    settings, terminal = load_settings(), terminal_of_run()
    with passing_place(_PLACE) as place, _state_in(place / "state"), _library_in(place) as services:
        sample = add_sample(place, services.library, services.annotator, services.repository)
        keys_from_terminal()
        terminal.prepare()
        from readtui.tui.tour.app import run_tour

        code, step = run_tour(services, sample, settings=settings, terminal=terminal)
    if not is_inside:
        tell(
            f"You left the tour at step {step}. It begins again with: readtui tour"
            if step
            else "Your own library is next: readtui add FILE, FOLDER or URL"
        )
    raise click.exceptions.Exit(code)


def _library_in(place: Path) -> "AbstractContextManager[Services]":
    folder = place / "library"
    make_private_folder(folder)
    return opened(folder)


@contextmanager
def _state_in(folder: Path) -> Iterator[None]:
    """Let this process keep its state in a folder, which begins with what is known of the terminal and its colors."""
    before = os.environ.get(_STATE)
    there = {**os.environ, _STATE: str(folder)}
    for path in (look_path, terminal_path):
        _copy(path(os.environ), path(there))
    os.environ[_STATE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[_STATE]
        else:
            os.environ[_STATE] = before


def _copy(source: str, target: str) -> None:
    """Copy a small file if there is one."""
    with suppress(OSError):
        make_private_folder(os.path.dirname(target))
        with open(source, "rb") as known, open(target, "wb", opener=private) as copied:
            shutil.copyfileobj(known, copied)
