"""The changes that were made on this device, one per line, oldest first, for undo and redo."""

import os
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from readtui.errors import StorageError
from readtui.model.change import NO_CHANGE, Change, Edit, Record
from readtui.model.tag import Tag
from readtui.storage.files.bounded_files import open_regular, read_regular
from readtui.storage.files.durable import append_durably, replace_durably, reported_as_storage_error
from readtui.storage.format.history_lines import (
    changes_in,
    complete_lines,
    damaged_lines,
    encode_changes,
    mended,
    start_of_latest,
)
from readtui.storage.safety.quarantine import Quarantine

MAX_BYTES = 8_000_000
MOST_BYTES = 1_000_000_000
MOST_LATEST_BYTES = 64_000_000
_LATEST_KEPT = range(5, 2, -1)


class HistoryLog:
    """The file ``history.jsonl``. Callers of methods that write hold the library's lock.

    ``name``: the beginning of ``window``.
    """

    def __init__(self, path: Path, name: str = "") -> None:
        self._name = name
        self._window = ""
        self._path = path
        self._began = _inode_and_size(path)
        self._changes: list[Change] = []
        self._read_bytes = 0
        self._inode = 0

    @property
    def window(self) -> str:
        """What this process is called in the changes that it makes; see ``Change.window``."""
        if not self._window:
            # Only once it is asked for, because most programs change nothing.
            self._window = f"{self._name} {self._last_before()}"
        return self._window

    def _last_before(self) -> str:
        """The id of the last change before this process began; "" if it cannot be told any more."""
        inode, size = self._began
        if not size:
            return NO_CHANGE
        try:
            with open_regular(self._path, MOST_BYTES) as file:
                if os.fstat(file.fileno()).st_ino != inode:
                    return ""
                file.seek(start_of_latest(file, size, 1))
                content = file.read(size - file.tell())
        except (OSError, StorageError):
            return ""
        changes = changes_in(complete_lines(content))
        return changes[-1].id if changes else ""

    def append(self, line: bytes) -> None:
        """Append a change, encoded by ``line_of``, durably. Raises StorageError."""
        # On a disk that is too full to write the shorter one, a line may still fit; the next save tries again.
        with suppress(StorageError):
            self._shorten()
        append_durably(self._path, line + b"\n")

    def changes(self) -> list[Change]:
        """All changes, including those of other instances on this device. Raises StorageError.

        Reads only what was appended since the last call. Ignores a line that a power cut left unfinished.
        """
        with reported_as_storage_error("read", self._path):
            if not self._path.exists():
                return []
            with open_regular(self._path, MOST_BYTES) as file:
                status = os.fstat(file.fileno())
                if status.st_ino != self._inode or status.st_size < self._read_bytes:
                    self._changes, self._read_bytes, self._inode = [], 0, status.st_ino
                file.seek(self._read_bytes)
                content = file.read()
        complete = complete_lines(content)
        self._read_bytes += len(complete)
        self._changes += changes_in(complete)
        return list(self._changes)

    def latest(self, count: int) -> list[Change]:
        """About the last ``count`` changes, without reading the others, unless they are known. Raises StorageError."""
        if self._changes:
            return self.changes()[-count:]
        with reported_as_storage_error("read", self._path):
            if not self._path.exists():
                return []
            with open_regular(self._path, MOST_BYTES) as file:
                file.seek(start_of_latest(file, os.fstat(file.fileno()).st_size, count))
                content = file.read()
        return changes_in(complete_lines(content))

    def damage(self) -> int:
        """The number of damaged lines, whose changes cannot be undone. Raises StorageError."""
        return damaged_lines(self._content())

    def mend(self, quarantine: Quarantine) -> str:
        """Move a damaged history to the quarantine, and keep the changes that can be read. Raises StorageError.

        Returns a message that says what was done.
        """
        content = self._content()
        aside = quarantine.keep(self._path.name, content)
        self._replace(mended(content))
        return f"removed the damaged lines from {self._path}; the damaged file is kept: {aside}"

    def _content(self) -> bytes:
        with reported_as_storage_error("read", self._path):
            try:
                return read_regular(self._path, MOST_BYTES)
            except FileNotFoundError:
                return b""

    def forget(self, article_id: str) -> None:
        """Delete every edit of the article for good, and changes that have no other edits. Raises StorageError."""
        self._forget({article_id}, lambda _: True)

    def forget_records(self, records: Collection[Record]) -> None:
        """Delete every edit of the records for good, and changes that have no other edits. Raises StorageError."""
        gone = set(map(_key, records))
        self._forget({Edit(None, one).article_id for one in records}, lambda edit: _key(edit.after) in gone)

    def _forget(self, article_ids: Collection[str], is_gone: Callable[[Edit], bool]) -> None:
        """Remove edits of these articles, or with an empty id of the codebook."""
        kept: list[Change] = []
        is_changed = False
        for change in self.changes():
            edits: Sequence[Edit] = change.edits
            if any(map(change.touches, article_ids)):
                edits = [edit for edit in change.edits if not (edit.article_id in article_ids and is_gone(edit))]
            if len(edits) == len(change.edits):
                kept.append(change)
                continue
            is_changed = True
            if edits:
                kept.append(replace(change, edits=tuple(edits)))
        if is_changed:
            self._replace(encode_changes(kept))

    def _shorten(self) -> None:
        """Drop the older half of a history that exceeds MAX_BYTES, but not the latest changes.

        Of these, the last two stay however large they are, and others while all of them fit into MOST_LATEST_BYTES.
        """
        with reported_as_storage_error("read", self._path):
            if not self._path.exists() or self._path.stat().st_size <= MAX_BYTES:
                return
            with open_regular(self._path, MOST_BYTES) as file:
                size = file.seek(-(MAX_BYTES // 2), os.SEEK_END) + MAX_BYTES // 2
                file.readline()
                start = min(file.tell(), _start_of_latest(file, size))
                if not start:
                    return
                file.seek(start)
                kept = file.read()
        self._replace(kept)

    def _replace(self, content: bytes) -> None:
        """Raises StorageError."""
        replace_durably(self._path, content, self._path.parent)
        with reported_as_storage_error("save", self._path):
            # Makes mtime and ctime the same, as appending does; in a copy they differ (storage/local/device.py).
            os.utime(self._path)


def window_name(since: str, number: str) -> str:
    """The beginning of this process's name; ``number`` tells it apart from others with its process id."""
    return f"{since} {os.getpid()} {number}"


def still_runs(window: str) -> bool:
    """Whether another process that made a change still runs; on Windows, nobody can ask without ending it."""
    _, _, process = window.partition(" ")
    number = process.partition(" ")[0]
    # In a container, each process may have the number of the one before.
    if not (number.isascii() and number.isdigit()) or os.name == "nt" or int(number) == os.getpid():
        return False
    try:
        os.kill(int(number), 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _inode_and_size(path: Path) -> tuple[int, int]:
    """Zeros if there is no such file."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_ino, status.st_size


def _key(record: Record) -> tuple[type[Record], str]:
    return type(record), record.name if isinstance(record, Tag) else record.id


def _start_of_latest(file: BinaryIO, size: int) -> int:
    """Where the latest changes begin that are kept however long the history is, in bytes."""
    starts = (start_of_latest(file, size, count) for count in _LATEST_KEPT)
    return next((start for start in starts if size - start <= MOST_LATEST_BYTES), start_of_latest(file, size, 2))
