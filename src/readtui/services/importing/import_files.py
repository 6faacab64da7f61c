"""Reads files of other programs in a process with limits."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from readtui.errors import SourceError
from readtui.importers.importer import Cancelled, Source, never
from readtui.importers.process.source_reader import reading_fault
from readtui.interchange.archives import ENDINGS
from readtui.interchange.common.databases import LOGS, SQLITE
from readtui.interchange.import_file import ReadFile, read_file
from readtui.interchange.references.zotero_database import BETTER_BIBTEX, PREFERENCES
from readtui.process.job import Worker
from readtui.process.limited_process import ProcessFault
from readtui.process.limits import Limits
from readtui.quick_dataclass import dataclass
from readtui.services.sources import files_in, path_text, read_bytes
from readtui.text.clean import visible

ReadImportFile = Callable[[Source, str, Cancelled], ReadFile]
"""Reads a file as a format, or as the one that is recognized. Raises SourceError, StoppedError, UsageError."""

MOST_BYTES = 512 * 1024 * 1024
"""The maximum size of an import file: that of an export of a very large library."""

HIDDEN = (".kobo",)
"""Hidden folders that are looked into."""

ZOTERO = "zotero.sqlite"
"""The name of Zotero's database in its folder."""

_LINKED = b"attachments:"
_NAMES_A_FOLDER = b"extensions.zotero.dataDir"
# Where Zotero keeps its settings: on Linux (also from Snap and Flatpak), macOS and Windows.
PROFILES = (
    "~/.zotero/zotero",
    "~/snap/zotero-snap/common/.zotero/zotero",
    "~/.var/app/org.zotero.Zotero/data/zotero",
    "~/Library/Application Support/Zotero/Profiles",
    "$APPDATA/Zotero/Zotero/Profiles",
)
_MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class FileOnDisk:
    """A file that is read in its turn: all of them at once could be larger than the memory.

    ``most_bytes``: its maximum size. ``is_named``: by the user, so that it may be a pipe.
    """

    path: str
    most_bytes: int = MOST_BYTES
    is_named: bool = False

    @property
    def name(self) -> str:
        return path_text(self.path)

    def read(self) -> Source:
        """The file; a database with what lies beside it and belongs to it, of one moment as far as can be told."""
        path = Path(self.path)
        for _ in range(_MOST_TRIES):
            before = _stamps(path)
            source = Source(read_bytes(path, self.most_bytes, pipes=self.is_named), self.name)
            if source.data and not source.data.startswith(SQLITE):
                return source
            beside = [one for end in LOGS for one in _sources(Path(f"{path}{end}"))]
            if path.name == ZOTERO:
                keys = path.with_name(BETTER_BIBTEX)
                beside += [one for end in ("", *LOGS) for one in _sources(Path(f"{keys}{end}"))]
                beside += _preferences(path.parent) if _LINKED in source.data else []
            source = replace(source, beside=tuple(beside))
            if _stamps(path) == before:
                break
        return source


@contextmanager
def reading_files() -> Iterator[ReadImportFile]:
    """Gives the function that reads files, each within the limits. A process is kept for the next file."""
    reader = _Reader()
    try:
        yield reader.read
    finally:
        reader.end()


def _sources(path: Path) -> list[Source]:
    """The file at a path, if there is one that can be read."""
    with suppress(SourceError):
        return [Source(read_bytes(path, MOST_BYTES), path_text(path))]
    return []


def _stamps(path: Path) -> list[tuple[int, int] | None]:
    """What changes when a program writes to a database."""
    found: list[tuple[int, int] | None] = []
    for end in ("", *LOGS):
        try:
            status = os.stat(f"{path}{end}")
            found.append((status.st_size, status.st_mtime_ns))
        except OSError:
            found.append(None)
    return found


def _preferences(folder: Path) -> list[Source]:
    """The settings of the Zotero whose files are in a folder: those that name it, or else the only ones that there are
    if they name none.
    """
    found = [
        source
        for one in PROFILES
        for path in sorted(Path(os.path.expandvars(one)).expanduser().glob(f"*/{PREFERENCES}"))
        for source in _sources(path)
    ]
    named = [one for one in found if json.dumps(path_text(folder), ensure_ascii=False).encode() in one.data]
    unnamed = [one for one in found if _NAMES_A_FOLDER not in one.data]
    return named[:1] or (unnamed if len(unnamed) == 1 else [])


def files_at(name: str) -> list[FileOnDisk]:
    """The file at a path, or those in the folder there that may be of other programs. Of Zotero's folder, its database.

    Raises SourceError if the folder cannot be read or has none.
    """
    path = Path(name).expanduser()
    if not path.is_dir():
        return [FileOnDisk(str(path), is_named=True)]
    if (path / ZOTERO).is_file():
        return [FileOnDisk(str(path / ZOTERO), is_named=True)]
    return [FileOnDisk(str(one)) for one in files_in(path, ENDINGS, HIDDEN)]


_LIMITS = Limits().of(0)
_LARGE = 100 * 1024 * 1024
_OWN = b'"readtui-export"'
_HEAD = 1000


def _limits_for(source: Source) -> Limits:
    """An export of a whole library may be so large that it needs more than files of other programs."""
    is_large = len(source.data) > _LARGE and _OWN in source.data[:_HEAD]
    return Limits(seconds=600, memory_bytes=12 * len(source.data)) if is_large else Limits().of(len(source.data))


class _Reader:
    def __init__(self) -> None:
        self._limits = _LIMITS
        self._cancelled: Cancelled = never
        self._worker: Worker | None = None

    def read(self, source: Source, format_name: str, cancelled: Cancelled) -> ReadFile:
        self._cancelled = cancelled
        if (limits := _limits_for(source)) != self._limits:
            self.end()
            self._limits = limits
        name = visible(source.name) or "the input"
        try:
            if self._worker is None:
                self._worker = Worker(self._limits, lambda: self._cancelled())
            read = self._worker.call(f"{read_file.__module__}:{read_file.__name__}", (source, format_name))
        except ProcessFault as fault:
            self.end()
            raise reading_fault(fault, name, self._limits) from fault
        if not isinstance(read, ReadFile):
            raise SourceError(f"{name}: its importer did not return works", "Update or remove that importer.")
        return read

    def end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.__exit__()
