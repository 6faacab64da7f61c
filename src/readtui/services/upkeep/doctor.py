"""Checks a library without opening it, and fixes what needs no decision."""

from collections.abc import Callable
from pathlib import Path

from readtui.errors import ReadOnlyError, ReadtuiError, SourceError
from readtui.importers.importer import Source
from readtui.model.article import Article
from readtui.model.tombstone import is_emptied
from readtui.quick_dataclass import dataclass
from readtui.services.sources import read_bytes
from readtui.services.waiting.works import WaitingWorks
from readtui.storage.findings import CheckResult as CheckResult
from readtui.storage.findings import Kind, Problem
from readtui.storage.library_files import FolderFiles
from readtui.storage.repository import Repository
from readtui.text.phrases import counted


@dataclass(frozen=True, slots=True)
class Repair:
    """What was fixed, a line each, and the errors that prevented other fixes."""

    done: list[str]
    failed: list[ReadtuiError]


@dataclass(frozen=True, slots=True)
class Doctor:
    """``files``: the library's files. ``read`` reads a source as an article, ``open`` opens the library.

    ``damaged_indexes``: the files of indexes that are damaged; ``make_indexes`` rebuilds these. ``clock`` returns the
    time (ISO 8601, UTC), ``new_id`` a new id.
    """

    files: FolderFiles
    read: Callable[[Source], Article]
    open: Callable[[], Repository]
    damaged_indexes: Callable[[], list[Path]] = list
    make_indexes: Callable[[], None] = lambda: None
    clock: Callable[[], str] = lambda: ""
    new_id: Callable[[], str] = lambda: ""

    def check(self, passed: Callable[[int, int], None] = lambda done, total: None) -> CheckResult:
        """Check every file. Writes nothing. ``passed`` is called with how many of how many files are checked.

        Raises NotFoundError, StorageError.
        """
        checked = self.files.check(passed)
        for path in self.damaged_indexes():
            message = f"the index {path} is damaged, so searches take longer"
            checked.problems.append(Problem(Kind.DAMAGED_INDEX, path, message, "To rebuild it: readtui doctor --fix"))
        return checked

    def restore_library(self, day: str) -> list[Path]:
        """Recreate a library whose folder is gone from the backups as of ``day`` (ISO 8601); return the new files.

        Raises StorageError if the folder exists, NotFoundError if there are no backups from that day or before.
        """
        return self.files.restore_library(day)

    def mend(self, checked: CheckResult) -> Repair:
        """Fix whatever can be fixed without loss. Raises ReadOnlyError, StorageError."""
        mended = Repair([], [])
        # Opening creates the folders that sync tools and git omit.
        repository = self.open()
        try:
            if repository.read_only:
                raise ReadOnlyError(
                    f"the library is read-only: {self.files.folder}", "Check the permissions of the folder."
                )
            # Listing merges sync tools' copies and restores missing files.
            repository.records()
            for problem in checked.problems:
                try:
                    done = self._mend(problem, checked, repository)
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
        damaged = [problem.path for problem in checked.problems if problem.kind is Kind.DAMAGED_INDEX]
        if damaged:
            self.make_indexes()
            mended.done.extend(f"rebuilt the index {path}" for path in damaged)
        return mended

    def _mend(self, problem: Problem, checked: CheckResult, repository: Repository) -> str:
        if problem.kind is Kind.LEFT_REPLIES:
            return self._see_to_replies(problem.article_id, repository)
        if problem.kind in (Kind.MISSING_TEXT, Kind.DAMAGED_TEXT):
            return self._read_text_again(problem, checked)
        return self.files.mend(problem)

    def _see_to_replies(self, article_id: str, repository: Repository) -> str:
        """Move replies after their annotations, and remove for good the words of those to what was so removed."""
        there = repository.annotations(article_id, deleted=True)
        emptied = {one.id for one in there if is_emptied(one)}
        words = [one for one in repository.replies(article_id) if one.to in emptied and not is_emptied(one)]
        if words:
            repository.empty(words)
        moved = WaitingWorks(repository, self.clock, self.new_id).move_replies_after(article_id)
        done = (
            [f"deleted {counted(len(words), 'reply', 'replies')} to notes that were deleted for good"] if words else []
        )
        done += [f"moved {counted(moved, 'reply', 'replies')} to the article that was added"] if moved else []
        return ", ".join(done)

    def _read_text_again(self, problem: Problem, checked: CheckResult) -> str:
        """Recreate a text version from a file that the article was added from, if it still gives the same text."""
        paths = [path for record in checked.records if record.id == problem.article_id for path in record.paths]
        for path in paths:
            try:
                article = self.read(Source(read_bytes(Path(path)), path))
            except SourceError:
                # Gone or changed: try the next one.
                continue
            if self.files.put_text_back(problem, article):
                return f"reloaded {problem.path.name} from {path}"
        return ""
