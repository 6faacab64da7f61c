"""Applies a change to the library's files: each file once, all under the lock, then the history."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from readtui.codec.changes import record_to_json
from readtui.codec.records import annotation_from_json, article_record_from_json, tag_from_json
from readtui.errors import ChangedSinceError, DamagedError, NotFoundError
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.change import Change, Edit, Record
from readtui.storage.article_files import ARTICLE_FORMAT, CODEBOOK_FORMAT, naming_the_file
from readtui.storage.deltas import differing_fields, merged, overwrites_note
from readtui.storage.durable_storage import DurableStorage, OneWrite, StringTinyDB
from readtui.storage.history_log import HistoryLog
from readtui.storage.library_folders import LibraryFolders
from readtui.storage.merge import next_version
from readtui.storage.migrations import FORMAT_VERSION
from readtui.storage.record_lines import damaged
from readtui.storage.safekeeping import Safekeeping

_READERS: dict[str, Callable[[object], Record]] = {
    "annotations": annotation_from_json,
    "article": article_record_from_json,
    "tags": tag_from_json,
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes and when: device id, milliseconds since 1970, and the same moment in ISO 8601."""

    device: str
    milliseconds: int
    modified: str


class ChangeWriter:
    """Writes changes one after the other; the caller holds the library's lock."""

    def __init__(self, folders: LibraryFolders, history: HistoryLog, keeping: Safekeeping) -> None:
        self._folders = folders
        self._history = history
        self._keeping = keeping
        self._unfinished: dict[str, dict[str, list[Edit]]] = {}

    def write(self, change: Change, stamp: Stamp, *, force: bool) -> Change:
        """Make the change durable and return it as it was written. Raises as Repository.apply says.

        All files are read and checked before the first is written. The history comes last: what it holds must be
        true, so a crash before leaves a change that was never acknowledged and cannot be undone, at worst; the other
        order could leave an undo for a change that never was. What a failed attempt has written already is remembered,
        so that trying again completes the change and its entry in the history.
        """
        written = self._unfinished.setdefault(change.id, {})
        by_file: dict[str, list[Edit]] = {}
        for edit in change.edits:
            by_file.setdefault(edit.article_id, []).append(edit)
        files = [
            self._file_edits(article_id, edits, stamp, is_step_back=bool(change.undoes or change.redoes), force=force)
            for article_id, edits in by_file.items()
            if article_id not in written
        ]
        for file in files:
            content = file.database.storage.commit()  # type: ignore[attr-defined]
            written[file.article_id] = file.edits
            if content is not None:
                self._keeping.saved(file.article_id, content)
        remaining = {article_id: iter(edits) for article_id, edits in written.items()}
        made = replace(change, edits=tuple(next(remaining[edit.article_id]) for edit in change.edits))
        # A step that changes nothing would only be in the way of undoing the one before it.
        if made.undoes or made.redoes or any(map(_changes_something, made.edits)):
            self._history.append(made)
        del self._unfinished[change.id]
        return made

    def _file_edits(
        self, article_id: str, edits: Sequence[Edit], stamp: Stamp, *, is_step_back: bool, force: bool
    ) -> "_FileEdits":
        """The file with the edits; one that is missing or damaged is made whole first, never written as it is."""
        self._keeping.restore_missing(article_id)
        made = partial(
            _FileEdits, self._folders, self._keeping, article_id, edits, stamp, is_step_back=is_step_back, force=force
        )
        try:
            return made()
        except DamagedError:
            self._keeping.recover(article_id)
            return made()


