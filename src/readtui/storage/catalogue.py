"""The records and annotation counts of all article files, without parsing again what has not changed."""

import gc
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from readtui.codec.strict_json import encode_line
from readtui.errors import StorageError
from readtui.model.article import ArticleRecord, Metadata, ReadingState
from readtui.storage.files.articles import read_summary
from readtui.storage.files.durable import replace_atomically, reported_as_storage_error, storage_error
from readtui.storage.files.folders import LibraryFolders, article_id_of
from readtui.storage.files.regular import read_regular

_VERSION = 5
_MOST_BYTES = 1_000_000_000
_MANY = 50
_METADATA = tuple(field.name for field in fields(Metadata))
_FIELDS = tuple(field.name for field in fields(ArticleRecord))
_MADE_OF_JSON: dict[str, Callable[[Any], Any]] = {
    "metadata": lambda values: Metadata(*values),
    "paths": tuple,
    "tags": tuple,
    "reading_state": ReadingState,
    "conflicts": tuple,
}
_READERS = [(_FIELDS.index(name), read) for name, read in _MADE_OF_JSON.items()]
_decode = json.JSONDecoder().raw_decode


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One article: its record, the number of its live annotations, and how many of these have exactly some tags.

    ``stamp``: the file's mtime, size and inode.
    """

    stamp: tuple[int, int, int]
    record: ArticleRecord
    annotations: int
    tag_sets: Mapping[tuple[str, ...], int]


class Catalogue:
    """Kept in memory and, for the next start, in the cache folder; the article files always win.

    Without ``is_kept`` the cache is read only.
    """

    def __init__(self, folders: LibraryFolders, *, is_kept: bool = True) -> None:
        self._folders = folders
        self._is_kept = is_kept
        self._lock = threading.Lock()
        self._entries: dict[str, CatalogueEntry] | None = None
        self._unsaved = 0
        self._fault: OSError | None = None
        self.damaged: dict[str, StorageError] = {}
        self.others: list[Path] = []
        self.parsed: list[str] = []

    def entries(self) -> list[CatalogueEntry]:
        """One entry for every readable article file as it is now.

        After, ``damaged`` has the faults of the others by id, ``others`` the JSON files that are not named after an
        article, and ``parsed`` the ids of the files that were not known as they are.
        """
        with self._lock, _garbage_left_alone():
            known = self._load() if self._entries is None else self._entries
            current: dict[str, CatalogueEntry] = {}
            self.damaged, self.others, self.parsed = {}, [], []
            for article_id, stamp in self._files():
                entry = known.get(article_id)
                if entry is None or entry.stamp != stamp:
                    entry = self._read(article_id, stamp)
                    self._unsaved += entry is not None
                if entry is not None:
                    current[article_id] = entry
            self._unsaved += len(known.keys() - current.keys())
            self._entries = current
            if self._unsaved >= _MANY:
                self._save(current)
            return list(current.values())

    def close(self) -> OSError | None:
        """Keep what was read for the next start; what kept readtui from it."""
        with self._lock:
            if self._entries is not None and self._unsaved:
                self._save(self._entries)
            return self._fault

    def _files(self) -> Iterator[tuple[str, tuple[int, int, int]]]:
        with reported_as_storage_error("read", self._folders.articles):
            try:
                files = os.scandir(self._folders.articles)
            except FileNotFoundError:
                return
            with files:
                for file in files:
                    if (article_id := article_id_of(file.name)) is None:
                        if file.name.endswith(".json") and not file.name.startswith("."):
                            self.others.append(Path(file.path))
                        continue
                    try:
                        status = os.stat(file.path)
                    except FileNotFoundError:
                        continue
                    except OSError as error:
                        self.damaged[article_id] = storage_error(error, "read", Path(file.path))
                        continue
                    # Every save is a new file, so the inode tells even two saves within one tick of the clock apart.
                    yield article_id, (status.st_mtime_ns, status.st_size, status.st_ino)

    def _read(self, article_id: str, stamp: tuple[int, int, int]) -> CatalogueEntry | None:
        try:
            found = read_summary(self._folders.article(article_id), article_id)
        except StorageError as error:
            self.damaged[article_id] = error
            return None
        if found is None:
            return None
        self.parsed.append(article_id)
        return CatalogueEntry(stamp, *found)

    def _load(self) -> dict[str, CatalogueEntry]:
        try:
            head, _, rows = read_regular(self._folders.catalogue, _MOST_BYTES).partition(b"\n")
            if head != _head(rows):
                return {}
            return {entry.record.id: entry for entry in map(_entry, rows.splitlines())}
        except (OSError, StorageError, ValueError, TypeError, LookupError, RecursionError):
            # A cache that cannot be read, for whatever reason, is no cache: it is made again.
            return {}

    def _save(self, entries: dict[str, CatalogueEntry]) -> None:
        if not self._is_kept:
            return
        rows = b"".join(_row(entry) + b"\n" for entry in entries.values())
        self._unsaved = 0
        try:
            self._folders.cache.mkdir(parents=True, exist_ok=True)
            replace_atomically(self._folders.catalogue, _head(rows) + b"\n" + rows, self._folders.cache)
        except OSError as error:
            # Without a cache the next start is slower and nothing else.
            self._fault = error


@contextmanager
def _garbage_left_alone() -> Iterator[None]:
    """Keeps Python from looking for garbage among thousands of new records: it holds all threads while it looks."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _head(rows: bytes) -> bytes:
    """The first line: which fields the rows have, and that they are as they were written, so they are not checked."""
    return encode_line([_VERSION, _METADATA, _FIELDS, hashlib.sha256(rows).hexdigest()])


def _row(entry: CatalogueEntry) -> bytes:
    """One entry, by position; a line each, as parsing all in one go would hold all threads for as long."""
    values = [getattr(entry.record, name) for name in _FIELDS]
    values[_FIELDS.index("metadata")] = [getattr(entry.record.metadata, name) for name in _METADATA]
    return encode_line([entry.stamp, entry.annotations, [*entry.tag_sets.items()], *values])


def _entry(row: bytes) -> CatalogueEntry:
    ((modified, size, inode), annotations, tag_sets, *values), _ = _decode(row.decode())
    for position, read in _READERS:
        values[position] = read(values[position])
    sets = {tuple(tags): count for tags, count in tag_sets}
    return CatalogueEntry((modified, size, inode), ArticleRecord(*values), annotations, sets)
