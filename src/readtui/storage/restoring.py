"""An article as a backup has it, as a change that can be undone; and an article that is gone for good."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from readtui.codec.records import annotation_from_json, article_record_from_json
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.change import Edit
from readtui.storage.article_files import ArticleFile
from readtui.storage.deltas import differing_fields
from readtui.storage.durable_files import reported_as_storage_error
from readtui.storage.durable_storage import Tables
from readtui.storage.history_log import HistoryLog
from readtui.storage.library_folders import LibraryFolders
from readtui.storage.safekeeping import Safekeeping


def restoring_edits(backup: Tables, present: ArticleFile | None, article_id: str, now: str) -> Iterator[Edit]:
    """The edits from the article as it is to what its backup says; what was made since becomes a tombstone.

    Raises DamagedError.
    """
    then = article_record_from_json(backup.get("article", {}).get(article_id))
    annotations = [annotation_from_json(value) for value in backup.get("annotations", {}).values()]
    now_record = present.record if present else None
    now_annotations = {found.id: found for found in present.annotations(deleted=True)} if present else {}
    if differing_fields(now_record, then):
        yield Edit(now_record, _as_of(then, now_record))
    for annotation in annotations:
        before = now_annotations.pop(annotation.id, None)
        if differing_fields(before, annotation):
            yield Edit(before, _as_of(annotation, before))
    for made_since in now_annotations.values():
        if not made_since.deleted:
            yield Edit(made_since, replace(made_since, deleted=now))


def remove_for_good(folders: LibraryFolders, keeping: Safekeeping, history: HistoryLog, article_id: str) -> None:
    """Remove the article's file, texts, backups and what the history says of it. The lock is held.

    The file goes before its texts and after its backups: whenever this is ended, nothing brings half of it back.
    Raises NotFoundError, StorageError.
    """
    path = folders.article(article_id)
    keeping.backups.forget(folders.name(article_id))
    history.forget(article_id)
    with reported_as_storage_error("remove", path):
        path.unlink(missing_ok=True)
        for text in folders.texts.glob(f"{article_id}.*.json"):
            text.unlink(missing_ok=True)


def _as_of(then: ArticleRecord | Annotation, present: ArticleRecord | Annotation | None) -> ArticleRecord | Annotation:
    versions: Mapping[str, int] = present.versions if present else then.versions
    return replace(then, versions=versions)
