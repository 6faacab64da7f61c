"""JSON, lossless: the library's own records with the articles' texts, enough to rebuild the library."""

import json
from collections.abc import Sequence

from readtui.codec.records import annotation_to_json, article_record_to_json
from readtui.codec.strict_json import harmless
from readtui.codec.text_versions import text_version_to_json
from readtui.exporters.exporter import ExportDocument

FORMAT = {"name": "readtui-export", "version": 1}


class JsonExporter:
    """One document: the format, and a list of articles, each with its record, text version and annotations."""

    name = "json"
    title = "JSON (lossless)"
    extension = ".json"

    def render(self, documents: Sequence[ExportDocument]) -> str:
        """Records as stored on disk. Offsets count code points of the text beside them."""
        articles = [
            {
                "article": article_record_to_json(document.record),
                "text": text_version_to_json(document.article),
                "annotations": [annotation_to_json(annotation) for annotation in document.annotations],
            }
            for document in documents
        ]
        return harmless(json.dumps({"format": FORMAT, "articles": articles}, ensure_ascii=False, indent=1)) + "\n"
