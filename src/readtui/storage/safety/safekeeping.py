"""Backs up library files, repairs damaged and missing ones, and collects messages about that."""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from readtui.codec.record_kinds import BY_TABLE
from readtui.codec.record_versions import reached
from readtui.errors import DamagedError, StorageError
from readtui.storage.files.articles import article_file_in, codebook_in
from readtui.storage.files.bounded_files import read_regular
from readtui.storage.files.durable import reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.git_objects import are_kept_by_git
from readtui.storage.format.record_lines import parse_tables
from readtui.storage.format.tables import FORMAT_VERSION, Records, Tables
from readtui.storage.local.device import Device
from readtui.storage.safety.backups import Backups
from readtui.storage.safety.quarantine import Quarantine
from readtui.storage.safety.vanished_annotations import gone_from, keep_vanished, vanished_hint, vanished_message

if TYPE_CHECKING:
    from readtui.storage.format.plain_lines import PartlyParsed

_RECORDS = tuple(BY_TABLE)


class Safekeeping:
    """Protects the files of one library. Hold the library's lock for everything but reading the notices."""

    def __init__(self, folders: LibraryFolders, clock: Callable[[], str], device: Device) -> None:
        self._folders = folders
        self._device = device
        self._notices: list[str] = []
        self._told: set[str] = set()
        self._notices_lock = threading.Lock()
        self.backups = Backups(folders.state, clock)
        self.quarantine = Quarantine(folders.state / "quarantine", clock)

    def is_own(self, device: str) -> bool:
        """Whether an entry of a version vector is of this device. Raises StorageError."""
        return device in self.own_devices

    @property
    def own_devices(self) -> frozenset[str]:
        """The entries of this device. Raises StorageError."""
        return self._device.ids()

    def tell(self, message: str) -> None:
        """Add a message for the user, unless the same one was added before."""
        with self._notices_lock:
            if message not in self._told:
                self._told.add(message)
                self._notices.append(message)

    def notices(self) -> list[str]:
        """The messages that were not yet shown, oldest first."""
        with self._notices_lock:
            told, self._notices = self._notices, []
        return told

    def saved(self, article_id: str, content: bytes | Sequence[bytes | memoryview]) -> None:
        """Back up what was just written (the codebook for an empty id). Reports a failure as a message only."""
        try:
            self.backups.saved(self._folders.name(article_id), content)
            if article_id and os.path.exists(path := self._folders.vanished(article_id)):
                whole = content if isinstance(content, bytes) else b"".join(content)
                keep_vanished(self._folders, article_id, {}, parse_tables(path, whole))
        except StorageError as error:
            self.tell(f"Could not make a backup: {error.message}. {error.hint}")

    def met(self, article_id: str, content: bytes, becoming: Mapping[str, Records] | None = None) -> None:
        """Check the content of a library file before it is changed, unless it equals the latest backup.

        If another program wrote it, checks every record and backs it up, so that damage is neither saved along with a
        change nor replaces a good copy. Keeps annotations that are missing from it, unless the tables that the file is
        ``becoming`` have them, or git has both the file and what it was before: another branch was checked out, and
        nothing is lost. Ignores files in a newer format. If the file is older than what this device last wrote,
        the device gets a new id. Raises DamagedError, StorageError; reports a failed backup as a message.
        """
        name = self._folders.name(article_id)
        if self.backups.is_latest(name, content):
            return
        # Imported here because most files are as they were saved here.
        from readtui.storage.format.plain_lines import partly_parsed

        path, latest = self._folders.library / name, self.backups.latest(name)
        # Parsed, the annotations of a book take ten times the size of their file.
        file = partly_parsed(path, content)
        if file.tables["format"]["1"]["version"] > FORMAT_VERSION:
            return
        before = _as_it_was(path, latest, file)
        if article_id:
            title = article_file_in(path, file.tables, article_id).require_whole().record.title
            if before and not (latest and are_kept_by_git(path, latest, content)):
                self._keep_vanished(article_id, title, before, becoming or file.records())
        else:
            codebook_in(path, file.tables)
        self._device.came_from_before(partial(_has_counted_less, file, before))
        try:
            self.backups.seen(name, content)
        except StorageError as error:
            self.tell(f"Could not make a backup: {error.message}. {error.hint}")

    def seen(self, article_id: str) -> None:
        """Back up an article's file that another program wrote, if every record in it is valid.

        Raises DamagedError; reports other failures as messages.
        """
        path = self._folders.article(article_id)
        try:
            with reported_as_storage_error("read", path):
                content = read_regular(path)
            self.met(article_id, content)
        except DamagedError:
            raise
        except StorageError as error:
            if path.exists():
                self.tell(f"Could not make a backup: {error.message}. {error.hint}")

    def _keep_vanished(self, article_id: str, title: str, before: Tables, tables: Mapping[str, Records]) -> None:
        """Keep annotations that were in the latest backup and left no tombstone; report them once."""
        gone = gone_from(before, tables.get("annotations", {}))
        if not gone:
            return
        keep_vanished(self._folders, article_id, gone, tables)
        hint = vanished_hint(article_id, self.backups.today())
        self.tell(f"{vanished_message(title, len(gone))} {hint}")

    def recover(self, article_id: str) -> None:
        """Repair the damaged file (the codebook for an empty id). Raises DamagedError, StorageError."""
        # Imported here because it is rarely needed.
        from readtui.storage.safety.repair import recover

        recovered = recover(self._folders, article_id, self.backups, self.quarantine)
        if recovered:
            self.tell(recovered.message)

    def restore_missing(self, article_id: str) -> bool:
        """Restore a missing file from its latest backup, if there is one. Raises StorageError."""
        name = self._folders.name(article_id)
        if os.path.exists(f"{self._folders.library}/{name}") or not self.backups.may_have(name):
            return False
        from readtui.storage.safety.repair import restore_missing

        if not restore_missing(self._folders, article_id, self.backups):
            return False
        self.tell(f"{self._folders.library / name} was missing. It was restored from its backup.")
        return True


def _as_it_was(path: Path, latest: bytes | None, file: "PartlyParsed") -> Tables | None:
    """What the latest backup of a file has besides annotations whose lines are the same now; None if it cannot be read.

    Parses in the file what the lines say of others.
    """
    from readtui.storage.format.plain_lines import partly_parsed

    try:
        known = partly_parsed(path, latest or b"")
    except DamagedError:
        # A power cut damaged the copy, so it proves nothing.
        return None
    same = {key for key, one in known.lines.items() if key in file.lines and file.lines[key].line == one.line}
    for each in (known, file):
        each.parse([key for key in each.lines if key not in same])
    return known.tables


def _has_counted_less(file: "PartlyParsed", before: Tables | None, device: str) -> bool:
    """Whether the device has a higher counter in the latest backup of a file than in the file now.

    Without a readable backup, nobody knows how far the device had counted. Then: whether it ever wrote to this file.
    """
    if before is None:
        records = (record for name in _RECORDS for record in file.tables.get(name, {}).values())
        return any(one.counts(device) for one in file.lines.values()) or any(device in reached(one) for one in records)
    return any(
        reached(file.tables.get(name, {}).get(key)).get(device, 0) < reached(record).get(device, 0)
        for name in _RECORDS
        for key, record in before.get(name, {}).items()
    )
