"""The doctor: checks a library without opening it, and mends what needs no decision."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from readtui.errors import ReadOnlyError, ReadtuiError, SourceError
from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.services.intake.source_files import read_bytes
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.texts import keep_text
from readtui.storage.local.device import Device
from readtui.storage.merging.copies import fold_copy_in
from readtui.storage.open_store import new_uuid
from readtui.storage.repository import Repository
from readtui.storage.safety.backups import Backups
from readtui.storage.safety.check import Checked, Kind, Problem, check_library, mend
from readtui.storage.safety.guard import Safekeeping
from readtui.storage.safety.lost_library import restore_library
from readtui.storage.safety.quarantine import Quarantine


@dataclass(frozen=True, slots=True)
class Mended:
    """What was mended, a line each, and the faults that kept the rest from it."""

    done: list[str]
    failed: list[ReadtuiError]


@dataclass(frozen=True, slots=True)
class Doctor:
    """``clock`` gives the time (ISO 8601, UTC), ``read`` makes an article of a source, ``open`` opens the library."""

    folders: LibraryFolders
    clock: Callable[[], str]
    read: Callable[[Source], Article]
    open: Callable[[], Repository]

    def check(self) -> Checked:
        """Look at every file; nothing is written. Raises NotFoundError, StorageError."""
        return check_library(self.folders, self._backups, self._quarantine)

    def restore_library(self, day: str) -> list[Path]:
        """Make a library whose folder is gone anew from the backups as of ``day`` (ISO 8601); the files made.

        Raises StorageError if it is there, NotFoundError if there are no backups so old.
        """
        return restore_library(self.folders, self._backups, day)

    def mend(self, checked: Checked) -> Mended:
        """Mend what can be mended without losing anything. Raises ReadOnlyError, StorageError."""
        mended = Mended([], [])
        keeping = Safekeeping(self.folders, self.clock, Device(self.folders, new_uuid))
        # Opening makes the folders that sync and git leave out.
        repository = self.open()
        try:
            if repository.read_only:
                raise ReadOnlyError(
                    f"the library cannot be written to: {self.folders.library}", "Check the permissions of the folder."
                )
            # Listing merges sync tools' copies and puts back files that vanished.
            repository.records()
            for problem in checked.problems:
                try:
                    if problem.kind is Kind.CONFLICT_COPY:
                        fold_copy_in(self.folders, keeping, problem.path)
                        continue
                    done = self._mend(problem, checked)
                except ReadtuiError as fault:
                    mended.failed.append(fault)
                else:
                    mended.done.extend([done] if done else [])
        finally:
            repository.close()
            mended.done.extend(
                notice.removesuffix(".")
                for notice in (*repository.notices(), *keeping.notices())
                if not any(notice.startswith(fault.message) for fault in mended.failed)
            )
        return mended

    def _mend(self, problem: Problem, checked: Checked) -> str:
        if problem.kind in (Kind.MISSING_TEXT, Kind.DAMAGED_TEXT):
            return self._read_text_again(problem, checked)
        return mend(self.folders, self._backups, self._quarantine, problem)

    def _read_text_again(self, problem: Problem, checked: Checked) -> str:
        """Make a text version from a file that the article was added from, if that still gives the same text."""
        paths = [path for record in checked.records if record.id == problem.article_id for path in record.paths]
        for path in paths:
            try:
                article = self.read(Source(read_bytes(Path(path)), path))
            except SourceError:
                # Gone, or another file by now: the next one may do.
                continue
            if problem.path == self.folders.text(problem.article_id, article.hash8):
                keep_text(problem.path, article, self.folders.temp)
                return f"read {problem.path.name} again from {path}"
        return ""

    @property
    def _backups(self) -> Backups:
        return Backups(self.folders.state, self.clock)

    @property
    def _quarantine(self) -> Quarantine:
        return Quarantine(self.folders.state / "quarantine", self.clock)
