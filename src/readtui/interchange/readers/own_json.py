"""readtui's own JSON. Importing it into a library keeps everything; here, it is read like any other format."""

from collections.abc import Iterable

from readtui.importers.importer import Source
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
