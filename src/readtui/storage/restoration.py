"""Restores a backup as a change that can be undone, and deletes an article for good."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from readtui.codec.cards import card_from_json
from readtui.codec.records import annotation_from_json, article_record_from_json, tag_from_json, view_from_json
from readtui.codec.replies import reply_from_json
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.change import Edit, Record
from readtui.storage.files.articles import ArticleFile, CodebookFile
from readtui.storage.files.durable import reported_as_storage_error
from readtui.storage.files.folders import LibraryFolders
from readtui.storage.files.media import media_of, remove_media
from readtui.storage.files.tinydb_storage import read_content
from readtui.storage.format.salvage import salvage
from readtui.storage.format.tables import REPLIES_TABLE, REVIEW_TABLE, Tables
from readtui.storage.library_reader import Upkeep
from readtui.storage.local.device_store import DeviceStore
from readtui.storage.safety.safekeeping import Safekeeping
from readtui.storage.writing.deltas import differing_fields
from readtui.storage.writing.history_log import HistoryLog


def edits_to_restore(
    backup: Tables, there: Upkeep | CodebookFile, article_id: str, day: str, now: str
) -> Iterator[Edit]:
    """The edits that bring the article, or with an empty id the codebook, back to the end of ``day``.

    Raises DamagedError.
    """
    if isinstance(there, CodebookFile):
        return codebook_edits(backup, there, now)
    vanished = [one for one in there.vanished(article_id) if one.created[:10] <= day]
    return article_edits(backup, there.article_file(article_id), article_id, vanished, now)


def article_edits(
    backup: Tables, present: ArticleFile | None, article_id: str, vanished: Iterable[Annotation], now: str
) -> Iterator[Edit]:
    """The edits that bring the article back to its state in the backup. Newer annotations get a tombstone.

    Annotations that have ``vanished`` are restored even if the backup does not have them. Of cards, only those that are
    missing: grades given since then still say what a person remembers. Raises DamagedError.
    """
    then = article_record_from_json(backup.get("article", {}).get(article_id))
    annotations = {one.id: one for one in vanished}
    annotations |= {key: annotation_from_json(value) for key, value in backup.get("annotations", {}).items()}
    record = present.record if present else None
    if differing_fields(record, then):
        yield Edit(record, _as_of(then, record))
    there = {found.id: found for found in present.annotations(deleted=True)} if present else {}
    yield from _edits(annotations, there, now)
    stored = backup.get(REPLIES_TABLE, {})
    replies = {key: reply_from_json({**value, "article": article_id}) for key, value in stored.items()}
    yield from _edits(replies, {one.id: one for one in present.replies()} if present else {}, now)
    cards = present.cards() if present else {}
    for key, value in backup.get(REVIEW_TABLE, {}).items():
        if key not in cards:
            yield Edit(None, card_from_json(value))


def title_in(backup: Tables, article_id: str) -> str:
    """What the backup is of, for messages; with an empty id, the codebook."""
    return f"“{backup['article'][article_id]['title']}”" if article_id else "the codebook"


def with_text_of(present: ArticleRecord, edit: Edit) -> Edit:
    """The edit, but the article keeps its present text, because the one it had then is no longer kept."""
    assert isinstance(edit.after, ArticleRecord)
    version, content, words = present.text_version, present.content, present.words
    return replace(edit, after=replace(edit.after, text_version=version, content=content, words=words))


def codebook_edits(backup: Tables, present: CodebookFile, now: str) -> Iterator[Edit]:
    """The edits that bring the codebook back to its state in the backup. Raises DamagedError."""
    tags = {name: tag_from_json(value) for name, value in backup.get("tags", {}).items()}
    yield from _edits(tags, {tag.name: tag for tag in present.tags}, now)
    views = {key: view_from_json(value) for key, value in backup.get("views", {}).items()}
    yield from _edits(views, {view.id: view for view in present.views}, now)


def _annotation_ids(path: Path) -> frozenset[str]:
    """The ids of the annotations in the article's file, as far as they can be read."""
    found = salvage(read_content(path) or b"")
    return frozenset(key for tables in (found.tables, found.partial) for key in tables.get("annotations", {}))


def _edits(then: Mapping[str, Record], present: Mapping[str, Record], now: str) -> Iterator[Edit]:
    for key, record in then.items():
        before = present.get(key)
        if differing_fields(before, record):
            yield Edit(before, _as_of(record, before))
    for key, made_since in present.items():
        if key not in then and not made_since.deleted:
            yield Edit(made_since, replace(made_since, deleted=now))


def remove_for_good(
    folders: LibraryFolders, keeping: Safekeeping, history: HistoryLog, device: DeviceStore, article_id: str
) -> None:
    """Remove the article's file, texts and backups, and all data of it on this device. Callers hold the lock.

    Removes the backups first, then the file, then the texts, so that an interruption at any point leaves nothing that
    would later be repaired into half an article. Raises NotFoundError, StorageError.
    """
    path = folders.article(article_id)
    annotation_ids, images = _annotation_ids(path), media_of(folders, article_id)
    keeping.backups.forget(folders.name(article_id))
    keeping.quarantine.forget(article_id)
    history.forget(article_id)
    device.forget_article(article_id, annotation_ids)
    with reported_as_storage_error("remove", path):
        folders.vanished(article_id).unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        for text in folders.texts.glob(f"{article_id}.*.json"):
            text.unlink(missing_ok=True)
        remove_media(folders, images)
        for page in folders.first_pages(article_id):
            page.unlink(missing_ok=True)
        for opening in folders.openings.glob("*"):
            if article_id.encode() in opening.read_bytes():
                opening.unlink(missing_ok=True)


def _as_of(then: Record, present: Record | None) -> Record:
    return replace(then, versions=present.versions if present else then.versions)
