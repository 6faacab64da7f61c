"""Commands that merge: merge-file."""

from pathlib import Path

import click

from readtui.cli.library import filled
from readtui.cli.output import tell


@click.command("merge-file")
@click.argument("base", metavar="BASE", type=click.Path(path_type=Path), callback=filled)
@click.argument("ours", metavar="OURS", type=click.Path(path_type=Path), callback=filled)
@click.argument("theirs", metavar="THEIRS", type=click.Path(path_type=Path), callback=filled)
def merge_file(base: Path, ours: Path, theirs: Path) -> None:
    """Merge a library file for git.

    Of an article or the codebook. Writes the merge to OURS, or leaves it alone and exits 1 if one of them is damaged.
    As a git merge driver: readtui merge-file %O %A %B.
    """
    from readtui.services.merge_driver import merge_file as merge

    undecided = merge(base, ours, theirs)
    if undecided:
        tell(f"{undecided} changed on both sides; both versions are kept.")
