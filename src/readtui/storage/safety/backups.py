"""Backs up every library file outside the library, out of reach of sync tools and of mistakes in the library's folder.

    latest/articles/<id>.json              the file as last saved, or as last seen intact
    daily/articles/<id>/2026-11-24.json    the file at the end of that day, for the last 7 days on which it changed
    weekly/…  monthly/…                    the file at the end of that week (for 4 weeks) or month (for 12 months)

A save writes the copy only once, to ``latest``. If the previous copy is from an earlier day, it first becomes a
generation, by a hard link, which writes no data; else the copy is written into the file that is there. Backups are not
synced to the disk, because the library's own file is: a kill or a power cut can damage only a copy whose original is
intact. A damaged copy is detected when it is read, and replaced at the next save.
"""

import calendar
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import lru_cache
from io import FileIO
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from readtui.errors import NotFoundError, StorageError
from readtui.rights import make_private_folder, private
from readtui.storage.files.bounded_files import open_regular, read_regular
from readtui.storage.files.durable import (
    make_folder_durably,
    replace_atomically,
    replace_durably,
    reported_as_storage_error,
    write_all,
)
from readtui.storage.files.folders import LibraryFolders, article_id_of
from readtui.storage.files.tinydb_storage import read_content
from readtui.storage.format.record_lines import parse_tables
from readtui.storage.format.tables import is_whole, looks_whole
from readtui.text.phrases import counted

if TYPE_CHECKING:
    from readtui.storage.findings import Generation

_BLOCK = 1 << 20
_NO_LINK = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK"))
_KINDS = {"daily": 7, "weekly": 4, "monthly": 12}


