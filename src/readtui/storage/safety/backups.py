"""Copies of every library file outside the library, where a sync tool's mistakes and a person's slips do not reach.

    latest/articles/<id>.json              the file as it was last saved, or last seen whole
    daily/articles/<id>/2026-11-24.json    as it was at the end of that day, for the last 7 days that it was changed on
    weekly/…  monthly/…                    as it was at the end of that week (4) and month (12)

A save writes the file once, to ``latest``; that makes the copy before it, if it is of an earlier day, a generation by a
hard link, which writes nothing. Nothing here is synced to the disk: the library's own file is, so a power cut can only
take a copy whose original is whole, and a torn copy is noticed when it is read and made again at the next save.
"""

import calendar
import os
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from readtui.errors import NotFoundError
from readtui.storage.files.durable import replace_atomically, reported_as_storage_error
from readtui.storage.files.regular import open_regular, read_regular
from readtui.storage.files.tinydb_storage import read_content
from readtui.storage.findings import Generation
from readtui.storage.format.tables import is_whole, looks_whole

_BLOCK = 1 << 20
_KINDS = {"daily": 7, "weekly": 4, "monthly": 12}


class Backups:
    """The copies of one library, in this device's state folder.

    ``name`` is a library file's path in the library (``articles/<id>.json``, ``codebook.json``); ``clock`` gives the
    time in ISO 8601, UTC. Whoever calls ``saved`` or ``seen`` holds the library's lock and gives bytes that were read
    as a whole library file: a damaged one never takes the place of a good one. They raise StorageError.
    """

    def __init__(self, folder: Path, clock: Callable[[], str]) -> None:
        self._folder = folder
        self._clock = clock

    def saved(self, name: str, content: bytes | Sequence[bytes | memoryview]) -> None:
        """Copy what was just written to the library; the first copy of a day leaves the one before as a generation."""
        latest = self._latest(name)
        with reported_as_storage_error("back up to", latest):
            kept = _day_of(latest)
            if kept and kept != self.today():
                self._keep(name, kept)
            self._write(latest, content)

    def seen(self, name: str, content: bytes) -> None:
        """Copy what another program wrote to the library; nothing to do if it is the latest copy.

        The copy before becomes a generation on the same day already: a sync tool's file can be whole and still wrong.
        """
        latest = self._latest(name)
        with reported_as_storage_error("back up to", latest):
            if kept := _day_of(latest):
                if self.is_latest(name, content):
                    return
                self._keep(name, kept)
            self._write(latest, content)

    def is_latest(self, name: str, content: bytes) -> bool:
        """Whether the latest copy is this. Raises StorageError."""
        latest = self._latest(name)
        with reported_as_storage_error("read", latest):
            try:
                with open_regular(latest) as file:
                    if os.fstat(file.fileno()).st_size != len(content):
                        return False
                    # In blocks, as comparing a large file in one go would hold all threads for as long.
                    return all(content.startswith(file.read(_BLOCK), at) for at in range(0, len(content), _BLOCK))
            except FileNotFoundError:
                return False

    def latest(self, name: str) -> bytes | None:
        """The latest copy as it is, whole or torn; None if there is none. Raises StorageError."""
        return read_content(self._latest(name))

    def today(self) -> str:
        """The day by the given clock: ISO 8601, UTC."""
        return self._clock()[:10]

    def generations(self, name: str) -> list[Generation]:
        """All copies of one file, newest first; ``latest`` stands before others of its day. Raises StorageError."""
        latest = self._latest(name)
        with reported_as_storage_error("read", self._folder):
            found = [Generation(day, "latest", latest, latest.stat().st_size)] if (day := _day_of(latest)) else []
            for kind in _KINDS:
                found += [Generation(path.stem, kind, path, path.stat().st_size) for path in self._copies(kind, name)]
        # Stable: within one day the finer kind stays first.
        return sorted(found, key=lambda generation: generation.date, reverse=True)

    def read(self, name: str, day: str = "") -> bytes:
        """The file as it was at the end of ``day`` (ISO 8601), by default as it was last; a torn copy is passed over.

        Raises NotFoundError, naming the days that there are; StorageError.
        """
        generations = self.generations(name)
        # A clock that was ahead has left generations with later dates.
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

    def names(self) -> set[str]:
        """The library files that there is a latest copy of. Raises StorageError."""
        folder = self._folder / "latest"
        with reported_as_storage_error("read", folder):
            return {
                prefix + name
                for place, _, names in os.walk(folder)
                for prefix in [f"{Path(place).relative_to(folder).as_posix()}/".removeprefix("./")]
                for name in names
                if name.endswith(".json")
            }

    def forget(self, name: str) -> None:
        """Remove every copy of a file, for good. Raises StorageError."""
        for generation in self.generations(name):
            with reported_as_storage_error("remove", generation.path):
                generation.path.unlink(missing_ok=True)

    def _latest(self, name: str) -> Path:
        return self._folder / "latest" / name

    def _copies(self, kind: str, name: str) -> list[Path]:
        """The copies of one kind, oldest first."""
        folder = (self._folder / kind / name).with_suffix("")
        return sorted(path for path in folder.glob("*.json") if _is_day(path.stem))

    def _write(self, latest: Path, content: bytes | Sequence[bytes | memoryview]) -> None:
        latest.parent.mkdir(parents=True, exist_ok=True)
        # Over an old file a rename makes some file systems write the new one to the disk at once.
        latest.unlink(missing_ok=True)
        replace_atomically(latest, content, self._folder)
        # The day of a copy is its time of change: by the given clock, not by the file system's.
        seconds = calendar.timegm(datetime.fromisoformat(self._clock()).utctimetuple())
        os.utime(latest, (seconds, seconds))

    def _keep(self, name: str, kept: str) -> None:
        """Make the latest copy, which is of the day ``kept``, a generation of each kind whose period is over."""
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
            path.parent.mkdir(parents=True, exist_ok=True)
            self._link(latest, path)
            others = [other for other in self._copies(kind, name) if other != path]
            # The new one counts and stays, also when a clock set back makes it the oldest by name.
            for surplus in others[: max(0, len(others) + 1 - _KINDS[kind])]:
                surplus.unlink(missing_ok=True)

    def _link(self, source: Path, target: Path) -> None:
        """Give the file a second name in place of what has that name; a copy where there are no hard links."""
        # In the folder that is cleared of what a crash left.
        temporary = self._folder / f"{target.name}.{os.getpid()}.link"
        try:
            temporary.unlink(missing_ok=True)
            os.link(source, temporary)
        except OSError:
            replace_atomically(target, read_regular(source), self._folder)
            return
        os.replace(temporary, target)
        # Nothing is renamed if both were names of one file already.
        temporary.unlink(missing_ok=True)


def _day_of(path: Path) -> str:
    """The day that a copy was made on; empty if there is none."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
    except FileNotFoundError:
        return ""


def _is_day(name: str) -> bool:
    try:
        return date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False
