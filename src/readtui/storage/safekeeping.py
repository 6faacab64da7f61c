"""Copies of library files outside the library, damaged and missing files made whole, and what to tell about that."""

import threading
from collections.abc import Callable

from readtui.errors import DamagedError, NotFoundError, StorageError
from readtui.storage.article_files import article_file_in, read_article_file
from readtui.storage.backups import Backups
from readtui.storage.durable_files import replace_durably, reported_as_storage_error
from readtui.storage.durable_storage import parse_tables
from readtui.storage.library_folders import LibraryFolders
from readtui.storage.quarantine import Quarantine
from readtui.storage.recovery import recover


class Safekeeping:
    """What is done for the files of one library; whoever calls holds the library's lock, except to read the notices."""

    def __init__(self, folders: LibraryFolders, clock: Callable[[], str]) -> None:
        self._folders = folders
        self._notices: list[str] = []
        self._told: set[str] = set()
        self._notices_lock = threading.Lock()
        self.backups = Backups(folders.state, clock)
        self.quarantine = Quarantine(folders.state / "quarantine", clock)

    def tell(self, message: str) -> None:
        """Keep what a person is to be told; the same only once."""
        with self._notices_lock:
            if message not in self._told:
                self._told.add(message)
                self._notices.append(message)

    def notices(self) -> list[str]:
        """What was not told yet, oldest first."""
        with self._notices_lock:
            told, self._notices = self._notices, []
        return told

    def saved(self, article_id: str, content: bytes) -> None:
        """Back up what was just written (the codebook for an empty id). A failure is told and fails nothing else."""
        try:
            self.backups.saved(self._folders.name(article_id), content)
        except StorageError as error:
            self.tell(f"No backup was made: {error.message}. {error.hint}")

    def seen(self, article_id: str) -> None:
        """Back up an article's file that another program wrote, if it is right in every record. A failure is told."""
        path = self._folders.article(article_id)
        try:
            with reported_as_storage_error("read", path):
                content = path.read_bytes()
            article_file_in(path, parse_tables(path, content), article_id).annotations(deleted=True)
            self.backups.seen(self._folders.name(article_id), content)
        except DamagedError:
            # It is made whole, and told, by who reads it next.
            return
        except StorageError as error:
            if path.exists():
                self.tell(f"No backup was made: {error.message}. {error.hint}")

    def recover(self, article_id: str) -> None:
        """Make the damaged file whole (the codebook for an empty id). Raises DamagedError, StorageError."""
        recovered = recover(self._folders, article_id, self.backups, self.quarantine)
        if recovered:
            self.tell(recovered.message)

    def restore_missing(self, article_id: str) -> bool:
        """Put an article's file that vanished back from its latest backup, if there is one. Raises StorageError."""
        path = self._folders.article(article_id)
        if path.exists():
            return False
        try:
            content = self.backups.read(self._folders.name(article_id))
        except NotFoundError:
            return False
        parse_tables(path, content)
        replace_durably(path, content, self._folders.temp)
        self.tell(f"{path} was missing and was put back from its backup.")
        return read_article_file(path, article_id) is not None