class Backups:
    """The backups of one library, in this device's state folder.

    ``name`` is a file's relative path in the library (``articles/<id>.json``, ``codebook.json``). ``clock`` returns the
    time in ISO 8601, UTC. Callers of ``saved`` and ``seen`` hold the library's lock and pass the bytes of an intact
    library file, so that a damaged file never replaces a good copy. Both raise StorageError.
    """

    def __init__(self, folder: Path, clock: Callable[[], str]) -> None:
        self._folder = folder
        self._clock = clock

    def saved(self, name: str, content: bytes | Sequence[bytes | memoryview]) -> None:
        """Back up what was just written to the library. The first backup of a day keeps the previous one as well."""
        latest = self._latest(name)
        with reported_as_storage_error("back up to", latest):
            kept = _day_of(latest)
            if kept and kept != self.today():
                self._keep(name, kept)
            self._write(latest, content, is_first=not kept)

    def seen(self, name: str, content: bytes) -> None:
        """Back up what another program wrote to the library, unless it equals the latest copy.

        The previous copy becomes a generation even on the same day, because a sync tool's file may be intact but wrong.
        """
        latest = self._latest(name)
        with reported_as_storage_error("back up to", latest):
            if kept := _day_of(latest):
                if self.is_latest(name, content):
                    return
                self._keep(name, kept)
            self._write(latest, content)

    def is_latest(self, name: str, content: bytes) -> bool:
        """Whether the latest copy has this content. Raises StorageError."""
        latest = self._latest(name)
        with reported_as_storage_error("read", latest):
            try:
                with open_regular(latest) as file:
                    size = os.fstat(file.fileno()).st_size
                    # In blocks, because comparing a large file at once would block all threads.
                    parts = ((at, file.read(min(_BLOCK, size - at))) for at in range(0, size, _BLOCK))
                    return size == len(content) and all(content.startswith(part, at) for at, part in parts)
            except FileNotFoundError:
                return False

    def latest(self, name: str) -> bytes | None:
        """The bytes of the latest copy, even if it is damaged; None if there is none. Raises StorageError."""
        return read_content(self._latest(name))

    def may_have(self, name: str) -> bool:
        """Whether there may be a copy of the file. False is certain."""
        copies = (f"{self._folder}/{kind}/{name.removesuffix('.json')}" for kind in _KINDS)
        return any(map(os.path.exists, (f"{self._folder}/latest/{name}", *copies)))

    def today(self) -> str:
        """The current day by ``clock``: ISO 8601, UTC."""
        return self._clock()[:10]

    def generations(self, name: str) -> "list[Generation]":
        """All copies of a file, newest first; within a day, ``latest`` comes first. Raises StorageError."""
        # Imported here because few commands list backups.
        from readtui.storage.findings import Generation

        latest = self._latest(name)
        with reported_as_storage_error("read", self._folder):
            found = [Generation(day, "latest", latest, latest.stat().st_size)] if (day := _day_of(latest)) else []
            for kind in _KINDS:
                found += [Generation(path.stem, kind, path, path.stat().st_size) for path in self._copies(kind, name)]
        # The sort is stable, so within a day the finer kind stays first.
        return sorted(found, key=lambda generation: generation.date, reverse=True)

    def read(self, name: str, day: str = "") -> bytes:
        """The file as it was at the end of ``day`` (ISO 8601), or the latest copy by default. Skips damaged copies.

        Raises StorageError, and NotFoundError, which names the available days.
        """
        generations = self.generations(name)
        # The latest copy is not always the first: a clock that was once ahead leaves generations with later dates.
        for generation in generations if day else sorted(generations, key=lambda one: one.kind != "latest"):
            if day and generation.date > day:
                continue
            with reported_as_storage_error("read", generation.path):
                content = read_regular(generation.path)
            if is_whole(content):
                return content
        days = ", ".join(dict.fromkeys(generation.date for generation in generations))
        raise NotFoundError(
            f"there is no backup of {name}" + (f" from {day} or earlier" if day else ""),
            f"Backups exist from {days}." if days else "readtui makes a backup at each save.",
        )

    def names_in(self, place: str) -> set[str]:
        """The names of all files in a folder of the library that have a latest copy, without the folder.

        Raises StorageError.
        """
        folder = self._folder / "latest" / place
        with reported_as_storage_error("read", folder):
            try:
                return set(os.listdir(folder))
            except FileNotFoundError:
                return set()

    def names(self) -> set[str]:
        """The names of all files that have a latest copy. Raises StorageError."""
        folder = self._folder / "latest"
        with reported_as_storage_error("read", folder):
            try:
                above = os.listdir(folder)
            except FileNotFoundError:
                return set()
            names = {name for name in above if name.endswith(".json")}
            for place in above:
                if place not in names and os.path.isdir(folder / place):
                    names.update([f"{place}/{name}" for name in os.listdir(folder / place) if name.endswith(".json")])
            return names

    def forget(self, name: str) -> None:
        """Delete every copy of a file. Raises StorageError."""
        for generation in self.generations(name):
            with reported_as_storage_error("remove", generation.path):
                generation.path.unlink(missing_ok=True)

    def _latest(self, name: str) -> Path:
        return self._folder / f"latest/{name}"

    def _copies(self, kind: str, name: str) -> list[Path]:
        """The copies of one kind, oldest first."""
        folder = (self._folder / kind / name).with_suffix("")
        try:
            names = sorted(os.listdir(folder))
        except (FileNotFoundError, NotADirectoryError):
            return []
        return [folder / one for one in names if one.endswith(".json") and _is_day(one.removesuffix(".json"))]

    def _write(self, latest: Path, content: bytes | Sequence[bytes | memoryview], *, is_first: bool = False) -> None:
        if not _is_written_in_place(latest, content, is_new=is_first):
            # When a rename replaces a file, some file systems write the new one to the disk at once, which is slow.
            with suppress(FileNotFoundError):
                os.unlink(latest)
            make_private_folder(latest.parent)
            replace_atomically(latest, content, self._folder)
        # The mtime records the day of a copy, by ``clock`` and not by the file system's time.
        seconds = _seconds(self._clock())
        os.utime(latest, (seconds, seconds))

    def _keep(self, name: str, kept: str) -> None:
        """Make the latest copy, from the day ``kept``, a generation of each kind whose period has ended since."""
        latest = self._latest(name)
        with open_regular(latest) as file:
            if not looks_whole(file):
                return
        was, now = date.fromisoformat(kept), date.fromisoformat(self.today())
        kinds = ["daily"]
        if was.isocalendar()[:2] != now.isocalendar()[:2]:
            kinds.append("weekly")
        if (was.year, was.month) != (now.year, now.month):
            kinds.append("monthly")
        for kind in kinds:
            path = (self._folder / kind / name).with_suffix("") / f"{kept}.json"
            make_private_folder(path.parent)
            self._link(latest, path)
            others = [other for other in self._copies(kind, name) if other != path]
            # The new one counts but is never removed, even if its name is the oldest after the clock was set back.
            for surplus in others[: max(0, len(others) + 1 - _KINDS[kind])]:
                surplus.unlink(missing_ok=True)

    def _link(self, source: Path, target: Path) -> None:
        """Make ``target`` a hard link to ``source``, or a copy if the file system has no hard links."""
        # In this folder, because the next start removes what a crash leaves there.
        # Several threads make copies of the same day.
        temporary = self._folder / f"{target.name}.{os.getpid()}.{os.urandom(4).hex()}.link"
        try:
            os.link(source, temporary)
        except OSError:
            replace_atomically(target, read_regular(source), self._folder)
            return
        os.replace(temporary, target)
        # If both names already belonged to the same file, the rename did nothing.
        temporary.unlink(missing_ok=True)


