"""Tells the changes that others make to article files from this program's own."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from readtui.errors import NotFoundError
from readtui.storage.files.folders import LibraryFolders

# Time of change, size and inode; None for no file. Every save is a new file, so the inode tells even two of a tick.
_Stamp = tuple[int, int, int] | None


class Revisions:
    """Counts, for each article that was asked about, how often others were seen to have changed its file."""

    def __init__(self, folders: LibraryFolders) -> None:
        self._folders = folders
        self._lock = threading.Lock()
        self._known: dict[str, tuple[_Stamp, int]] = {}

    def of(self, article_id: str) -> int:
        """The number that grows when another program has changed the article's file. Waits for a save of ours."""
        with self._lock:
            stamp = self._stamp(article_id)
            known, count = self._known.get(article_id, (stamp, 0))
            self._known[article_id] = stamp, count + (stamp != known)
            return self._known[article_id][1]

    @contextmanager
    def writing(self, article_ids: Iterable[str]) -> Iterator[None]:
        """What the block writes to these articles' files is ours; what others wrote before it still counts."""
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

    def _stamp(self, article_id: str) -> _Stamp:
        try:
            status = self._folders.article(article_id).stat()
        except (OSError, NotFoundError):
            # It is not there, or cannot be looked at now: in either case what was read before is all there is.
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino
