"""JSON Lines: one annotation per line, with the values that identify its article."""

import json
from collections.abc import Iterable, Iterator

from readtui.codec.strict_json import harmless
from readtui.exporters.exporter import ExportDocument, ExportOptions, Format, Purpose
from readtui.exporters.locators import page_of
from readtui.exporters.research.annotation_places import basic_value
from readtui.exporters.voices import voice_value
from readtui.model.annotation import Annotation


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