class _FileEdits:
    """The edits of one file, on top of what it holds now, gathered in ``database`` and not written yet."""

    def __init__(
        self,
        folders: LibraryFolders,
        keeping: Safekeeping,
        article_id: str,
        edits: Sequence[Edit],
        stamp: Stamp,
        *,
        is_step_back: bool,
        force: bool,
    ) -> None:
        self.article_id = article_id
        self.edits: list[Edit] = []
        self._path = folders.article(article_id) if article_id else folders.codebook
        self.database = StringTinyDB(self._path, folders.temp, storage=OneWrite(DurableStorage))
        exists = self.database.storage.read() is not None
        if exists:
            keeping.met(article_id, self.database.storage.found)  # type: ignore[attr-defined]
        if article_id and not any(isinstance(edit.after, ArticleRecord) for edit in edits):
            self._require_article(exists)
        changed: dict[str, dict[str, Mapping[str, Any]]] = {}
        for edit in edits:
            table, key = _place(edit.after)
            value = changed.get(table, {}).get(key) or self.database.table(table).record(key)  # type: ignore[attr-defined]
            with naming_the_file(self._path):
                on_disk = None if value is None else _READERS[table](value)
            if is_step_back and not force:
                _require_unchanged(edit, on_disk)
            after = merged(edit, on_disk)
            if value is not None and not is_step_back and overwrites_note(edit, on_disk):
                # Neither of two notes that were written at the same time may be lost: a person decides.
                other = {name: field for name, field in value.items() if name != "conflicts"}
                after = replace(after, conflicts=(*after.conflicts, other))
            if on_disk is None or differing_fields(on_disk, after):
                patched = _patched(value, on_disk, replace(after, modified=stamp.modified))
                made = next_version(value, patched, stamp.device, stamp.milliseconds)
                changed.setdefault(table, {})[key] = made
                after = _READERS[table](made)
            self.edits.append(Edit(on_disk, after))
        if changed and not exists:
            name = ARTICLE_FORMAT if article_id else CODEBOOK_FORMAT
            changed["format"] = {"1": {"name": name, "version": FORMAT_VERSION}}
        for table, records in changed.items():
            self.database.table(table).put(records.items())  # type: ignore[attr-defined]

    def _require_article(self, exists: bool) -> None:
        """Never write annotations alone: an article whose record is gone needs its backup, not half a file."""
        if not exists:
            raise NotFoundError(
                f"the article {self.article_id} is not in the library any more: {self._path}",
                "Put its file back from a backup, or add the source again.",
            )
        if self.database.table("article").record(self.article_id) is None:  # type: ignore[attr-defined]
            raise damaged(self._path, f"does not hold the article {self.article_id}")


def _changes_something(edit: Edit) -> bool:
    return edit.before is None or bool(differing_fields(edit.before, edit.after))


def _place(record: Record) -> tuple[str, str]:
    """The table and the id that a record stands under."""
    if isinstance(record, Annotation):
        return "annotations", record.id
    return ("article", record.id) if isinstance(record, ArticleRecord) else ("tags", record.name)


def _patched(value: Mapping[str, Any] | None, on_disk: Record | None, after: Record) -> dict[str, Any]:
    """The JSON value with the changed fields set: what other programs wrote inside the others stays."""
    new = record_to_json(after)
    if value is None or on_disk is None:
        return new
    old = record_to_json(on_disk)
    kept = {name: field for name, field in value.items() if name in new or name not in old}
    return kept | {name: field for name, field in new.items() if name not in kept or old.get(name) != field}


def _require_unchanged(edit: Edit, on_disk: Record | None) -> None:
    differing = differing_fields(edit.before, on_disk)
    if not differing:
        return
    what = "is not there any more" if on_disk is None else f"was changed since ({', '.join(differing)})"
    raise ChangedSinceError(
        f"{_described(edit.after)} {what}", "Look at it first; doing this anyway overwrites what was changed since."
    )


def _described(record: Record) -> str:
    if isinstance(record, ArticleRecord):
        return f"the article “{record.title}”"
    if isinstance(record, Annotation):
        quote = record.quoted_text
        return f"the annotation on “{quote if len(quote) <= 40 else quote[:39] + '…'}”" if quote else "the annotation"
    return f"the tag “{record.name}”"
