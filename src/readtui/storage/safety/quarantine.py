"""Saves damaged bytes durably before anything replaces them in the library."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from readtui.quick_pattern import pattern
from readtui.rights import private
from readtui.storage.files.bounded_files import read_regular
from readtui.storage.files.durable import make_folder_durably, reported_as_storage_error, sync_folder

if TYPE_CHECKING:
    from readtui.storage.findings import QuarantinedFile

# name, time, hash, number, ending: "9f2c01d7a45be630.20261124T173146Z.0ab1c2d3.json"
_KEPT = pattern(r"(.+)\.(\d{8}T\d{6}Z)\.([0-9a-f]{8})(?:-\d+)?(\.[^.]*)?")
_LONGEST_NAME_BYTES = 160


class Quarantine:
    """The quarantine folder. Nothing in it is ever overwritten; the user may delete files.

    ``clock`` gives the time in ISO 8601, UTC.
    """

    def __init__(self, folder: Path, clock: Callable[[], str]) -> None:
        self._folder = folder
        self._clock = clock

    def keep(self, name: str, content: bytes) -> Path:
        """Save the bytes of a file of this name durably; returns the path.

        Saves the same bytes under the same name only once, because a read-only library meets its damaged file at each
        start. Raises StorageError.
        """
        digest = hashlib.sha256(content).hexdigest()[:8]
        stem, ending = _readable(name)
        with reported_as_storage_error("save the damaged file in", self._folder):
            make_folder_durably(self._folder)
            with os.scandir(self._folder) as files:
                names = [file.name for file in files if digest in file.name]
            for kept in names:
                match = _KEPT.fullmatch(kept)
                if match and match.group(1, 3) == (stem, digest) and read_regular(self._folder / kept) == content:
                    return self._folder / kept
            at = self._clock().replace("-", "").replace(":", "")
            for path in _names(self._folder, f"{stem}.{at}.{digest}", ending):
                try:
                    file = open(path, "xb", opener=private)  # noqa: SIM115  _written closes it
                except FileExistsError:
                    # An incomplete file that a crash left, or other content with the same hash. Keep it.
                    continue
                return _written(file, path, content)
        raise AssertionError("there is always one more number")

    def files(self) -> "list[QuarantinedFile]":
        """The files in quarantine, oldest first. Raises StorageError."""
        # Imported here because few commands list them.
        from readtui.storage.findings import QuarantinedFile

        found: list[QuarantinedFile] = []
        with reported_as_storage_error("read", self._folder):
            for path in self._folder.glob("*"):
                if match := _KEPT.fullmatch(path.name):
                    at = match[2]
                    at = f"{at[:4]}-{at[4:6]}-{at[6:11]}:{at[11:13]}:{at[13:]}"
                    found.append(QuarantinedFile(match[1] + (match[4] or ""), at, path, path.stat().st_size))
        return sorted(found, key=lambda kept: (kept.at, kept.path.name))

    def forget(self, article_id: str) -> None:
        """Delete an article's files and their copies from the quarantine. Raises StorageError."""
        with reported_as_storage_error("remove from", self._folder):
            for kept in self.files():
                if kept.name.startswith(article_id):
                    kept.path.unlink(missing_ok=True)


def _readable(name: str) -> tuple[str, str]:
    """Stem and ending of a file's name, short enough to be part of another one."""
    stem, ending = os.path.splitext(os.path.basename(name))
    return os.fsencode(stem)[:_LONGEST_NAME_BYTES].decode("utf-8", "ignore") or "file", ending[:16]


def _names(folder: Path, stem: str, ending: str) -> Iterator[Path]:
    yield folder / f"{stem}{ending}"
    number = 2
    while True:
        yield folder / f"{stem}-{number}{ending}"
        number += 1


def _written(file: BinaryIO, path: Path, content: bytes) -> Path:
    try:
        with file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path
