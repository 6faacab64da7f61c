"""Writes a change: all of its files and the history or, whatever comes between, nothing of it, under the lock."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from readtui.errors import DamagedError, NotFoundError, StorageError
from readtui.model.change import Change, Edit
from readtui.storage.files.durable import reported_as_storage_error, sync_folder
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.format.history_lines import line_of
from readtui.storage.format.lined_table import LastWritten
from readtui.storage.safety.guard import Safekeeping
from readtui.storage.writing.deltas import differing_fields
from readtui.storage.writing.file_edits import FileEdits, Stamp
from readtui.storage.writing.history_log import HistoryLog
from readtui.storage.writing.intents import Intents

_LATER = "The change is half done. readtui will finish it at the next save or when it next starts."


class ChangeWriter:
    """Writes changes one after the other; the caller holds the library's lock.

    1. Every file is read, checked and changed in memory, and its next state staged beside it. A disk that is full or a
       file that is of a newer readtui stops a change here, before anything was done.
    2. The intent says what is about to be done.
    3. The staged files take their places, and the history gets its line.
    4. The intent goes.

    What fails in 3 is taken back. What is cut off there, or cannot be taken back, is finished by whoever comes next.
    ``stamp`` gives who writes and when; it is asked after the files were read, which may show that this device has to
    write under another id.
    """

    def __init__(
        self, folders: LibraryFolders, history: HistoryLog, keeping: Safekeeping, stamp: Callable[[], Stamp]
    ) -> None:
        self._folders = folders
        self._history = history
        self._keeping = keeping
        self._stamp = stamp
        self._last = LastWritten()
        # Those that could neither go on nor back, and what became of them.
        self._half_done: set[str] = set()
        self._finished: dict[str, Change] = {}
        self.intents = Intents(folders)

    def write(self, change: Change, *, force: bool) -> Change:
        """Make the change durable and return it as it was written. Raises as Repository.apply says."""
        self.finish_what_was_cut_off(trying=change.id)
        if change.id in self._finished:
            return self._finished.pop(change.id)
        opened = [self._opened(article_id, edits) for article_id, edits in _by_file(change.edits).items()]
        stamp = self._stamp()
        files = [self._made(file, change, stamp, force=force) for file in opened]
        made = _as_made(change, files)
        if not (made.undoes or made.redoes or any(map(_changes_something, made.edits))):
            # A step that changes nothing would only be in the way of undoing the one before it.
            return made
        changed = [file for file in files if file.is_changed]
        line = line_of(made)
        try:
            for file in changed:
                file.stage()
            if changed:
                self.intents.begin(made.id, line, outlives_power_cut=len(changed) > 1)
            self._put(line, changed)
        except BaseException as error:
            self._take_back(made, changed, error)
            raise
        self._put_down(made.id, changed)
        return made

    def finish_what_was_cut_off(self, trying: str = "") -> None:
        """Finish every change that another program, or a failure, has left half done; each is told.

        One that cannot be finished now is left for the next time, and told. Raises StorageError for that only if it is
        the one that is being tried again.
        """
        if not self.intents.are_any():
            return
        done = {change.id for change in self._history.changes()}
        for change in list(self.intents.left()):
            try:
                self._finish(change, is_in_history=change.id in done)
            except StorageError as error:
                if change.id == trying:
                    raise
                self._keeping.tell(
                    f"“{change.what}” was interrupted and could not be finished: {error.message}. {_LATER}"
                )

    def _finish(self, change: Change, *, is_in_history: bool) -> None:
        """Raises StorageError."""
        files: list[FileEdits] = []
        gone: list[str] = []
        for article_id, edits in _by_file(change.edits).items():
            try:
                files.append(self._opened(article_id, edits))
            except (NotFoundError, DamagedError) as error:
                gone.append(error.message)
        stamp = self._stamp()
        files = [file if file.are_done() else self._made(file, change, stamp, force=True) for file in files]
        if not files:
            self.intents.end(change.id)
            self._keeping.tell(f"“{change.what}” was interrupted and cannot be finished: {'; '.join(gone)}.")
            return
        there = {file.article_id for file in files}
        made = _as_made(replace(change, edits=tuple(e for e in change.edits if e.article_id in there)), files)
        changed = [file for file in files if file.is_changed]
        try:
            for file in changed:
                file.stage()
            self._put(b"" if is_in_history else line_of(made), changed)
        finally:
            for file in changed:
                file.drop()
        self._put_down(change.id, changed)
        if change.id in self._half_done:
            self._half_done.remove(change.id)
            self._finished[change.id] = made
            return
        if is_in_history and not changed:
            # It was done but for its intent.
            return
        left_out = f", except for what is gone: {'; '.join(gone)}" if gone else ""
        self._keeping.tell(f"“{change.what}” was interrupted and is now finished{left_out}.")

    def _opened(self, article_id: str, edits: Sequence[Edit]) -> FileEdits:
        """The file as it is; one that is missing or damaged is made whole first, never written as it is."""
        self._keeping.restore_missing(article_id)
        try:
            return FileEdits(self._folders, self._keeping, self._last, article_id, edits)
        except DamagedError:
            return self._recovered(article_id, edits)

    def _made(self, file: FileEdits, change: Change, stamp: Stamp, *, force: bool) -> FileEdits:
        """The file with its edits made; it is another one if this has shown damage."""
        is_step_back = bool(change.undoes or change.redoes)
        try:
            file.make(stamp, is_step_back=is_step_back, force=force)
        except DamagedError:
            file = self._recovered(file.article_id, file.asked)
            file.make(stamp, is_step_back=is_step_back, force=force)
        return file

    def _recovered(self, article_id: str, edits: Sequence[Edit]) -> FileEdits:
        self._keeping.recover(article_id)
        return FileEdits(self._folders, self._keeping, self._last, article_id, edits)

    def _put(self, line: bytes, changed: Sequence[FileEdits]) -> None:
        """What was staged, then the history's line; an empty one is there already. Raises StorageError."""
        for file in changed:
            file.put()
        for folder in {file.path.parent for file in changed}:
            with reported_as_storage_error("save", folder):
                sync_folder(folder)
        if line:
            self._history.append(line)

    def _put_down(self, change_id: str, changed: Iterable[FileEdits]) -> None:
        """It is done, and the history says so: an intent that stays is of no more effect."""
        with suppress(StorageError):
            self.intents.end(change_id)
        for file in changed:
            self._keeping.saved(file.article_id, file.written)

    def _take_back(self, made: Change, changed: Iterable[FileEdits], error: BaseException) -> None:
        """Leave nothing of a change that has failed; if that fails too, raises a StorageError that says so."""
        try:
            for file in changed:
                file.take_back()
            self.intents.end(made.id)
        except StorageError:
            self._half_done.add(made.id)
            if isinstance(error, StorageError):
                raise type(error)(error.message, f"{error.hint} {_LATER}".strip()) from error


def _changes_something(edit: Edit) -> bool:
    return edit.before is None or bool(differing_fields(edit.before, edit.after))


def _by_file(edits: Iterable[Edit]) -> dict[str, list[Edit]]:
    """The edits by the article that they are in; those of the codebook under an empty id."""
    found: dict[str, list[Edit]] = {}
    for edit in edits:
        found.setdefault(edit.article_id, []).append(edit)
    return found


def _as_made(change: Change, files: Iterable[FileEdits]) -> Change:
    """The change with its edits as the files have made them, in their order."""
    made = {file.article_id: iter(file.edits) for file in files}
    return replace(change, edits=tuple(next(made[edit.article_id]) for edit in change.edits))
