"""The repository on TinyDB files: one an article, one for the codebook."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from readtui.errors import DamagedError, NotFoundError, ReadOnlyError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.change import Change
from readtui.model.tag import Tag
from readtui.storage import device_state, text_files
from readtui.storage.article_files import ArticleFile, read_article_file, read_codebook
from readtui.storage.backups import Generation
from readtui.storage.catalogue import Catalogue, CatalogueEntry
from readtui.storage.change_writer import ChangeWriter, Stamp
from readtui.storage.copies import codebook_copies, fold_copy_in, fold_library_in
from readtui.storage.durable_storage import parse_tables
from readtui.storage.file_lock import holding_lock
from readtui.storage.history_log import HistoryLog
from readtui.storage.library_folders import LibraryFolders, article_id_of
from readtui.storage.repository import Merged, ReadingPosition
from readtui.storage.restoring import remove_for_good, restoring_edits
from readtui.storage.revisions import Revisions
from readtui.storage.safekeeping import Safekeeping

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

_Read = TypeVar("_Read")
_BACKED_UP_AT_ONCE = 8


class TinyDbRepository:
    """A library folder; ``open_store`` makes one. Implements Repository, which says what the methods do.

    ``refusal`` is raised by everything that writes to the library; None for a library that can be written to.
    """

    def __init__(
        self,
        folders: LibraryFolders,
        *,
        clock: Callable[[], str],
        milliseconds: Callable[[], int],
        new_id: Callable[[], str],
        refusal: ReadOnlyError | None = None,
    ) -> None:
        self._folders = folders
        self._clock = clock
        self._milliseconds = milliseconds
        self._new_id = new_id
        self._refusal = refusal
        self._device = ""
        self._catalogue = Catalogue(folders)
        self._history = HistoryLog(folders.history)
        self._history_lock = threading.Lock()
        self._keeping = Safekeeping(folders, clock)
        self._revisions = Revisions(folders)
        self._writer = ChangeWriter(folders, self._history, self._keeping)
        self._worker: ThreadPoolExecutor | None = None
        self._worker_lock = threading.Lock()
        self._looked_for_missing = False

    @property
    def read_only(self) -> bool:
        """Whether the library cannot be written to."""
        return self._refusal is not None

    def records(self, *, deleted: bool = False) -> list[ArticleRecord]:
        """See Repository."""
        return [entry.record for entry in self._entries() if deleted or not entry.record.deleted]

    def damaged(self) -> list[StorageError]:
        """See Repository."""
        return list(self._catalogue.damaged.values())

    def notices(self) -> list[str]:
        """See Repository."""
        return self._keeping.notices()

    def record(self, article_id: str) -> ArticleRecord | None:
        """See Repository."""
        found = self._article_file(article_id)
        return found.record if found else None

    def annotations(self, article_id: str, *, deleted: bool = False) -> list[Annotation]:
        """See Repository."""
        return self._made_whole(article_id, lambda: self._annotations(article_id, deleted))

    def annotation_counts(self) -> dict[str, int]:
        """See Repository."""
        return {entry.record.id: entry.annotations for entry in self._entries()}

    def tags(self) -> list[Tag]:
        """See Repository."""
        tags = self._made_whole("", lambda: read_codebook(self._folders.codebook))
        return [tag for tag in tags if not tag.deleted]

    def article(self, article_id: str, text_version: str = "") -> Article:
        """See Repository."""
        record = self.record(article_id)
        if record is None:
            raise NotFoundError(f"no article has the id “{article_id}”", "`readtui list` shows the ids.")
        path = self._folders.text(article_id, text_version or record.text_version)
        return text_files.read_text(path, record.metadata)

    def keep_text(self, article_id: str, article: Article) -> None:
        """See Repository."""
        self._require_writable()
        text_files.keep_text(self._folders.text(article_id, article.hash8), article, self._folders.temp)

    def apply(self, change: Change, *, force: bool = False) -> Change:
        """See Repository."""
        self._require_writable()
        articles = {edit.article_id for edit in change.edits if edit.article_id}
        with holding_lock(self._folders.lock), self._history_lock, self._revisions.writing(articles):
            return self._writer.write(change, self._stamp(), force=force)

    def submit(self, change: Change, *, force: bool = False) -> "Future[Change]":
        """See Repository."""
        return self._save_worker().submit(self.apply, change, force=force)

    def revision(self, article_id: str) -> int:
        """See Repository."""
        return self._revisions.of(article_id)

    def listing_stamp(self) -> int:
        """See Repository."""
        try:
            return self._folders.articles.stat().st_mtime_ns
        except OSError:
            return 0

    def merge_from(self, library: Path) -> Merged:
        """See Repository."""
        self._require_writable()
        return fold_library_in(self._folders, self._keeping, library.expanduser())

    def backups(self, name: str) -> list[Generation]:
        """See Repository."""
        return self._keeping.backups.generations(name)

    def restore_backup(self, article_id: str, day: str) -> Change:
        """See Repository."""
        self._require_writable()
        name = self._folders.name(article_id)
        backup = parse_tables(self._folders.article(article_id), self._keeping.backups.read(name, day))
        present = self._article_file(article_id)
        now = self._clock()
        edits = tuple(restoring_edits(backup, present, article_id, now))
        title = backup["article"][article_id]["title"]
        change = Change(self._new_id(), now, f"restore “{title}” as of {day}", edits)
        return self.apply(change) if edits else change

    def purge(self, article_id: str) -> None:
        """See Repository."""
        self._require_writable()
        with holding_lock(self._folders.lock), self._history_lock:
            remove_for_good(self._folders, self._keeping, self._history, article_id)

    def history(self) -> list[Change]:
        """See Repository."""
        with self._history_lock:
            return self._history.changes()

    def position(self, article_id: str) -> ReadingPosition | None:
        """See Repository."""
        return self.positions().get(article_id)

    def positions(self) -> dict[str, ReadingPosition]:
        """See Repository."""
        return device_state.read_positions(self._folders)

    def keep_position(self, article_id: str, position: ReadingPosition) -> None:
        """See Repository."""
        device_state.keep_position(self._folders, article_id, position)

    def draft(self, key: str) -> str:
        """See Repository."""
        return device_state.read_draft(self._folders, key)

    def keep_draft(self, key: str, text: str) -> None:
        """See Repository."""
        device_state.keep_draft(self._folders, key, text)

    def close(self) -> None:
        """See Repository."""
        if self._worker is not None:
            self._worker.shutdown(wait=True)
            self._worker = None
        self._catalogue.close()

    def _save_worker(self) -> "ThreadPoolExecutor":
        # Only here, as commands save at once.
        from concurrent.futures import ThreadPoolExecutor

        with self._worker_lock:
            if self._worker is None:
                self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="save")
            return self._worker

    def _article_file(self, article_id: str) -> ArticleFile | None:
        """The article's file, made whole first if it is damaged, put back if it vanished without its text."""
        try:
            path = self._folders.article(article_id)
        except NotFoundError:
            return None
        found = self._made_whole(article_id, lambda: read_article_file(path, article_id))
        if found is None and self._refusal is None and self._has_vanished(article_id):
            with holding_lock(self._folders.lock):
                self._keeping.restore_missing(article_id)
            found = read_article_file(path, article_id)
        return found

    def _annotations(self, article_id: str, deleted: bool) -> list[Annotation]:
        found = self._article_file(article_id)
        return found.annotations(deleted=deleted) if found else []

    def _made_whole(self, article_id: str, read: Callable[[], _Read]) -> _Read:
        """What ``read`` gives; after a recovery of the file (the codebook for an empty id) where it is damaged."""
        try:
            return read()
        except DamagedError:
            if self._refusal is not None:
                raise
            with holding_lock(self._folders.lock):
                self._keeping.recover(article_id)
            return read()

    def _has_vanished(self, article_id: str) -> bool:
        """Whether there is a backup and a text of an article without a file: a purge leaves neither."""
        latest = self._folders.state / "latest" / self._folders.name(article_id)
        return latest.exists() and any(self._folders.texts.glob(f"{article_id}.*.json"))

    def _entries(self) -> list[CatalogueEntry]:
        """The catalogue, after what is damaged, missing or a sync tool's copy was put right."""
        entries = self._catalogue.entries()
        if self._refusal is not None:
            return entries
        parsed = list(self._catalogue.parsed)
        try:
            is_mended = self._mend(entries)
        except StorageError as error:
            # What could not be put right now is met again at the next listing.
            self._keeping.tell(f"{error.message}. {error.hint}")
            is_mended = True
        if is_mended:
            entries = self._catalogue.entries()
            parsed += self._catalogue.parsed
        if parsed:
            self._save_worker().submit(self._back_up, list(dict.fromkeys(parsed)))
        return entries

    def _mend(self, entries: list[CatalogueEntry]) -> bool:
        is_mended = False
        damaged = dict(self._catalogue.damaged)
        copies = [*self._catalogue.others, *map(self._folders.article, damaged), *codebook_copies(self._folders)]
        for copy in copies:
            is_mended |= fold_copy_in(self._folders, self._keeping, copy)
        for article_id in damaged:
            if self._folders.article(article_id).exists():
                is_mended |= self._is_recovered(article_id)
        if not self._looked_for_missing:
            self._looked_for_missing = True
            there = {entry.record.id for entry in entries} | damaged.keys()
            for article_id in sorted(_articles_of(self._keeping.backups.names()) - there):
                if self._has_vanished(article_id):
                    with holding_lock(self._folders.lock):
                        is_mended |= self._keeping.restore_missing(article_id)
        return is_mended

    def _is_recovered(self, article_id: str) -> bool:
        try:
            with holding_lock(self._folders.lock):
                self._keeping.recover(article_id)
        except DamagedError as error:
            # There is nothing to build it from: it stays among the damaged ones.
            self._keeping.tell(f"{error.message}. {error.hint}")
            return False
        return True

    def _back_up(self, article_ids: list[str]) -> None:
        """Back up files that another program wrote, a few at a time: saves must not wait for them."""
        worker = self._worker
        for number, article_id in enumerate(article_ids):
            if worker is not None and number == _BACKED_UP_AT_ONCE:
                try:
                    worker.submit(self._back_up, article_ids[number:])
                except RuntimeError:
                    # The library is being closed: nothing more can be submitted, so nothing waits for the rest.
                    worker = None
                else:
                    return
            try:
                with holding_lock(self._folders.lock):
                    self._keeping.seen(article_id)
            except StorageError as error:
                self._keeping.tell(f"No backup was made: {error.message}. {error.hint}")
                return

    def _require_writable(self) -> None:
        if self._refusal is not None:
            raise ReadOnlyError(self._refusal.message, self._refusal.hint)

    def _stamp(self) -> Stamp:
        if not self._device:
            self._device = device_state.device_id(self._folders, self._new_id)
        return Stamp(self._device, self._milliseconds(), self._clock())


def _articles_of(names: set[str]) -> set[str]:
    """The article ids among the names of library files."""
    ids = (article_id_of(name.removeprefix("articles/")) for name in names if name.startswith("articles/"))
    return {article_id for article_id in ids if article_id}
