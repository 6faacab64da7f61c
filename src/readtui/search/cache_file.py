"""An SQLite file in the cache folder that can be deleted and made again at any time."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import ClassVar, Self, TypeVar

from readtui.quick_dataclass import dataclass
from readtui.rights import make_private_folder, private
from readtui.search.faults import BusyFault, CacheFault

_Answer = TypeVar("_Answer")
# Messages of SQLite quote what is damaged, and that need not be text.
_FAULTS = (sqlite3.Error, UnicodeDecodeError)
_WAIT_SECONDS = 2.0
_A_DAY = 24 * 60 * 60
_REFUSALS = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """The statements that make the tables. ``version`` changes whenever the tables or their content change.

    ``is_whole``: whether the content is what was written, by a proof that was written with it. SQLite itself notices
    only what breaks the order of its own pages.
    """

    version: int
    tables: str
    is_whole: Callable[[sqlite3.Connection], bool]


class CacheFile:
    """An open file. May be used from several threads and processes.

    Every method but ``close`` raises CacheFault for a file that is damaged, locked or cannot be written.
    """

    def __init__(self, path: Path, shape: Shape) -> None:
        """Open or create the file. Raises OSError, and sqlite3.Error, also if this SQLite cannot make the tables; see
        ``opened``.
        """
        make_private_folder(path.parent)
        self._path = path
        self._shape = shape
        self._lock = threading.RLock()
        self._connection = _connected(path, shape)

    @classmethod
    def opened(cls, path: Path, shape: Shape) -> "CacheFile | None":
        """The file, rebuilt if it is damaged; None if such a file is impossible here."""
        for _ in range(2):
            try:
                with _faults_told():
                    return cls(path, shape)
            except BusyFault:
                return None
            except CacheFault:
                remove(path)
        return None

    def proof(self) -> "Proof":
        """Where it is noted that the file is as it was written."""
        return Proof(self._path)

    def read(self, ask: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        """What ``ask`` returns for the connection, which it has for itself."""
        # No context manager, because 5,000 articles are asked for one by one.
        with self._lock:
            try:
                return ask(self._connection)
            except _FAULTS as fault:
                raise _cache_fault(fault) from fault

    def read_at_once(self, ask: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        """The same for several statements, between which no other program changes what they read."""
        with self._lock, _faults_told():
            self._connection.execute("BEGIN")
            try:
                return ask(self._connection)
            finally:
                with suppress(*_FAULTS):
                    self._connection.execute("COMMIT")

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """The same for changes, of which all or none are kept."""
        with self._lock, _faults_told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                with suppress(*_FAULTS):
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def clear(self) -> None:
        """Replace the file with an empty one."""
        with self._lock, _faults_told():
            self._connection.close()
            remove(self._path)
            self._connection = _connected(self._path, self._shape)

    def mend(self) -> None:
        """Check the whole file, and replace it if it is damaged, but not if it is only locked."""
        with self._lock:
            try:
                is_whole = self.read_at_once(partial(_is_whole, self._shape))
            except BusyFault:
                return
            except CacheFault:
                is_whole = False
            if not is_whole:
                self.clear()

    def close(self) -> None:
        """Close the file. Raises nothing."""
        with self._lock, suppress(sqlite3.Error):
            self._connection.close()


class CacheIndex:
    """An open index in such a file. May be used from several threads and processes.

    Every method but ``close`` raises CacheFault for a file that is damaged, locked or cannot be written.
    """

    shape: ClassVar[Shape]

    def __init__(self, file: CacheFile) -> None:
        self.file = file

    @classmethod
    def opened(cls, path: Path) -> Self | None:
        """The index, rebuilt if the file is damaged; None if an index is impossible here, as without FTS5."""
        file = CacheFile.opened(path, cls.shape)
        return None if file is None else cls(file)

    def close(self) -> None:
        """Close the file. Raises nothing."""
        self.file.close()


class Proof:
    """A note beside the file that says which state of the file was proven to be whole, for a day.

    The note counts as long as nothing has written into the file: its size, times and inode are the same, and SQLite
    keeps no changes beside it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._note = path.with_name(f"{path.name}.proof")
        self._state = self._state_now()

    def holds(self) -> bool:
        """Whether the file is in the state that was proven."""
        try:
            is_recent = 0 <= time.time() - self._note.stat().st_mtime < _A_DAY
            return bool(self._state) and is_recent and self._note.read_text(encoding="ascii") == self._state
        except (OSError, ValueError):
            return False

    def keep(self) -> None:
        """Note that the file was proven, if nothing has written into it since this was made, or just before."""
        try:
            is_old = time.time() - self._path.stat().st_mtime > _WAIT_SECONDS
            if self._state and is_old and self._state == self._state_now():
                with open(self._note, "w", encoding="ascii", opener=private) as note:
                    note.write(self._state)
        except OSError:
            # Without the note, the next start is only slower.
            return

    def _state_now(self) -> str:
        """Changes whenever the file does; "" while that cannot be told."""
        try:
            one = os.stat(self._path)
            journal = self._path.with_name(f"{self._path.name}-wal")
            is_alone = not journal.exists() or not journal.stat().st_size
        except OSError:
            return ""
        return f"{one.st_mtime_ns} {one.st_size} {one.st_ino} {one.st_ctime_ns}" if is_alone else ""


