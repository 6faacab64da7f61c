"""Stages, replaces and backs up many files: each has to wait for the disk, and they wait together."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

_AT_ONCE = 8

_Item = TypeVar("_Item")


class Staged(Protocol):
    """The edits of one file."""

    @property
    def is_changed(self) -> bool:
        """Whether the edits change anything in the file."""

    def stage(self) -> None:
        """Write the new content beside the file. Raises StorageError."""

    def stage_and_let_go(self) -> None:
        """Write the new content beside the file, and release the memory. Raises StorageError."""

    def sync(self) -> None:
        """Make the staged content durable. Raises StorageError."""

    def drop(self) -> None:
        """Remove the staged file."""


def stage_in_turn(files: Sequence[Staged]) -> None:
    """Stage every changed file. Raises StorageError; then nothing stays staged."""
    try:
        for file in files:
            if file.is_changed:
                file.stage()
    except BaseException:
        for file in files:
            file.drop()
        raise


def stage_together(files: Iterable[Staged]) -> None:
    """Stage every changed file as soon as the iterator yields it, release its memory, and sync all of them at the end.

    Raises what a file or the iterator raises; then nothing stays staged.
    """
    # Imported here because most saves are of one file.
    from concurrent.futures import ThreadPoolExecutor

    begun: list[Staged] = []
    try:
        # Not in threads: writing to the system's memory waits for nothing, and the threads would wait for each other.
        for file in files:
            if file.is_changed:
                begun.append(file)
                file.stage_and_let_go()
        # Only now: the first sync writes the file system's journal for all of them.
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="sync") as pool:
            for synced in [pool.submit(file.sync) for file in begun]:
                synced.result()
    except BaseException:
        for file in begun:
            file.drop()
        raise


def each_together(act: Callable[[_Item], None], items: Sequence[_Item]) -> None:
    """Call ``act`` with each item, several at once: on a busy disk, replacing or removing a file waits.

    Raises what it raises; then nothing is being done any more, and what was not begun stays undone.
    """
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="files") as pool:
        begun = [pool.submit(act, item) for item in items]
        try:
            for done in begun:
                done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
