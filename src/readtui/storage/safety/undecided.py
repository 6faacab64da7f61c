"""Finds records with several versions, between which a merge could not decide."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from readtui.codec.record_versions import open_conflicts
from readtui.codec.records import annotation_to_json, article_record_to_json, tag_to_json
from readtui.codec.views import view_to_json
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.storage.files.articles import CodebookFile
from readtui.storage.findings import Undecided


def undecided_in_article(record: ArticleRecord, annotations: Iterable[Annotation]) -> Iterator[Undecided]:
    """The article, if it has several versions, and those of its annotations that do. What is deleted is left out."""
    if record.deleted:
        return
    if count := _others(record.conflicts, article_record_to_json, record):
        yield Undecided("article", record.id, record.title, count + 1, record.id)
    for one in annotations:
        if not one.deleted and (count := _others(one.conflicts, annotation_to_json, one)):
            yield Undecided("annotation", one.id, one.quoted_text or one.note, count + 1, record.id)


def undecided_in_codebook(codebook: CodebookFile) -> Iterator[Undecided]:
    """The tags and views that have several versions. What is deleted is left out."""
    for tag in codebook.tags:
        if not tag.deleted and (count := _others(tag.conflicts, tag_to_json, tag)):
            yield Undecided("tag", tag.name, tag.name, count + 1)
    for view in codebook.views:
        if not view.deleted and (count := _others(view.conflicts, view_to_json, view)):
            yield Undecided("view", view.id, view.name, count + 1)


def _others(conflicts: object, to_json: Callable[[Any], dict[str, Any]], record: object) -> int:
    return len(open_conflicts(to_json(record))) if conflicts else 0
