"""Applies the edits of one library file to its current content."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from operator import attrgetter
from typing import Any

from readtui.codec.record_kinds import BY_TABLE, kind_of, record_to_json
from readtui.codec.record_marks import CARRIED, is_carried, mark_between, marked, next_count
from readtui.codec.record_versions import later_record, merged_record, next_later_version, next_version, reached
from readtui.errors import ChangedSinceError, NotFoundError, StorageError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.card import Card
from readtui.model.change import Edit, Record
from readtui.model.reply import Reply
from readtui.model.view import View
from readtui.quick_dataclass import dataclass, replaced
from readtui.storage.files.articles import naming_the_file
from readtui.storage.files.bounded_files import FileStamp, file_stamp
from readtui.storage.files.durable import replace_durably, reported_as_storage_error, sync_folder
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.tinydb_storage import DurableStorage, OneWrite, StringTinyDB, read_content
from readtui.storage.format.known_lines import KnownLines
from readtui.storage.format.record_lines import StoredRecord, line_of
from readtui.storage.format.tables import (
    ARTICLE_FORMAT,
    CODEBOOK_FORMAT,
    FORMAT_VERSION,
    REVIEW_TABLE,
    Pieces,
    Records,
    damaged,
)
from readtui.storage.safety.safekeeping import Safekeeping
from readtui.storage.writing.deltas import changed_since, differing_fields, merged, overwrites_note


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes, and when: device id, milliseconds since 1970, and the same moment in ISO 8601."""

    device: str
    milliseconds: int
    modified: str


@dataclass(frozen=True, slots=True)
class _LetGo:
    """Hashes of a file's old and new content. Python seeds them with a secret of this process."""

    found: int
    written: int


