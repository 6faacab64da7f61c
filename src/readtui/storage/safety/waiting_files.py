"""Lists the files of annotations that wait for their article, after merging copies and all repairs."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from readtui.errors import DamagedError, StorageError
from readtui.model.waiting import waiting_id
from readtui.storage.catalogue import Catalogue
from readtui.storage.files.folders import LibraryFolders, article_id_of
from readtui.storage.files.lock import holding_lock
from readtui.storage.format.catalogue_lines import CatalogueEntry
from readtui.storage.safety.guard import Safekeeping

_FOLDER = "waiting/"


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
