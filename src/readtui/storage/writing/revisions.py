"""Distinguishes changes that other programs make to article files from this program's own."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from readtui.errors import NotFoundError
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.stamps import FileStamp, file_stamp


class Revisions:
    """Counts, for each article since it was first asked about, how often other programs changed its file."""

    def __init__(self, folders: LibraryFolders) -> None:
        self._folders = folders
        self._lock = threading.Lock()
        self._known: dict[str, tuple[FileStamp | None, int]] = {}

    def of(self, article_id: str) -> int:
        """A number that grows when another program has changed the article's file. Waits for this program's saves."""
        with self._lock:
            stamp = self._stamp(article_id)
            known, count = self._known.get(article_id, (stamp, 0))
            self._known[article_id] = stamp, count + (stamp != known)
            return self._known[article_id][1]

    @contextmanager
    def writing(self, article_ids: Iterable[str]) -> Iterator[None]:
        """Count no change for what the block writes to these articles' files. Earlier changes by others still count."""
        with self._lock:
            unchanged = [
                article_id
                for article_id in article_ids
                if article_id in self._known and self._known[article_id][0] == self._stamp(article_id)
            ]
            try:
                yield
            finally:
                for article_id in unchanged:
                    self._known[article_id] = self._stamp(article_id), self._known[article_id][1]

    def _stamp(self, article_id: str) -> FileStamp | None:
        try:
            # If the file is gone or unreadable, the caller has nothing new to read.
            return file_stamp(self._folders.article(article_id))
        except NotFoundError:
            return None
