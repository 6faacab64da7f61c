"""The records and annotation counts of all article files. Parses only files that have changed."""

import os
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from readtui.errors import NotFoundError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import stamp_text
from readtui.model.change import Edit
from readtui.quick_dataclass import replaced
from readtui.rights import make_private_folder
from readtui.storage.bulk_work import garbage_left_alone
from readtui.storage.files.articles import read_entry
from readtui.storage.files.bounded_files import FileStamp, file_stamp, read_regular
from readtui.storage.files.durable import replace_atomically, reported_as_storage_error, storage_error
from readtui.storage.files.folders import LibraryFolders, article_id_of, waiting_id_of
from readtui.storage.format.catalogue_lines import CatalogueEntry, CatalogueLines, lines_in
from readtui.text.note_links import links_in

_MOST_BYTES = 1_000_000_000
_MANY = 50


class WrittenFile(Protocol):
    """A file after a change. ``was`` and ``became``: its stamps before and after; None if they are unknown."""

    @property
    def article_id(self) -> str: ...
    @property
    def edits(self) -> Sequence[Edit]: ...
    @property
    def was(self) -> FileStamp | None: ...
    @property
    def became(self) -> FileStamp | None: ...


class Catalogue:
    """A cache in memory and, for the next start, in the cache folder. The article files always take precedence.

    ``is_kept``: whether to write to the cache folder. ``of_waiting``: of the articles that are not there yet.
    """

    def __init__(self, folders: LibraryFolders, *, is_kept: bool = True, of_waiting: bool = False) -> None:
        self._folders = folders
        self._folder = folders.waiting if of_waiting else folders.articles
        self._cache = folders.waiting_catalogue if of_waiting else folders.catalogue
        self._id_in = waiting_id_of if of_waiting else article_id_of
        self._is_kept = is_kept
        self._lock = threading.Lock()
        self._lines: CatalogueLines | None = None
        self._unsaved = 0
        self._fault: OSError | None = None
        self.damaged: dict[str, StorageError] = {}
        self.others: list[Path] = []
        self.parsed: list[str] = []

    def entries(self) -> list[CatalogueEntry]:
        """One up-to-date entry for every readable article file. Sets what ``lines`` sets."""
        return self.lines().entries()

    def lines(self) -> CatalogueLines:
        """The lines of these entries, most of them not decoded.

        Also sets ``damaged`` (the errors of unreadable files, by article id), ``others`` (the JSON files that are not
        named after an article) and ``parsed`` (the ids of files that are new or changed).
        """
        with self._lock, garbage_left_alone():
            lines = self._load() if self._lines is None else self._lines
            self.damaged, self.others, self.parsed = {}, [], []
            if not self._is_unchanged(lines):
                lines = self._brought_up_to_date(lines)
            self._lines = lines
            if self._unsaved >= _MANY:
                self._save(lines)
            return lines

    def follow(self, files: Sequence[WrittenFile]) -> None:
        """Bring the entries of files up to date that this program has written, where their edits tell enough.

        Loads the catalogue only for many files. The next list reads the others.
        """
        with self._lock:
            if self._lines is None and len(files) < _MANY:
                return
            lines = self._load() if self._lines is None else self._lines
            places = {article_id: place for place, article_id in enumerate(lines.ids)}
            followed = []
            for file in files:
                place = places.get(file.article_id)
                if place is None or file.was is None or file.became is None:
                    continue
                if lines.stamps[place] == stamp_text(file.was):
                    after = entry_after(lines.entry(place), file.edits)
                    followed += [] if after is None else [replaced(after, stamp=stamp_text(file.became))]
            self._unsaved += len(followed)
            self._lines = lines.changed((), followed) if followed else lines

    def close(self) -> OSError | None:
        """Write the cache for the next start; returns the error if that failed, now or earlier."""
        with self._lock:
            if self._lines is not None and self._unsaved:
                self._save(self._lines)
            return self._fault

    def _brought_up_to_date(self, lines: CatalogueLines) -> CatalogueLines:
        known = dict(zip(lines.ids, lines.stamps, strict=True))
        stamps = self._files(known)
        if stamps == known:
            return lines
        new = [self._read(key, stamp) for key, stamp in stamps.items() if known.get(key) != stamp]
        read = [entry for entry in new if entry is not None]
        gone = {key for key, stamp in known.items() if stamps.get(key) != stamp}
        self._unsaved += len(read) + len(gone - {entry.record.id for entry in read})
        return lines.changed(gone, read)

    def _is_unchanged(self, lines: CatalogueLines) -> bool:
        """Whether the folder has the files of these lines, with their stamps, and no other ones: the usual case, which
        is found out without a table of thousands of files.
        """
        if os.stat not in os.supports_dir_fd:
            return False
        try:
            folder = os.open(self._folder, os.O_RDONLY)
        except OSError:
            return False
        try:
            if len(os.listdir(folder)) != len(lines):
                return False
            # Relative to the folder, which the system then looks up once. What ``stamp_text`` makes of ``stamp_in``.
            look = partial(os.stat, dir_fd=folder)
            stamps = [
                f"{one.st_mtime_ns}-{one.st_size}-{one.st_ino}-{one.st_ctime_ns}"
                for one in map(look, [f"{article_id}.json" for article_id in lines.ids])
            ]
        except OSError:
            return False
        finally:
            os.close(folder)
        return lines.are_stamped(stamps)

    def _files(self, known: Collection[str]) -> dict[str, str]:
        """The stamps of the article files, as texts, by article id."""
        stamps: dict[str, str] = {}
        with reported_as_storage_error("read", self._folder):
            try:
                names = os.listdir(self._folder)
            except FileNotFoundError:
                return stamps
            folder, stat = os.path.join(self._folder, ""), os.stat
            for name in names:
                # Every list looks at thousands of files, so most names are told by those that are known.
                article_id: str | None = name[:-5]
                if article_id not in known or name[-5:] != ".json":
                    article_id = self._id_in(name)
                if article_id is None:
                    if name.endswith(".json") and not name.startswith("."):
                        self.others.append(Path(folder + name))
                    continue
                try:
                    one = stat(folder + name)
                except FileNotFoundError:
                    continue
                except OSError as error:
                    self.damaged[article_id] = storage_error(error, "read", Path(folder + name))
                    continue
                # What ``stamp_text`` makes of ``stamp_in``, without calling either.
                stamps[article_id] = f"{one.st_mtime_ns}-{one.st_size}-{one.st_ino}-{one.st_ctime_ns}"
        return stamps

    def _read(self, article_id: str, stamp: str) -> CatalogueEntry | None:
        try:
            found = read_entry(self._folders.article(article_id), article_id, stamp)
        except StorageError as error:
            self.damaged[article_id] = error
            return None
        if found is not None:
            self.parsed.append(article_id)
        return found

    def _load(self) -> CatalogueLines:
        try:
            return lines_in(read_regular(self._cache, _MOST_BYTES))
        except (OSError, StorageError):
            return CatalogueLines()

    def _save(self, lines: CatalogueLines) -> None:
        if not self._is_kept:
            return
        self._unsaved = 0
        try:
            make_private_folder(self._folders.cache)
            replace_atomically(self._cache, lines.encoded(), self._folders.cache)
        except OSError as error:
            # Without the cache, the next start is only slower.
            self._fault = error


