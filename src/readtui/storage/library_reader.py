"""Reads the records of a library, and mends on the way what is damaged, missing or doubled by sync tools."""

import os
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from readtui.codec.records import annotation_from_json
from readtui.errors import DamagedError, NotFoundError, StorageError
from readtui.model.annotation import Annotation, UnreadAnnotation
from readtui.model.article import ArticleRecord, is_waiting, waiting_id
from readtui.model.card import Card
from readtui.model.reply import Reply
from readtui.quick_dataclass import dataclass
from readtui.storage.bulk_work import garbage_left_alone
from readtui.storage.catalogue import Catalogue
from readtui.storage.files.articles import (
    ArticleFile,
    annotation_ids,
    each_annotation,
    read_annotations,
    read_annotations_with,
    read_article_file,
    read_cards,
    read_record,
    read_replies,
)
from readtui.storage.files.folders import LibraryFolders, article_id_of
from readtui.storage.files.lock import holding_lock
from readtui.storage.format.catalogue_lines import CatalogueEntry, CatalogueLines
from readtui.storage.format.known_lines import KnownLines
from readtui.storage.merging.conflict_copies import article_copies, codebook_copies, names_of_article_files
from readtui.storage.safety.safekeeping import Safekeeping
from readtui.storage.safety.vanished_annotations import nothing_vanished, vanished_from

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

_Read = TypeVar("_Read")
_BACKED_UP_AT_ONCE = 8
_MERGED_AT_ONCE = 8
_FOLDER = "waiting/"


