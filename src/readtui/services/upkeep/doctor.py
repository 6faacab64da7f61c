"""The doctor: checks a library without opening it, and mends what needs no decision."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from readtui.errors import ReadOnlyError, ReadtuiError, SourceError
from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.services.intake.source_files import read_bytes
from readtui.storage.findings import Checked as Checked
from readtui.storage.findings import Kind, Problem
from readtui.storage.repository import ArticleStore, ChangeStore, LibraryFiles, UpkeepStore


class MendingStore(ArticleStore, ChangeStore, UpkeepStore, Protocol):
    """What listing a library mends, and tells."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What was mended, a line each, and the faults that kept the rest from it."""

    done: list[str]
    failed: list[ReadtuiError]


@dataclass(frozen=True, slots=True)
class Doctor:
    """``files``: those of the library. ``read`` makes an article of a source, ``open`` opens the library."""

    files: LibraryFiles
    read: Callable[[Source], Article]
    open: Callable[[], MendingStore]

    def check(self) -> Checked:
        """Look at every file; nothing is written. Raises NotFoundError, StorageError."""
        return self.files.check()

    def restore_library(self, day: str) -> list[Path]:
        """Make a library whose folder is gone anew from the backups as of ``day`` (ISO 8601); the files made.

        Raises StorageError if it is there, NotFoundError if there are no backups so old.
        """
        return self.files.restore_library(day)

    def mend(self, checked: Checked) -> Mended:
        """Mend what can be mended without losing anything. Raises ReadOnlyError, StorageError."""
        mended = Mended([], [])
        # Opening makes the folders that sync and git leave out.
        repository = self.open()
        try:
            if repository.read_only:
                raise ReadOnlyError(
                    f"the library cannot be written to: {self.files.folder}", "Check the permissions of the folder."
                )
            # Listing merges sync tools' copies and puts back files that vanished.
            repository.records()
            for problem in checked.problems:
                try:
                    done = self._mend(problem, checked)
                except ReadtuiError as fault:
                    mended.failed.append(fault)
                else:
                    mended.done.extend([done] if done else [])
        finally:
            repository.close()
            mended.done.extend(
                notice.removesuffix(".")
                for notice in (*repository.notices(), *self.files.notices())
                if not any(notice.startswith(fault.message) for fault in mended.failed)
            )
        return mended

    def _mend(self, problem: Problem, checked: Checked) -> str:
        if problem.kind in (Kind.MISSING_TEXT, Kind.DAMAGED_TEXT):
            return self._read_text_again(problem, checked)
        return self.files.mend(problem)

    def _read_text_again(self, problem: Problem, checked: Checked) -> str:
        """Make a text version from a file that the article was added from, if that still gives the same text."""
        paths = [path for record in checked.records if record.id == problem.article_id for path in record.paths]
        for path in paths:
            try:
                article = self.read(Source(read_bytes(Path(path)), path))
            except SourceError:
                # Gone, or another file by now: the next one may do.
                continue
            if self.files.put_text_back(problem, article):
                return f"read {problem.path.name} again from {path}"
        return ""
