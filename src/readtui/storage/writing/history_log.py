"""This device's changes, one a line, oldest first: what undo and redo work with."""

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from readtui.codec import strict_json
from readtui.codec.changes import change_from_json, change_to_json, is_of_newer_version
from readtui.codec.strict_json import encode_line
from readtui.errors import DamagedError
from readtui.model.change import Change
from readtui.storage.files.durable import append_durably, replace_durably, reported_as_storage_error
from readtui.storage.files.regular import open_regular, read_regular
from readtui.storage.safety.quarantine import Quarantine

MAX_BYTES = 8_000_000
MOST_BYTES = 1_000_000_000
_LATEST_KEPT = 5
_MOST_TRIES = 20
_INVALID = re.compile("[\udc80-\udcff]")
# Keys are sorted.
_BEGIN = '{"at": '
_BLOCK = 1 << 20


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
        complete = content[: content.rfind(b"\n") + 1]
        self._read_bytes += len(complete)
        self._changes += _parsed(complete)
        return list(self._changes)

    def damage(self) -> int:
        """How many lines are not what was written there: their changes cannot be undone. Raises StorageError."""
        content = self._content()
        # The last one is not acknowledged before it has its end.
        return sum(not read_line(line).is_whole for line in content.split(b"\n")[:-1] if line)

    def mend(self, quarantine: Quarantine) -> str:
        """Put a damaged history aside and go on with what can be read of it; says what was done. Raises StorageError.

        Whoever calls holds the library's lock.
        """
        content, kept = self._content(), list[bytes]()
        for line in content.split(b"\n")[:-1]:
            read = read_line(line)
            kept += [line] if read.is_whole else [line_of(change) for change in read.changes]
        aside = quarantine.keep(self._path.name, content)
        self._replace(b"".join(line + b"\n" for line in kept if line))
        return f"left what cannot be read out of {self._path}; the damaged file is kept: {aside}"

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
            self._replace(b"".join(line_of(change) + b"\n" for change in kept))

    def _shorten(self) -> None:
        """Forget the older half of a history of more than MAX_BYTES, but never the latest changes, however large."""
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
            # As after appending, both times of the file are the same: that tells it from a copy.
            os.utime(self._path)


def line_of(change: Change) -> bytes:
    """The change as the history and an intent hold it."""
    return encode_line(change_to_json(change))


def _start_of_latest(file: BinaryIO, size: int) -> int:
    """Where the latest changes begin that are never forgotten; in blocks, as a change can be of many megabytes."""
    before = _LATEST_KEPT + 1
    for at in range((size - 1) // _BLOCK * _BLOCK, -1, -_BLOCK):
        file.seek(at)
        block = file.read(_BLOCK)
        ends = block.count(b"\n")
        if ends >= before:
            return at + len(block.rsplit(b"\n", before)[0]) + 1
        before -= ends
    return 0


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of the history says. ``is_whole``: it is one change, or one that a newer readtui has made."""

    changes: list[Change]
    is_whole: bool


def read_line(line: bytes) -> Line:
    """The changes in a line; of a damaged one those that can still be read, and what was joined to it."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        # NUL is what JSON refuses: a change with such a byte is not taken.
        text = _INVALID.sub("\x00", line.decode("utf-8", "surrogateescape"))
    changes: list[Change] = []
    at = tries = 0
    is_whole = True
    while 0 <= at < len(text) and tries < _MOST_TRIES:
        tries += 1
        try:
            value, at = strict_json.raw_decode(text, at)
        except (ValueError, RecursionError):
            is_whole, at = False, text.find(_BEGIN, at + 1)
            continue
        try:
            changes.append(change_from_json(value))
        except DamagedError:
            is_whole &= is_of_newer_version(value)
    return Line(changes, is_whole and tries == 1)


def _parsed(lines: bytes) -> list[Change]:
    # A line can be half there after a power cut, closed by the next append: its change was never acknowledged.
    return [change for line in lines.split(b"\n") if line for change in read_line(line).changes]
