"""JSON, lossless, enough to rebuild the library; and JSON Lines: an annotation per line."""

import json
from collections.abc import Iterable, Iterator, Mapping

from readtui.codec.cards import card_to_json
from readtui.codec.records import annotation_to_json, article_record_to_json, tag_to_json, view_to_json
from readtui.codec.replies import creator_to_json, reply_to_json
from readtui.codec.strict_json import harmless
from readtui.codec.text_versions import text_version_to_json
from readtui.errors import NotFoundError, StorageError
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Losses, Purpose
from readtui.exporters.locators import page_of
from readtui.exporters.research.annotation_places import basic_value
from readtui.exporters.voices import voice_value
from readtui.model.annotation import Annotation
from readtui.model.article import is_waiting
from readtui.model.tag import has_tag

FORMAT = {"name": "readtui-export", "version": 1}


class JsonExporter:
    """One document: the format, articles with their record, texts and annotations, those that are waited for, and then
    tags and saved views.
    """

    format = Format(
        "json",
        "JSON (lossless)",
        ".json",
        Purpose.DATA,
        "everything readtui knows, to move or keep; other programs can read it",
        lists_articles=True,
        holds_trash=True,
        is_lossless=True,
        names_article=r'^ ?\{"article": \{"id": "([0-9a-f]{16})"',
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """Records as stored on disk, one on a line. Offsets count code points of the text beside them.

        All tags and views for a whole library, otherwise the codebook's entries of the tags that are used.
        """
        used: dict[str, None] = {}
        yield f'{{"format": {_line(FORMAT)},\n'
        if options.creator is not None:
            # Whoever imports this must know whose the annotations without a name are.
            yield f' "creator": {_line(creator_to_json(options.creator))},\n'
        yield ' "articles": ['
        separator = "\n"
        waits = False
        for document in documents:
            if is_waiting(document.record.id) and not waits:
                # What waits comes after all articles.
                waits, separator = True, "\n"
                yield '],\n "waiting": ['
            used |= dict.fromkeys(document.record.tags)
            used |= dict.fromkeys(tag for annotation in document.annotations for tag in annotation.tags)
            yield f'{separator} {{"article": {_line(article_record_to_json(document.record))},\n'
            if not waits:
                yield f'  "text": {_line(text_version_to_json(document.article))},\n'
                if texts := list(_earlier_texts(document, options.losses)):
                    yield f'  "texts": {{{_lines(texts)}}},\n'
            annotations, cards = document.annotations, document.read_cards()
            yield f'  "annotations": [{_lines(_line(annotation_to_json(one)) for one in annotations)}]'
            if graded := [card_to_json(cards[one.id]) for one in annotations if one.id in cards]:
                yield f',\n  "review": [{_lines(map(_line, graded))}]'
            if replies := sorted(document.replies, key=lambda one: one.id):
                yield f',\n  "replies": [{_lines(_line(reply_to_json(one)) for one in replies)}]'
            yield "}"
            separator = ",\n"
        if options.whole is not None:
            tags, views = options.whole.tags, options.whole.views
        else:
            tags, views = [tag for tag in options.tags.values() if has_tag(used, tag.name)], ()
        tag_lines = (_line(tag_to_json(tag)) for tag in sorted(tags, key=lambda tag: tag.name))
        view_lines = (_line(view_to_json(view)) for view in sorted(views, key=lambda view: view.id))
        yield f'],\n "tags": [{_lines(tag_lines)}],\n "views": [{_lines(view_lines)}]}}\n'


def _earlier_texts(document: ExportDocument, losses: Losses) -> Iterator[str]:
    """The texts in which annotations, or undecided versions of them, were anchored, each as a member of an object."""
    named = {version for annotation in document.annotations for version in _versions(annotation)}
    for version in sorted(named - {"", document.article.hash8}):
        try:
            if document.read_version is None:
                raise NotFoundError(f"no text {version}")  # noqa: TRY301
            article = document.read_version(version)
        except (NotFoundError, StorageError):
            losses.add("earlier text that could not be read", "earlier texts that could not be read")
            continue
        yield f"{json.dumps(version)}: {_line(text_version_to_json(article))}"


def _versions(annotation: Annotation) -> Iterator[str]:
    yield annotation.text_version
    if annotation.origin:
        yield annotation.origin.text_version
        if annotation.origin.accepted:
            yield annotation.origin.accepted.text_version
    for conflict in annotation.conflicts:
        origin = conflict.get("readtui:origin")
        found = (conflict.get("readtui:textVersion"), origin.get("textVersion") if isinstance(origin, Mapping) else "")
        yield from (version for version in found if isinstance(version, str))


def _lines(lines: Iterable[str]) -> str:
    joined = ",\n   ".join(lines)
    return f"\n   {joined}" if joined else ""


def _line(value: object) -> str:
    return harmless(json.dumps(value, ensure_ascii=False))


class JsonLinesExporter:
    """Every line is a JSON object with the same keys, for ``jq``, pandas and scripts."""

    format = Format(
        "jsonl",
        "JSON Lines",
        ".jsonl",
        Purpose.DATA,
        "an annotation per line, for scripts",
        needs_text=False,
        names_article=r'^\{"id": "[^"]*", "article": "([0-9a-f]{16})"',
        only_annotations=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """One line per annotation. Offsets count code points and are null without a passage."""
        for document in documents:
            for annotation in document.annotations:
                yield harmless(json.dumps(_value(document, annotation), ensure_ascii=False)) + "\n"


def _value(document: ExportDocument, annotation: Annotation) -> dict[str, object]:
    metadata = document.record.metadata
    return {
        "id": annotation.id,
        "article": document.record.id,
        "title": metadata.title,
        "author": metadata.creator,
        "source": metadata.source,
        **basic_value(annotation, annotation.passage),
        **voice_value(annotation),
        "page": page_of(document, annotation) or None,
    }
