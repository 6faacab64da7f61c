"""Articles and annotations as the plain values that templates get: dictionaries, lists, texts and numbers."""

from collections.abc import Mapping, Set

from readtui.exporters.context import around
from readtui.exporters.exporter import Context, ExportDocument, link_to
from readtui.exporters.notes.headings import Headings
from readtui.model.annotation import Annotation
from readtui.model.creator import Creator
from readtui.model.reply import Reply
from readtui.model.tag import Tag

Values = dict[str, object]

NEED_TEXT = frozenset({"text", "sentence", "paragraph", "section"})
"""The values that are made from the article's text."""


def library_values(today: str, tags: Mapping[str, Tag]) -> Values:
    """The values that every template gets."""
    codebook = [{"name": tag.name, "color": tag.color or "", "description": tag.description} for tag in tags.values()]
    return {"today": today, "codebook": sorted(codebook, key=lambda tag: tag["name"].casefold())}


def article_values(document: ExportDocument, names: Set[str]) -> Values:
    """An article with its annotations, in reading order. ``names``: those that the template mentions; what costs time
    or memory is there only if it is one of them.
    """
    record, metadata = document.record, document.record.metadata
    values: Values = {
        "id": record.id,
        "title": metadata.title,
        "author": metadata.creator,
        "source": metadata.source,
        "site": metadata.site,
        "published": metadata.published,
        "language": metadata.language,
        "added": record.added,
        "modified": record.modified,
        "words": record.words,
        "state": "archived" if record.archived else record.reading_state.value,
        "tags": list(record.tags),
        "link": link_to(record.id),
    }
    if "text" in names:
        values["text"] = document.article.text
    headings = Headings(document.article) if "section" in names else None
    values["annotations"] = [_annotation_values(document, one, headings, names) for one in document.annotations]
    return values


def _reply_values(reply: Reply) -> Values:
    return {
        "id": reply.id,
        "creator": _name(reply.creator),
        "created": reply.created,
        "text": reply.text,
        "sets": str(reply.sets or ""),
    }


def _name(creator: Creator | None) -> str:
    """The name; "" if nobody is to be named."""
    return creator.shown if creator else ""


def _annotation_values(
    document: ExportDocument, annotation: Annotation, headings: Headings | None, names: Set[str]
) -> Values:
    passage = annotation.passage
    values: Values = {
        "id": annotation.id,
        "quote": annotation.quoted_text,
        "original": annotation.own_words,
        "note": annotation.note,
        "tags": list(annotation.tags),
        "color": annotation.color or "",
        "state": annotation.anchor.value,
        "created": annotation.created,
        "modified": annotation.modified,
        "creator": _name(annotation.creator),
        "thread": str(annotation.thread or ""),
        "replies": [_reply_values(reply) for reply in annotation.replies],
        "start": passage.start if passage else None,
        "end": passage.end if passage else None,
        "link": link_to(annotation.id),
    }
    for name, context in (("sentence", Context.SENTENCE), ("paragraph", Context.PARAGRAPH)):
        if name in names:
            extended = passage and around(document.article, passage, context)
            values[name] = extended.of(document.article.text) if extended else annotation.quoted_text
    if headings is not None:
        headings.new_ones(annotation)
        above = headings.open[-1] if headings.open and passage else None
        values["section"] = document.article.text[above.start : above.end] if above else ""
    return values