class FileEdits:
    """The edits of one file: made in memory, staged beside the file, put in its place, and rolled back if need be.

    The constructor reads and checks the file. It raises DamagedError, StorageError, and NotFoundError for an annotation
    of a missing article. ``asked``: the given edits. ``edits``: the same, but after ``make`` as written. ``was``: the
    stamp of the file that was read; None if there was none or it changed meanwhile.
    """

    def __init__(
        self, folders: LibraryFolders, keeping: Safekeeping, known: KnownLines, article_id: str, edits: Sequence[Edit]
    ) -> None:
        self.article_id = article_id
        self.asked = edits
        self.edits = list(edits)
        self._is_put = False
        self._keeping = keeping
        self._let_go: _LetGo | None = None
        self._name = folders.name(article_id)
        self.path = folders.library / self._name
        self._temp = folders.temp
        self._database = StringTinyDB(self.path, folders.temp, known, storage=OneWrite(DurableStorage))
        stamp = file_stamp(self.path)
        self._exists = self._database.storage.read() is not None
        self.was = stamp if stamp == file_stamp(self.path) else None
        if self._exists:
            keeping.met(article_id, self._storage.found)
        if article_id and not any(isinstance(edit.after, ArticleRecord) for edit in edits):
            self._require_article()

    @property
    def is_changed(self) -> bool:
        if self._let_go:
            return True
        gathered: OneWrite = self._database.storage  # type: ignore[assignment]
        return gathered.is_changed

    @property
    def became(self) -> FileStamp | None:
        """The stamp of the staged file, which it keeps when it replaces the other one; None if nothing was staged."""
        return self._storage.staged_stamp

    @property
    def written(self) -> Pieces | None:
        """The new bytes of the file; None if they were let go and another program has changed the file since.

        Raises StorageError if they were let go.
        """
        if self._let_go is None:
            return self._storage.written
        content = read_content(self.path)
        return None if content is None or hash(content) != self._let_go.written else [content]

    def are_done(self) -> bool:
        """Whether the file already has the results of the edits, or later versions of them."""
        return all(self._reaches(edit.after) for edit in self.edits)

    def make(self, stamp: Stamp, *, is_step_back: bool, force: bool, keeps_versions: bool = False) -> None:
        """Apply the edits in memory to the content of the file. Raises ChangedSinceError, DamagedError."""
        self.edits = []
        changed: dict[str, dict[str, Mapping[str, Any]]] = {}
        for edit in self.asked:
            table, key = _place(edit.after)
            stored = changed.get(table, {}).get(key) or self._stored(table, key)
            value, on_disk, is_own = self._on_disk(table, key, stored, edit.before)
            if keeps_versions and edit.before is None:
                made = _brought(edit.after, value, table)
                if made != value:
                    changed.setdefault(table, {})[key] = made
                self.edits.append(Edit(on_disk, BY_TABLE[table].from_json(made)))
                continue
            if is_step_back and not force:
                _require_unchanged(edit, on_disk)
            after = merged(edit, on_disk)
            overwrites = not is_step_back and overwrites_note(edit, on_disk)
            if value is not None and overwrites and isinstance(after, Annotation):
                # Keep both of two notes that were written at the same time, and let a person decide.
                other = {name: field for name, field in value.items() if name != "conflicts"}
                after = replace(after, conflicts=(*after.conflicts, other))
            if on_disk is None or differing_fields(on_disk, after):
                patched = record_to_json(after) if is_own else _patched(value, on_disk, after)
                made = _made(patched, value, table, stamp)
                changed.setdefault(table, {})[key] = made
                after = replaced(after, modified=made["modified"], versions=made["v"])
                if on_disk is None or made.get("conflicts") or not _is_read_as_written(on_disk, after):
                    after = BY_TABLE[table].from_json(made)
            self.edits.append(Edit(on_disk, after))
        if changed and not self._exists:
            name = ARTICLE_FORMAT if self.article_id else CODEBOOK_FORMAT
            changed["format"] = {"1": {"name": name, "version": FORMAT_VERSION}}
        for table, records in changed.items():
            self._database.table(table).put(records.items())  # type: ignore[attr-defined]

    def stage(self) -> None:
        """Write the new content durably beside the file. Raises StorageError, ReadOnlyError for a newer format."""
        gathered: OneWrite = self._database.storage  # type: ignore[assignment]
        gathered.stage(sync=True)

    def stage_and_let_go(self) -> None:
        """Stage the new content, and keep neither it nor the old one in memory. Raises what ``stage`` raises.

        It is durable only after ``sync``.
        """
        gathered: OneWrite = self._database.storage  # type: ignore[assignment]
        gathered.stage(sync=False)
        found, written = self._storage.found, b"".join(self._storage.written)
        self._let_go = _LetGo(hash(found), hash(written))
        self._database.storage.let_go()  # type: ignore[attr-defined]

    def sync(self) -> None:
        """Make the staged file durable. Raises StorageError."""
        self._storage.sync()

    def put(self) -> None:
        """Replace the file with the staged one. Durable only once its folder is synced. Raises StorageError."""
        self._storage.put()
        self._is_put = True

    def drop(self) -> None:
        """Remove the staged file, unless it was put in place."""
        self._storage.drop()

    def take_back(self) -> None:
        """Roll back: restore, durably, the content that was read. Raises StorageError."""
        self.drop()
        if not self._is_put:
            return
        if self._exists:
            replace_durably(self.path, self._found(), self._temp, in_library=True)
            return
        with reported_as_storage_error("remove", self.path):
            self.path.unlink(missing_ok=True)
            sync_folder(self.path.parent)

    @property
    def _storage(self) -> DurableStorage:
        gathered: OneWrite = self._database.storage  # type: ignore[assignment]
        return gathered.storage

    def _found(self) -> bytes:
        """The content that was read. If it was let go, the latest backup has it. Raises StorageError."""
        if self._let_go is None:
            return self._storage.found
        content = self._keeping.backups.latest(self._name)
        if content is None or hash(content) != self._let_go.found:
            raise StorageError(f"could not restore {self.path}", "Its backup is missing.")
        return content

    def _on_disk(
        self, table: str, key: str, stored: Mapping[str, Any] | None, before: Record | None
    ) -> tuple[Mapping[str, Any] | None, Record | None, bool]:
        """The record that an edit changes, as JSON and as a value: ``before`` itself if it is equal, because of
        thousands of records one copy stays in memory. Also whether the JSON is certainly that of the value, with
        nothing that another program wrote. Raises DamagedError.
        """
        if stored is None:
            return None, None, False
        if before is not None and isinstance(stored, StoredRecord):
            # Encoding a record takes half the time of reading one.
            value = record_to_json(before)
            if stored.line == line_of(key, value):
                return value, before, True
        value = dict(stored)
        with naming_the_file(self.path):
            on_disk = BY_TABLE[table].from_json(value)
        if isinstance(on_disk, Reply) and not on_disk.article_id:
            # As another program may write it.
            on_disk = replace(on_disk, article_id=self.article_id)
        return value, before if on_disk == before else on_disk, False

    def _record(self, table: str, key: str) -> Mapping[str, Any] | None:
        found = self._stored(table, key)
        return None if found is None else dict(found)

    def _stored(self, table: str, key: str) -> Mapping[str, Any] | None:
        # Not through a TinyDB table, which takes longer to make than a record to read.
        tables: Mapping[str, Records] = self._database.storage.read() or {}
        return tables.get(table, {}).get(key)

    def _reaches(self, record: Record) -> bool:
        there = reached(self._record(*_place(record)))
        return all(there.get(device, 0) >= counter for device, counter in record.versions.items())

    def _require_article(self) -> None:
        """Refuse to write annotations alone: a file without its article's record must be restored, not written to."""
        if not self._exists:
            raise NotFoundError(
                f"the article {self.article_id} is no longer in the library: {self.path}",
                "Restore its file from a backup, or add the source again.",
            )
        # Not read: it would have to be encoded again.
        if self._stored("article", self.article_id) is None:
            raise damaged(self.path, f"does not contain the article {self.article_id}")