@dataclass
class Upkeep:
    """The upkeep of one library. Takes the library's lock itself. Repairs nothing if the library ``is_read_only``.

    ``worker``: the save worker, which raises RuntimeError while the library is being closed. ``has_merged``: it has
    merged a sync tool's copies.
    """

    _folders: LibraryFolders
    _keeping: Safekeeping
    catalogue: Catalogue
    _known: KnownLines
    _worker: "Callable[[], ThreadPoolExecutor]"
    _is_read_only: bool

    def __post_init__(self) -> None:
        self._looked_for_missing = False
        self._looked_for_copies: dict[str, int] = {}
        self._names: tuple[int, list[str]] = (0, [])
        self._no_copies: dict[Path, tuple[int, int]] = {}
        self._waiting: dict[Path, None] = {}
        self._waiting_lock = threading.Lock()
        self.has_merged = False
        self.waiting = WaitingFiles(self._folders, self._keeping, self._fold_a_few, is_read_only=self._is_read_only)

    def entries(self) -> list[CatalogueEntry]:
        """The catalogue's entries, after all repairs. Backs up new and changed files later. Raises StorageError."""
        lines = self.lines()
        with garbage_left_alone():
            return lines.entries()

    def lines(self) -> CatalogueLines:
        """The lines of these entries, most of them not decoded, after the same."""
        lines = self.catalogue.lines()
        if self._is_read_only:
            return lines
        parsed = list(self.catalogue.parsed)
        try:
            is_mended = self._mend(lines)
        except StorageError as error:
            # The next listing tries again to repair the rest.
            self._keeping.tell(f"{error.message}. {error.hint}")
            is_mended = True
        if is_mended:
            lines = self.catalogue.lines()
            parsed += self.catalogue.parsed
        if parsed:
            article_ids = list(dict.fromkeys(parsed))
            self._later(partial(self._back_up, article_ids))
        return lines

    def article_file(self, article_id: str) -> ArticleFile | None:
        """The article's file, after merging copies and repairing or restoring it if needed. Raises DamagedError."""
        try:
            path = self._folders.article(article_id)
        except NotFoundError:
            return None
        self._fold_copies(article_id)
        found = self.made_whole(article_id, lambda: read_article_file(path, article_id))
        if found is None and not self._is_read_only and self._is_missing(article_id):
            with holding_lock(self._folders.lock):
                self._keeping.restore_missing(article_id)
            found = read_article_file(path, article_id)
        return found

    def record(self, article_id: str) -> ArticleRecord | None:
        """The article's record, with the same repairs. Does not read the annotations. Raises DamagedError."""
        return self._read(article_id, lambda path: read_record(path, article_id))

    def annotations(self, article_id: str, *, deleted: bool) -> list[Annotation]:
        """The article's annotations, with the same repairs; empty for an unknown article. Raises DamagedError."""
        return self._read(article_id, lambda path: read_annotations(path, article_id, deleted=deleted)) or []

    def annotations_with(self, article_id: str, tags: Collection[str], *, to_change: bool) -> list[Annotation]:
        """The article's annotations with one of these tags, with the same repairs. Raises DamagedError.

        ``to_change``: remembers where the lines of the file begin, because a change to these annotations follows.
        """
        known = self._known if to_change else None
        return self._read(article_id, lambda path: read_annotations_with(path, article_id, tags, known)) or []

    def tags_of_articles(self) -> dict[str, Collection[str]]:
        """For each article, by its id, the tags of all its annotations, also in the trash. Raises DamagedError."""
        return {entry.record.id: self._all_tags(entry) for entry in self.entries()}

    def _all_tags(self, entry: CatalogueEntry) -> Collection[str]:
        if entry.is_damaged:
            # Reading the file repairs it, or reports the damage.
            whole = self.annotations(entry.record.id, deleted=True)
            return {tag for annotation in whole for tag in annotation.tags}
        return {*entry.trashed_tags, *chain.from_iterable(entry.tag_sets)}

    def vanished(self, article_id: str) -> list[Annotation]:
        """The annotations that another program took out of the article's file. Raises DamagedError, StorageError."""
        if nothing_vanished(self._folders, article_id, self._keeping.backups):
            return []
        left = self._read(article_id, lambda path: annotation_ids(path, article_id))
        if left is None:
            return []
        vanished = vanished_from(article_id, left, self._folders, self._keeping.backups)
        return list(map(annotation_from_json, vanished.values()))

    def cards(self, article_id: str) -> dict[str, Card]:
        """The cards of the article's annotations, with the same repairs; empty for an unknown article."""
        return self._read(article_id, lambda path: read_cards(path, article_id)) or {}

    def replies(self, article_id: str) -> list[Reply]:
        """The replies in the article, with the same repairs; empty for an unknown article."""
        return self._read(article_id, lambda path: read_replies(path, article_id)) or []

    def each_annotation(self, article_id: str) -> Iterator[Annotation | UnreadAnnotation]:
        """Yields the live annotations while reading the file. Merges copies, but repairs nothing.

        Raises DamagedError, StorageError, NotFoundError.
        """
        self._fold_copies(article_id)
        return each_annotation(self._folders.article(article_id), article_id)

    def _read(self, article_id: str, read: Callable[[Path], _Read | None]) -> _Read | None:
        """The result of ``read`` for the article's file, after merging copies and repairing or restoring the file."""
        try:
            path = self._folders.article(article_id)
        except NotFoundError:
            return None
        self._fold_copies(article_id)
        found = self.made_whole(article_id, lambda: read(path))
        if found is None and self.article_file(article_id) is not None:
            # It was missing and has now been restored.
            found = read(path)
        return found

    def codebook(self, read: Callable[[], _Read]) -> _Read:
        """The result of ``read``, which reads the codebook, with the same repairs. Raises DamagedError."""
        if not self._is_read_only:
            self._fold_a_few(codebook_copies(self._folders))
            if not self._folders.codebook.exists():
                with holding_lock(self._folders.lock):
                    self._keeping.restore_missing("")
        return self.made_whole("", read)

    def made_whole(self, article_id: str, read: Callable[[], _Read]) -> _Read:
        """The result of ``read``. If the file (the codebook for an empty id) is damaged, repairs it and reads again."""
        try:
            return read()
        except DamagedError:
            if self._is_read_only:
                raise
            with holding_lock(self._folders.lock):
                self._keeping.recover(article_id)
            return read()

    def _fold_copies(self, article_id: str) -> None:
        """Merge a sync tool's copies of one article, if the folder of articles has changed since the last time."""
        if self._is_read_only or is_waiting(article_id):
            # Listing those that wait merges their copies.
            return
        try:
            changed = self._folders.articles.stat().st_mtime_ns
            if self._looked_for_copies.get(article_id) == changed:
                return
            if self._names[0] != changed:
                self._names = (changed, names_of_article_files(self._folders))
            self._fold_a_few(article_copies(self._folders, article_id, self._names[1]))
            self._looked_for_copies[article_id] = changed
        except (OSError, StorageError):
            # Reading the article reports the problem, and the next listing tries again to merge the copies.
            return

    def _later(self, work: Callable[[], None]) -> None:
        self._worker().submit(work)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Changes of article files in the block are this program's own: no copies need be looked for among them.

        Otherwise each of many articles that are added would cost a listing of all. A copy that a sync tool leaves
        during the block is found at the next change in the folder, or the next listing.
        """
        before = self._last_change()
        try:
            yield
        finally:
            if before and self._names[0] == before:
                self._names = (self._last_change(), self._names[1])

    def _last_change(self) -> int:
        """When a file was added, replaced or removed in the folder of articles; 0 if that is unknown."""
        try:
            return self._folders.articles.stat().st_mtime_ns
        except OSError:
            return 0

    def _is_missing(self, article_id: str) -> bool:
        """Whether an article without a file has both a backup and a text. A purge leaves neither."""
        latest = self._folders.state / "latest" / self._folders.name(article_id)
        return latest.exists() and (is_waiting(article_id) or self._has_text(article_id))

    def _has_text(self, article_id: str) -> bool:
        return any(self._folders.texts.glob(f"{article_id}.*.json"))

    def _mend(self, lines: CatalogueLines) -> bool:
        is_mended = False
        # A file that cannot be read at all is not known to be damaged.
        damaged = [key for key, fault in self.catalogue.damaged.items() if isinstance(fault, DamagedError)]
        copies = [*self.catalogue.others, *codebook_copies(self._folders)]
        # A file that is named like an article but has no text is probably a copy of one.
        with_text = {article_id for article_id in damaged if self._has_text(article_id)}
        for article_id in sorted(with_text):
            is_mended |= self._is_recovered(article_id)
        # Recovering a file may rename a misplaced article to a copy.
        names = names_of_article_files(self._folders) if with_text else []
        for article_id in damaged:
            if article_id in with_text:
                copies += article_copies(self._folders, article_id, names)
            else:
                copies.append(self._folders.article(article_id))
        is_mended |= self._fold_a_few(list(dict.fromkeys(copies)))
        for article_id in damaged:
            if self._folders.article(article_id).exists() and not self._has_text(article_id):
                is_mended |= self._is_recovered(article_id)
        if not self._looked_for_missing:
            self._looked_for_missing = True
            there = {f"{article_id}.json" for article_id in (*lines.ids, *self.catalogue.damaged)}
            unknown = map(article_id_of, self._keeping.backups.names_in("articles") - there)
            for article_id in sorted(filter(None, unknown)):
                if self._is_missing(article_id):
                    with holding_lock(self._folders.lock):
                        is_mended |= self._keeping.restore_missing(article_id)
        return is_mended

    def _is_recovered(self, article_id: str) -> bool:
        try:
            with holding_lock(self._folders.lock):
                self._keeping.recover(article_id)
        except StorageError as error:
            # There is nothing to rebuild it from, or the disk refuses: it stays in the list of damaged files.
            self._keeping.tell(f"{error.message}. {error.hint}")
            return False
        return True

    def _fold_a_few(self, copies: Sequence[Path]) -> bool:
        """Merge a few copies now and the others later, on the save worker. Returns whether any was merged now.

        Skips files that turned out to be no copies until they change. If a command ends before all are merged, the next
        one continues; each starts at a different place, so that all copies get their turn.
        """
        with self._waiting_lock:
            new = [copy for copy in copies if copy not in self._waiting and self._no_copies.get(copy) != _stamp(copy)]
            turn = os.getpid() % len(new) if len(new) > _MERGED_AT_ONCE else 0
            new = [*new[turn:], *new[:turn]]
            now, later = new[:_MERGED_AT_ONCE], new[_MERGED_AT_ONCE:]
            begins = bool(later) and not self._waiting
            self._waiting |= dict.fromkeys(later)
        try:
            return self._fold(now)
        finally:
            if begins:
                self._later(self._fold_waiting)

    def _fold_waiting(self) -> None:
        """Merge a few of the waiting copies, so that a save need not wait for all of them."""
        now = list(self._waiting)[:_MERGED_AT_ONCE]
        try:
            self._fold(now)
        except StorageError as error:
            self._keeping.tell(f"Could not merge copies that a sync tool left: {error.message}. {error.hint}")
        with self._waiting_lock:
            for copy in now:
                self._waiting.pop(copy, None)
        try:
            if self._waiting:
                self._later(self._fold_waiting)
        except RuntimeError:
            # The library is being closed.
            if count := sum(copy.exists() for copy in self._waiting):
                self._keeping.tell(
                    f"{count} files that may be copies from a sync tool are still to be merged. Each command merges a "
                    "few, and the app merges all of them while it is open. To merge all now: readtui doctor --fix"
                )

    def _fold(self, copies: Sequence[Path]) -> bool:
        stamps = {copy: stamp for copy in copies if (stamp := _stamp(copy)) is not None}
        if not stamps:
            return False
        # Imported here because there are rarely any.
        from readtui.storage.merging.library_merge import fold_copies_in

        merged = fold_copies_in(self._folders, self._keeping, stamps)
        self._no_copies |= {copy: stamp for copy, stamp in stamps.items() if copy not in merged}
        self.has_merged = self.has_merged or bool(merged)
        return bool(merged)

    def _back_up(self, article_ids: list[str]) -> None:
        """Back up files that another program wrote, a few at a time, so that saves need not wait for all of them."""
        for number, article_id in enumerate(article_ids):
            if number == _BACKED_UP_AT_ONCE:
                rest = article_ids[number:]
                try:
                    self._later(partial(self._back_up, rest))
                except RuntimeError:
                    # The library is being closed. No save can come any more, so back up the rest now.
                    for remaining in rest:
                        self._back_up([remaining])
                return
            try:
                with holding_lock(self._folders.lock):
                    self._keeping.seen(article_id)
            except DamagedError:
                self._is_recovered(article_id)
            except StorageError as error:
                self._keeping.tell(f"No backup was made: {error.message}. {error.hint}")
                return


def _stamp(path: Path) -> tuple[int, int] | None:
    """Mtime and size of a file; None if it does not exist."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


