"""This device's id in version vectors. It is valid for one machine and one state folder that was never restored.

    state/device         the id, the machine that it was made on, the ctime of its birth mark, and the ids before it
    state/device.birth   the birth mark: an empty file that nobody writes to

Two copies of a state folder that write under the same id lose edits: the vector {d: 20} counts as a later version of
{d: 9}, even if one copy wrote the first and the other the second. So a device gives up its id for a new one as soon as
the old one may be in use elsewhere, or may have been used by a later state of this folder:

- The machine has changed: a home folder or a disk was copied.
- The birth mark is another file: the state folder was copied or restored. No program can give a copy the ctime of its
  original.
- The history was restored: appending to a file makes its mtime and ctime the same, but a copy that keeps the mtime has
  a later ctime.
- A file of the library is older than what this device wrote last (``came_from_before``): the file was restored, or
  another branch was checked out.

All that a new id costs is one entry in the vectors of records that are edited from then on.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from readtui.storage.files.bounded_files import read_regular
from readtui.storage.files.durable import replace_durably, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.lock import holding_lock

_ID_FILES = (
    # systemd, D-Bus, FreeBSD
    "/etc/machine-id",
    "/var/lib/dbus/machine-id",
    "/var/db/dbus/machine-id",
    "/etc/hostid",
)
_REGISTRY_KEY = r"SOFTWARE\Microsoft\Cryptography"


def machine_fingerprint() -> str:
    """16 hex digits that stay the same until the system is installed anew, or renamed if it has no machine id.

    They are a hash, because systemd asks programs not to expose the id itself.
    """
    return hashlib.sha256(f"readtui {_machine_id() or _name()}".encode()).hexdigest()[:16]


def _name() -> str:
    return os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename


def _machine_id() -> str:
    if sys.platform == "win32":
        return _from_registry()
    if sys.platform == "darwin":
        return _host_uuid()
    for name in _ID_FILES:
        try:
            found = Path(name).read_text("ascii", "replace").strip()
        except OSError:
            continue
        if found and found != "uninitialized":
            return found
    return ""


def _from_registry() -> str:
    if sys.platform != "win32":
        return ""
    import winreg

    try:
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _REGISTRY_KEY, 0, access) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    except OSError:
        return ""


def _host_uuid() -> str:
    """The value that ``ioreg`` calls IOPlatformUUID, read without starting a program."""
    import ctypes

    found, patience = (ctypes.c_ubyte * 16)(), (ctypes.c_long * 2)(1, 0)
    try:
        failed = ctypes.CDLL(None).gethostuuid(found, patience)
    except (OSError, AttributeError):
        return ""
    return "" if failed else bytes(found).hex()


_SAME_MOMENT_NS = 2_000_000
_MOST_BYTES = 1_000
_MOST_FORMER = 32
_HAS_TIME_OF_CHANGE = os.name != "nt"


class Device:
    """The id in the state folder of one library; read again when another process has replaced it.

    ``new_id`` returns a random id, ``machine`` a text that differs between machines. Callers hold the library's lock.
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
        """The id to write under now; nobody else uses it. Raises StorageError."""
        stamp = self._stamp()
        if not self._id or stamp is None or stamp != self._read_at:
            with holding_lock(self._folders.state_lock), reported_as_storage_error("read", self._folders.device):
                kept, machine, birth = _kept(self._folders.device)
                # If a crash left the file empty or full of NULs, all such devices would share that as their id.
                is_ours = kept.isalnum() and machine == self._machine() and birth == _birth(self._folders.birth)
                # On some file systems the times differ even for a new file, such as the birth mark. Then they prove
                # nothing.
                is_restored = _is_copy(self._folders.history) and not _is_copy(self._folders.birth)
                self._id = kept if is_ours and not is_restored else self._made()
            self._read_at = self._stamp()
        return self._id

    def ids(self) -> frozenset[str]:
        """The ids that this device has written under, as far as it knows. Raises StorageError."""
        now = self.id()
        with reported_as_storage_error("read", self._folders.device):
            return frozenset({now, *_former(self._folders.device)})

    def came_from_before(self, has_counted_less: Callable[[str], bool]) -> None:
        """Replace the id if ``has_counted_less`` finds a file with lower counters of it than were once written."""
        if has_counted_less(self.id()):
            with holding_lock(self._folders.state_lock), reported_as_storage_error("save", self._folders.device):
                self._id = self._made()
            self._read_at = self._stamp()

    def _made(self) -> str:
        """A new id on disk. Raises OSError, StorageError."""
        made = self._new_id().replace("-", "")[:12]
        former = [one for one in (_kept(self._folders.device)[0], *_former(self._folders.device)) if one.isalnum()]
        mark = self._folders.birth
        mark.unlink(missing_ok=True)
        # If a crash comes between the two writes, they do not match, and the next start replaces both.
        mark.touch(mode=0o600)
        content = "\n".join((made, self._machine(), _birth(mark), *former[:_MOST_FORMER], ""))
        replace_durably(self._folders.device, content.encode("ascii"), self._folders.state)
        return made

    def _stamp(self) -> tuple[int, int] | None:
        try:
            status = self._folders.device.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino


@contextmanager
def keeping_the_id(folders: LibraryFolders) -> Iterator[None]:
    """The block may change the rights of the birth mark and of the history, and so their ctime, but the id stays valid.

    Raises OSError, StorageError.
    """
    with holding_lock(folders.state_lock):
        made, machine, birth = _kept(folders.device)
        is_known, is_copy = birth == _birth(folders.birth), _is_copy(folders.history)
        yield
        if is_known:
            os.utime(folders.birth)
            content = "\n".join((made, machine, _birth(folders.birth), *_former(folders.device), ""))
            replace_durably(folders.device, content.encode("ascii"), folders.state)
        if not is_copy and folders.history.exists():
            os.utime(folders.history)


def _kept(path: Path) -> tuple[str, str, str]:
    """The id, machine and birth in the file; empty where they are missing. Raises OSError."""
    try:
        lines = read_regular(path, _MOST_BYTES).decode("ascii").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        lines = []
    made, machine, birth = (*lines, "", "", "")[:3]
    return made, machine, birth


def _former(path: Path) -> list[str]:
    """The ids before the present one in the file, latest first. Raises OSError."""
    try:
        return read_regular(path, _MOST_BYTES).decode("ascii").splitlines()[3:]
    except (FileNotFoundError, UnicodeDecodeError):
        return []


def _birth(mark: Path) -> str:
    """When the mark, or this copy of it, was made; "none" if there is no mark. Raises OSError."""
    try:
        return str(mark.stat().st_ctime_ns)
    except FileNotFoundError:
        return "none"


def _is_copy(path: Path) -> bool:
    """Whether the times of the file show that it is a copy: ctime and mtime differ. Raises OSError."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return False
    return _HAS_TIME_OF_CHANGE and abs(status.st_ctime_ns - status.st_mtime_ns) > _SAME_MOMENT_NS