def _is_written_in_place(latest: Path, content: bytes | Sequence[bytes | memoryview], *, is_new: bool) -> bool:
    """Write the content into the file that is there, which takes a tenth of the time of making one, or into a new one.

    False if the file is also a generation, or not a regular file, or cannot be opened. If writing fails, removes the
    file. Raises OSError.
    """
    try:
        file = FileIO(latest, "xb" if is_new else "r+b", opener=_in_place)
    except OSError:
        return False
    with file:
        status = os.fstat(file.fileno())
        if status.st_nlink != 1 or not S_ISREG(status.st_mode):
            return False
        try:
            write_all(file, content)
            file.truncate()
        except OSError:
            os.unlink(latest)
            raise
    return True


def _in_place(path: str, flags: int) -> int:
    """An ``opener``: follows no link, and waits for no pipe."""
    return private(path, flags | _NO_LINK)


@lru_cache(maxsize=8)
def _seconds(moment: str) -> int:
    """A time in ISO 8601 in seconds since 1970."""
    return calendar.timegm(datetime.fromisoformat(moment).utctimetuple())


def _day_of(path: Path) -> str:
    """The day (ISO 8601, UTC) on which a copy was made; empty if it does not exist."""
    try:
        return datetime.fromtimestamp(os.stat(path).st_mtime, UTC).date().isoformat()
    except FileNotFoundError:
        return ""


def _is_day(name: str) -> bool:
    try:
        return date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False


def lost_library(folders: LibraryFolders) -> NotFoundError | None:
    """The error to raise if the library existed and is gone, since creating a new one would hide that; else None."""
    latest = folders.state / "latest" / "articles"
    try:
        if folders.articles.is_dir():
            return None
        count = sum(1 for path in latest.iterdir() if article_id_of(path.name))
    except OSError:
        # The state folder knows nothing about a library there.
        return None
    if not count:
        return None
    return NotFoundError(
        f"the library is gone: {folders.library} contains no articles, "
        f"but this device has backups of {counted(count, 'article')}",
        "If you moved it, name its folder with --library; if it is on another disk, mount the disk. "
        "To restore it from the backups of a day such as 2026-01-31: readtui doctor --restore library@DATE",
    )


def restore_library(folders: LibraryFolders, backups: Backups, day: str) -> list[Path]:
    """Restore the files of a lost library to the end of ``day`` (ISO 8601); returns them.

    Skips files without a backup that old. Raises StorageError if the library is not lost, NotFoundError if no backup is
    that old.
    """
    if lost_library(folders) is None:
        raise StorageError(
            f"the library still exists: {folders.library}",
            "To restore one article: readtui doctor --restore ARTICLE@DATE. To list the days: readtui doctor --backups",
        )
    found: list[tuple[Path, bytes]] = []
    for name in sorted(backups.names()):
        try:
            content = backups.read(name, day)
            parse_tables(folders.library / name, content)
        except NotFoundError:
            continue
        found.append((folders.library / name, content))
    if not found:
        raise NotFoundError(
            f"there is no backup from {day} or earlier", "Name a later day, or today for the latest backup."
        )
    for folder in (folders.temp, folders.texts, folders.articles, *{path.parent for path, _ in found}):
        with reported_as_storage_error("make the folder", folder):
            make_folder_durably(folder, folders.library)
    for path, content in found:
        replace_durably(path, content, folders.temp, in_library=True)
    return [path for path, _ in found]