class WaitingFiles:
    """The upkeep of the folder ``waiting``: like that of articles, but no text says which files are missing.

    ``fold`` merges copies that a sync tool left, and returns which were any.
    """

    def __init__(
        self,
        folders: LibraryFolders,
        keeping: Safekeeping,
        fold: Callable[[Sequence[Path]], object],
        *,
        is_read_only: bool,
    ) -> None:
        self._folders = folders
        self._keeping = keeping
        self._fold = fold
        self._is_read_only = is_read_only
        self._looked_for_missing = False
        self._lock = threading.Lock()
        self.catalogue = Catalogue(folders, of_waiting=True)

    def entries(self) -> list[CatalogueEntry]:
        """One entry for every file, also of those with a tombstone. Raises StorageError."""
        with self._lock:
            entries = self.catalogue.entries()
            if self._is_read_only or not self._is_mended(entries):
                return entries
            return self.catalogue.entries()

    def _is_mended(self, entries: Sequence[CatalogueEntry]) -> bool:
        """Repair what can be repaired; whether anything was."""
        parsed, mended = list(self.catalogue.parsed), bool(self.catalogue.others)
        if self.catalogue.others:
            self._fold(self.catalogue.others)
        for article_id, fault in list(self.catalogue.damaged.items()):
            if isinstance(fault, DamagedError):
                mended |= self._tried(self._keeping.recover, article_id)
        if not self._looked_for_missing:
            self._looked_for_missing = True
            there = {entry.record.id for entry in entries} | self.catalogue.damaged.keys()
            for name in self._keeping.backups.names():
                stem = article_id_of(name.removeprefix(_FOLDER)) if name.startswith(_FOLDER) else None
                if stem is not None and waiting_id(stem) not in there:
                    mended |= self._tried(self._keeping.restore_missing, waiting_id(stem))
        for article_id in parsed:
            self._tried(self._keeping.seen, article_id)
        return mended

    def _tried(self, repair: Callable[[str], object], article_id: str) -> bool:
        try:
            with holding_lock(self._folders.lock):
                repair(article_id)
        except StorageError as error:
            self._keeping.tell(f"{error.message}. {error.hint}")
            return False
        return True
