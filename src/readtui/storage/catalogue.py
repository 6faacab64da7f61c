"""The records and annotation counts of all article files, without parsing again what has not changed."""

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readtui.codec.records import article_record_from_json, article_record_to_json
from readtui.errors import DamagedError, StorageError
from readtui.model.article import ArticleRecord
from readtui.storage.article_files import read_article_file
from readtui.storage.durable_files import replace_atomically, reported_as_storage_error
from readtui.storage.library_folders import LibraryFolders, article_id_of
from readtui.storage.record_lines import encode_line

_VERSION = 1
_MANY = 50


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One article: its record and the number of its live annotations. ``stamp``: the file's mtime, size and inode."""

    stamp: tuple[int, int, int]
    record: ArticleRecord
    annotations: int


class Catalogue:
    """Kept in memory and, for the next start, in the cache folder; the article files always win."""

    def __init__(self, folders: LibraryFolders) -> None:
        self._folders = folders
        self._lock = threading.Lock()
        self._entries: dict[str, CatalogueEntry] | None = None
        self._unsaved = 0
        self.damaged: dict[str, StorageError] = {}
        self.others: list[Path] = []
        self.parsed: list[str] = []

    def entries(self) -> list[CatalogueEntry]:
        """One entry for every readable article file as it is now.

        After, ``damaged`` has the faults of the others by id, ``others`` the JSON files that are not named after an
        article, and ``parsed`` the ids of the files that were not known as they are.
        """
        with self._lock:
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

    def close(self) -> None:
        """Keep what was read for the next start."""
        with self._lock:
            if self._entries is not None and self._unsaved:
                self._save(self._entries)

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
                    # Every save is a new file, so the inode tells even two saves within one tick of the clock apart.
                    yield article_id, (status.st_mtime_ns, status.st_size, status.st_ino)

    def _read(self, article_id: str, stamp: tuple[int, int, int]) -> CatalogueEntry | None:
        try:
            found = read_article_file(self._folders.article(article_id), article_id)
        except StorageError as error:
            self.damaged[article_id] = error
            return None
        if found is None:
            return None
        self.parsed.append(article_id)
        return CatalogueEntry(stamp, found.record, found.live_annotations)

    def _load(self) -> dict[str, CatalogueEntry]:
        try:
            content = json.loads(self._folders.catalogue.read_bytes())
            if content["version"] != _VERSION:
                return {}
            return {
                article_id: CatalogueEntry((stamp[0], stamp[1], stamp[2]), article_record_from_json(record), count)
                for article_id, (stamp, record, count) in content["articles"].items()
            }
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, DamagedError):
            # A cache that cannot be read, for whatever reason, is no cache: it is made again.
            return {}

    def _save(self, entries: dict[str, CatalogueEntry]) -> None:
        articles: dict[str, Any] = {
            article_id: [entry.stamp, article_record_to_json(entry.record), entry.annotations]
            for article_id, entry in entries.items()
        }
        content = encode_line({"version": _VERSION, "articles": articles})
        self._unsaved = 0
        try:
            self._folders.cache.mkdir(parents=True, exist_ok=True)
            replace_atomically(self._folders.catalogue, content, self._folders.cache)
        except OSError:
            # Without a cache the next start is slower and nothing else.
            return
