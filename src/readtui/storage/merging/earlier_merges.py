"""Tells what readtui 0.1 has merged in from other people's libraries, and gives it a creator.

0.1 knew no creators. It leaves the lock of its merges behind, and version vectors say on which device a record was
written. An entry of another device alone proves nothing: a person has several devices, and new ones. So the notes of a
device are somebody else's only if 0.1 has merged a library into this one, and one of these is true:

- That device has added a file by itself that this one has added, too.
- It was used after this one began, has added articles, and neither has annotated what the other has added. So its
  articles come from a library of its own.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import Any

from readtui.codec.attribution import UNKNOWN, named_of_strangers
from readtui.codec.record_marks import ENTRIES
from readtui.codec.record_versions import reached, versions_of
from readtui.errors import LockedError, NotFoundError, StorageError
from readtui.model.change import Change
from readtui.quick_dataclass import dataclass
from readtui.storage.files.articles import article_in
from readtui.storage.files.bounded_files import read_regular, require_room
from readtui.storage.files.durable import replace_durably, reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.lock import holding_lock
from readtui.storage.format.lined_table import encode_tables
from readtui.storage.format.merge import merge_all, with_all_removed, with_own_paths
from readtui.storage.format.record_lines import parse_tables
from readtui.storage.format.tables import FORMAT_VERSION, REPLIES_TABLE, Tables
from readtui.storage.safety.safekeeping import Safekeeping
from readtui.text.phrases import counted


@dataclass(slots=True)
class Strangers:
    """What the files of a library say of devices that are not among its ``own``."""

    own: Collection[str]
    _began: int = 0
    _latest: dict[str, int] = field(default_factory=dict)
    _apart: set[str] = field(default_factory=set)
    _together: set[str] = field(default_factory=set)
    _adders: set[str] = field(default_factory=set)

    def look_at(self, tables: Tables) -> None:
        """Learn from a file."""
        records = [one for name in ("article", "annotations", REPLIES_TABLE) for one in tables.get(name, {}).values()]
        for device, counter in ((*entry,) for one in records for entry in reached(one).items()):
            self._latest[device] = max(counter, self._latest.get(device, 0))
            if device in self.own:
                self._began = min(counter, self._began or counter)
        for article in tables.get("article", {}).values():
            here = _devices(article)
            is_added_twice = len({str(one.content.get("added")) for one in versions_of(article).values()}) > 1
            is_own = any(device in self.own for device in here)
            annotators = {device for one in tables.get("annotations", {}).values() for device in _devices(one)}
            if is_own and is_added_twice:
                self._apart |= here
            elif is_own:
                self._together |= annotators | here
            else:
                self._adders |= here
                if any(device in self.own for device in annotators):
                    self._together |= here

    def devices(self) -> frozenset[str]:
        """The devices of other people."""
        later = {device for device, counter in self._latest.items() if counter > self._began}
        return frozenset((self._apart | ((self._adders & later) - self._together)) - {*self.own, *ENTRIES})


def own_devices(changes: Iterable[Change]) -> Iterator[str]:
    """The devices that wrote the changes in the history."""
    for change in changes:
        for edit in () if change.keeps_versions else change.edits:
            before: Mapping[str, int] = edit.before.versions if edit.before else {}
            grown = [one for one, counter in edit.after.versions.items() if counter > before.get(one, 0)]
            if len(grown) == 1 and grown[0] not in ENTRIES:
                yield grown[0]


def name_strangers(folders: LibraryFolders, keeping: Safekeeping, changes: Callable[[], Iterable[Change]]) -> None:
    """Name the creator of what a merge by 0.1 has left without, once after each, and say so. Raises StorageError."""
    if not folders.merging_lock.exists() or folders.merging.exists():
        return
    with suppress(LockedError), holding_lock(folders.merging_lock, deadline_seconds=0):
        with holding_lock(folders.lock):
            strangers = Strangers(keeping.own_devices | {*own_devices(changes())})
            for _, _, tables in _files(folders):
                strangers.look_at(tables)
            devices = strangers.devices()
            named = sum(_named(folders, keeping, *file, devices) for file in _files(folders)) if devices else 0
        with reported_as_storage_error("remove", folders.merging_lock):
            folders.merging_lock.unlink(missing_ok=True)
        if named:
            keeping.tell(
                f"{counted(named, 'note', 'notes')} without a name came from another library, so the creator is "
                f"“{UNKNOWN.name}” now. To say who it is: readtui creators rename '{UNKNOWN.name}' NAME. If it is you: "
                "me instead of NAME."
            )


def _files(folders: LibraryFolders) -> Iterator[tuple[Path, str, Tables]]:
    """The files of articles, and of what waits, that can be read, each with its id."""
    for path in sorted((*folders.articles.glob("[!.]*.json"), *folders.waiting.glob("[!.]*.json"))):
        with suppress(StorageError, NotFoundError, OSError):
            content = read_regular(path)
            tables = parse_tables(path, content)
            article_id = article_in(path, tables)
            if path == folders.library / folders.name(article_id):
                yield path, article_id, tables


def _named(
    folders: LibraryFolders, keeping: Safekeeping, path: Path, article_id: str, tables: Tables, devices: Collection[str]
) -> int:
    """Name what strangers wrote in a file; returns how much that is. Callers hold the lock."""
    if tables["format"]["1"]["version"] > FORMAT_VERSION:
        return 0
    named, count = named_of_strangers(
        with_own_paths(merge_all([with_all_removed(tables)]), tables, keeping.is_own), devices
    )
    encoded, found = encode_tables(named), read_regular(path)
    if encoded == found:
        return 0
    keeping.met(article_id, found, becoming=named)
    require_room(path, encoded)
    replace_durably(path, encoded, folders.temp, in_library=True)
    keeping.saved(article_id, encoded)
    return count


def _devices(record: Mapping[str, Any]) -> set[str]:
    return {*reached(record)} - {*ENTRIES}
