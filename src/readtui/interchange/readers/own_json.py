"""readtui's own JSON and JSON Lines, read like other formats. Importing JSON into a library keeps everything."""

from collections.abc import Iterable, Mapping

from readtui.errors import SourceError
from readtui.importers.importer import Source
from readtui.interchange.common.colors import color_of
from readtui.interchange.common.creators import original_of, own_replies, spelled_creator, state_of
from readtui.interchange.common.dates import time_of
from readtui.interchange.common.parsers import json_of, named, objects, require_json, string, strings
from readtui.interchange.importer import ImportedAnnotation, ImportedReply, ImportedWork, ImportFormat
from readtui.interchange.own_library import is_own_export, read_own_library
from readtui.model.annotation import HIGHLIGHT_COLORS, Annotation
from readtui.model.reply import Reply, by_annotation


class OwnJsonImporter:
    """The works of an export with their live annotations: what another library's importer could know of them."""

    format = ImportFormat("json", "readtui JSON", "readtui export --format json, with --trash for everything")

    def recognises(self, source: Source) -> bool:
        return is_own_export(source)

    def read(self, source: Source) -> Iterable[ImportedWork]:
        for article in read_own_library(source).articles:
            metadata, replies = article.record.metadata, by_annotation(article.replies)
            yield ImportedWork(
                metadata.title or metadata.source or article.record.id,
                metadata.creator,
                metadata.canonical_url or metadata.source,
                tuple(
                    _annotation(one, replies.get(one.id, ()))
                    for one in article.annotations
                    if not one.deleted and not one.is_empty
                ),
                tags=article.record.tags,
                refused=tuple(article.refused),
            )


def _annotation(one: Annotation, replies: Iterable[Reply]) -> ImportedAnnotation:
    quote = one.quote
    return ImportedAnnotation(
        quote=quote.exact if quote else "",
        prefix=quote.prefix if quote else "",
        suffix=quote.suffix if quote else "",
        note=one.note,
        tags=one.tags,
        color=one.color if one.color in HIGHLIGHT_COLORS else None,
        source_id=one.id,
        creator=one.creator,
        replies=tuple(
            ImportedReply(reply.text, reply.creator, reply.created, reply.id, reply.sets) for reply in replies
        ),
        is_thread=one.is_thread,
        original=one.own_words if one.own_words != one.quoted_text else "",
    )


_NAMES = frozenset({"id", "article", "source", "quote", "note", "link"})
_LINK = "readtui:"


class OwnJsonLinesImporter:
    """One work an article, with the annotations in their order. Texts, views and so on are only in ``json``."""

    format = ImportFormat("jsonl", "readtui JSON Lines", "readtui export --format jsonl")

    def recognises(self, source: Source) -> bool:
        return bool(_rows(json_of(source)))

    def read(self, source: Source) -> Iterable[ImportedWork]:
        rows = _rows(require_json(source))
        if not rows:
            raise SourceError(
                f"{named(source)} contains no lines written by readtui", "To make them: readtui export --format jsonl"
            )
        articles: dict[str, list[Mapping[str, object]]] = {}
        for row in rows:
            articles.setdefault(string(row.get("article")), []).append(row)
        for article_id, found in articles.items():
            first = found[0]
            address = string(first.get("source"))
            annotations = {one.source_id: one for row in found if not (one := _annotation_in(row)).is_empty}
            yield ImportedWork(
                title=string(first.get("title")) or "Untitled",
                author=string(first.get("author")),
                url=address if address.startswith(("http://", "https://")) else f"{_LINK}{article_id}",
                annotations=tuple(annotations.values()),
            )


def _rows(value: object) -> list[dict[str, object]]:
    rows = objects(value if isinstance(value, list) else [value])
    return [row for row in rows if row.keys() >= _NAMES and string(row.get("link")) == f"{_LINK}{row.get('id')}"]


def _annotation_in(row: Mapping[str, object]) -> ImportedAnnotation:
    start = row.get("start")
    return ImportedAnnotation(
        quote=string(row.get("quote")),
        start=start if isinstance(start, int) and start >= 0 else None,
        note=string(row.get("note")),
        tags=strings(row.get("tags")),
        color=color_of(row.get("color")),
        created=time_of(row.get("created")),
        modified=time_of(row.get("modified")),
        source_id=string(row.get("link")),
        creator=spelled_creator(row.get("creator")),
        replies=own_replies(row.get("replies")),
        is_thread=state_of(row.get("thread")) is not None,
        original=original_of(row.get("original"), string(row.get("quote"))),
    )
