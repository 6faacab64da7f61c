"""W3C Web Annotation (JSON-LD): an AnnotationPage; https://www.w3.org/TR/annotation-model/."""

import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from readtui.codec.replies import creator_to_json
from readtui.codec.strict_json import harmless
from readtui.codec.utf16 import Utf16Offsets
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose, link_to
from readtui.model.annotation import Annotation
from readtui.model.article import ArticleRecord
from readtui.model.passage import Passage
from readtui.model.reply import Reply
from readtui.model.selector import TextQuoteSelector

_NOT_IN_IRI = re.compile(r'[\x00-\x20\x7f-\x9f<>"{}|\\^`]')
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_LEAST_CONTEXT = 32
_MOST_CONTEXT = 512


class WebAnnotationExporter:
    """Every annotation has a body; that of a mere highlight is empty. A reply is an annotation of an annotation.

    The color becomes a style class of the target, which the annotation's style sheet defines. The standard has no terms
    for original words and threads, so these are under readtui's own names.
    """

    format = Format(
        "web-annotation",
        "W3C Web Annotation",
        ".jsonld",
        Purpose.DATA,
        "the standard (JSON-LD), for annotation servers and viewers",
        counts_utf16=True,
        only_annotations=True,
    )

    def render(self, documents: Iterable[ExportDocument], options: ExportOptions) -> Iterator[str]:
        """Offsets count code points, or UTF-16 code units if the options say so."""
        page = uuid.uuid5(uuid.NAMESPACE_URL, "https://readtui.invalid/export")
        yield f'{{"@context": "{_CONTEXT}",\n "id": "{page.urn}",\n "type": "AnnotationPage",\n "items": ['
        separator = "\n  "
        for document in documents:
            text = document.article.text
            count: Callable[[int], int] = Utf16Offsets(text) if options.utf16 else int
            for annotation in document.annotations:
                value = _annotation(document.record, text, annotation, count)
                for one in (value, *map(_reply, annotation.replies)):
                    yield separator + harmless(json.dumps(one, ensure_ascii=False))
                    separator = ",\n  "
        yield "]}\n"


def _annotation(
    record: ArticleRecord, text: str, annotation: Annotation, count: Callable[[int], int]
) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": _iri(annotation.id),
        "type": "Annotation",
        "motivation": annotation.motivation.value,
        **_made(annotation),
        "via": link_to(annotation.id),
        "body": _bodies(annotation),
        "target": _target(record, text, annotation, count),
    }
    if annotation.color:
        style = f".{annotation.color} {{ background-color: {annotation.color}; }}"
        value["stylesheet"] = {"type": "CssStylesheet", "value": style}
    if annotation.is_reworded:
        value["readtui:original"] = annotation.own_words
    if annotation.thread:
        value["readtui:thread"] = annotation.thread.value
    return value


def _reply(reply: Reply) -> dict[str, Any]:
    body = {"type": "TextualBody", "purpose": "replying", "format": "text/markdown", "value": reply.text}
    value: dict[str, Any] = {
        "id": _iri(reply.id),
        "type": "Annotation",
        "motivation": "replying",
        **_made(reply),
        "body": [body],
        "target": _iri(reply.to),
    }
    if reply.sets:
        value["readtui:sets"] = reply.sets.value
    return value


def _made(one: Annotation | Reply) -> dict[str, Any]:
    """When it was made, and by whom, if that is known."""
    creator = {"creator": creator_to_json(one.creator)} if one.creator else {}
    return {"created": one.created, "modified": one.modified, **creator}


def _iri(identifier: str) -> str:
    return f"urn:uuid:{identifier}"


def _bodies(annotation: Annotation) -> list[dict[str, str]]:
    bodies = [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in annotation.tags]
    if annotation.note:
        note = {"type": "TextualBody", "purpose": "commenting", "format": "text/markdown", "value": annotation.note}
        bodies.append(note)
    return bodies or [{"type": "TextualBody", "purpose": "highlighting", "value": ""}]


def _target(
    record: ArticleRecord, text: str, annotation: Annotation, count: Callable[[int], int]
) -> dict[str, Any] | str:
    source = address_of(record)
    if annotation.quote is None:
        return source
    styled = {"styleClass": annotation.color} if annotation.color else {}
    selectors = selectors_of(text, annotation, annotation.quote, count)
    return {"type": "SpecificResource", "source": source, "selector": selectors, **styled}


def selectors_of(
    text: str, annotation: Annotation, quote: TextQuoteSelector, count: Callable[[int], int]
) -> list[dict[str, Any]]:
    """The quote and, if the passage is there, its position, which ``count`` counts."""
    position: list[dict[str, Any]] = []
    if (passage := annotation.passage) is not None:
        quote = unique_quote(text, passage)
        position.append({"type": "TextPositionSelector", "start": count(passage.start), "end": count(passage.end)})
    exact, prefix, suffix = quote.exact, quote.prefix, quote.suffix
    return [{"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}, *position]


def address_of(record: ArticleRecord) -> str:
    """The address of an article for other programs: its URL, or its address in readtui."""
    for address in (record.metadata.canonical_url, record.metadata.source):
        if address.startswith(("http://", "https://")):
            return _NOT_IN_IRI.sub(lambda bad: "".join(f"%{byte:02X}" for byte in bad[0].encode()), address)
    return link_to(record.id)


def unique_quote(text: str, passage: Passage) -> TextQuoteSelector:
    """The passage's words with enough context to occur only once in ``text``.

    The context is 32 code points on each side, or up to 512 if needed.
    """
    exact = passage.of(text)
    size = _LEAST_CONTEXT
    while True:
        prefix = text[max(0, passage.start - size) : passage.start]
        suffix = text[passage.end : passage.end + size]
        wanted = prefix + exact + suffix
        if size >= _MOST_CONTEXT or text.find(wanted, text.find(wanted) + 1) < 0:
            return TextQuoteSelector(exact, prefix, suffix)
        size *= 2
