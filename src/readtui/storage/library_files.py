"""Checks and repairs the files of a library that is not open."""

from collections.abc import Callable
from pathlib import Path

from readtui.model.article import Article
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.texts import keep_text
from readtui.storage.findings import CheckResult, Kind, Problem
from readtui.storage.library_check import Passed, check_library, mend
from readtui.storage.local.device import Device
from readtui.storage.merging.conflict_copies import article_copies, names_of_article_files
from readtui.storage.merging.library_merge import fold_copies_in
from readtui.storage.safety.backups import Backups, restore_library
from readtui.storage.safety.quarantine import Quarantine
from readtui.storage.safety.safekeeping import Safekeeping


class FolderFiles:
    """The files of a library in a folder. ``clock`` returns the time (ISO 8601, UTC), ``new_id`` a new id."""

    def __init__(self, folders: LibraryFolders, *, clock: Callable[[], str], new_id: Callable[[], str]) -> None:
        self._folders = folders
        self._backups = Backups(folders.state, clock)
        self._quarantine = Quarantine(folders.state / "quarantine", clock)
        self._keeping = Safekeeping(folders, clock, Device(folders, new_id))

    @property
    def folder(self) -> Path:
        """The library's folder."""
        return self._folders.library

    def check(self, passed: Passed = lambda done, total: None) -> CheckResult:
        """Look at every file; nothing is written. ``passed`` is called with how many of how many are checked.

        Raises NotFoundError if there is no library.
        """
        return check_library(self._folders, self._backups, self._quarantine, passed)

    def mend(self, problem: Problem) -> str:
        """Repair one problem if that needs no decision; returns what was done, empty if nothing."""
        if problem.kind is Kind.CONFLICT_COPY:
            # Merge all copies of the file at once. Nothing is left to do for the problems of the other copies.
            copies = {problem.path: None}
            if problem.article_id:
                names = names_of_article_files(self._folders)
                copies |= dict.fromkeys(article_copies(self._folders, problem.article_id, names))
            fold_copies_in(self._folders, self._keeping, copies)
            return ""
        return mend(self._folders, self._backups, self._quarantine, problem)

    def put_text_back(self, problem: Problem, article: Article) -> bool:
        """Write a missing or damaged text, if this article has exactly that text."""
        if problem.path != self._folders.text(problem.article_id, article.hash8):
            return False
        keep_text(problem.path, article, self._folders.temp)
        return True

    def restore_library(self, day: str) -> list[Path]:
        """Restore a library whose folder is gone from the backups of ``day`` (ISO 8601); returns the files.

        Raises StorageError if the library still exists, NotFoundError if no backup is that old.
        """
        return restore_library(self._folders, self._backups, day)

    def notices(self) -> list[str]:
        """Messages about repairs that were not yet shown."""
        return self._keeping.notices()
