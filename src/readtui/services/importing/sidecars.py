"""Finds what KOReader and Calibre have left beside files. Looks into no other folder, and follows no links."""

import os
import stat
from collections.abc import Iterable
from dataclasses import field

from readtui.quick_dataclass import dataclass
from readtui.regular_files import open_regular
from readtui.services.sources import is_url

_KOREADER = ".sdr"
_CALIBRE = "metadata.opf"
_CALIBRE_SIGN = b"calibre:annotation"
_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class AddedSource:
    """A source that was added. ``is_annotated``: the file itself has annotations, which were not imported with it."""

    source: str
    is_annotated: bool = False

    @property
    def path(self) -> str:
        """The absolute path of a file; "" for a URL or stdin."""
        is_file = self.source != "-" and not is_url(self.source)
        return os.path.abspath(os.path.expanduser(self.source)) if is_file else ""


def may_offer(brought: Iterable[AddedSource], neighbours: "Neighbours") -> bool:
    """Whether there is anything to look into: in any of the files, or beside one."""
    return any(one.path and (one.is_annotated or neighbours.of(one.path)) for one in brought)


@dataclass(slots=True)
class _Folder:
    """What a folder holds that matters: the names of KOReader's folders, and whether Calibre's notes are there."""

    koreader: frozenset[str] = frozenset()
    has_calibre: bool = False


@dataclass(slots=True)
class Neighbours:
    """Looks into each folder once, however many of its files are asked about."""

    _folders: dict[str, _Folder] = field(default_factory=dict)

    def of(self, path: str) -> list[str]:
        """The files about the file at this absolute path."""
        folder, name = os.path.split(path)
        if folder not in self._folders:
            self._folders[folder] = _looked_into(folder)
        here = self._folders[folder]
        stem, ending = os.path.splitext(name)
        found: list[str] = []
        if stem + _KOREADER in here.koreader:
            # The last one is that of versions before 2015.
            names = (f"metadata{ending or '._'}.lua", f"metadata{ending.lower()}.lua", f"{name}.lua")
            inside = (os.path.join(folder, stem + _KOREADER, one) for one in names)
            found += [one for one in inside if _is_file(one)][:1]
        if here.has_calibre:
            found.append(os.path.join(folder, _CALIBRE))
        return found


def _looked_into(folder: str) -> _Folder:
    koreader: list[str] = []
    has_calibre = False
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(_KOREADER) and entry.is_dir(follow_symlinks=False):
                    koreader.append(entry.name)
                elif entry.name == _CALIBRE and entry.is_file(follow_symlinks=False):
                    with open_regular(entry.path) as file:
                        has_calibre = _CALIBRE_SIGN in file.read(_MOST_BYTES)
    except OSError:
        # The file itself was read; what lies beside it cannot be known.
        return _Folder()
    return _Folder(frozenset(koreader), has_calibre)


def _is_file(path: str) -> bool:
    """Whether a regular file is there, not a link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False
