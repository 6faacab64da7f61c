"""The repository on TinyDB files: one an article, one for the codebook."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from readtui.errors import NotFoundError, ReadOnlyError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import Article, ArticleRecord
from readtui.model.change import Change
from readtui.model.tag import Tag
from readtui.storage import device_state, text_files
from readtui.storage.article_files import read_article_file, read_codebook
from readtui.storage.catalogue import Catalogue
from readtui.storage.change_writer import ChangeWriter, Stamp
from readtui.storage.file_lock import holding_lock
from readtui.storage.history_log import HistoryLog
from readtui.storage.library_folders import LibraryFolders
from readtui.storage.repository import ReadingPosition

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor


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
        self._writer = ChangeWriter(folders, self._history)
        self._worker: ThreadPoolExecutor | None = None

    @property
    def read_only(self) -> bool:
        """Whether the library cannot be written to."""
        return self._refusal is not None

    def records(self, *, deleted: bool = False) -> list[ArticleRecord]:
        """See Repository."""
        return [entry.record for entry in self._catalogue.entries() if deleted or not entry.record.deleted]

    def damaged(self) -> list[StorageError]:
        """See Repository."""
        return list(self._catalogue.damaged)

    def record(self, article_id: str) -> ArticleRecord | None:
        """See Repository."""
        try:
            found = read_article_file(self._folders.article(article_id), article_id)
        except NotFoundError:
            return None
        return found.record if found else None

    def annotations(self, article_id: str, *, deleted: bool = False) -> list[Annotation]:
        """See Repository."""
        try:
            found = read_article_file(self._folders.article(article_id), article_id)
        except NotFoundError:
            return []
        return found.annotations(deleted=deleted) if found else []

    def annotation_counts(self) -> dict[str, int]:
        """See Repository."""
        return {entry.record.id: entry.annotations for entry in self._catalogue.entries()}

    def tags(self) -> list[Tag]:
        """See Repository."""
        return [tag for tag in read_codebook(self._folders.codebook) if not tag.deleted]

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
        with holding_lock(self._folders.lock), self._history_lock:
            return self._writer.write(change, self._stamp(), force=force)

    def submit(self, change: Change, *, force: bool = False) -> "Future[Change]":
        """See Repository."""
        # Only here, as commands save at once.
        from concurrent.futures import ThreadPoolExecutor

        if self._worker is None:
            self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="save")
        return self._worker.submit(self.apply, change, force=force)

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

    def _require_writable(self) -> None:
        if self._refusal is not None:
            raise ReadOnlyError(self._refusal.message, self._refusal.hint)

    def _stamp(self) -> Stamp:
        if not self._device:
            self._device = device_state.device_id(self._folders, self._new_id)
        return Stamp(self._device, self._milliseconds(), self._clock())
