"""This device's id in version vectors: it belongs to one machine and one state folder, and to one line of time.

    state/device         the id; the machine it was made on; when its birth mark was made
    state/device.birth   the birth mark: an empty file that nobody writes to

Two copies that write under one id lose edits: of {d: 9} and {d: 20} the second counts as made from the first. So an id
is given up, and a new one made, as soon as it may be in use elsewhere or in another past of this folder:

- the machine is another one: a home or a disk was copied;
- the birth mark is another file: the state folder was copied or restored. No program can give a copy the time of change
  (ctime) of its original;
- the history was restored: of what was appended last, both times are the same, and of a copy that keeps the time of
  writing (mtime) they are not;
- a file of the library is older than what this device wrote last (``came_from_before``): it was restored, or another
  branch was checked out.

A new id costs an entry in the vectors of what is edited from then on, and nothing else.
"""

import os
from collections.abc import Callable
from pathlib import Path

from readtui.storage.files.durable import replace_durably, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.lock import holding_lock
from readtui.storage.files.regular import read_regular
from readtui.storage.local.machine import machine_fingerprint

_SAME_MOMENT_NS = 2_000_000
_MOST_BYTES = 1_000
_HAS_TIME_OF_CHANGE = os.name != "nt"


class Device:
    """The id of one library's state folder; read again when another process has given it up.

    ``new_id`` makes a random one, ``machine`` tells machines apart. Whoever calls holds the library's lock.
    """

    def __init__(
        self, folders: LibraryFolders, new_id: Callable[[], str], machine: Callable[[], str] = machine_fingerprint
    ) -> None:
        self._folders = folders
        self._new_id = new_id
        self._machine = machine
        self._id = ""
        self._read_at: tuple[int, int] | None = None

    def id(self) -> str:
        """The id to write under now, which nobody else writes under. Raises StorageError."""
        stamp = self._stamp()
        if not self._id or stamp is None or stamp != self._read_at:
            with holding_lock(self._folders.state_lock), reported_as_storage_error("read", self._folders.device):
                kept, machine, birth = _kept(self._folders.device)
                # An emptied or NUL-filled file must not make every device the same one.
                is_ours = kept.isalnum() and machine == self._machine() and birth == _birth(self._folders.birth)
                # The times tell nothing on a file system where they differ for a file that was only ever made.
                is_restored = _is_copy(self._folders.history) and not _is_copy(self._folders.birth)
                self._id = kept if is_ours and not is_restored else self._made()
            self._read_at = self._stamp()
        return self._id

    def came_from_before(self, has_counted_less: Callable[[str], bool]) -> None:
        """Give the id up if ``has_counted_less`` says that a file has lower counters of it than were written once."""
        if has_counted_less(self.id()):
            with holding_lock(self._folders.state_lock), reported_as_storage_error("save", self._folders.device):
                self._id = self._made()
            self._read_at = self._stamp()

    def _made(self) -> str:
        """A new id on disk. Raises OSError, StorageError."""
        made = self._new_id().replace("-", "")[:12]
        mark = self._folders.birth
        mark.unlink(missing_ok=True)
        # After a crash in between the two do not fit, and the next start makes both anew.
        mark.touch()
        content = "\n".join((made, self._machine(), _birth(mark), ""))
        replace_durably(self._folders.device, content.encode("ascii"), self._folders.state)
        return made

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = self._folders.device.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino


def _kept(path: Path) -> tuple[str, str, str]:
    """What the file says: id, machine, birth; empty where it does not. Raises OSError."""
    try:
        lines = read_regular(path, _MOST_BYTES).decode("ascii").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        lines = []
    made, machine, birth = (*lines, "", "", "")[:3]
    return made, machine, birth


def _birth(mark: Path) -> str:
    """When the mark was made or, as a copy, copied; empty without one. Raises OSError."""
    try:
        return str(mark.stat().st_ctime_ns)
    except FileNotFoundError:
        return "none"


def _is_copy(path: Path) -> bool:
    """Whether its bytes were written at another time than the file was put there. Raises OSError."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return False
    return _HAS_TIME_OF_CHANGE and abs(status.st_ctime_ns - status.st_mtime_ns) > _SAME_MOMENT_NS
