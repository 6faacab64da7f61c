"""Writes a change under the library's lock: all of its files and the history, or nothing, whatever interrupts it."""

import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from types import FrameType

from readtui.errors import DamagedError, InterruptedAfter, NotFoundError, StorageError
from readtui.model.change import Change, Edit
from readtui.quick_dataclass import dataclass
from readtui.storage.bulk_work import Progress, garbage_left_alone
from readtui.storage.catalogue import Catalogue
from readtui.storage.files.bounded_files import FileStamp, file_stamp
from readtui.storage.files.durable import each_together, reported_as_storage_error, sync_folder
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.format.history_lines import line_of
from readtui.storage.format.known_lines import KnownLines
from readtui.storage.safety.safekeeping import Safekeeping
from readtui.storage.writing.deltas import differing_fields
from readtui.storage.writing.file_edits import FileEdits, Stamp
from readtui.storage.writing.history_log import HistoryLog
from readtui.storage.writing.intents import Intents

# From here on, files are staged together, and their contents not kept in memory.
_MANY = 16
_LATER = "The change is half done. readtui will finish it at the next save or when it next starts."


@dataclass
class ChangeWriter:
    """Writes changes one after the other. Callers hold the library's lock.

    1. Read, check and change every file in memory, and stage the result beside it. If the disk is full or a file comes
       from a newer readtui, the change stops here, before it has any effect.
    2. Record the change as an intent.
    3. Replace the files with the staged ones, and append the change to the history.
    4. Remove the intent.

    A failure in step 3 rolls the change back. If step 3 is interrupted, or the rollback fails, the next change or the
    next start finishes the change. ``stamp`` says who writes and when. It is called after the files were read, because
    reading them may show that this device needs a new id. ``known``: lines of files that were read for a change.
    """

    _folders: LibraryFolders
    _history: HistoryLog
    _keeping: Safekeeping
    _catalogue: Catalogue
    _stamp: Callable[[], Stamp]
    progress: Progress

    def __post_init__(self) -> None:
        self.known = KnownLines()
        # Ids of changes that could be neither finished nor rolled back, and those of them that were finished later.
        self._half_done: set[str] = set()
        self._finished: dict[str, Change] = {}
        self.intents = Intents(self._folders)

    def write(self, change: Change, *, force: bool) -> Change:
        """Make the change durable and return it as written. Raises what ``Repository.apply`` raises."""
        self.finish_what_was_cut_off(trying=change.id)
        if change.id in self._finished:
            return self._finished.pop(change.id)
        with garbage_left_alone() if len(change.edits) > _MANY else nullcontext():
            return self._write(change, self._staged(change, force=force))

    def _write(self, change: Change, files: Sequence[FileEdits]) -> Change:
        made = replace(_as_made(change, files), window=self._history.window)
        if not (made.undoes or made.redoes or any(map(_changes_something, made.edits))):
            # In the history, a change without effect would only delay undoing the one before it.
            return made
        changed = [file for file in files if file.is_changed]
        try:
            line = line_of(made)
            if changed:
                self.intents.begin(made.id, line, outlives_power_cut=len(changed) > 1)
            self._put(line, changed)
        except BaseException as error:
            self._take_back(made, changed, error)
            raise
        self._put_down(made.id, changed)
        self.progress.reached(made.what, len(made.edits), len(made.edits))
        return made

    def finish_what_was_cut_off(self, trying: str = "") -> None:
        """Finish every change that was interrupted, here or in another program, and report each.

        A change that cannot be finished now is reported and stays for the next time. If it is the change ``trying``,
        raises StorageError instead.
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
        """Finish one interrupted change, except for files that are gone, and report it. Raises StorageError."""
        gone: dict[str, str] = {}
        files = self._staged(change, force=True, gone=gone)
        if not files:
            self.intents.end(change.id)
            self._keeping.tell(f"“{change.what}” was interrupted and cannot be finished: {'; '.join(gone.values())}.")
            return
        there = {file.article_id for file in files}
        made = _as_made(replace(change, edits=tuple(e for e in change.edits if e.article_id in there)), files)
        changed = [file for file in files if file.is_changed]
        try:
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
            # Only the removal of its intent was missing.
            return
        left_out = f", except for what is gone: {'; '.join(gone.values())}" if gone else ""
        self._keeping.tell(f"“{change.what}” was interrupted and is now finished{left_out}.")

    def _staged(self, change: Change, *, force: bool, gone: dict[str, str] | None = None) -> list[FileEdits]:
        """Open all files of the change, make the edits, and stage what they change. On any error, nothing stays staged.

        With ``gone``, finishes a change that was interrupted: leaves files alone that it has already changed, and
        collects in ``gone`` why others cannot be opened, by article id.
        """
        by_file = _by_file(change.edits)
        files: list[FileEdits] = []

        def each() -> Iterator[FileEdits]:
            done = 0
            for article_id, edits in by_file.items():
                self.progress.reached(change.what, done, len(change.edits))
                done += len(edits)
                try:
                    yield self._opened(article_id, edits)
                except (NotFoundError, DamagedError) as error:
                    if gone is None:
                        raise
                    gone[article_id] = error.message

        def each_made(opened: Iterable[FileEdits], stamp: Stamp) -> Iterator[FileEdits]:
            for file in opened:
                is_done = gone is not None and file.are_done()
                files.append(file if is_done else self._made(file, change, stamp, force=force))
                yield files[-1]

        if len(by_file) <= _MANY:
            opened = list(each())
            stage_in_turn(list(each_made(opened, self._stamp())))
            return files
        while True:
            stamp = self._stamp()
            stage_together(each_made(each(), stamp))
            if self._stamp().device == stamp.device:
                self.known.forget()
                return files
            # One of the files showed that this device needs a new id.
            for file in files:
                file.drop()
            files.clear()

    def _opened(self, article_id: str, edits: Sequence[Edit]) -> FileEdits:
        """Open the file. A missing or damaged one is first restored, so that no edit makes it worse."""
        self._keeping.restore_missing(article_id)
        try:
            return FileEdits(self._folders, self._keeping, self.known, article_id, edits)
        except DamagedError:
            return self._recovered(article_id, edits)

    def _made(self, file: FileEdits, change: Change, stamp: Stamp, *, force: bool) -> FileEdits:
        """Make the edits. If they reveal damage, recovers the file, and returns the recovered one with the edits."""
        is_step_back = bool(change.undoes or change.redoes)
        try:
            file.make(stamp, is_step_back=is_step_back, force=force, keeps_versions=change.keeps_versions)
        except DamagedError:
            file = self._recovered(file.article_id, file.asked)
            file.make(stamp, is_step_back=is_step_back, force=force, keeps_versions=change.keeps_versions)
        return file

    def _recovered(self, article_id: str, edits: Sequence[Edit]) -> FileEdits:
        self._keeping.recover(article_id)
        return FileEdits(self._folders, self._keeping, self.known, article_id, edits)

    def _put(self, line: bytes, changed: Sequence[FileEdits]) -> None:
        """Put the staged files in place, then append the line, if any, to the history. Raises StorageError."""
        if len(changed) > _MANY:
            each_together(FileEdits.put, changed)
        else:
            for file in changed:
                file.put()
        for folder in {file.path.parent for file in changed}:
            with reported_as_storage_error("save", folder):
                sync_folder(folder)
        if line:
            self._history.append(line)

    def _put_down(self, change_id: str, changed: Sequence[FileEdits]) -> None:
        """Remove the intent, and update backups and catalogue. From now on, an intent that stays has no effect."""
        with suppress(StorageError):
            self.intents.end(change_id)
        if len(changed) > _MANY:
            each_together(self._back_up, changed)
        else:
            for file in changed:
                self._back_up(file)
        self._catalogue.follow(changed)

    def _back_up(self, file: FileEdits) -> None:
        try:
            written = file.written
        except StorageError as error:
            self._keeping.tell(f"Could not make a backup: {error.message}. {error.hint}")
            return
        if written is not None:
            self._keeping.saved(file.article_id, written)

    def _take_back(self, made: Change, changed: Iterable[FileEdits], error: BaseException) -> None:
        """Roll back a failed change. If that fails too, raises a StorageError that says so."""
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
    """The edits by article id; those of the codebook under an empty id."""
    found: dict[str, list[Edit]] = {}
    for edit in edits:
        found.setdefault(edit.article_id, []).append(edit)
    return found


def _as_made(change: Change, files: Iterable[FileEdits]) -> Change:
    """The change with its edits as written, in their original order."""
    made = {file.article_id: iter(file.edits) for file in files}
    return replace(change, edits=tuple(next(made[edit.article_id]) for edit in change.edits))


def stage_in_turn(files: Sequence[FileEdits]) -> None:
    """Stage every changed file. Raises StorageError; then nothing stays staged."""
    try:
        for file in files:
            if file.is_changed:
                file.stage()
    except BaseException:
        for file in files:
            file.drop()
        raise


def stage_together(files: Iterable[FileEdits]) -> None:
    """Stage every changed file as soon as the iterator yields it, release its memory, and sync all of them at the end.

    Raises what a file or the iterator raises; then nothing stays staged.
    """
    begun: list[FileEdits] = []
    try:
        # Not in threads: writing to the system's memory waits for nothing, and the threads would wait for each other.
        for file in files:
            if file.is_changed:
                begun.append(file)
                file.stage_and_let_go()
        # Only now: the first sync writes the file system's journal for all of them.
        each_together(FileEdits.sync, begun)
    except BaseException:
        for file in begun:
            file.drop()
        raise


@contextmanager
def interrupts_wait(what: str, *, can_be_undone: bool = True) -> Iterator[None]:
    """Hold SIGINT back until the end of the block; then raise InterruptedAfter, which says that ``what`` was done.

    Does nothing outside of the main thread, because Python delivers signals only there.
    """
    previous = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(previous):
        yield
        return
    came: list[FrameType | None] = []
    signal.signal(signal.SIGINT, lambda _, frame: came.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
    if came and previous is not signal.default_int_handler:
        previous(signal.SIGINT, came[0])
    elif came:
        raise InterruptedAfter(what, can_be_undone=can_be_undone)


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
