"""Commands that merge: merge, merge-file."""

from pathlib import Path

import click

from readtui.cli.library.folders import filled, opened
from readtui.cli.output import print_line, tell
from readtui.text.counted import counted


@click.command()
@click.argument("other", metavar="LIBRARY", type=click.Path(path_type=Path), callback=filled)
@click.pass_obj
def merge(folder: Path | None, other: Path) -> None:
    """Merge another copy of the library into this one.

    LIBRARY is its folder, which is not changed. Prints what came of it. What was changed in both is kept in both
    versions.
    """
    with opened(folder) as services:
        try:
            merged = services.upkeep.merge_from(other)
        except KeyboardInterrupt:
            tell("Stopped before all was merged. Merge it again for the rest; what is merged stays.")
            raise
    print_line(f"articles new {merged.articles_new}, merged {merged.articles_merged}, conflicts {merged.conflicts}")
    if merged.left_out:
        raise click.exceptions.Exit(1)


@click.command("merge-file")
@click.argument("base", metavar="BASE", type=click.Path(path_type=Path), callback=filled)
@click.argument("ours", metavar="OURS", type=click.Path(path_type=Path), callback=filled)
@click.argument("theirs", metavar="THEIRS", type=click.Path(path_type=Path), callback=filled)
def merge_file(base: Path, ours: Path, theirs: Path) -> None:
    """Merge a library file for git.

    Of an article or the codebook. Writes the merge to OURS, or leaves it alone and exits 1 if one of them is damaged.
    As a git merge driver: readtui merge-file %O %A %B.
    """
    from readtui.bootstrap import merge_library_file

    undecided = merge_library_file(base, ours, theirs)
    if undecided:
        tell(f"{counted(undecided, 'entry was', 'entries were')} changed on both sides; both versions are kept.")
