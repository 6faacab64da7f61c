"""This device's changes, one a line, oldest first: what undo and redo work with."""

import os
from dataclasses import replace
from pathlib import Path

from readtui.model.change import Change
from readtui.storage.files.durable import append_durably, replace_durably, reported_as_storage_error
from readtui.storage.files.regular import open_regular, read_regular
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
_LATEST_KEPT = 5


class HistoryLog:
    """The file ``history.jsonl``. Whoever appends holds the library's lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changes: list[Change] = []
        self._read_bytes = 0
        self._inode = 0

    def append(self, line: bytes) -> None:
        """Add a change, as ``line_of`` encodes it; it is on disk when this returns. Raises StorageError."""
        self._shorten()
        append_durably(self._path, line + b"\n")

    def changes(self) -> list[Change]:
        """All changes, those of other instances on this device too. Raises StorageError.

        Only what was appended since the last call is read. A line that a power cut left unfinished is no change.
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

    def damage(self) -> int:
        """How many lines are not what was written there: their changes cannot be undone. Raises StorageError."""
        return damaged_lines(self._content())

    def mend(self, quarantine: Quarantine) -> str:
        """Put a damaged history aside and go on with what can be read of it; says what was done. Raises StorageError.

        Whoever calls holds the library's lock.
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
        """Remove every edit of the article, and the changes that have no other, for good. Raises StorageError."""
        kept: list[Change] = []
        changes = self.changes()
        for change in changes:
            edits = tuple(edit for edit in change.edits if edit.article_id != article_id)
            if edits or not change.edits:
                kept.append(replace(change, edits=edits))
        if kept != changes:
            self._replace(encode_changes(kept))

    def _shorten(self) -> None:
        """Forget the older half of a history of more than MAX_BYTES, but never the latest changes, however large."""
        with reported_as_storage_error("read", self._path):
            if not self._path.exists() or self._path.stat().st_size <= MAX_BYTES:
                return
            with open_regular(self._path, MOST_BYTES) as file:
                size = file.seek(-(MAX_BYTES // 2), os.SEEK_END) + MAX_BYTES // 2
                file.readline()
                start = min(file.tell(), start_of_latest(file, size, _LATEST_KEPT))
                if not start:
                    return
                file.seek(start)
                kept = file.read()
        self._replace(kept)

    def _replace(self, content: bytes) -> None:
        """Raises StorageError."""
        replace_durably(self._path, content, self._path.parent)
        with reported_as_storage_error("save", self._path):
            # As after appending, both times of the file are the same: that tells it from a copy.
            os.utime(self._path)
