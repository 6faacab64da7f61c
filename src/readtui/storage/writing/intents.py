"""Changes under way: each is written down before its first file, so that one that is cut off is known of.

    state/intents/<hash>.json    the change as the history will have it

An intent is made and removed by whoever holds the library's lock. So, with the lock, every intent that is there is of a
program that has ended, or could neither go on nor go back.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from readtui.errors import StorageError
from readtui.model.change import Change
from readtui.storage.files.durable import make_folder_durably, replace_durably, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.regular import read_regular
from readtui.storage.format.history_lines import Line, read_line
from readtui.storage.writing.history_log import MOST_BYTES


class Intents:
    """The intents of one library. Whoever calls, but for ``are_any`` and ``all``, holds the library's lock."""

    def __init__(self, folders: LibraryFolders) -> None:
        self._folders = folders

    def are_any(self) -> bool:
        """Whether there are some, if only of a program that is at work now. Raises nothing."""
        try:
            return bool(os.listdir(self._folders.intents))
        except OSError:
            # There are none, or what is there cannot be seen: then it can neither be finished.
            return False

    def begin(self, change_id: str, line: bytes, *, outlives_power_cut: bool) -> None:
        """Write down what is about to be done. Raises StorageError.

        It outlives the program in any case. Of a change to one file a power cut may take it: that file is whole all the
        same, and two more waits for the disk would double the time of each save.
        """
        path = self._folders.intent(change_id)
        with reported_as_storage_error("save", path):
            if outlives_power_cut:
                make_folder_durably(path.parent)
                # Staged elsewhere: what lies in the folder of intents is one.
                replace_durably(path, line, self._folders.state)
                return
            try:
                _write(path, line)
            except FileNotFoundError:
                make_folder_durably(path.parent)
                _write(path, line)

    def end(self, change_id: str) -> None:
        """It is done, or nothing of it is. Raises StorageError."""
        path = self._folders.intent(change_id)
        with reported_as_storage_error("remove", path):
            try:
                os.unlink(path)
            except OSError:
                # A full or read-only disk refuses also what is not there.
                if path.exists():
                    raise

    def left(self) -> Iterator[Change]:
        """Those that were cut off, the oldest first; half a one was not begun, and goes. Raises StorageError."""
        for path in self._paths():
            read = _read(path)
            if read is not None and not read.is_whole:
                with reported_as_storage_error("remove", path):
                    path.unlink(missing_ok=True)
        for _, change in self.all():
            yield change

    def all(self) -> Iterator[tuple[Path, Change]]:
        """What there is, of programs at work too, without the lock. Those of a newer readtui are left to that.

        Raises StorageError.
        """
        for path in self._paths():
            read = _read(path)
            if read is not None and read.is_whole:
                yield from ((path, change) for change in read.changes)

    def _paths(self) -> list[Path]:
        """The oldest first. Raises StorageError."""
        with reported_as_storage_error("read", self._folders.intents):
            return sorted(self._folders.intents.glob("*.json"), key=_age)


def _read(path: Path) -> Line | None:
    """None for what is done by now, is no file or cannot be read: saving must not wait for somebody to clear it."""
    try:
        return read_line(read_regular(path, MOST_BYTES))
    except (OSError, StorageError):
        return None


def _write(path: Path, line: bytes) -> None:
    with open(path, "wb") as file:
        file.write(line)


def _age(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