def is_damaged(path: Path, shape: Shape) -> bool:
    """Whether the whole file shows any damage. Changes nothing in it.

    Not if it is missing, of another version, locked, or in a folder that cannot be read.
    """
    try:
        if not path.is_file():
            return False
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_WAIT_SECONDS)) as found:
            [version] = found.execute("PRAGMA user_version").fetchone()
            return version == shape.version and not _is_whole(shape, found)
    except (*_FAULTS, OSError) as fault:
        return not isinstance(_cache_fault(fault), BusyFault)


def _is_whole(shape: Shape, connection: sqlite3.Connection) -> bool:
    [state] = connection.execute("PRAGMA integrity_check(1)").fetchone()
    return state == "ok" and shape.is_whole(connection)


def _connected(path: Path, shape: Shape) -> sqlite3.Connection:
    # SQLite gives its other files, which hold the same words, the rights of this one.
    os.close(private(path, os.O_RDWR | os.O_CREAT))
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        return _with_tables(connection, path, shape)
    except BaseException:
        connection.close()
        raise


def _with_tables(connection: sqlite3.Connection, path: Path, shape: Shape) -> sqlite3.Connection:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    # What is removed from the library for good must not stay in a free page.
    connection.execute("PRAGMA secure_delete = ON")
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if version != shape.version:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        if tables:
            connection.close()
            remove(path)
            if path.exists():
                raise BlockingIOError("another program keeps the file of another version open")
            return _connected(path, shape)
        connection.executescript(f"BEGIN IMMEDIATE; {shape.tables} PRAGMA user_version = {shape.version}; COMMIT;")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return connection


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except (*_FAULTS, OSError) as fault:
        raise _cache_fault(fault) from fault


def _cache_fault(fault: Exception) -> CacheFault:
    # ProgrammingError: another thread has closed the file.
    is_busy = isinstance(fault, sqlite3.ProgrammingError | OSError) or _is_refused(fault)
    return BusyFault(str(fault)) if is_busy else CacheFault(str(fault))


def _is_refused(fault: Exception) -> bool:
    """Whether the system or SQLite refuses, which says nothing about the file."""
    code = getattr(fault, "sqlite_errorcode", 0) & 0xFF
    return code in _REFUSALS or str(fault).startswith("no such module")


def remove(path: Path) -> None:
    """Remove the file, and those that are kept beside it."""
    for ending in ("", "-wal", "-shm", ".proof"):
        with suppress(OSError):
            path.with_name(path.name + ending).unlink()
