"""Records each change before its first file is written, so that an interrupted change can be finished.

    state/intents/<hash>.json    the change as it will stand in the history

Only a program that holds the library's lock creates or removes intents. So, to whoever holds the lock, every intent is
that of a program that has ended, or that could neither finish the change nor roll it back.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from readtui.errors import StorageError
from readtui.model.change import Change
from readtui.rights import private
from readtui.storage.files.bounded_files import read_regular
from readtui.storage.files.durable import make_folder_durably, replace_durably, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.format.history_lines import HistoryLine, read_line
from readtui.storage.writing.history_log import MOST_BYTES


class Intents:
    """The intents of one library. Callers hold the library's lock, except for ``are_any`` and ``all``."""

    def __init__(self, folders: LibraryFolders) -> None:
        self._folders = folders

    def are_any(self) -> bool:
        """Whether there are intents, including those of running programs. Raises nothing."""
        try:
            return bool(os.listdir(self._folders.intents))
        except OSError:
            # There are none, or they cannot be read and thus not finished.
            return False

    def begin(self, change_id: str, line: bytes, *, outlives_power_cut: bool) -> None:
        """Record a change that is about to be written. Raises StorageError.

        The record always outlives the program. A change to a single file needs no record that outlives a power cut:
        replacing a file is atomic, and waiting for the disk twice more would double the time of each save.
        """
        path = self._folders.intent(change_id)
        with reported_as_storage_error("save", path):
            if outlives_power_cut:
                make_folder_durably(path.parent)
                # Stage it in another folder, because every file in the folder of intents counts as one.
                replace_durably(path, line, self._folders.state)
                return
            try:
                _write(path, line)
            except FileNotFoundError:
                make_folder_durably(path.parent)
                _write(path, line)

    def end(self, change_id: str) -> None:
        """Remove the intent of a change that is finished or rolled back. Raises StorageError."""
        path = self._folders.intent(change_id)
        with reported_as_storage_error("remove", path):
            try:
                os.unlink(path)
            except OSError:
                # On a full or read-only disk, even removing a missing file fails.
                if path.exists():
                    raise

    def left(self) -> Iterator[Change]:
        """The interrupted changes, oldest first. Raises StorageError.

        Removes incomplete intents, because their changes were not begun.
        """
        for path in self._paths():
            read = _read(path)
            if read is not None and not read.is_whole:
                with reported_as_storage_error("remove", path):
                    path.unlink(missing_ok=True)
        for _, change in self.all():
            yield change

    def all(self) -> Iterator[tuple[Path, Change]]:
        """All intents, including those of running programs, but not those of a newer readtui. Raises StorageError."""
        for path in self._paths():
            read = _read(path)
            if read is not None and read.is_whole:
                yield from ((path, change) for change in read.changes)

    def _paths(self) -> list[Path]:
        """The files, oldest first. Raises StorageError."""
        with reported_as_storage_error("read", self._folders.intents):
            return sorted(self._folders.intents.glob("*.json"), key=_age)


def _read(path: Path) -> HistoryLine | None:
    """The line in an intent's file; None if the file is gone or unreadable, because saving must not depend on it."""
    try:
        return read_line(read_regular(path, MOST_BYTES))
    except (OSError, StorageError):
        return None


def _write(path: Path, line: bytes) -> None:
    with open(path, "wb", opener=private) as file:
        file.write(line)


def _age(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