def stamp_of(folders: LibraryFolders, article_id: str) -> str:
    """The stamp of an article's file as it is now; "" if there is none or it cannot be looked at."""
    try:
        stamp = file_stamp(folders.article(article_id))
    except NotFoundError:
        return ""
    return stamp_text(stamp) if stamp else ""


def folder_stamp(folder: Path) -> int:
    """A number that changes whenever a file in the folder is added, replaced or removed; 0 if there is no folder."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def entry_after(entry: CatalogueEntry, edits: Iterable[Edit]) -> CatalogueEntry | None:
    """The entry after these edits of live annotations, as written, with the same stamp.

    Follows changes of tags, and deletions. None if only the file tells, as when a note changes.
    """
    if entry.is_damaged:
        return None
    tag_sets = Counter(entry.tag_sets)
    removed: list[Annotation] = []
    for edit in edits:
        before, after = edit.before, edit.after
        if not (isinstance(before, Annotation) and isinstance(after, Annotation)) or before.deleted:
            return None
        if before.is_thread or after.is_thread or before.creator != after.creator:
            return None
        tag_sets[before.tags] -= 1
        if not after.deleted:
            if (before.note, before.quote is None) != (after.note, after.quote is None):
                return None
            tag_sets[after.tags] += 1
        elif entry.cards or (before.note and (before.quote is None or links_in(before.note))):
            # It may have a card, be the last note on the article, or the last one with a link.
            return None
        else:
            removed.append(after)
    del tag_sets[()]
    left = entry.annotations - len(removed)
    if removed and left and len(entry.creators) > 1:
        # It may have been the last one by its creator.
        return None
    return replaced(
        entry,
        annotations=left,
        creators=entry.creators if left else (),
        tag_sets={tags: count for tags, count in tag_sets.items() if count},
        trashed=entry.trashed + len(removed),
        trashed_tags=tuple(sorted({*entry.trashed_tags, *(tag for one in removed for tag in one.tags)})),
    )
