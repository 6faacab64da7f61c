"""The commands merge and merge-file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from readtui.cli.output import print_line, tell
from readtui.cli.progress import counting_share
from readtui.cli.services import creator_named, filled, opened, place_waiting
from readtui.text.phrases import counted

if TYPE_CHECKING:
    from readtui.model.creator import Creator


@click.command()
@click.argument("other", metavar="LIBRARY", type=click.Path(path_type=Path), callback=filled)
@click.option(
    "--creator",
    metavar="NAME",
    callback=creator_named,
    help="Whose annotations these are if they name nobody. By default, the other folder's name.",
)
@click.pass_obj
def merge(folder: Path | None, other: Path, creator: "Creator | None") -> None:
    """Merge another copy of the library into this one.

    LIBRARY is the folder of the other copy; it is not changed. If something was changed in both copies, both versions
    are kept. Prints what was merged.
    """
    with opened(folder, creates=True) as services:
        try:
            with counting_share("Merging") as passed:
                merged = services.repository.merge_from(other, creator and services.creators.named(creator), passed)
        except KeyboardInterrupt:
            tell(
                "Stopped before everything was merged. What is merged stays. To merge the rest, run the command again."
            )
            raise
        services.creators.also_called(merged.own_names)
        place_waiting(services)
    print_line(f"articles new {merged.articles_new}, merged {merged.articles_merged}, conflicts {merged.conflicts}")
    if merged.named and merged.creator and creator is None:
        count = counted(merged.named, "annotation names nobody", "annotations name nobody")
        tell(f"{count}; “{merged.creator.shown}” is entered as creator. To give another name next time: --creator NAME")
    if merged.conflicts:
        tell("Both versions are kept. readtui doctor lists them and says where to choose.")
    if merged.left_out:
        raise click.exceptions.Exit(1)


@click.command("merge-file")
@click.argument("base", metavar="BASE", type=click.Path(path_type=Path), callback=filled)
@click.argument("ours", metavar="OURS", type=click.Path(path_type=Path), callback=filled)
@click.argument("theirs", metavar="THEIRS", type=click.Path(path_type=Path), callback=filled)
def merge_file(base: Path, ours: Path, theirs: Path) -> None:
    """Merge a library file for git.

    Merges two versions of an article's file or of the codebook and writes the result to OURS. If a file is damaged,
    leaves OURS unchanged and exits with 1. As a git merge driver: readtui merge-file %O %A %B.
    """
    from readtui.bootstrap.closed_library import merge_library_file

    undecided = merge_library_file(base, ours, theirs)
    if undecided:
        tell(f"{counted(undecided, 'entry was', 'entries were')} changed on both sides; both versions are kept.")