def _brought(record: Record, there: Mapping[str, Any] | None, table: str) -> dict[str, Any]:
    """The JSON value of a record of another library, merged with the one that is there."""
    theirs = record_to_json(record)
    if there is None:
        return theirs
    return later_record(there, theirs) if table == REVIEW_TABLE else merged_record(there, theirs)


def _made(patched: dict[str, Any], value: Mapping[str, Any] | None, table: str, stamp: Stamp) -> dict[str, Any]:
    """The JSON value of a record as the next version of what is there. If only a mark differs, it is not an edit."""
    if value is not None:
        if entry := mark_between(value, patched):
            return marked(value, patched, entry, stamp.milliseconds)
        if is_carried(value, patched):
            patched["v"] = {**patched["v"], CARRIED: next_count(value, CARRIED, stamp.milliseconds)}
    versioned = next_later_version if table == REVIEW_TABLE else next_version
    return versioned(value, patched | {"modified": stamp.modified}, stamp.device, stamp.milliseconds)


def _place(record: Record) -> tuple[str, str]:
    kind = kind_of(record)
    return kind.table, getattr(record, kind.key)


def _patched(value: Mapping[str, Any] | None, on_disk: Record | None, after: Record) -> dict[str, Any]:
    """The JSON value with the changed fields set. Keeps what other programs wrote in the other fields."""
    new = record_to_json(after)
    if value is None or on_disk is None:
        return new
    old = record_to_json(on_disk)
    kept = {name: field for name, field in value.items() if name in new or name not in old}
    return kept | {name: field for name, field in new.items() if name not in kept or old.get(name) != field}


def _is_read_as_written(before: Record, after: Record) -> bool:
    """Whether what differs from a record that was read contains nothing that reading replaces, such as controls."""
    if isinstance(after, Card):
        return False
    kind: Any = after.__class__
    values_of = _values(kind)
    return not any(
        new is not old and new != old and not _is_plain(new)
        for old, new in zip(values_of(before), values_of(after), strict=True)
    )


@lru_cache
def _values(kind: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(field.name for field in fields(kind)))


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(isinstance(entry, str) and entry.isprintable() for entry in value)
    if isinstance(value, dict):
        return all(isinstance(entry, int) for entry in value.values())
    return value is None or (isinstance(value, str) and value.isprintable())


def _require_unchanged(edit: Edit, on_disk: Record | None) -> None:
    differing = changed_since(edit, on_disk)
    if not differing:
        return
    what = "no longer exists" if on_disk is None else f"has changed since ({', '.join(differing)})"
    raise ChangedSinceError(
        f"{_described(edit.after)} {what}", "Look at it first. If you continue anyway, you overwrite the newer changes."
    )


def _described(record: Record) -> str:
    if isinstance(record, ArticleRecord):
        return f"the article “{record.title}”"
    if isinstance(record, Annotation):
        quote = record.quoted_text
        return f"the annotation on “{quote if len(quote) <= 40 else quote[:39] + '…'}”" if quote else "the annotation"
    if isinstance(record, Card):
        return "the grade"
    if isinstance(record, Reply):
        return "the reply"
    return f"the view “{record.name}”" if isinstance(record, View) else f"the tag “{record.name}”"
